/* SPDX-License-Identifier: ISC */
/*
 * Steps of the same text that come ahead of a command and change the repository
 * that it runs in: what was read of it would be the answer of before. Of git's
 * commands it is known which leave what alone; any other is taken to do all.
 */
#include <string.h>

#include "facts/internal.h"

enum {
	TURNS_NOTHING = 0,
	TURNS_SETTINGS = TURNS_UPSTREAM | TURNS_COMMITS,
	TURNS_DIRTY = TURNS_TREE | TURNS_CLEAN,
	TURNS_ALL = TURNS_HEAD | TURNS_SETTINGS | TURNS_DIRTY
};

struct verb {
	const char *name;
	unsigned turns;
};

/* Those that read, and those that only touch what no fact is read from. */
static const char *const still[] = {
	"annotate", "blame", "cat-file", "check-attr", "check-ignore",
	"check-mailmap", "check-ref-format", "cherry", "column",
	"commit-graph", "count-objects", "describe", "diff", "diff-files",
	"diff-index", "diff-tree", "fmt-merge-msg", "for-each-ref", "fsck",
	"gc", "get-tar-commit-id", "grep", "hash-object", "help", "log",
	"ls-files", "ls-remote", "ls-tree", "maintenance", "merge-base",
	"name-rev", "notes", "pack-redundant", "pack-refs", "patch-id",
	"prune", "range-diff", "reflog", "repack", "rev-list", "rev-parse",
	"shortlog", "show", "show-branch", "show-ref", "status", "tag",
	"var", "verify-commit", "verify-pack", "verify-tag", "version",
	"whatchanged",
};

static const struct verb verbs[] = {
	{"add", TURNS_DIRTY},
	{"am", TURNS_DIRTY | TURNS_COMMITS},
	{"apply", TURNS_DIRTY},
	{"archive", TURNS_DIRTY},
	{"branch", TURNS_NOTHING},
	{"checkout-index", TURNS_DIRTY},
	{"cherry-pick", TURNS_DIRTY | TURNS_COMMITS},
	{"clean", TURNS_TREE},
	{"commit", TURNS_TREE | TURNS_COMMITS},
	{"config", TURNS_SETTINGS | TURNS_TREE},
	{"fetch", TURNS_COMMITS},
	{"format-patch", TURNS_DIRTY},
	{"lfs", TURNS_DIRTY},
	{"merge", TURNS_DIRTY | TURNS_COMMITS},
	{"merge-file", TURNS_DIRTY},
	{"mv", TURNS_DIRTY},
	{"pull", TURNS_TREE | TURNS_COMMITS},
	{"push", TURNS_SETTINGS},
	{"read-tree", TURNS_DIRTY},
	{"rebase", TURNS_TREE | TURNS_COMMITS},
	{"remote", TURNS_SETTINGS},
	{"reset", TURNS_DIRTY | TURNS_COMMITS},
	{"restore", TURNS_DIRTY},
	{"revert", TURNS_DIRTY | TURNS_COMMITS},
	{"rm", TURNS_DIRTY},
	{"sparse-checkout", TURNS_DIRTY},
	{"stage", TURNS_DIRTY},
	{"stash", TURNS_DIRTY},
	{"submodule", TURNS_DIRTY},
	{"switch", TURNS_HEAD | TURNS_SETTINGS | TURNS_TREE},
	{"update-index", TURNS_DIRTY},
	{"worktree", TURNS_TREE},
};

static bool
has(const struct invocation *inv, const char *const *names, size_t n)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (sv_is_any(inv->options[i].name, names, n))
			return true;
	return false;
}
#define HAS(inv, ...) has(inv, (const char *const[]){__VA_ARGS__}, \
	ARRAY_LEN(((const char *const[]){__VA_ARGS__})))

static bool
second_is(const struct invocation *inv, const char *const *names, size_t n)
{
	return inv->n_path > 1 && sv_is_any(inv->path[1], names, n);
}
#define SECOND_IS(inv, ...) second_is(inv, (const char *const[]){__VA_ARGS__}, \
	ARRAY_LEN(((const char *const[]){__VA_ARGS__})))

static unsigned
verb_turns(struct sv verb)
{
	if (sv_is_any(verb, still, ARRAY_LEN(still)))
		return TURNS_NOTHING;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (sv_eq_cstr(verb, verbs[i].name))
			return verbs[i].turns;
	return TURNS_ALL;
}

static unsigned
branch_turns(const struct invocation *inv)
{
	if (HAS(inv, "-m", "-M", "--move"))
		return TURNS_HEAD | TURNS_SETTINGS;
	return HAS(inv, "-u", "--set-upstream-to", "--unset-upstream",
	    "--set-upstream", "--edit-description", "-f", "--force")
	    ? TURNS_SETTINGS : TURNS_NOTHING;
}

static unsigned
stash_turns(const struct invocation *inv)
{
	if (SECOND_IS(inv, "list", "show", "drop", "clear", "create", "store"))
		return TURNS_NOTHING;
	if (SECOND_IS(inv, "branch"))
		return TURNS_ALL;
	return SECOND_IS(inv, "pop", "apply") ? TURNS_DIRTY : TURNS_TREE;
}

/* With "--" ahead of paths it stays on its branch. */
static unsigned
checkout_turns(const struct invocation *inv)
{
	for (uint32_t i = 0; i + 1 < inv->n_operands; i++)
		if (sv_eq(inv->operands[i].word.text, SV("--")))
			return TURNS_DIRTY;
	return inv->n_operands > 1 && !HAS(inv, "-b", "-B", "--orphan")
	    ? TURNS_ALL : TURNS_ALL & ~(unsigned)TURNS_CLEAN;
}

static bool
only_reads(const struct invocation *inv, struct sv verb)
{
	if (sv_eq(verb, SV("remote")))
		return inv->n_path == 1 ||
		    SECOND_IS(inv, "add", "get-url", "show");
	if (sv_eq(verb, SV("config")))
		return SECOND_IS(inv, "get", "list") || HAS(inv, "--get",
		    "--get-all", "--get-regexp", "-l", "--list") ||
		    (inv->n_path == 1 && !inv->n_options &&
		        inv->n_operands == 1);
	if (sv_eq(verb, SV("worktree")))
		return SECOND_IS(inv, "list");
	return sv_eq(verb, SV("submodule")) &&
	    SECOND_IS(inv, "status", "summary");
}

static unsigned
git_turns(const struct earlier *s)
{
	const struct invocation *inv = s->inv;
	struct sv verb;

	/* Of a loop's command there are but words. */
	if (!inv)
		return s->n_words < 2 || sv_starts(s->words[1].text, SV("-"))
		    ? TURNS_ALL : verb_turns(s->words[1].text) | TURNS_CLEAN;
	if (!inv->n_path)
		return inv->n_problems ? TURNS_ALL : TURNS_NOTHING;
	verb = inv->path[0];
	if (sv_eq(verb, SV("branch")))
		return branch_turns(inv);
	if (sv_eq(verb, SV("stash")))
		return stash_turns(inv);
	if (sv_eq(verb, SV("checkout")))
		return checkout_turns(inv);
	/* The branch that a rebase names is checked out first. */
	if (sv_eq(verb, SV("rebase")) &&
	    (inv->n_operands > 1 || HAS(inv, "--root")))
		return TURNS_ALL;
	if (only_reads(inv, verb))
		return TURNS_NOTHING;
	return verb_turns(verb) |
	    (HAS(inv, "--output") ? TURNS_TREE : TURNS_NOTHING);
}

/* Another repository's commands say nothing of this one. */
static bool
is_here(const struct reading_fact *f, const struct earlier *s)
{
	struct repository *r;
	struct os_path dir;

	if (s->cwd.flags & (WORD_DYNAMIC | WORD_SPLITS) ||
	    (s->inv && HAS(s->inv, "--git-dir", "--work-tree")))
		return true;
	if (os_resolve(f->facts->cwd, s->cwd.text.n ? s->cwd.text : SV("."),
	        &dir) ||
	    !(r = ARENA_NEW(f->facts->context->arena, 1, struct repository)) ||
	    repo_find(f->facts->context->arena, (struct sv){dir.p, dir.n},
	        &f->repo->place, r) || !r->known)
		return true;
	return r->found && sv_eq((struct sv){r->common.p, r->common.n},
	    (struct sv){f->repo->common.p, f->repo->common.n});
}

/* "gh pr checkout", "glab mr checkout" and what else of these goes about in
 * the clone itself. */
static bool
is_forge(const struct invocation *inv)
{
	return inv && (sv_eq(inv->tool, SV("gh")) ||
	    sv_eq(inv->tool, SV("glab"))) && inv->n_path > 1 &&
	    (sv_eq(inv->path[0], SV("pr")) || sv_eq(inv->path[0], SV("mr")) ||
	        sv_eq(inv->path[0], SV("repo")));
}

static bool
forge_reads(const struct invocation *inv)
{
	return SECOND_IS(inv, "checks", "diff", "list", "status", "view");
}

/* git's own files, named like any other. */
static bool
names_git(const struct reading_fact *f, const struct earlier *s)
{
	const struct sv dir = {f->repo->dir.p, f->repo->dir.n};
	const struct sv common = {f->repo->common.p, f->repo->common.n};
	struct earlier one = *s;

	one.before = NULL;
	return !s->whole && !s->writes.n &&
	    (facts_file_written(f->facts, &one, dir, SV("HEAD")) ||
	        facts_file_written(f->facts, &one, common, SV("config")));
}

static unsigned
step_turns(const struct reading_fact *f, const struct earlier *s)
{
	const struct sv root = {f->repo->root.p, f->repo->root.n};
	bool git = s->inv ? sv_eq(s->inv->tool, SV("git"))
	    : s->n_words && sv_eq(sv_basename(s->words[0].text), SV("git"));

	/* The files that its words name are not more than it does. */
	if (git)
		return s->whole && is_here(f, s) ? git_turns(s)
		                                 : TURNS_NOTHING;
	if (is_forge(s->inv))
		return forge_reads(s->inv) ? TURNS_NOTHING : TURNS_ALL;
	if (names_git(f, s))
		return TURNS_ALL;
	return facts_tree_written(f->facts, s, root) ? TURNS_TREE
	                                             : TURNS_NOTHING;
}

bool
fact_turned(const struct reading_fact *f, unsigned turns)
{
	const struct earlier *steps = f->inv->steps;

	if (!steps || !turns || !f->repo->known || !f->repo->found ||
	    f->repo->bare)
		return false;
	/* What other tools lose by a path has rules of its own. */
	if (turns == TURNS_CLEAN && !sv_eq(f->inv->tool, SV("git")))
		return false;
	for (const struct earlier *s = steps; s; s = s->before)
		if (step_turns(f, s) & turns)
			return true;
	return false;
}
