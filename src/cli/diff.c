/* SPDX-License-Identifier: ISC */
/*
 * The unified diff of two texts, for people to look at before a file of theirs
 * is written.
 */
#include "edit.h"

#include <string.h>

#include "out.h"

enum {
	AROUND = 3,       /* lines shown around a change */
	TABLE_MAX = 1500  /* changed lines a side that are compared well */
};

struct side {
	struct sv *lines; /* without their line breaks */
	size_t n;
};

struct diff {
	struct side a, b;
	char *marks; /* one a line of the result: ' ', '-', '+' */
	size_t n_marks;
	uint16_t *table;
};

static bool
split(struct arena *arena, struct sv text, struct side *out)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	if (!(out->lines = ARENA_NEW(arena, n + 1, struct sv)))
		return false;
	while (text.n) {
		size_t length = sv_find(text, 0, '\n');

		out->lines[out->n++] = sv_take(text, length);
		text = sv_skip(text, length + 1);
	}
	return true;
}

static void
mark(struct diff *d, char c, size_t n)
{
	memset(d->marks + d->n_marks, c, n);
	d->n_marks += n;
}

/* Marks what differs between the lines from a and b on: n and m of them. The
 * table holds the length of the longest common rest of each pair of rests. */
static void
compare(struct diff *d, const struct sv *a, size_t n, const struct sv *b,
    size_t m)
{
	size_t width = m + 1, i = 0, k = 0;

	for (size_t x = n; x-- > 0;) {
		for (size_t y = m; y-- > 0;) {
			uint16_t *t = d->table + x * width + y;

			if (sv_eq(a[x], b[y]))
				*t = (uint16_t)(t[width + 1] + 1);
			else
				*t = t[width] > t[1] ? t[width] : t[1];
		}
	}
	while (i < n && k < m) {
		uint16_t *t = d->table + i * width + k;

		if (sv_eq(a[i], b[k])) {
			mark(d, ' ', 1);
			i++, k++;
		} else if (t[width] >= t[1]) {
			mark(d, '-', 1);
			i++;
		} else {
			mark(d, '+', 1);
			k++;
		}
	}
	mark(d, '-', n - i);
	mark(d, '+', m - k);
}

static bool
find_changes(struct arena *arena, struct diff *d)
{
	size_t head = 0, tail = 0, n, m;

	if (!(d->marks = ARENA_NEW(arena, d->a.n + d->b.n + 1, char)))
		return false;
	while (head < d->a.n && head < d->b.n &&
	    sv_eq(d->a.lines[head], d->b.lines[head]))
		head++;
	while (tail < d->a.n - head && tail < d->b.n - head &&
	    sv_eq(d->a.lines[d->a.n - 1 - tail], d->b.lines[d->b.n - 1 - tail]))
		tail++;
	n = d->a.n - head - tail;
	m = d->b.n - head - tail;
	mark(d, ' ', head);
	if (n <= TABLE_MAX && m <= TABLE_MAX)
		d->table = ARENA_NEW(arena, (n + 1) * (m + 1), uint16_t);
	if (d->table) {
		compare(d, d->a.lines + head, n, d->b.lines + head, m);
	} else {
		mark(d, '-', n);
		mark(d, '+', m);
	}
	mark(d, ' ', tail);
	return true;
}

/* Where the hunk that begins at a change ends: two changes are in one when
 * the lines between them would be shown anyway. */
static size_t
hunk_end(const struct diff *d, size_t at)
{
	size_t end = at;

	for (size_t i = at; i < d->n_marks && i <= end + 2u * AROUND; i++)
		if (d->marks[i] != ' ')
			end = i;
	end += AROUND + 1;
	return end < d->n_marks ? end : d->n_marks;
}

static void
put_range(struct out *out, char sign, size_t from, size_t n)
{
	out_c(out, sign);
	out_u64(out, n ? from + 1 : from);
	out_c(out, ',');
	out_u64(out, n);
}

static void
put_line(struct out *out, char sign, struct sv line)
{
	if (out->color && sign != ' ')
		out_str(out, sign == '+' ? "\033[32m" : "\033[31m");
	out_c(out, sign);
	/* A tab is no harm, and what many files are indented with. */
	while (line.n) {
		size_t n = sv_find(line, 0, '\t');

		out_visible(out, sv_take(line, n));
		if (n < line.n)
			out_c(out, '\t');
		line = sv_skip(line, n + 1);
	}
	if (out->color && sign != ' ')
		out_str(out, "\033[0m");
	out_c(out, '\n');
}

/* The marks from start to end; a and b are the lines that come next. */
static void
put_hunk(struct out *out, const struct diff *d, const size_t range[2],
    size_t *a, size_t *b)
{
	size_t n = 0, m = 0;

	for (size_t i = range[0]; i < range[1]; i++) {
		n += d->marks[i] != '+';
		m += d->marks[i] != '-';
	}
	out_str(out, "@@ ");
	put_range(out, '-', *a, n);
	out_c(out, ' ');
	put_range(out, '+', *b, m);
	out_str(out, " @@\n");
	for (size_t i = range[0]; i < range[1]; i++) {
		char c = d->marks[i];

		put_line(out, c, c == '+' ? d->b.lines[*b] : d->a.lines[*a]);
		*a += c != '+';
		*b += c != '-';
	}
}

void
diff_show(struct out *out, struct arena *arena, struct sv path,
    struct sv before, struct sv after)
{
	struct diff d = {.n_marks = 0};
	size_t a = 0, b = 0, i = 0;

	if (!split(arena, before, &d.a) || !split(arena, after, &d.b) ||
	    !find_changes(arena, &d)) {
		out_str(out, "(too large to be shown)\n");
		return;
	}
	out_str(out, before.n ? "--- " : "--- /dev/null");
	if (before.n)
		out_visible(out, path);
	out_str(out, "\n+++ ");
	out_visible(out, path);
	out_c(out, '\n');
	while (i < d.n_marks) {
		size_t change = i, range[2];

		while (change < d.n_marks && d.marks[change] == ' ')
			change++;
		if (change == d.n_marks)
			return;
		range[0] = change - i > AROUND ? change - AROUND : i;
		range[1] = hunk_end(&d, change);
		a += range[0] - i;
		b += range[0] - i;
		put_hunk(out, &d, range, &a, &b);
		i = range[1];
	}
}
