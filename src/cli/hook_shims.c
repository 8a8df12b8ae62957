/* SPDX-License-Identifier: ISC */
/*
 * A hook sees text and the agent's environment, a shim what the shell made of
 * them. So a hook cannot take a grant, which binds the latter: it looks for
 * one that is of the same words in the same directory, and lets the shim find
 * out whether it fits.
 */
#include "hook_shims.h"

#include "guard/grant.h"

#include "tally.h"

const struct invocation *
hook_shims_start(const struct gate_outcome *outcome,
    const struct invocation *inv)
{
	while (inv && inv->parent >= 0)
		inv = &outcome->reading.invocations[inv->parent];
	return inv;
}

static bool
is_known(const struct word *w)
{
	return !(w->flags & WORD_DYNAMIC);
}

/* Whether something in front of it may lead the shell to another program. */
static bool
has_other_path(const struct invocation *inv)
{
	for (const struct env_change *c = inv->changes; c; c = c->before)
		if (c->clears || sv_eq(c->name, SV("PATH")))
			return true;
	return false;
}

bool
hook_shims_has(const struct hook_shims *h, const struct invocation *inv)
{
	struct sv name = inv->words[0].text;
	struct sv rest = h->path;
	struct os_path dir, file;

	if (!is_known(&inv->words[0]) || sv_find(name, 0, '/') < name.n ||
	    has_other_path(inv) || !name.n)
		return false;
	for (;;) {
		struct sv entry = sv_take(rest, sv_find(rest, 0, ':'));
		struct os_status status;

		/* A relative one: nobody knows what it leads to. */
		if (!sv_starts(entry, SV("/")))
			return false;
		if (!os_resolve(SV("/"), entry, &dir) &&
		    !os_join(&dir, arena_dup(h->arena, name).p, &file) &&
		    !os_status(file.p, &status) && status.kind != OS_NOTHING)
			return os_is_guard(file.p);
		if (entry.n == rest.n)
			return false;
		rest = sv_skip(rest, entry.n + 1);
	}
}

/* The same words, called in the same directory. */
static bool
is_same(const struct hook_shims *h, const struct invocation *inv,
    const struct request *r)
{
	struct os_path dir;
	size_t k = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->items[i].kind != BOUND_ARGUMENT)
			continue;
		if (k == inv->n_words || !is_known(&inv->words[k]) ||
		    !sv_eq(inv->words[k].text, r->items[i].value))
			return false;
		k++;
	}
	return k == inv->n_words && is_known(&inv->cwd) &&
	    !os_resolve(h->cwd, inv->cwd.text.n ? inv->cwd.text : SV("."),
	        &dir) &&
	    sv_eq(request_item(r, BOUND_DIRECTORY)->name,
	        (struct sv){dir.p, dir.n});
}

struct looking {
	struct store store;
	struct moment now;
	struct approvers *approvers;
	struct asking *all;
	size_t n;
};

static bool
look(const struct hook_shims *h, struct looking *l)
{
	struct os_path bad;

	l->approvers = ARENA_NEW(h->arena, 1, struct approvers);
	return l->approvers &&
	    !store_open(h->prefix, os_user(), false, &l->store) &&
	    !moment_now(&l->now) &&
	    !approvers_read(h->prefix, h->arena, l->approvers, &bad) &&
	    !store_list(&l->store, h->arena, &l->all, &l->n);
}

/* Whether a yes to inv lies there that has not been used up. */
static bool
is_granted(const struct hook_shims *h, const struct looking *l,
    const struct invocation *inv)
{
	const struct judging judging = {.approvers = l->approvers,
	    .now = &l->now, .arena = h->arena};

	for (size_t i = 0; i < l->n; i++) {
		size_t mark = h->arena->used;
		struct request r;
		struct tally t;

		if (!store_read(&l->store, &l->all[i], h->arena, &r) &&
		    request_item(&r, BOUND_DIRECTORY) && is_same(h, inv, &r) &&
		    !tally_grants(&l->store, &l->all[i], &r, &judging, &t) &&
		    t.n && t.n >= request_approvals(&r) &&
		    store_is_left(&l->store, &l->all[i],
		        request_item(&r, NOTE_CONFIRM) ? 1 : t.uses))
			return true;
		h->arena->used = mark;
	}
	return false;
}

static bool
is_unexpanded(const struct ruling *r)
{
	return r->reason == REASON_PROBLEM &&
	    r->problem.kind == PROBLEM_DYNAMIC;
}

bool
hook_shims_judge(const struct hook_shims *h)
{
	const struct gate_outcome *o = h->outcome;
	struct looking l = {.n = 0};
	bool looked = false;

	if (o->error || o->verdict != VERDICT_ASK || o->reading.n_problems)
		return false;
	for (uint32_t i = 0; i < o->reading.n; i++) {
		const struct invocation *start;

		if (o->rulings[i].verdict == VERDICT_ALLOW)
			continue;
		start = hook_shims_start(o, &o->reading.invocations[i]);
		if (!hook_shims_has(h, start))
			return false;
		if (h->all || is_unexpanded(&o->rulings[i]))
			continue;
		if (!looked && !look(h, &l))
			return false;
		looked = true;
		if (!is_granted(h, &l, start))
			return false;
	}
	return true;
}
