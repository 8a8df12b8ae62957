/* SPDX-License-Identifier: ISC */
/*
 * RFC 8259, and nothing beside it: no comments, no trailing commas, no other
 * encoding. The first pass (jtext_read) sees every byte; the others walk over
 * what it found to be well-formed.
 */
#include "hook/json.h"

#include <string.h>

struct scan {
	const unsigned char *p, *end;
};

static void
skip_blanks(struct scan *s)
{
	while (s->p < s->end && byte_is_space(*s->p))
		s->p++;
}

static bool
take(struct scan *s, char c)
{
	if (s->p == s->end || *s->p != (unsigned char)c)
		return false;
	s->p++;
	return true;
}

/* Four hexadecimal digits at p; -1 for anything else. */
static int
hex_unit(const unsigned char *p, const unsigned char *end)
{
	int unit = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = byte_hex(p[i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static bool
scan_escape(struct scan *s)
{
	if (s->p == s->end)
		return false;
	if (*s->p == 'u') {
		if (hex_unit(s->p + 1, s->end) < 0)
			return false;
		s->p += 5;
		return true;
	}
	if (!*s->p || !strchr("\"\\/bfnrt", *s->p))
		return false;
	s->p++;
	return true;
}

/* Behind the opening quote, up to and with the closing one. */
static bool
scan_string(struct scan *s)
{
	while (s->p < s->end) {
		unsigned char c = *s->p;
		size_t n;

		if (c == '"') {
			s->p++;
			return true;
		}
		if (c < 0x20)
			return false;
		if (c == '\\') {
			s->p++;
			if (!scan_escape(s))
				return false;
			continue;
		}
		n = c < 0x80 ? 1
		    : utf8_length(s->p, (size_t)(s->end - s->p), NULL);
		if (!n)
			return false;
		s->p += n;
	}
	return false;
}

static bool
scan_digits(struct scan *s)
{
	const unsigned char *start = s->p;

	while (s->p < s->end && byte_is_digit(*s->p))
		s->p++;
	return s->p > start;
}

static bool
scan_number(struct scan *s)
{
	(void)take(s, '-');
	if (!take(s, '0') && !scan_digits(s))
		return false;
	if (take(s, '.') && !scan_digits(s))
		return false;
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			(void)take(s, '-');
		return scan_digits(s);
	}
	return true;
}

static bool
scan_word(struct scan *s, struct sv word)
{
	if ((size_t)(s->end - s->p) < word.n ||
	    memcmp(s->p, word.p, word.n) != 0)
		return false;
	s->p += word.n;
	return true;
}

static enum json_kind
scan_plain(struct scan *s)
{
	if (s->p == s->end)
		return JSON_NONE;
	switch (*s->p) {
	case '"':
		s->p++;
		return scan_string(s) ? JSON_STRING : JSON_NONE;
	case 'n':
		return scan_word(s, SV("null")) ? JSON_NULL : JSON_NONE;
	case 't':
		return scan_word(s, SV("true")) ? JSON_BOOL : JSON_NONE;
	case 'f':
		return scan_word(s, SV("false")) ? JSON_BOOL : JSON_NONE;
	default:
		return scan_number(s) ? JSON_NUMBER : JSON_NONE;
	}
}

/* The name of a member and its colon. */
static bool
scan_name(struct scan *s)
{
	skip_blanks(s);
	if (!take(s, '"') || !scan_string(s))
		return false;
	skip_blanks(s);
	return take(s, ':');
}

/* Each open bracket is a bit of what is expected to close it, so that nothing
 * is called again and no stack can run out. */
struct brackets {
	uint64_t objects; /* the innermost lowest */
	unsigned depth;
};

/* A plain value, or the bracket that opens another one. */
static enum err
scan_start(struct scan *s, struct brackets *open, enum json_kind *out)
{
	bool object = take(s, '{');

	if (!object && !take(s, '[')) {
		*out = scan_plain(s);
		return *out ? OK : ERR_SYNTAX;
	}
	if (open->depth == JSON_MAX_DEPTH)
		return ERR_LIMIT;
	open->objects = open->objects << 1 | object;
	open->depth++;
	*out = object ? JSON_OBJECT : JSON_ARRAY;
	return OK;
}

/* The brackets that close here; false when there is none. */
static bool
scan_ends(struct scan *s, struct brackets *open)
{
	bool closed = false;

	while (open->depth) {
		skip_blanks(s);
		if (!take(s, open->objects & 1 ? '}' : ']'))
			break;
		open->objects >>= 1;
		open->depth--;
		closed = true;
	}
	return closed;
}

/* One value, brackets and all. */
static enum err
scan_value(struct scan *s, enum json_kind *out)
{
	struct brackets open = {0};

	*out = JSON_NONE;
	for (;;) {
		unsigned before = open.depth;
		enum json_kind kind;
		bool opened;
		enum err e;

		skip_blanks(s);
		if ((e = scan_start(s, &open, &kind)))
			return e;
		if (!*out)
			*out = kind;
		opened = open.depth > before;
		if (scan_ends(s, &open))
			opened = false;
		if (!open.depth)
			return OK;
		if ((!opened && !take(s, ',')) ||
		    ((open.objects & 1) && !scan_name(s)))
			return ERR_SYNTAX;
	}
}

static struct scan
scan_of(struct sv text)
{
	const unsigned char *p = (const unsigned char *)text.p;

	return (struct scan){p, p + text.n};
}

enum err
jtext_read(struct sv text, struct json_value *out)
{
	struct scan s = scan_of(text);
	const unsigned char *start;
	enum err e;

	skip_blanks(&s);
	start = s.p;
	if ((e = scan_value(&s, &out->kind)))
		return e;
	out->text = (struct sv){(const char *)start, (size_t)(s.p - start)};
	skip_blanks(&s);
	return s.p == s.end ? OK : ERR_SYNTAX;
}

/* The value at the scan, which is well-formed. False if there is none. */
static bool
next_value(struct scan *s, struct json_value *out)
{
	const unsigned char *start;

	skip_blanks(s);
	start = s->p;
	if (scan_value(s, &out->kind))
		return false;
	out->text = (struct sv){(const char *)start, (size_t)(s->p - start)};
	skip_blanks(s);
	return true;
}

static void
put_utf8(struct buf *out, unsigned cp)
{
	if (cp < 0x80) {
		buf_c(out, (char)cp);
		return;
	}
	if (cp >= 0x10000)
		buf_c(out, (char)(0xf0 | cp >> 18));
	if (cp >= 0x800)
		buf_c(out, (char)(cp >= 0x10000 ? 0x80 | (cp >> 12 & 0x3f)
		                                : 0xe0 | cp >> 12));
	buf_c(out, (char)(cp >= 0x800 ? 0x80 | (cp >> 6 & 0x3f)
	                              : 0xc0 | cp >> 6));
	buf_c(out, (char)(0x80 | (cp & 0x3f)));
}

/* The character of the \u at p; gives what stands behind it. */
static const unsigned char *
put_unit(const unsigned char *p, const unsigned char *end, struct buf *out)
{
	unsigned unit = (unsigned)hex_unit(p, end);
	int low = -1;

	p += 4;
	if (unit >= 0xd800 && unit < 0xdc00 && end - p >= 6 && p[0] == '\\' &&
	    p[1] == 'u')
		low = hex_unit(p + 2, end);
	if (low >= 0xdc00 && low < 0xe000) {
		put_utf8(out, 0x10000 + ((unit - 0xd800) << 10) +
		    ((unsigned)low - 0xdc00));
		return p + 6;
	}
	put_utf8(out, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
	return p;
}

/* What the inside of a well-formed string says. It never grows. */
static void
unescape(struct sv inside, struct buf *out)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const unsigned char *p = (const unsigned char *)inside.p;
	const unsigned char *end = p + inside.n;

	while (p < end) {
		if (*p != '\\') {
			buf_c(out, (char)*p++);
		} else if (p[1] == 'u') {
			p = put_unit(p + 2, end, out);
		} else {
			buf_c(out, meanings[strchr(letters, p[1]) - letters]);
			p += 2;
		}
	}
}

static struct sv
inside_of(struct json_value string)
{
	return (struct sv){string.text.p + 1, string.text.n - 2};
}

/* Whether a member's name, which may be written with escapes, is name. */
static bool
is_name(struct json_value string, struct sv name)
{
	struct sv inside = inside_of(string);
	char memory[64];
	struct buf b;

	if (sv_find(inside, 0, '\\') == inside.n)
		return sv_eq(inside, name);
	/* Six bytes an escaped one: what is longer is another. */
	if (inside.n > 6 * name.n || inside.n > 6 * sizeof(memory))
		return false;
	buf_init(&b, memory, sizeof(memory));
	unescape(inside, &b);
	return !b.full && sv_eq(buf_view(&b), name);
}

enum err
jtext_member(struct json_value object, struct sv name, struct json_value *out)
{
	struct scan s = scan_of(sv_skip(object.text, 1));

	*out = (struct json_value){JSON_NONE, {NULL, 0}};
	skip_blanks(&s);
	if (take(&s, '}'))
		return OK;
	do {
		struct json_value key, value;

		if (!next_value(&s, &key) || !take(&s, ':') ||
		    !next_value(&s, &value))
			return ERR_SYNTAX;
		if (!is_name(key, name))
			continue;
		if (out->kind)
			return ERR_SYNTAX;
		*out = value;
	} while (take(&s, ','));
	return OK;
}

bool
jtext_item(struct json_value array, size_t *at, struct json_value *out)
{
	size_t start = *at ? *at : 1;
	struct scan s = scan_of(sv_skip(array.text, start));

	skip_blanks(&s);
	if (s.p == s.end || *s.p == ']' || !next_value(&s, out))
		return false;
	(void)take(&s, ',');
	*at = (size_t)((const char *)s.p - array.text.p);
	return true;
}

enum err
jtext_unquoted(struct json_value string, struct arena *arena, struct sv *out)
{
	struct sv inside = inside_of(string);
	char *memory = arena_take(arena, inside.n + 1);
	struct buf b;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, inside.n + 1);
	unescape(inside, &b);
	*out = buf_view(&b);
	if (sv_find(*out, 0, '\0') < out->n)
		return ERR_SYNTAX;
	memory[b.n] = '\0';
	return b.full ? ERR_LIMIT : OK;
}
