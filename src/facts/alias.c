/* SPDX-License-Identifier: ISC */
/*
 * What a word stands for that is no command of git: its aliases in git's
 * configuration. Which of several counts is git's affair: all are given.
 */
#include <string.h>

#include "facts/internal.h"

#define MAX_VALUES 8

struct alias_search {
	struct sv name;
	struct sv values[MAX_VALUES];
	uint32_t n;
};

static enum err
take_alias(void *ctx, const struct config_entry *e)
{
	struct alias_search *s = ctx;
	bool named = config_same_word(e->section, SV("alias")) &&
	    (e->sub.n ? sv_eq(e->sub, s->name) &&
	        config_same_word(e->key, SV("command"))
	              : config_same_word(e->key, s->name));

	if (!named)
		return OK;
	if (s->n == MAX_VALUES)
		return ERR_SYNTAX;
	s->values[s->n++] = e->value;
	return OK;
}

/* A program git-NAME on PATH prevails over an alias. */
static bool
is_program(struct sv path, struct sv name)
{
	struct os_path full;
	struct os_status st;
	struct sv dir;
	struct buf b;

	while (path.n) {
		dir = sv_take(path, sv_find(path, 0, ':'));
		path = sv_skip(path, dir.n + 1);
		buf_init(&b, full.p, sizeof(full.p) - 1);
		buf_sv(&b, dir.n ? dir : SV("."));
		buf_str(&b, "/git-");
		buf_sv(&b, name);
		full.p[b.n] = '\0';
		if (b.full || os_status(full.p, &st) ||
		    st.kind != OS_NOTHING)
			return true;
	}
	return false;
}

static enum err
keep(struct arena *arena, const struct alias_search *s,
    const struct repository *r, struct argv_alias *out)
{
	struct sv *values = ARENA_NEW(arena, s->n, struct sv);

	if (!values)
		return ERR_LIMIT;
	memcpy(values, s->values, s->n * sizeof(*values));
	out->values = values;
	out->n = s->n;
	if (r->found && !r->bare)
		out->root = arena_dup(arena,
		    (struct sv){r->root.p, r->root.n});
	return OK;
}

enum err
facts_alias(struct facts *facts, const struct invocation *inv, struct sv name,
    struct argv_alias *out)
{
	struct arena *arena = facts->context->arena;
	struct reading_fact f = {.facts = facts, .inv = inv};
	struct alias_search s = {.name = name};
	struct repository *r = ARENA_NEW(arena, 1, struct repository);
	struct word path;
	bool certain;
	enum err e;

	*out = (struct argv_alias){0};
	if (!r)
		return ERR_LIMIT;
	if (sv_find(name, 0, '/') < name.n)
		return ERR_NOT_FOUND;
	f.repo = r;
	if ((e = fact_surroundings(&f, &certain)))
		return e;
	/* A repository whose configuration cannot be told may hold it. */
	if (!certain || (r->found && !r->bare && !r->dir.n))
		return ERR_SYNTAX;
	e = config_all(arena, &r->place,
	    (struct sv){r->common.p, r->common.n},
	    (struct sv){r->dir.p, r->dir.n},
	    &(struct config_reader){take_alias, &s});
	if (e)
		return e;
	if (!s.n || (argv_env(facts->context, inv, SV("PATH"), &path) &&
	    is_program(path.text, name)))
		return ERR_NOT_FOUND;
	return keep(arena, &s, r, out);
}
