/* SPDX-License-Identifier: ISC */
/*
 * A word that is no command may be an alias of git's configuration, which -c
 * sets too. What it stands for is parsed in its place: words as git's own, with
 * the options ahead of it, text behind "!" as the shell's.
 */
#include <string.h>

#include "argv/parse.h"

static struct sv
same_caseless(struct sv text, struct sv prefix)
{
	if (text.n < prefix.n)
		return (struct sv){0};
	for (size_t i = 0; i < prefix.n; i++) {
		char c = text.p[i], d = prefix.p[i];

		if (c != d && ((c | 0x20) != (d | 0x20) || (c | 0x20) < 'a'))
			return (struct sv){0};
	}
	return sv_skip(text, prefix.n);
}

/* The VALUE of "alias.NAME=VALUE"; p is NULL for any other setting. */
static struct sv
set_alias(struct sv setting, struct sv name)
{
	struct sv rest = same_caseless(setting, SV("alias."));

	rest = rest.n ? same_caseless(rest, name) : rest;
	return rest.n && rest.p[0] == '=' ? sv_skip(rest, 1) : (struct sv){0};
}

static enum err
start_shell(struct parse *p, const struct word *name, struct sv text,
    struct sv root)
{
	const struct sv tail = SV(" \"$@\"");
	size_t n_rest = p->n - p->i - 1;
	struct word *words = ARENA_NEW(p->ctx->arena, n_rest + 2, struct word);
	char *room = arena_take(p->ctx->arena, text.n + tail.n);
	struct word dir = root.n ? word_of(root) : p->inv->cwd;
	struct word joined;
	struct buf b;

	if (!words || !room)
		return ERR_LIMIT;
	buf_init(&b, room, text.n + tail.n);
	buf_sv(&b, text);
	if (n_rest)
		buf_sv(&b, tail);
	joined = word_of(buf_view(&b));
	words[0] = *name;
	memcpy(words + 1, p->words + p->i + 1, n_rest * sizeof(*words));
	return parse_start_in(p, &(struct start){.kind = RUNS_SHELL,
	    .text = joined, .rest = words, .n_rest = n_rest + 1,
	    .has_dir = true, .dir = dir});
}

/* git NAME … → git with the options ahead, the words of text, and the rest. */
static enum err
start_words(struct parse *p, const struct word *name, struct sv text)
{
	struct word *split, *all;
	size_t n, n_rest = p->n - p->i - 1;
	enum err e;

	e = shell_split(p->ctx->arena, text, &split, &n);
	/* git has escapes of its own in there. */
	if (e == ERR_SYNTAX || (!e && (!n ||
	    sv_find(text, 0, '\\') < text.n)))
		return parse_problem(p, PROBLEM_ALIAS, name->text);
	if (e)
		return e;
	all = ARENA_NEW(p->ctx->arena, p->i + n + n_rest + 1, struct word);
	if (!all)
		return ERR_LIMIT;
	memcpy(all, p->words, p->i * sizeof(*all));
	memcpy(all + p->i, split, n * sizeof(*all));
	if (n_rest)
		memcpy(all + p->i + n, p->words + p->i + 1,
		    n_rest * sizeof(*all));
	return parse_start_in(p, &(struct start){.kind = RUNS_SELF,
	    .text = all[0], .rest = all + 1, .n_rest = p->i + n + n_rest - 1,
	    .has_dir = true, .dir = p->started_in});
}

static bool
gives_target(const struct parse *p)
{
	const struct option_use *o = (const void *)p->options.p;

	for (uint32_t i = 0; i < p->options.n; i++)
		if (OPTION_CLASSES(o[i].flags) & CLASS_TARGET)
			return true;
	return false;
}

static enum err
start_value(struct parse *p, const struct word *name, struct sv value,
    struct sv root)
{
	value = sv_trim(value);
	if (!sv_starts(value, SV("!")))
		return start_words(p, name, value);
	/* The shell would get them as variables. */
	if (gives_target(p))
		return parse_problem(p, PROBLEM_ALIAS, name->text);
	return start_shell(p, name, sv_skip(value, 1), root);
}

static enum err
look_up(struct parse *p, const struct word *name, struct argv_alias *out)
{
	const struct argv_world *world = p->ctx->world;

	*out = (struct argv_alias){0};
	if (!world)
		return ERR_NOT_FOUND;
	if (!world->alias)
		return ERR_ENGINE;
	p->inv->options = (void *)p->options.p;
	p->inv->n_options = p->options.n;
	return world->alias(world->ctx, p->inv, name->text, out);
}

enum err
parse_alias(struct parse *p, const struct word *name, bool *out_taken)
{
	const struct option_use *o = (const void *)p->options.p;
	const uint32_t before = p->starts->n;
	struct argv_alias found;
	struct sv value;
	enum err e;

	e = look_up(p, name, &found);
	if (e == ERR_SYNTAX) {
		*out_taken = true;
		e = parse_problem(p, PROBLEM_ALIAS, name->text);
	}
	if (e && e != ERR_NOT_FOUND)
		return e;
	e = OK;
	for (uint32_t i = 0; i < p->options.n && !e; i++) {
		value = set_alias(o[i].value.text, name->text);
		if (value.p && sv_eq(o[i].name, SV("-c")))
			e = start_value(p, name, value, found.root);
	}
	for (uint32_t i = 0; i < found.n && !e; i++)
		e = start_value(p, name, found.values[i], found.root);
	*out_taken |= p->starts->n > before || p->problems.n;
	if (*out_taken)
		p->stopped = true;
	return e;
}
