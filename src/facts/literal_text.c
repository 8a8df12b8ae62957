/* SPDX-License-Identifier: ISC */
/*
 * Values of INI files and of the plain YAML that database.yml is.
 */
#include "facts/literal.h"

/* One line at a time; indent is how many blanks stand in front. */
struct lines {
	struct sv rest;
	uint32_t number;
	struct sv line; /* trimmed */
	size_t indent;
};

static bool
next_line(struct lines *l)
{
	struct sv whole;

	if (!l->rest.n)
		return false;
	whole = sv_take(l->rest, sv_find(l->rest, 0, '\n'));
	l->rest = sv_skip(l->rest, whole.n + 1);
	l->number++;
	for (l->indent = 0; l->indent < whole.n &&
	     whole.p[l->indent] == ' '; l->indent++)
		;
	l->line = sv_trim(whole);
	return true;
}

static struct sv
without_comment(struct sv s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '#' && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			return sv_trim(sv_take(s, i));
	return s;
}

/* The next byte of a section's name: quotes do not count, and several blanks
 * are one (aws: [profile "a"]). -1 at the end. */
static int
section_byte(struct sv s, size_t *i)
{
	while (*i < s.n && (s.p[*i] == '"' || s.p[*i] == '\'' ||
	    (s.p[*i] == ' ' && *i + 1 < s.n && s.p[*i + 1] == ' ')))
		(*i)++;
	return *i < s.n ? (unsigned char)s.p[(*i)++] : -1;
}

static bool
same_section(struct sv a, struct sv b)
{
	size_t i = 0, j = 0;
	int c;

	do
		c = section_byte(a, &i);
	while (c == section_byte(b, &j) && c != -1);
	return c == -1 && i == a.n && j == b.n;
}

/* Below "KEY =" stand keys of its own, further to the right (aws: "s3 ="). */
static bool
is_nested(const struct lines *l, size_t *outer)
{
	size_t equals = sv_find(l->line, 0, '=');

	if (*outer <= l->indent && *outer)
		return true;
	*outer = equals + 1 == l->line.n ? l->indent + 1 : 0;
	return false;
}

void
literal_ini(struct sv text, struct sv section, struct sv key,
    struct literal *out)
{
	struct lines l = {.rest = text};
	bool here = !section.n;
	size_t outer = 0;

	*out = (struct literal){.kind = LITERAL_NONE};
	while (next_line(&l)) {
		size_t equals = sv_find(l.line, 0, '=');
		struct sv value = sv_trim(sv_skip(l.line, equals + 1));

		if (!l.line.n || sv_find(SV("#;"), 0, l.line.p[0]) < 2)
			continue;
		if (l.line.p[0] == '[') {
			here = same_section(sv_trim(sv_skip(sv_take(l.line,
			    sv_find(l.line, 0, ']')), 1)), section);
			outer = 0;
			continue;
		}
		if (is_nested(&l, &outer) || !here || equals == l.line.n ||
		    !sv_eq(sv_trim(sv_take(l.line, equals)), key))
			continue;
		*out = (struct literal){.kind = LITERAL_TEXT,
		    .text = sv_unquoted(value), .line = l.number};
		/* Interpolation. */
		if (sv_contains(value, SV("%(")) ||
		    sv_contains(value, SV("${")))
			out->kind = LITERAL_UNSURE;
	}
}

/* A scalar of YAML that needs no reading, or ERB that is one expression. */
static void
read_scalar(struct sv s, struct literal *out)
{
	struct sv inner = sv_unquoted(s);

	out->kind = LITERAL_UNSURE;
	if (sv_starts(inner, SV("<%=")) && sv_ends(inner, SV("%>"))) {
		inner.n -= 2;
		literal_expression(sv_skip(inner, 3), out);
		return;
	}
	s = without_comment(s);
	inner = sv_unquoted(s);
	if (sv_contains(inner, SV("<%")) || !inner.n ||
	    sv_find(SV("&*!|>{[\"'%@`"), 0, inner.p[0]) < 12 ||
	    sv_find(inner, 0, '\\') < inner.n)
		return;
	out->kind = LITERAL_TEXT;
	out->text = inner;
}

/* The key in a block that begins at l and ends with the indentation. */
static void
find_in_block(struct lines l, struct sv key, struct literal *out,
    struct sv *out_merged)
{
	size_t indent = 0;

	while (next_line(&l)) {
		size_t colon = sv_find(l.line, 0, ':');

		if (!l.line.n || l.line.p[0] == '#')
			continue;
		if (l.indent == 0)
			return;
		if (!indent)
			indent = l.indent;
		if (l.indent != indent)
			continue;
		if (sv_starts(l.line, SV("<<:")))
			*out_merged = sv_skip(sv_trim(
			    sv_skip(l.line, 3)), 1);
		if (!sv_eq(sv_unquoted(sv_take(l.line, colon)), key))
			continue;
		out->line = l.number;
		read_scalar(sv_trim(sv_skip(l.line, colon + 1)), out);
		return;
	}
}

/* The key at the left edge. */
static void
find_at_edge(struct sv text, struct sv key, struct literal *out)
{
	struct lines l = {.rest = text};

	while (next_line(&l)) {
		size_t colon = sv_find(l.line, 0, ':');

		if (l.indent || colon == l.line.n ||
		    !sv_eq(sv_unquoted(sv_take(l.line, colon)), key))
			continue;
		if (out->kind != LITERAL_NONE) {
			out->kind = LITERAL_UNSURE;
			return;
		}
		out->line = l.number;
		read_scalar(sv_trim(sv_skip(l.line, colon + 1)), out);
	}
}

/* Whether the line opens the section, by its name or by its anchor. */
static bool
opens(const struct lines *l, struct sv section, bool by_anchor)
{
	size_t colon = sv_find(l->line, 0, ':');
	struct sv anchor = sv_trim(sv_skip(l->line, colon + 1));

	if (l->indent || colon == l->line.n || l->line.p[0] == '#')
		return false;
	if (!by_anchor)
		return sv_eq(sv_unquoted(sv_take(l->line, colon)), section);
	return sv_starts(anchor, SV("&")) &&
	    sv_eq(without_comment(sv_skip(anchor, 1)), section);
}

void
literal_yaml(struct sv text, struct sv section, struct sv key,
    struct literal *out)
{
	struct sv merged = {0}, wanted = section;

	*out = (struct literal){.kind = LITERAL_NONE};
	if (!section.n) {
		find_at_edge(text, key, out);
		return;
	}
	for (int depth = 0; depth < 4; depth++) {
		struct lines l = {.rest = text};

		merged = (struct sv){0};
		while (next_line(&l))
			if (opens(&l, wanted, depth > 0))
				find_in_block(l, key, out, &merged);
		if (out->kind != LITERAL_NONE || !merged.n)
			return;
		wanted = merged;
	}
	out->kind = LITERAL_UNSURE;
}
