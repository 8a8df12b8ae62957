/* SPDX-License-Identifier: ISC */
/*
 * A scanner of TOML that tells where things are and no more. Values are
 * skipped by their quotes and brackets alone.
 */
#include "toml.h"

#include <string.h>

static int
peek(const struct toml_scan *s)
{
	return s->at < s->text.n ? (unsigned char)s->text.p[s->at] : -1;
}

static bool
at_text(const struct toml_scan *s, struct sv text)
{
	return sv_starts(sv_skip(s->text, s->at), text);
}

static void
skip_line(struct toml_scan *s)
{
	s->at = sv_find(s->text, s->at, '\n');
}

/* Blanks, line breaks and comments. */
static void
skip_space(struct toml_scan *s)
{
	for (int c; (c = peek(s)) != -1;) {
		if (c == '#')
			skip_line(s);
		else if (byte_is_space(c))
			s->at++;
		else
			return;
	}
}

/* A string, from its quote to behind the other; three quotes span lines. */
static enum err
skip_string(struct toml_scan *s)
{
	char quote = s->text.p[s->at];
	char three[3] = {quote, quote, quote};
	bool lines = at_text(s, (struct sv){three, 3});

	s->at += lines ? 3 : 1;
	for (int c; (c = peek(s)) != -1; s->at++) {
		if (c == '\\' && quote == '"') {
			s->at++;
		} else if (c == '\n' && !lines) {
			return ERR_SYNTAX;
		} else if (lines ? at_text(s, (struct sv){three, 3})
				 : c == quote) {
			s->at += lines ? 3 : 1;
			/* Up to two quotes may stand before the last three. */
			while (lines && peek(s) == quote)
				s->at++;
			return OK;
		}
	}
	return ERR_SYNTAX;
}

/* Whether c may stand where it does: no bracket closes that was not opened. */
static bool
count_bracket(int c, unsigned *depth)
{
	if (c == '[' || c == '{')
		++*depth;
	else if (c == ']' || c == '}')
		return (*depth)-- != 0;
	return true;
}

/* A value: to the end of its line, or of its last bracket's. */
static enum err
skip_value(struct toml_scan *s)
{
	unsigned depth = 0;
	enum err e;

	for (int c; (c = peek(s)) != -1;) {
		if (c == '"' || c == '\'') {
			if ((e = skip_string(s)))
				return e;
			continue;
		}
		if (!depth && (c == '\n' || c == '\r' || c == '#'))
			return OK;
		if (c == '#') {
			skip_line(s);
			continue;
		}
		if (!count_bracket(c, &depth))
			return ERR_SYNTAX;
		s->at++;
	}
	return depth ? ERR_SYNTAX : OK;
}

/* A name up to one of the bytes in ends. */
static enum err
take_name(struct toml_scan *s, const char *ends, char out[TOML_NAME_MAX])
{
	size_t n = 0;

	for (int c; (c = peek(s)) != -1 && !strchr(ends, c); s->at++) {
		if (c == '\n')
			return ERR_SYNTAX;
		if (c == ' ' || c == '\t' || c == '"' || c == '\'')
			continue;
		if (n == TOML_NAME_MAX - 1)
			return ERR_LIMIT;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return n && peek(s) != -1 ? OK : ERR_SYNTAX;
}

enum err
toml_next(struct toml_scan *s, struct toml_item *out)
{
	enum err e;

	skip_space(s);
	if (peek(s) == -1)
		return ERR_NOT_FOUND;
	out->start = s->at;
	out->header = peek(s) == '[';
	if (out->header) {
		while (peek(s) == '[')
			s->at++;
		if ((e = take_name(s, "]", out->name)))
			return e;
		while (peek(s) == ']')
			s->at++;
		memcpy(s->table, out->name, sizeof(s->table));
		out->value = out->end = s->at;
		return OK;
	}
	if ((e = take_name(s, "=", out->name)))
		return e;
	s->at++;
	while (peek(s) == ' ' || peek(s) == '\t')
		s->at++;
	out->value = s->at;
	if ((e = skip_value(s)))
		return e;
	out->end = s->at;
	while (out->end > out->value && (s->text.p[out->end - 1] == ' ' ||
	    s->text.p[out->end - 1] == '\t'))
		out->end--;
	return OK;
}
