/* SPDX-License-Identifier: ISC */
/*
 * Pictures of a terminal. Characters of East Asian scripts and emoji take two
 * columns; where terminals differ the wider guess counts, and the terminal does
 * not wrap, so a wrong one costs a character at the right edge at most.
 */
#include "frame.h"

#include <string.h>

#define ESC '\033'

/* First and last character of what is two columns wide. */
static const struct {
	uint32_t first, last;
} wide[] = {
    {0x1100, 0x115f}, {0x2329, 0x232a}, {0x2600, 0x27bf}, {0x2e80, 0x303e},
    {0x3041, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
    {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18aff},
    {0x1b000, 0x1b2ff}, {0x1f000, 0x1faff}, {0x20000, 0x3fffd},
};

/* The character or sequence of colour at s (n > 0), and its columns. */
static size_t
one(struct sv s, size_t *out_columns)
{
	uint32_t cp = 0;
	size_t n;

	*out_columns = 0;
	if (s.p[0] == ESC)
		return sv_find(s, 0, 'm') + 1 > s.n ? s.n
		                                    : sv_find(s, 0, 'm') + 1;
	*out_columns = 1;
	n = utf8_length((const unsigned char *)s.p, s.n, &cp);
	for (size_t i = 0; n && i < ARRAY_LEN(wide); i++)
		if (cp >= wide[i].first && cp <= wide[i].last)
			*out_columns = 2;
	return n ? n : 1;
}

size_t
frame_columns(struct sv text)
{
	size_t total = 0, columns;

	for (size_t i = 0; i < text.n; total += columns)
		i += one(sv_skip(text, i), &columns);
	return total;
}

size_t
frame_break(struct sv text, size_t columns, size_t *out_next)
{
	size_t used = 0, at = 0, blank = 0;

	while (at < text.n && text.p[at] != '\n') {
		size_t width, n = one(sv_skip(text, at), &width);

		if (used + width > columns) {
			/* A whole word, if that leaves half of the line. */
			if (blank && frame_columns(sv_take(text, blank)) >
			    columns / 2) {
				*out_next = blank + 1;
				return blank;
			}
			*out_next = at ? at : n;
			return *out_next;
		}
		if (text.p[at] == ' ')
			blank = at;
		used += width;
		at += n;
	}
	*out_next = at < text.n ? at + 1 : at;
	return at;
}

void
frame_forget(struct frame *f, unsigned rows, unsigned columns)
{
	f->rows = rows < FRAME_ROWS_MAX ? rows : FRAME_ROWS_MAX;
	f->columns = columns < FRAME_COLUMNS_MAX ? columns : FRAME_COLUMNS_MAX;
	/* No line is "?": all of them are sent. */
	for (size_t i = 0; i < FRAME_ROWS_MAX; i++)
		memcpy(f->sent[i], "?", 2);
}

void
frame_begin(struct frame *f)
{
	f->n = 0;
}

/* What fits into the columns; "..." stands for the rest. */
static void
put_cut(struct buf *b, struct sv text, size_t columns)
{
	size_t used = 0, at = 0;
	bool dots = frame_columns(text) > columns && columns > 3;

	columns -= dots ? 3 : 0;
	while (at < text.n) {
		size_t width, n = one(sv_skip(text, at), &width);

		if (used + width > columns)
			break;
		used += width;
		at += n;
	}
	buf_sv(b, sv_take(text, at));
	if (dots)
		buf_str(b, "...");
}

void
frame_line(struct frame *f, struct sv text, const char *style)
{
	struct buf b;
	char *line;

	if (f->n >= f->rows)
		return;
	line = f->lines[f->n++];
	memset(line, 0, FRAME_LINE_MAX);
	buf_init(&b, line, FRAME_LINE_MAX - 1);
	if (style) {
		buf_str(&b, "\033[");
		buf_str(&b, style);
		buf_c(&b, 'm');
	}
	put_cut(&b, text, f->columns);
}

void
frame_fill(struct frame *f, unsigned left)
{
	while (f->n + left < f->rows)
		frame_line(f, SV(""), NULL);
}

enum err
frame_send(struct frame *f, struct out *out)
{
	frame_fill(f, 0);
	for (unsigned i = 0; i < f->rows; i++) {
		if (strcmp(f->lines[i], f->sent[i]) == 0)
			continue;
		out_str(out, "\033[");
		out_u64(out, i + 1);
		/* Cleared first: behind a full line the cursor stands on its
		 * last character. */
		out_str(out, ";1H\033[2K");
		out_str(out, f->lines[i]);
		out_str(out, "\033[0m");
		memcpy(f->sent[i], f->lines[i], FRAME_LINE_MAX);
	}
	return out_flush(out);
}
