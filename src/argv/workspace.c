/* SPDX-License-Identifier: ISC */
/*
 * Launchers that run in packages of a repository that holds several: the one
 * that an option or operand names, or many. A command in one of them runs
 * there. Of many, what the scripts start is only foreseen: it is judged again
 * in the package where it starts.
 */
#include <string.h>

#include "argv/unwrap.h"

/* What the options and operands of kind workspace say. */
struct selection {
	bool given;
	bool many;          /* more than a name or path */
	struct sv selector; /* n is 0 for all */
};

/* pnpm's and turbo's "...", "^", "{dir}", "[since]" and "!" go beyond names. */
static bool
is_name(const struct word *w)
{
	struct sv text = w->text;

	if (!word_is_certain(w) || !text.n)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (strchr("*?[]{}^!", text.p[i]) ||
		    sv_starts(sv_skip(text, i), SV("...")))
			return false;
	return true;
}

static void
select_word(struct selection *sel, const struct word *w)
{
	bool several = sel->given;

	sel->given = true;
	if (!several && w && is_name(w)) {
		sel->selector = w->text;
		return;
	}
	sel->many = true;
	sel->selector = (struct sv){0};
}

static struct selection
selection_of(const struct invocation *inv, const struct list *starts)
{
	const struct start *s = (const void *)starts->p;
	struct selection sel = {0};

	for (uint32_t i = 0; i < inv->n_options; i++) {
		const struct option_use *o = &inv->options[i];

		if (OPTION_VALUE_KIND(o->flags) == VALUE_WORKSPACE && !o->off)
			select_word(&sel, o->has_value ? &o->value : NULL);
	}
	for (uint32_t i = 0; i < inv->n_operands; i++)
		if (OPTION_VALUE_KIND(inv->operands[i].flags) ==
		    VALUE_WORKSPACE)
			select_word(&sel, &inv->operands[i].word);
	for (uint32_t i = 0; i < starts->n && !sel.given; i++)
		if (s[i].kind == RUNS_WORKSPACES || s[i].kind == RUNS_TURBO)
			select_word(&sel, NULL);
	return sel;
}

/* Where it runs is one of several places, or cannot be told. */
static void
lose_directory(struct invocation *inv)
{
	inv->cwd.flags |= WORD_DYNAMIC;
	inv->cwd.known = 0;
}

enum err
unwrap_find_packages(struct unwrap *u, const struct word *cwd,
    struct sv selector, struct argv_packages *out)
{
	const struct argv_world *world = u->ctx->world;
	enum err e;

	*out = (struct argv_packages){0};
	if (!world || !word_is_certain(cwd))
		return ERR_NOT_FOUND;
	if (!world->packages)
		return ERR_ENGINE;
	e = world->packages(world->ctx, cwd->text, selector, out);
	return e == ERR_LIMIT ? unwrap_problem(u, PROBLEM_UNREADABLE,
	    SV("packages of the repository")) : e;
}

enum err
unwrap_packages(struct unwrap *u, struct invocation *inv,
    const struct list *starts, struct origin *from)
{
	struct selection sel = selection_of(inv, starts);
	struct packages *p;
	enum err e;

	if (!sel.given || inv->elsewhere)
		return OK;
	p = ARENA_NEW(u->ctx->arena, 1, struct packages);
	if (!p)
		return ERR_LIMIT;
	e = unwrap_find_packages(u, &inv->cwd, sel.selector, &p->found);
	if (e && e != ERR_NOT_FOUND)
		return e;
	p->foreseen = sel.many;
	p->around = inv->cwd;
	from->packages = p;
	if (!sel.many && p->found.n == 1)
		inv->cwd = word_of(p->found.dirs[0]);
	else
		lose_directory(inv);
	return OK;
}
