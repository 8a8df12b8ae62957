/* SPDX-License-Identifier: ISC */
/*
 * turbo and nx: tasks that are spread over the packages of a repository. The
 * scripts and commands behind them are shell text, which the shims see again.
 */
#include "argv/unwrap.h"

enum { MAX_TARGETS = 64 };

/* The script in each of these packages; what has none runs nothing. */
static enum err
run_in_all(struct unwrap *u, struct sv name, const struct packages *p,
    const struct origin *from)
{
	const struct start s = {.kind = RUNS_WORKSPACES, .text = word_of(name)};
	struct origin inside = *from;
	enum err e;

	inside.packages = p;
	e = unwrap_script(u, &s, &inside);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* "^build" is build of all that a package needs, "web#build" is web's, and
 * "//#build" that of the root, where turbo.json is. */
static enum err
run_turbo_task(struct unwrap *u, struct sv name, const struct word *root,
    const struct origin *from)
{
	struct start s = {.kind = RUNS_SCRIPT};
	size_t hash = sv_find(name, 0, '#');
	struct packages p = {.foreseen = true, .around = *root};
	struct sv owner = sv_take(name, hash);
	struct origin inside = *from;
	enum err e;

	if (hash == name.n && name.p[0] != '^')
		return from->packages
		    ? run_in_all(u, name, from->packages, from) : OK;
	if (sv_eq(owner, SV("//"))) {
		inside.cwd = *root;
		inside.packages = NULL;
		s.text = word_of(sv_skip(name, hash + 1));
		e = unwrap_script(u, &s, &inside);
		return e == ERR_NOT_FOUND ? OK : e;
	}
	if (hash == name.n)
		owner.n = 0;
	e = unwrap_find_packages(u, root, owner, &p.found);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	return run_in_all(u, sv_skip(name, owner.n + 1), &p, from);
}

static enum err
read_turbo_word(struct unwrap *u, const struct word *w,
    const struct origin *from)
{
	struct start s = {.kind = RUNS_TURBO, .text = *w};
	struct task_reading r = {0};
	struct word root = from->cwd, dir;
	struct origin here = *from;
	enum err e = OK;

	if (!word_is_certain(w) || !w->text.n)
		return OK;
	if (from->packages)
		here.cwd = from->packages->around;
	e = unwrap_read_task(u, &s, &here, &r);
	if (e && e != ERR_NOT_FOUND)
		return e;
	dir = word_of(r.dir);
	root = here.cwd;
	if (r.dir.n && (e = word_join_path(u->ctx->arena, &here.cwd, &dir,
	    &root)))
		return e;
	if (e || !r.n)
		return run_turbo_task(u, w->text, &root, from);
	/* Names of tasks, but for what found no room. */
	for (size_t i = 0; i < r.n && !e; i++)
		e = r.lines[i].unsure ? ERR_LIMIT
		    : run_turbo_task(u, r.lines[i].text, &root, from);
	return e;
}

enum err
unwrap_turbo(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	enum err e = read_turbo_word(u, &s->text, from);

	for (size_t i = 0; i < s->n_rest && !e &&
	     !sv_eq(s->rest[i].text, SV("--")); i++)
		e = read_turbo_word(u, &s->rest[i], from);
	return e;
}

/* What nx is to run, and in which project: n is 0 for all. */
struct nx_call {
	struct sv targets[MAX_TARGETS];
	size_t n;
	bool more; /* than there is room for */
	struct sv project;
};

static void
add_targets(struct nx_call *c, struct sv list)
{
	size_t n;

	for (; list.n; list = sv_skip(list, n + 1)) {
		n = sv_find(list, 0, ',');
		if (!n)
			continue;
		if (c->n == MAX_TARGETS)
			c->more = true;
		else
			c->targets[c->n++] = sv_take(list, n);
	}
}

static bool
is_target(struct sv option)
{
	return sv_eq(option, SV("-t")) || sv_eq(option, SV("--target")) ||
	    sv_eq(option, SV("--targets"));
}

/* "PROJECT:TARGET:CONFIGURATION" behind run, else options, else TARGET
 * PROJECT. */
static void
read_nx_call(const struct invocation *inv, struct nx_call *c)
{
	struct sv command = inv->n_path ? inv->path[0] : (struct sv){0}, word;

	if (sv_eq(command, SV("run-many")) || sv_eq(command, SV("affected"))) {
		for (uint32_t i = 0; i < inv->n_options; i++)
			if (is_target(inv->options[i].name) &&
			    inv->options[i].has_value)
				add_targets(c, inv->options[i].value.text);
		return;
	}
	if (!inv->n_operands)
		return;
	word = inv->operands[0].word.text;
	if (sv_eq(command, SV("run"))) {
		c->project = sv_take(word, sv_find(word, 0, ':'));
		word = sv_skip(word, c->project.n + 1);
		add_targets(c, sv_take(word, sv_find(word, 0, ':')));
		return;
	}
	add_targets(c, sv_take(word, sv_find(word, 0, ':')));
	if (inv->n_operands > 1)
		c->project = inv->operands[1].word.text;
}

static enum err
run_nx_target(struct unwrap *u, struct sv target, const struct origin *from)
{
	struct start s = {.kind = RUNS_SCRIPT, .text = word_of(target)};
	enum err e = unwrap_script(u, &s, from);

	if (e && e != ERR_NOT_FOUND)
		return e;
	s.kind = RUNS_NX;
	return unwrap_task(u, &s, from);
}

enum err
unwrap_nx(struct unwrap *u, const struct start *s, const struct origin *from)
{
	const struct invocation *all = (const void *)u->invocations.p;
	struct origin inside = *from;
	struct argv_packages p;
	struct nx_call c = {0};
	enum err e;

	(void)s;
	read_nx_call(&all[from->parent], &c);
	if (c.more)
		return ERR_LIMIT;
	if (!c.n)
		return OK;
	e = unwrap_find_packages(u, &from->cwd, c.project, &p);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	inside.packages = NULL;
	u->foreseeing++;
	for (uint32_t i = 0; i < p.n && !e; i++) {
		inside.cwd = word_of(p.dirs[i]);
		for (size_t k = 0; k < c.n && !e; k++)
			e = run_nx_target(u, c.targets[k], &inside);
	}
	u->foreseeing--;
	return e;
}
