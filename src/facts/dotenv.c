/* SPDX-License-Identifier: ISC */
/*
 * NAME=value lines: "export" in front, quotes over several lines, comments.
 */
#include "facts/dotenv.h"

struct cursor {
	struct sv rest;
	uint32_t line;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
skip_blanks(struct cursor *c)
{
	while (c->rest.n && is_blank(c->rest.p[0]))
		c->rest = sv_skip(c->rest, 1);
}

/* To the beginning of the next line. */
static void
skip_line(struct cursor *c)
{
	c->rest = sv_skip(c->rest, sv_find(c->rest, 0, '\n') + 1);
	c->line++;
}

static struct sv
take_name(struct cursor *c)
{
	size_t n = 0;
	struct sv name;

	while (n < c->rest.n && c->rest.p[n] != '=' && c->rest.p[n] != ':' &&
	    c->rest.p[n] != '\n' && !is_blank(c->rest.p[n]))
		n++;
	name = sv_take(c->rest, n);
	c->rest = sv_skip(c->rest, n);
	return name;
}

/* Behind the opening quote; what follows the closing one is a comment. */
static void
take_quoted(struct cursor *c, char quote, struct dotenv_value *out)
{
	size_t end = sv_find(c->rest, 0, quote);

	out->text = sv_take(c->rest, end);
	out->literal = quote == '\'';
	/* Escapes, and lines that only some readers join. */
	out->unsure = end == c->rest.n ||
	    sv_find(out->text, 0, '\\') < end ||
	    sv_find(out->text, 0, '\n') < end;
	c->rest = sv_skip(c->rest, end + 1);
	skip_blanks(c);
	if (c->rest.n && c->rest.p[0] != '\n' && c->rest.p[0] != '#')
		out->unsure = true;
}

/* "#" begins a comment behind a blank; elsewhere readers differ. */
static void
take_plain(struct cursor *c, struct dotenv_value *out)
{
	struct sv line = sv_take(c->rest, sv_find(c->rest, 0, '\n'));
	size_t hash = sv_find(line, 0, '#');

	out->unsure = hash > 0 && hash < line.n && !is_blank(line.p[hash - 1]);
	out->text = sv_trim(sv_take(line, hash));
	out->unsure |= sv_find(out->text, 0, '\\') < out->text.n;
}

static void
take_value(struct cursor *c, struct dotenv_value *out)
{
	char first;

	skip_blanks(c);
	first = c->rest.n ? c->rest.p[0] : '\n';
	if (first == '"' || first == '\'' || first == '`') {
		c->rest = sv_skip(c->rest, 1);
		take_quoted(c, first, out);
	} else {
		take_plain(c, out);
	}
}

/* How many lines the value went over. */
static uint32_t
lines_in(const char *from, const char *to)
{
	uint32_t n = 0;

	for (; from < to; from++)
		n += *from == '\n';
	return n;
}

static void
read_line(struct cursor *c, struct sv wanted, struct dotenv_value *out)
{
	struct dotenv_value value = {.found = true, .line = c->line};
	struct sv name;
	const char *start;

	skip_blanks(c);
	name = take_name(c);
	if (sv_eq(name, SV("export"))) {
		skip_blanks(c);
		name = take_name(c);
	}
	skip_blanks(c);
	if (!c->rest.n || (c->rest.p[0] != '=' && c->rest.p[0] != ':') ||
	    !name.n || name.p[0] == '#')
		return;
	c->rest = sv_skip(c->rest, 1);
	start = c->rest.p;
	take_value(c, &value);
	c->line += lines_in(start, c->rest.p);
	if (sv_eq(name, wanted))
		*out = value;
}

void
dotenv_find(struct sv text, struct sv name, struct dotenv_value *out)
{
	struct cursor c = {text, 1};

	*out = (struct dotenv_value){.found = false};
	if (sv_starts(c.rest, SV("\xef\xbb\xbf")))
		c.rest = sv_skip(c.rest, 3);
	while (c.rest.n) {
		read_line(&c, name, out);
		skip_line(&c);
	}
}
