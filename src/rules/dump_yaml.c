/* SPDX-License-Identifier: ISC */
/*
 * Single things as YAML: what the strict reader takes, and reads the same.
 */
#include <stdlib.h>
#include <string.h>

#include "rules/dump.h"

void
dump_indent(struct dump *d, unsigned n)
{
	while (n--)
		buf_c(d->out, ' ');
}

/* Words that other readers of YAML take for something else. */
static bool
is_special_word(struct sv s)
{
	static const char *const words[] = {"true", "false", "null", "yes",
	    "no", "on", "off", "y", "n"};

	return sv_is_any(s, words, ARRAY_LEN(words));
}

/* Plain in block and in flow: no character that means anything to YAML where
 * it stands. */
static bool
is_plain(struct sv s)
{
	if (!s.n || is_special_word(s) ||
	    (!byte_is_alnum(s.p[0]) && !memchr("_/.", s.p[0], 3)))
		return false;
	for (size_t i = 1; i < s.n; i++) {
		if (byte_is_alnum(s.p[i]) || memchr("_/.-+=@*", s.p[i], 8))
			continue;
		if (s.p[i] != ' ' || i + 1 == s.n || s.p[i + 1] == ' ')
			return false;
	}
	return !sv_starts(s, SV("---")) && !sv_starts(s, SV("..."));
}

void
dump_scalar(struct dump *d, struct sv s)
{
	static const char hex[] = "0123456789abcdef";

	if (is_plain(s)) {
		buf_sv(d->out, s);
		return;
	}
	buf_c(d->out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\') {
			buf_c(d->out, '\\');
			buf_c(d->out, (char)c);
		} else if (c == '\n') {
			buf_str(d->out, "\\n");
		} else if (c < 0x20 || c == 0x7f) {
			buf_str(d->out, "\\x");
			buf_c(d->out, hex[c >> 4]);
			buf_c(d->out, hex[c & 15]);
		} else {
			buf_c(d->out, (char)c);
		}
	}
	buf_c(d->out, '"');
}

void
dump_line(struct dump *d, unsigned indent, const char *key, struct sv s)
{
	if (!s.n)
		return;
	dump_indent(d, indent);
	buf_str(d->out, key);
	buf_str(d->out, ": ");
	dump_scalar(d, s);
	buf_c(d->out, '\n');
}

void
dump_list(struct dump *d, const struct sv *items, size_t n)
{
	buf_c(d->out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_str(d->out, ", ");
		dump_scalar(d, items[i]);
	}
	buf_c(d->out, ']');
}

struct sv *
dump_views(struct dump *d, size_t n)
{
	return ARENA_NEW(d->img->arena, n, struct sv);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct sv *x = a, *y = b;

	return sv_cmp(*x, *y);
}

void
dump_sort(struct sv *items, size_t n)
{
	if (n)
		qsort(items, n, sizeof(*items), by_bytes);
}

enum err
dump_text(struct dump *d, uint32_t texts, uint32_t i, struct sv *out)
{
	enum err e = image_strings_get(d->img, texts, RECORD_TEXTS, i, out);

	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

enum err
dump_literal(struct dump *d, struct sv s, struct sv *out)
{
	char *p = arena_alloc(d->img->arena, s.n * 2 + 1, 1);
	struct buf b;

	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, s.n * 2 + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (memchr("*?[]\\{},", s.p[i], 8))
			buf_c(&b, '\\');
		buf_c(&b, s.p[i]);
	}
	*out = buf_view(&b);
	return OK;
}
