/* SPDX-License-Identifier: ISC */
/*
 * Text put together in a fixed piece of memory. A piece is appended whole or
 * not at all, so that what was cut ends at a character and never inside an
 * escape; runs of harmless bytes are copied at once.
 */
#include "guard/base.h"

#include <string.h>

#include "base/codepoint.h"

static const char digits[] = "0123456789abcdef";

void
buf_init(struct buf *b, char *memory, size_t cap)
{
	b->p = memory;
	b->cap = memory == NULL ? 0 : cap;
	b->n = 0;
	b->full = false;
}

/* n bytes at the end of b to write to, NULL when they do not fit. */
static char *
extend(struct buf *b, size_t n)
{
	char *p;

	if (b->full || n > b->cap - b->n) {
		b->full = true;
		return NULL;
	}
	p = b->p + b->n;
	b->n += n;
	return p;
}

void
buf_c(struct buf *b, char c)
{
	char *p = extend(b, 1);

	if (p != NULL)
		*p = c;
}

void
buf_sv(struct buf *b, struct sv s)
{
	char *p;

	if (s.n == 0)
		return;
	p = extend(b, s.n);
	if (p != NULL)
		memcpy(p, s.p, s.n);
}

void
buf_str(struct buf *b, const char *cstr)
{
	buf_sv(b, sv_from(cstr));
}

void
buf_u64(struct buf *b, uint64_t v)
{
	char text[20];
	size_t i = sizeof(text);

	do {
		text[--i] = digits[v % 10];
		v /= 10;
	} while (v > 0);
	buf_sv(b, (struct sv){text + i, sizeof(text) - i});
}

/* Whether all bytes of w are plain, in the sense of plain_run. The sums may
 * take a plain byte for another, never another for a plain one. */
static bool
is_plain_word(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones << 7;
	uint64_t quote = w ^ ones * '"', backslash = w ^ ones * '\\';

	return ((w | (w - ones * ' ') | (w + ones) | (quote - ones) |
	    (backslash - ones)) & tops) == 0;
}

/* Bytes at the start of s that every printer takes as they are: ASCII without
 * control characters, '"' and '\\'. */
static size_t
plain_run(struct sv s)
{
	size_t i = 0;
	uint64_t w;

	for (; s.n - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, s.p + i, sizeof(w));
		if (!is_plain_word(w))
			break;
	}
	while (i < s.n && s.p[i] >= ' ' && s.p[i] <= '~' && s.p[i] != '"' &&
	    s.p[i] != '\\')
		i++;
	return i;
}

/* What fits of a run of plain bytes, which may be cut anywhere. */
static void
put_run(struct buf *b, struct sv run)
{
	size_t room = b->full ? 0 : b->cap - b->n;

	buf_sv(b, sv_take(run, room));
	if (run.n > room)
		b->full = true;
}

/* "\uXXXX"; two of them for what lies past the first plane. */
static void
put_u_escape(struct buf *b, uint32_t cp)
{
	char *p;

	if (cp > 0xffff) {
		cp -= 0x10000;
		put_u_escape(b, 0xd800 + (cp >> 10));
		cp = 0xdc00 + (cp & 0x3ff);
	}
	p = extend(b, 6);
	if (p == NULL)
		return;
	p[0] = '\\';
	p[1] = 'u';
	p[2] = digits[cp >> 12 & 15];
	p[3] = digits[cp >> 8 & 15];
	p[4] = digits[cp >> 4 & 15];
	p[5] = digits[cp & 15];
}

static void
put_json_char(struct buf *b, struct sv one, uint32_t cp)
{
	switch (one.p[0]) {
	case '"':
		buf_sv(b, SV("\\\""));
		return;
	case '\\':
		buf_sv(b, SV("\\\\"));
		return;
	case '\n':
		buf_sv(b, SV("\\n"));
		return;
	case '\t':
		buf_sv(b, SV("\\t"));
		return;
	case '\r':
		buf_sv(b, SV("\\r"));
		return;
	default:
		put_u_escape(b, cp);
	}
}

void
buf_json(struct buf *b, struct sv s)
{
	while (s.n > 0 && !b->full) {
		size_t len = plain_run(s);
		uint32_t cp;

		if (len > 0) {
			put_run(b, sv_take(s, len));
			s = sv_skip(s, len);
			continue;
		}
		if (utf8_length((const unsigned char *)s.p, s.n, &cp) == 0) {
			len = 1;
			put_u_escape(b, 0xdc00u | (unsigned char)s.p[0]);
		} else if (codepoint_visible(s, &len, &cp) > 0 &&
		    s.p[0] != '"' && s.p[0] != '\\') {
			buf_sv(b, sv_take(s, len));
		} else {
			put_json_char(b, sv_take(s, len), cp);
		}
		s = sv_skip(s, len);
	}
}

static void
put_x_escapes(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		char text[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};

		buf_sv(b, (struct sv){text, sizeof(text)});
	}
}

void
buf_visible(struct buf *b, struct sv s)
{
	while (s.n > 0 && !b->full) {
		size_t len = plain_run(s);
		uint32_t cp;

		if (len > 0)
			put_run(b, sv_take(s, len));
		else if (codepoint_visible(s, &len, &cp) > 0)
			buf_sv(b, sv_take(s, len));
		else
			put_x_escapes(b, sv_take(s, len));
		s = sv_skip(s, len);
	}
}

enum quoting { QUOTE_NONE, QUOTE_SINGLE, QUOTE_ANSI };

static bool
is_shell_safe(char c)
{
	return byte_is_alnum(c) ||
	    (c != '\0' && strchr("_@%+=:,./-", c) != NULL);
}

static enum quoting
quoting_for(struct sv s)
{
	enum quoting q = s.n == 0 ? QUOTE_SINGLE : QUOTE_NONE;

	while (s.n > 0) {
		size_t len = 1;
		uint32_t cp;

		if (!is_shell_safe(s.p[0])) {
			if (codepoint_visible(s, &len, &cp) == 0)
				return QUOTE_ANSI;
			if (len == 1)
				q = QUOTE_SINGLE;
		}
		s = sv_skip(s, len);
	}
	return q;
}

/* $'…', in which what buf_visible prints means the byte that it stands for. */
static void
put_ansi_quoted(struct buf *b, struct sv s)
{
	buf_sv(b, SV("$'"));
	for (size_t i = 0; i < s.n; i++) {
		size_t from = i;

		while (i < s.n && s.p[i] != '\'' && s.p[i] != '\\')
			i++;
		buf_visible(b, (struct sv){s.p + from, i - from});
		if (i < s.n) {
			char text[2] = {'\\', s.p[i]};

			buf_sv(b, (struct sv){text, sizeof(text)});
		}
	}
	buf_c(b, '\'');
}

void
buf_shell_word(struct buf *b, struct sv s)
{
	enum quoting q = quoting_for(s);
	size_t end;

	if (q == QUOTE_NONE) {
		buf_sv(b, s);
		return;
	}
	if (q == QUOTE_ANSI) {
		put_ansi_quoted(b, s);
		return;
	}
	buf_c(b, '\'');
	for (;;) {
		end = sv_find(s, 0, '\'');
		buf_sv(b, sv_take(s, end));
		if (end == s.n)
			break;
		buf_sv(b, SV("'\\''"));
		s = sv_skip(s, end + 1);
	}
	buf_c(b, '\'');
}

struct sv
buf_view(const struct buf *b)
{
	return (struct sv){b->p, b->n};
}
