/* SPDX-License-Identifier: ISC */
/*
 * What is at stake in each path that a command removes or overwrites: values
 * are "CLASS:NAME". A directory gives one for each kind of thing in it.
 */
#include <string.h>

#include "facts/paths.h"

static void
emit(struct paths *p, const char *class, struct sv name)
{
	char memory[512];
	struct sv value;
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, class);
	buf_c(&b, ':');
	buf_sv(&b, name);
	value = buf_view(&b);
	for (uint32_t i = 0; i < p->n; i++)
		if (sv_eq(p->values[i], value))
			return;
	if (p->n == PATHS_VALUES_MAX || b.full) {
		p->full = true;
		return;
	}
	value = arena_dup(p->f->facts->context->arena, value);
	if (!value.p)
		p->full = true;
	else
		p->values[p->n++] = value;
}

static bool
is_below(struct sv path, struct sv dir)
{
	return sv_starts(path, dir) && (sv_ends(dir, SV("/")) ||
	    (path.n > dir.n && path.p[dir.n] == '/'));
}

static struct sv
root_of(const struct paths *p)
{
	const struct repository *r = p->f->repo;

	/* Without a repository the directory itself is the work tree. */
	return p->in_repo ? (struct sv){r->root.p, r->root.n} : p->f->cwd;
}

static const char *
entry_class(struct paths *p, const struct entry *e)
{
	if (ENTRY_STAGE(e))
		return "unmerged";
	switch (repo_entry_changed(p->f->repo, e)) {
	case NO:
		return p->unstages ? "unknown" : "tracked";
	case YES:
		return "changed";
	case UNSURE:
		break;
	}
	return "unknown";
}

/* What is tracked at path or below it. False if nothing is. */
static bool
emit_tracked(struct paths *p, struct sv path)
{
	struct repository *r = p->f->repo;
	uint32_t i = repo_entry(r, path);
	bool any = false;

	for (; i < r->n_entries; i++) {
		const struct entry *e = &r->entries[i];
		const char *class;
		struct os_status st;
		struct os_path full;

		if (path.n && !sv_starts(e->path, path))
			break;
		if (path.n && !sv_eq(e->path, path) && !is_below(e->path, path))
			continue;
		any = true;
		if (!r->budget) {
			p->full = true;
			break;
		}
		r->budget--;
		/* A file that is gone can only come back. */
		class = entry_class(p, e);
		if (repo_path(r, e->path, &full) && !os_status(full.p, &st) &&
		    st.kind == OS_NOTHING && !ENTRY_STAGE(e))
			class = "missing";
		/* What can be had again need not be told one by one. */
		emit(p, class, sv_basename(class[0] == 't' || class[0] == 'm'
		    ? path : e->path));
	}
	return any;
}

struct inside {
	struct paths *p;
	struct sv dir; /* absolute */
	unsigned depth;
};

static void emit_directory(struct paths *p, struct sv path, unsigned depth);

static bool
relative(const struct paths *p, struct sv path, struct sv *out)
{
	struct sv root = root_of(p);

	if (!is_below(path, root))
		return false;
	*out = sv_skip(path, sv_ends(root, SV("/")) ? root.n : root.n + 1);
	return true;
}

/* A file or directory in which git knows nothing. */
static void
emit_untracked(struct paths *p, struct sv path, bool is_dir)
{
	enum answer ignored = NO;
	struct sv rel, name = sv_basename(path);

	if (p->in_repo && relative(p, path, &rel))
		ignored = repo_ignored(p->f->repo, rel, is_dir);
	emit(p, is_built(name) ? "built" : ignored == YES ? "ignored"
	                                                  : "untracked", name);
}

static enum err
each_inside(void *ctx, const char *name)
{
	struct inside *in = ctx;
	struct paths *p = in->p;
	struct os_status st;
	struct os_path path;
	struct buf b;
	struct sv rel, full;

	buf_init(&b, path.p, sizeof(path.p) - 1);
	buf_sv(&b, in->dir);
	buf_c(&b, '/');
	buf_str(&b, name);
	path.p[b.n] = '\0';
	full = buf_view(&b);
	if (b.full || !p->f->repo->budget || in->depth > REPO_MAX_DEPTH ||
	    os_status(path.p, &st) || !relative(p, full, &rel)) {
		p->full = true;
		return ERR_LIMIT;
	}
	p->f->repo->budget--;
	if (!strcmp(name, ".git"))
		emit(p, "repository", sv_basename(in->dir));
	else if (repo_tracks(p->f->repo, rel))
		(void)emit_tracked(p, rel);
	else if (st.kind == OS_DIRECTORY)
		emit_directory(p, full, in->depth + 1);
	else
		emit_untracked(p, full, false);
	return p->full ? ERR_LIMIT : OK;
}

static void
emit_directory(struct paths *p, struct sv path, unsigned depth)
{
	struct inside in = {p, path, depth};
	struct os_status st;
	struct os_path full;
	struct sv rel;
	struct buf b;

	buf_init(&b, full.p, sizeof(full.p) - 1);
	buf_sv(&b, path);
	full.p[b.n] = '\0';
	if (b.full || os_status(full.p, &st)) {
		p->full = true;
	} else if (p->in_repo && relative(p, path, &rel) &&
	    repo_tracks_below(p->f->repo, rel)) {
		if (os_list(full.p, each_inside, &in))
			p->full = true;
	} else if (holds_repository(path, st.dev, false) != NO) {
		emit(p, "repository", sv_basename(path));
	} else {
		emit_untracked(p, path, true);
	}
}

static bool
is_temporary(struct sv path)
{
	return is_below(path, SV("/tmp")) || is_below(path, SV("/var/tmp")) ||
	    is_below(path, SV("/private/tmp"));
}

static void
emit_outside(struct paths *p, struct sv path, const struct os_status *st)
{
	const struct config_place none = {0};
	struct repository around;
	struct sv dir = sv_take(path, path.n - sv_basename(path).n);
	struct sv name = sv_basename(path);

	if (!is_temporary(path) || !st->mine ||
	    repo_find(p->f->facts->context->arena, dir, &none, &around) ||
	    around.found) {
		emit(p, "outside", name);
		return;
	}
	if (st->kind == OS_DIRECTORY &&
	    holds_repository(path, st->dev, true) != NO)
		emit(p, "repository", name);
	else
		emit(p, "temp", name);
}

/* Directories whose loss is the loss of everything; NULL for others. */
static const char *
special(const struct paths *p, struct sv path)
{
	const struct repository *r = p->f->repo;
	struct sv git = {r->dir.p, r->dir.n}, home = r->place.home;

	if (path.n <= 1)
		return "root";
	if (home.n > 1 && sv_eq(path, home))
		return "home";
	if (sv_eq(path, root_of(p)) || sv_eq(path, p->f->cwd))
		return "work-tree";
	if (is_below(root_of(p), path) || is_below(p->f->cwd, path) ||
	    (home.n && is_below(home, path)))
		return "above";
	if (git.n && (sv_eq(path, git) || is_below(path, git) ||
	    is_below(git, path)))
		return "git-dir";
	for (size_t i = 0; i + 5 <= path.n; i++)
		if (sv_starts(sv_skip(path, i), SV("/.git")) &&
		    (i + 5 == path.n || path.p[i + 5] == '/'))
			return "git-dir";
	return NULL;
}

/* A path without links but perhaps the last part. */
static void
judge(struct paths *p, const struct os_path *full)
{
	struct sv path = {full->p, full->n}, rel, dir;
	const char *class = special(p, path);
	struct os_status st, above;
	struct os_path parent;
	struct buf b;

	if (class || os_status(full->p, &st)) {
		emit(p, class ? class : "unknown", sv_basename(path));
		return;
	}
	dir = sv_take(path, path.n - sv_basename(path).n);
	buf_init(&b, parent.p, sizeof(parent.p) - 1);
	buf_sv(&b, dir);
	parent.p[b.n] = '\0';
	if (st.kind == OS_NOTHING)
		emit(p, "missing", sv_basename(path));
	else if (st.kind == OS_DEVICE)
		emit(p, "device", sv_basename(path));
	else if (os_status(parent.p, &above) || above.dev != st.dev)
		emit(p, "mount", sv_basename(path));
	else if (!relative(p, path, &rel))
		emit_outside(p, path, &st);
	else if (p->in_repo && repo_tracks(p->f->repo, rel))
		(void)emit_tracked(p, rel);
	else if (st.kind == OS_LINK)
		emit(p, "link", sv_basename(path));
	else if (st.kind == OS_DIRECTORY)
		emit_directory(p, path, 0);
	else
		emit_untracked(p, path, false);
}

/* word with links resolved, but for a last part that is one itself. */
static enum err
place_of(struct sv cwd, struct sv word, struct os_path *out)
{
	struct sv last = sv_basename(word);
	struct sv dir = sv_take(word, word.n - last.n);
	struct buf b;
	enum err e;

	if (!last.n || sv_eq(last, SV(".")) || sv_eq(last, SV("..")))
		return os_resolve(cwd, word, out);
	if ((e = os_resolve(cwd, dir.n ? dir : SV("."), out)))
		return e;
	buf_init(&b, out->p, sizeof(out->p) - 1);
	b.n = out->n;
	if (b.n > 1)
		buf_c(&b, '/');
	buf_sv(&b, last);
	out->n = b.n;
	out->p[b.n] = '\0';
	return b.full ? ERR_LIMIT : OK;
}

void
paths_judge(struct paths *p, const struct word *w)
{
	struct sv name = sv_basename(w->text);
	struct os_path full;
	enum err e;

	if (w->flags & (WORD_DYNAMIC | WORD_SPLITS)) {
		emit(p, "unknown", SV("expansion"));
		return;
	}
	e = place_of(p->f->cwd, w->text, &full);
	if (e == ERR_NOT_FOUND)
		emit(p, "missing", name);
	else if (e)
		emit(p, "unknown", name);
	else
		judge(p, &full);
}

/* The same as git reads it: only what is tracked is touched. */
static bool
has_pathspec_magic(struct sv word)
{
	for (size_t i = 0; i < word.n; i++)
		if (sv_find(SV("*?[\\:"), 0, word.p[i]) < 5)
			return true;
	return false;
}

/* The word's place in the work tree; false if that is not certain. */
static bool
pathspec_place(const struct paths *p, const struct word *w,
    struct os_path *full, struct sv *out)
{
	struct sv path;

	*out = (struct sv){0};
	if ((w->flags & (WORD_DYNAMIC | WORD_SPLITS)) || !p->in_repo ||
	    has_pathspec_magic(w->text) ||
	    place_of(p->f->cwd, w->text, full))
		return false;
	path = (struct sv){full->p, full->n};
	return sv_eq(path, root_of(p)) || relative(p, path, out);
}

/* The same as git reads it: only what is tracked is touched. */
static void
judge_pathspec(struct paths *p, const struct word *w)
{
	struct os_path full;
	struct sv rel;

	if (!pathspec_place(p, w, &full, &rel) || !emit_tracked(p, rel))
		emit(p, "unknown", sv_basename(w->text));
}

static bool
is_checkout(const struct invocation *inv)
{
	return sv_eq(inv->tool, SV("git")) && inv->n_path &&
	    sv_eq(inv->path[0], SV("checkout"));
}

/* Whether the command puts another version into the index as well. */
static bool
replaces_index(const struct invocation *inv, uint32_t first)
{
	if (!sv_eq(inv->tool, SV("git")) || !inv->n_path)
		return false;
	if (is_checkout(inv))
		return first > 0 &&
		    !sv_eq(inv->operands[0].word.text, SV("--"));
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (sv_eq(inv->options[i].name, SV("--source")) ||
		    sv_eq(inv->options[i].name, SV("-s")) ||
		    sv_eq(inv->options[i].name, SV("--staged")) ||
		    sv_eq(inv->options[i].name, SV("-S")))
			return true;
	return sv_eq(inv->path[0], SV("rm"));
}

static void
judge_all(struct paths *p, uint32_t first)
{
	const struct invocation *inv = p->f->inv;

	for (uint32_t i = first; i < inv->n_operands; i++) {
		uint32_t kind = OPTION_VALUE_KIND(inv->operands[i].flags);

		if (kind == VALUE_PATH)
			paths_judge(p, &inv->operands[i].word);
		else if (kind == VALUE_PATHSPEC)
			judge_pathspec(p, &inv->operands[i].word);
	}
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (OPTION_VALUE_KIND(inv->options[i].flags) == VALUE_PATH &&
		    inv->options[i].has_value)
			paths_judge(p, &inv->options[i].value);
}

enum err
paths_begin(const struct reading_fact *f, struct paths **out)
{
	struct paths *p = ARENA_NEW(f->facts->context->arena, 1, struct paths);

	*out = NULL;
	if (!p)
		return ERR_LIMIT;
	p->f = f;
	p->in_repo = f->repo->found && f->repo->known && f->repo->index_known;
	/* Around a repository that is not understood nothing is certain. */
	if (f->repo->known && (!f->repo->found || p->in_repo))
		*out = p;
	return OK;
}

void
paths_end(const struct paths *p)
{
	if (!p->full && p->n)
		*p->f->out = (struct fact){FACT_KNOWN, p->values, p->n,
		    root_of(p)};
}

enum err
read_paths(const struct reading_fact *f)
{
	uint32_t first = 0;
	struct paths *p;
	enum err e;

	if ((e = paths_begin(f, &p)) || !p)
		return e;
	if (is_checkout(f->inv) &&
	    checkout_kind(f, &first) != CHECKOUT_PATH)
		return OK;
	p->unstages = p->in_repo && replaces_index(f->inv, first) &&
	    repo_staged(f->repo) != NO;
	judge_all(p, first);
	paths_end(p);
	return OK;
}
