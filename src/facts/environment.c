/* SPDX-License-Identifier: ISC */
/*
 * Which environment an invocation acts on: what the site's file says, made
 * stricter by the project's, which an agent can write.
 */
#include "facts/environments.h"
#include "facts/target.h"

enum {
	PROJECT_MAX = 64 << 10, /* bytes of a project's file */
	LEVELS_MAX = 32         /* directories up from where the command runs */
};

struct question {
	struct facts *facts;
	const struct invocation *inv;
	struct target *target;
};

/* Several hosts stand in one value, with commas between. */
static bool
fits(struct sv glob, struct sv value)
{
	if (glob_match(glob, value))
		return true;
	while (value.n) {
		struct sv one = sv_take(value, sv_find(value, 0, ','));

		if (glob_match(glob, one))
			return true;
		value = sv_skip(value, one.n + 1);
	}
	return false;
}

static bool
has_kind_of(const struct target *t, enum fact_id id)
{
	for (size_t k = 0; k < TARGETS; k++) {
		enum fact_id first, last;

		target_range((enum target_kind)k, &first, &last);
		if (id >= first && id <= last)
			return target_has(t, (enum target_kind)k);
	}
	return false;
}

static enum err
ask(void *ctx, const struct environment_condition *c, enum answer_of *out)
{
	const struct question *q = ctx;
	struct fact fact;
	enum err e;

	*out = HOLDS_NOT;
	if (c->directory) {
		const struct sources *s = &q->target->sources;

		*out = s->files != FILES_HERE ? HOLDS_MAYBE
		    : glob_match(c->glob, s->cwd) ? HOLDS : HOLDS_NOT;
		return OK;
	}
	/* A tool that has no such thing does not act on one. */
	if (!has_kind_of(q->target, c->id))
		return OK;
	if ((e = facts_read(q->facts, q->inv, c->id, &fact)))
		return e;
	if (fact.state == FACT_UNKNOWN)
		*out = HOLDS_MAYBE;
	for (uint32_t i = 0; fact.state == FACT_KNOWN && i < fact.n; i++)
		if (fits(c->glob, fact.values[i]))
			*out = HOLDS;
	return OK;
}

/* The project's file: the nearest at or above the directory, inside the
 * repository that this lies in. */
static enum err
project_text(const struct question *q, struct sv *out)
{
	static char contents[PROJECT_MAX];
	struct sv dir = q->target->sources.cwd;

	for (int level = 0; level < LEVELS_MAX && dir.n > 1; level++) {
		struct os_path path;
		size_t n = 0;
		enum err e = os_resolve(dir, SV(".guard/environments"),
		    &path);

		if (!e)
			e = os_read_file(path.p, contents, sizeof(contents),
			    &n);
		*out = (struct sv){contents, n};
		if (e != ERR_NOT_FOUND)
			return e;
		if (!os_resolve(dir, SV(".git"), &path))
			return ERR_NOT_FOUND;
		while (dir.n && dir.p[dir.n - 1] != '/')
			dir.n--;
		dir.n -= dir.n > 0;
	}
	return ERR_NOT_FOUND;
}

/*
 * What the project says counts where it is stricter than what is known without
 * it; where nothing is known, only the strictest name of all is. A file that
 * cannot be read might have said that.
 */
static enum err
ask_project(struct question *q, const struct environments *site,
    struct environment_finding *found, bool *out_project)
{
	struct arena *arena = q->facts->context->arena;
	struct environment_finding own;
	struct environments all;
	uint32_t line, rank;
	struct sv text;
	enum err e;

	*out_project = false;
	e = project_text(q, &text);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (!e)
		e = environments_read(arena, text, &all, &line);
	if (e) {
		found->known = false;
		return OK;
	}
	if ((e = environments_find(&all, ask, q, &own)) || !own.known)
		return e;
	rank = environments_rank(site, all.names[own.rank]);
	if (rank == site->n_names || (found->known ? rank >= found->rank
	                                           : rank > 0))
		return OK;
	*found = (struct environment_finding){true, rank, own.line};
	*out_project = true;
	return OK;
}

enum err
environment_fact(struct facts *facts, const struct invocation *inv,
    struct fact *out)
{
	struct question q = {.facts = facts, .inv = inv};
	const struct environments *site;
	struct environment_finding found;
	bool project = false;
	struct sv *value;
	enum err e;

	*out = (struct fact){0};
	if (!facts->environments)
		return OK;
	if ((e = facts->environments(facts->environments_ctx, &site)) ||
	    !site->n || (e = target_take(facts, inv, &q.target)) ||
	    (e = environments_find(site, ask, &q, &found)))
		return e;
	if (q.target->sources.files == FILES_HERE &&
	    (e = ask_project(&q, site, &found, &project)))
		return e;
	out->source = SV("environments");
	if (!found.known)
		return OK;
	if (!(value = ARENA_NEW(facts->context->arena, 1, struct sv)))
		return ERR_LIMIT;
	*value = site->names[found.rank];
	*out = (struct fact){FACT_KNOWN, value, 1, sources_line(
	    &q.target->sources, project ? SV(".guard/environments")
	                                : SV("environments"), found.line)};
	return out->source.p ? OK : ERR_LIMIT;
}
