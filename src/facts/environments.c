/* SPDX-License-Identifier: ISC */
/*
 * The file of environments, and which of its lines hold.
 */
#include "facts/environments.h"

#include <string.h>

static bool
is_name(struct sv name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(byte_is_alnum(c) || c == '-' || c == '_'))
			return false;
	}
	/* What a condition of a rule says of any fact is no name. */
	return name.n && name.n <= 64 && !sv_eq(name, SV("unknown")) &&
	    !sv_eq(name, SV("absent"));
}

/* The next word of a line, up to a blank. */
static struct sv
take_word(struct sv *line)
{
	size_t n = 0;
	struct sv word;

	*line = sv_trim(*line);
	while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t')
		n++;
	word = sv_take(*line, n);
	*line = sv_skip(*line, n);
	return word;
}

static bool
read_condition(struct sv word, struct environment_condition *out)
{
	size_t sign = sv_find(word, 0, '=');
	struct sv name = sv_take(word, sign);

	if (sign + 1 >= word.n)
		return false;
	*out = (struct environment_condition){.id = fact_find(name),
		.directory = sv_eq(name, SV("cwd")),
		.glob = sv_skip(word, sign + 1)};
	return out->directory ||
	    (out->id < FACTS && fact_is_target(out->id) &&
	        out->id < FACT_TARGET_PIN);
}

uint32_t
environments_rank(const struct environments *all, struct sv name)
{
	uint32_t i = 0;

	while (i < all->n_names && !sv_eq(all->names[i], name))
		i++;
	return i;
}

static enum err
read_line(struct sv line, uint32_t number, struct environments *out)
{
	struct environment_line *l = &out->lines[out->n];
	struct sv name = take_word(&line), word;

	if (!name.n || name.p[0] == '#')
		return OK;
	if (out->n == ENVIRONMENTS_MAX)
		return ERR_LIMIT;
	*l = (struct environment_line){.number = number,
		.rank = environments_rank(out, name)};
	if (!is_name(name))
		return ERR_SYNTAX;
	while ((word = take_word(&line)).n && word.p[0] != '#') {
		if (l->n == ENVIRONMENT_MAX_CONDITIONS)
			return ERR_LIMIT;
		if (!read_condition(word, &l->conditions[l->n++]))
			return ERR_SYNTAX;
	}
	/* One without a condition would be everything. */
	if (!l->n)
		return ERR_SYNTAX;
	if (l->rank == ENVIRONMENT_NAMES_MAX)
		return ERR_LIMIT;
	if (l->rank == out->n_names)
		out->names[out->n_names++] = name;
	out->n++;
	return OK;
}

static bool
is_text(struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

enum err
environments_read(struct arena *arena, struct sv text,
    struct environments *out, uint32_t *out_line)
{
	enum err e = OK;

	memset(out, 0, sizeof(*out));
	*out_line = 0;
	/* One more, for a line that is one too many. */
	out->lines = ARENA_NEW(arena, ENVIRONMENTS_MAX + 1,
	    struct environment_line);
	if (!out->lines)
		return ERR_LIMIT;
	if (!is_text(text))
		e = ERR_SYNTAX;
	while (text.n && !e) {
		struct sv line = sv_take(text, sv_find(text, 0, '\n'));

		text = sv_skip(text, line.n + 1);
		e = read_line(line, ++*out_line, out);
	}
	if (e)
		out->n = out->n_names = 0;
	return e;
}

static enum err
line_holds(const struct environment_line *line, condition_fn ask, void *ctx,
    enum answer_of *out)
{
	*out = HOLDS;
	for (uint32_t i = 0; i < line->n && *out != HOLDS_NOT; i++) {
		enum answer_of one;
		enum err e = ask(ctx, &line->conditions[i], &one);

		if (e)
			return e;
		if (one < *out)
			*out = one;
	}
	return OK;
}

enum err
environments_find(const struct environments *all, condition_fn ask, void *ctx,
    struct environment_finding *out)
{
	uint32_t maybe = UINT32_MAX;
	enum err e;

	*out = (struct environment_finding){.rank = UINT32_MAX};
	for (uint32_t i = 0; i < all->n; i++) {
		const struct environment_line *line = &all->lines[i];
		enum answer_of holds;

		if ((e = line_holds(line, ask, ctx, &holds)))
			return e;
		if (holds == HOLDS && line->rank < out->rank)
			*out = (struct environment_finding){true, line->rank,
				line->number};
		if (holds == HOLDS_MAYBE && line->rank < maybe)
			maybe = line->rank;
	}
	/* It may be a stricter one, and nobody can tell. */
	if (maybe < out->rank)
		*out = (struct environment_finding){.rank = UINT32_MAX};
	return OK;
}
