/* SPDX-License-Identifier: ISC */
/*
 * The table of facts, and what all of them need: the directory that the command
 * runs in and the repository around it.
 */
#include <string.h>

#include "facts/internal.h"

static struct sv
variable(const struct reading_fact *f, struct sv name)
{
	struct word value;

	if (!argv_env(f->facts->context, f->inv, name, &value))
		return (struct sv){0};
	/* What is not certain is not nothing. */
	return value.flags & WORD_DYNAMIC ? SV("\001") : value.text;
}

enum err
fact_value(const struct reading_fact *f, struct sv value, struct sv source)
{
	struct sv *kept = ARENA_NEW(f->facts->context->arena, 1, struct sv);

	if (!kept)
		return ERR_LIMIT;
	*kept = value;
	*f->out = (struct fact){FACT_KNOWN, kept, 1, source};
	return OK;
}

enum err
fact_answer(const struct reading_fact *f, enum answer a, struct sv source)
{
	if (a == UNSURE) {
		f->out->source = source;
		return OK;
	}
	return fact_value(f, a == YES ? SV("true") : SV("false"), source);
}

static struct sv
git_file(const struct reading_fact *f, const char *name)
{
	struct os_path path;

	if (os_join(&f->repo->dir, name, &path))
		return (struct sv){0};
	return arena_dup(f->facts->context->arena,
	    (struct sv){path.p, path.n});
}

static enum err
read_branch(const struct reading_fact *f)
{
	struct sv branch;

	if (!repo_branch(f->repo, &branch))
		return OK;
	if (branch.n)
		return fact_value(f, branch, git_file(f, "HEAD"));
	*f->out = (struct fact){.state = FACT_ABSENT,
		.source = git_file(f, "HEAD")};
	return OK;
}

/* "origin/main" of the branch, with "refs/remotes/" in front. */
static bool
upstream_of(const struct reading_fact *f, struct sv *out)
{
	struct arena *arena = f->facts->context->arena;
	struct sv branch, remote, merge;
	struct os_path path;
	struct buf b;

	*out = (struct sv){0};
	if (!repo_branch(f->repo, &branch))
		return false;
	remote = repo_config(f->repo, SV("branch"), branch, SV("remote"));
	merge = repo_config(f->repo, SV("branch"), branch, SV("merge"));
	if (!branch.n || !remote.n || !sv_starts(merge, SV("refs/heads/")))
		return true;
	buf_init(&b, path.p, sizeof(path.p));
	buf_str(&b, "refs/remotes/");
	buf_sv(&b, remote);
	buf_c(&b, '/');
	buf_sv(&b, sv_skip(merge, 11));
	*out = arena_dup(arena, buf_view(&b));
	return !b.full && out->p;
}

static enum err
read_upstream(const struct reading_fact *f)
{
	struct sv name;

	if (!upstream_of(f, &name))
		return OK;
	if (name.n)
		return fact_value(f, sv_skip(name, 13),
		    git_file(f, "config"));
	*f->out = (struct fact){.state = FACT_ABSENT,
		.source = git_file(f, "config")};
	return OK;
}

/* Only that both are the same commit is told without reading history. */
static enum err
read_unpushed(const struct reading_fact *f)
{
	char here[41], there[41];
	struct sv name;

	if (!upstream_of(f, &name))
		return OK;
	if (!name.n)
		return fact_value(f, SV("true"), git_file(f, "config"));
	if (!repo_ref(f->repo, SV("HEAD"), here) ||
	    !repo_ref(f->repo, name, there) || !here[0])
		return OK;
	return fact_answer(f, strcmp(here, there) ? UNSURE : NO,
	    git_file(f, "HEAD"));
}

static enum err
read_changed(const struct reading_fact *f)
{
	return fact_answer(f, repo_changed(f->repo), git_file(f, "index"));
}

static enum err
read_untracked(const struct reading_fact *f)
{
	return fact_answer(f, repo_untracked(f->repo), arena_dup(
	    f->facts->context->arena,
	    (struct sv){f->repo->root.p, f->repo->root.n}));
}

static enum err
read_clean(const struct reading_fact *f)
{
	enum answer changed = repo_changed(f->repo);
	enum answer untracked = changed == YES ? NO : repo_untracked(f->repo);
	enum answer dirty = changed == YES || untracked == YES ? YES
	    : changed == NO && untracked == NO ? NO : UNSURE;

	return fact_answer(f, dirty == UNSURE ? UNSURE : dirty == YES ? NO
	                                                              : YES,
	    git_file(f, "index"));
}

static enum err
read_checkout(const struct reading_fact *f)
{
	static const char *const names[] = {
		[CHECKOUT_NOTHING] = "nothing",
		[CHECKOUT_COMMIT] = "commit",
		[CHECKOUT_PATH] = "path",
	};
	uint32_t first;
	enum checkout_kind kind = checkout_kind(f, &first);

	if (kind == CHECKOUT_UNSURE)
		return OK;
	return fact_value(f, sv_from(names[kind]), git_file(f, "HEAD"));
}

enum { NEEDS_REPOSITORY = 1, NEEDS_INDEX = 2 };

/* What each fact needs, and how it is read. */
static const struct {
	unsigned needs;
	unsigned turned_by;
	enum err (*read)(const struct reading_fact *f);
} table[FACTS] = {
	[FACT_GIT_BRANCH] = {NEEDS_REPOSITORY, TURNS_HEAD, read_branch},
	[FACT_GIT_UPSTREAM] = {NEEDS_REPOSITORY, TURNS_UPSTREAM,
	    read_upstream},
	[FACT_GIT_UNPUSHED] = {NEEDS_REPOSITORY, TURNS_COMMITS,
	    read_unpushed},
	[FACT_GIT_CHANGED] = {NEEDS_REPOSITORY | NEEDS_INDEX, TURNS_TREE,
	    read_changed},
	[FACT_GIT_UNTRACKED] = {NEEDS_REPOSITORY | NEEDS_INDEX, TURNS_TREE,
	    read_untracked},
	[FACT_GIT_CLEAN] = {NEEDS_REPOSITORY | NEEDS_INDEX, TURNS_TREE,
	    read_clean},
	/* What is a commit stays one. */
	[FACT_GIT_CHECKOUT] = {NEEDS_REPOSITORY | NEEDS_INDEX, 0,
	    read_checkout},
	/* Without a repository paths have a meaning too. */
	[FACT_PATHS] = {NEEDS_INDEX, TURNS_CLEAN, read_paths},
	[FACT_OVERWRITES] = {NEEDS_INDEX, 0, read_overwrites},
};

/* Where the invocation runs; false if that is not certain. */
static bool
directory_of(struct reading_fact *f, struct os_path *out)
{
	const struct word *cwd = &f->inv->cwd;

	if (f->inv->elsewhere || !f->facts->cwd.n ||
	    (cwd->flags & (WORD_DYNAMIC | WORD_SPLITS)))
		return false;
	if (os_resolve(f->facts->cwd, cwd->text.n ? cwd->text : SV("."), out))
		return false;
	f->cwd = arena_dup(f->facts->context->arena,
	    (struct sv){out->p, out->n});
	return f->cwd.p != NULL;
}

/* The last --git-dir or --work-tree, else the variable. */
static struct sv
given(const struct reading_fact *f, struct sv option, struct sv name)
{
	const struct invocation *inv = f->inv;

	for (uint32_t i = inv->n_options; i-- > 0;)
		if (sv_eq(inv->options[i].name, option))
			return inv->options[i].value.flags & WORD_DYNAMIC
			    ? SV("\001") : inv->options[i].value.text;
	return variable(f, name);
}

/* What is not certain makes the whole unsure. */
static struct sv
place_variable(const struct reading_fact *f, struct sv name, bool *unsure)
{
	struct sv value = variable(f, name);

	*unsure |= sv_eq(value, SV("\001"));
	return value;
}

static void
find_place(const struct reading_fact *f, struct config_place *p)
{
	bool *unsure = &p->unsure;
	struct sv off;

	memset(p, 0, sizeof(*p));
	p->home = place_variable(f, SV("HOME"), unsure);
	p->xdg = place_variable(f, SV("XDG_CONFIG_HOME"), unsure);
	p->global = place_variable(f, SV("GIT_CONFIG_GLOBAL"), unsure);
	p->system = place_variable(f, SV("GIT_CONFIG_SYSTEM"), unsure);
	off = variable(f, SV("GIT_CONFIG_NOSYSTEM"));
	p->no_system = sv_eq(off, SV("1")) || sv_eq(off, SV("true"));
}

/* Variables under which git looks for its data elsewhere. */
static bool
is_redirected(const struct reading_fact *f)
{
	return variable(f, SV("GIT_INDEX_FILE")).n ||
	    variable(f, SV("GIT_COMMON_DIR")).n ||
	    variable(f, SV("GIT_OBJECT_DIRECTORY")).n ||
	    variable(f, SV("GIT_NAMESPACE")).n;
}

static enum err
find_repository(struct reading_fact *f)
{
	struct arena *arena = f->facts->context->arena;
	struct config_place place;
	struct os_path git_dir, work_tree;
	struct sv dir, tree;

	find_place(f, &place);
	if (!sv_eq(f->inv->tool, SV("git")))
		return repo_find(arena, f->cwd, &place, f->repo);
	if (is_redirected(f))
		return OK;
	dir = given(f, SV("--git-dir"), SV("GIT_DIR"));
	tree = given(f, SV("--work-tree"), SV("GIT_WORK_TREE"));
	if (!dir.n && !tree.n)
		return repo_find(arena, f->cwd, &place, f->repo);
	if (!dir.n || os_resolve(f->cwd, dir, &git_dir) ||
	    os_resolve(f->cwd, tree.n ? tree : SV("."), &work_tree))
		return OK;
	return repo_open(arena, (struct sv){git_dir.p, git_dir.n},
	    (struct sv){work_tree.p, work_tree.n}, &place, f->repo);
}

/* The repository around the invocation, once for all of its facts. */
static enum err
take_repository(struct reading_fact *f)
{
	struct facts *facts = f->facts;
	enum err e;

	if (facts->repository_of == f->inv) {
		f->repo = facts->repository;
		return OK;
	}
	f->repo = ARENA_NEW(facts->context->arena, 1, struct repository);
	if (!f->repo)
		return ERR_LIMIT;
	if ((e = find_repository(f)))
		return e;
	facts->repository = f->repo;
	facts->repository_of = f->inv;
	return OK;
}

enum err
fact_surroundings(struct reading_fact *f, bool *out_certain)
{
	struct os_path dir;
	enum err e = OK;

	*out_certain = directory_of(f, &dir);
	if (*out_certain)
		e = find_repository(f);
	/* Redirected, or not found where it was said to be. */
	if (!f->repo->known && !f->repo->found)
		*out_certain = false;
	return e;
}

static enum err
read_fact(struct reading_fact *f, enum fact_id id)
{
	struct os_path dir;
	enum err e;

	if (!directory_of(f, &dir))
		return OK;
	if ((e = take_repository(f)))
		return e;
	if ((table[id].needs & NEEDS_REPOSITORY) &&
	    (!f->repo->known || !f->repo->found || f->repo->bare))
		return OK;
	if (fact_turned(f, table[id].turned_by))
		return OK;
	if (table[id].needs & NEEDS_INDEX && f->repo->known && f->repo->found &&
	    !f->repo->bare) {
		if ((e = repo_index(f->repo)))
			return e;
		if (!f->repo->index_known &&
		    (table[id].needs & NEEDS_REPOSITORY))
			return OK;
	}
	f->repo->budget = REPO_MAX_ENTRIES;
	return table[id].read(f);
}

void
facts_init(struct facts *f, const struct argv_context *context, struct sv cwd)
{
	memset(f, 0, sizeof(*f));
	f->context = context;
	f->cwd = cwd;
}

enum err
facts_read(struct facts *facts, const struct invocation *inv, enum fact_id id,
    struct fact *out)
{
	struct reading_fact f = {.facts = facts, .inv = inv, .out = out};
	struct fact_use *use;
	enum err e;

	for (use = facts->first; use; use = use->next)
		if (use->inv == inv && use->id == id) {
			*out = use->fact;
			return OK;
		}
	memset(out, 0, sizeof(*out));
	if (id >= FACTS)
		return ERR_INTERNAL;
	e = fact_is_target(id) ? target_fact(facts, inv, id, out)
	    : table[id].read ? read_fact(&f, id) : OK;
	if (!e && out->state == FACT_UNKNOWN)
		e = facts_unseen(facts->context->arena, inv, id, out);
	if (e)
		return e;
	if (!(use = ARENA_NEW(facts->context->arena, 1, struct fact_use)))
		return ERR_LIMIT;
	*use = (struct fact_use){inv, id, *out, NULL};
	if (facts->last)
		facts->last->next = use;
	else
		facts->first = use;
	facts->last = use;
	return OK;
}
