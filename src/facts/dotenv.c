/* SPDX-License-Identifier: ISC */
/*
 * NAME=value lines: "export" in front, quotes over several lines, comments.
 */
#include "facts/dotenv.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
skip_blanks(struct dotenv_cursor *c)
{
	while (c->rest.n && is_blank(c->rest.p[0]))
		c->rest = sv_skip(c->rest, 1);
}

/* To the beginning of the next line. */
static void
skip_line(struct dotenv_cursor *c)
{
	c->rest = sv_skip(c->rest, sv_find(c->rest, 0, '\n') + 1);
	c->line++;
}

static struct sv
take_name(struct dotenv_cursor *c)
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
take_quoted(struct dotenv_cursor *c, char quote, struct dotenv_value *out)
{
	size_t end = sv_find(c->rest, 0, quote);

	out->text = sv_take(c->rest, end);
	out->quoted = true;
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
take_plain(struct dotenv_cursor *c, struct dotenv_value *out)
{
	struct sv line = sv_take(c->rest, sv_find(c->rest, 0, '\n'));
	size_t hash = sv_find(line, 0, '#');

	out->unsure = hash > 0 && hash < line.n && !is_blank(line.p[hash - 1]);
	out->text = sv_trim(sv_take(line, hash));
	out->unsure |= sv_find(out->text, 0, '\\') < out->text.n;
}

static void
take_value(struct dotenv_cursor *c, struct dotenv_value *out)
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

bool
dotenv_next(struct dotenv_cursor *c, struct dotenv_line *out)
{
	const char *start = c->rest.p;

	if (!c->rest.n)
		return false;
	*out = (struct dotenv_line){.value.line = c->line};
	skip_blanks(c);
	out->name = take_name(c);
	if (sv_eq(out->name, SV("export"))) {
		out->exported = true;
		skip_blanks(c);
		out->name = take_name(c);
	}
	out->value.spaced = c->rest.n && is_blank(c->rest.p[0]);
	skip_blanks(c);
	out->value.spaced |= c->rest.n && c->rest.p[0] == ':';
	if (c->rest.n && (c->rest.p[0] == '=' || c->rest.p[0] == ':') &&
	    out->name.n && out->name.p[0] != '#') {
		out->value.found = true;
		c->rest = sv_skip(c->rest, 1);
		out->value.spaced |= c->rest.n && is_blank(c->rest.p[0]);
		take_value(c, &out->value);
		c->line += lines_in(start, c->rest.p);
	}
	skip_line(c);
	out->text = (struct sv){start, (size_t)(c->rest.p - start)};
	return true;
}

void
dotenv_begin(struct dotenv_cursor *c, struct sv text)
{
	*c = (struct dotenv_cursor){text, 1};
	if (sv_starts(text, SV("\xef\xbb\xbf")))
		c->rest = sv_skip(text, 3);
}

void
dotenv_find(struct sv text, struct sv name, struct dotenv_value *out)
{
	struct dotenv_cursor c;
	struct dotenv_line line;

	*out = (struct dotenv_value){.found = false};
	dotenv_begin(&c, text);
	while (dotenv_next(&c, &line))
		if (line.value.found && sv_eq(line.name, name))
			*out = line.value;
}
