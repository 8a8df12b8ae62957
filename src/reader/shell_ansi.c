/* SPDX-License-Identifier: ISC */
/*
 * $'...' and its escapes.
 */
#include "reader/shell.h"

#include <string.h>

/* Up to max digits of a base, from byte i of the text on. */
static uint32_t
number(const struct shell *sh, size_t *i, int base, size_t max)
{
	uint32_t v = 0;
	int d;

	for (; max > 0 && *i < sh->text.n; max--, (*i)++) {
		d = byte_hex(sh->text.p[*i]);
		if (d < 0 || d >= base)
			break;
		v = v * (uint32_t)base + (uint32_t)d;
	}
	return v;
}

static void
put_utf8(struct shell *sh, uint32_t cp)
{
	static const uint32_t limits[] = {0x80, 0x800, 0x10000, 0x110000};
	static const unsigned char leads[] = {0, 0xc0, 0xe0, 0xf0};
	unsigned n = 0;

	while (n < ARRAY_LEN(limits) && cp >= limits[n])
		n++;
	if (n == ARRAY_LEN(limits)) {
		shell_put(sh, '?', CELL_UNKNOWN);
		return;
	}
	shell_put(sh, (char)(leads[n] | (cp >> (6 * n))), CELL_QUOTED);
	while (n-- > 0)
		shell_put(sh, (char)(0x80 | ((cp >> (6 * n)) & 0x3f)),
		    CELL_QUOTED);
}

/* The escape behind the backslash at byte i; returns where it ends. */
static size_t
ansi_escape(struct shell *sh, size_t i)
{
	static const char from[] = "abeEfnrtv\\'\"?", to[] =
	    "\a\b\033\033\f\n\r\t\v\\'\"?";
	size_t start = ++i;
	uint32_t v = 1;
	const char *known;
	char c = i < sh->text.n ? sh->text.p[i] : '\0';

	known = c == '\0' ? NULL : strchr(from, c);
	if (known != NULL) {
		shell_put(sh, to[known - from], CELL_QUOTED);
		return i + 1;
	}
	if (c >= '0' && c <= '7') {
		v = number(sh, &i, 8, 3) & 0xff;
		shell_put(sh, (char)v, CELL_QUOTED);
	} else if (c == 'x') {
		v = number(sh, (i++, &i), 16, 2);
		shell_put(sh, (char)v, CELL_QUOTED);
	} else if (c == 'u' || c == 'U') {
		v = number(sh, (i++, &i), 16, c == 'u' ? 4 : 8);
		put_utf8(sh, v);
	} else {
		v = 0;
	}
	if (v != 0 && i > start + (c > '7'))
		return i;
	/* Control characters, NUL, or no escape at all: not worth knowing. */
	shell_put(sh, '\\', CELL_UNKNOWN);
	return i > start ? i : start;
}

/*
 * $'...'. A shell without it ends the string at \', so what follows may be
 * read in two ways.
 */
void
shell_ansi(struct shell *sh)
{
	size_t i, from, base = sh->cells.n;

	shell_eat(sh, 0);
	from = sh->pos;
	shell_eat(sh, 2);
	for (i = sh->pos; i < sh->text.n && sh->text.p[i] != '\'';) {
		if (sh->text.p[i] != '\\') {
			shell_put(sh, sh->text.p[i++], CELL_QUOTED);
			continue;
		}
		if (i + 1 < sh->text.n && sh->text.p[i + 1] == '\'')
			shell_doubt(sh, shell_piece(sh, from, sh->text.n),
			    "shells read \\' in $'...' in different ways");
		i = ansi_escape(sh, i);
		if (sh->err)
			return;
	}
	if (i >= sh->text.n) {
		shell_give_up(sh, from, "quote is not closed");
		return;
	}
	if (sh->cells.n == base)
		shell_put(sh, 0, CELL_EMPTY);
	sh->pos = i + 1;
}
