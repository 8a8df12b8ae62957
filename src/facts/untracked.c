/* SPDX-License-Identifier: ISC */
/*
 * Looking for files that are neither tracked nor ignored.
 */
#include <string.h>

#include "facts/repository.h"

struct place {
	struct repository *r;
	struct sv dir; /* relative to the root */
	unsigned depth;
	enum answer found;
};

static enum answer look(struct repository *r, struct sv dir, unsigned depth);

/* A directory that holds nothing tracked. */
static enum answer
untracked_directory(struct repository *r, struct sv path, unsigned depth)
{
	enum answer ignored = repo_ignored(r, path, true);
	struct os_path git;
	struct os_status st;
	struct buf b;

	if (ignored != NO)
		return ignored == YES ? NO : UNSURE;
	buf_init(&b, git.p, sizeof(git.p) - 1);
	buf_sv(&b, (struct sv){r->root.p, r->root.n});
	buf_c(&b, '/');
	buf_sv(&b, path);
	buf_str(&b, "/.git");
	git.p[b.n] = '\0';
	if (b.full || os_status(git.p, &st))
		return UNSURE;
	/* A repository in the repository. */
	if (st.kind != OS_NOTHING)
		return YES;
	return look(r, path, depth + 1);
}

static enum answer
judge(struct place *p, struct sv path)
{
	struct repository *r = p->r;
	struct os_status st;
	struct os_path full;
	enum answer ignored;

	if (repo_tracks(r, path))
		return NO;
	if (!repo_path(r, path, &full) || os_status(full.p, &st))
		return UNSURE;
	if (st.kind == OS_DIRECTORY)
		return repo_tracks_below(r, path)
		    ? look(r, path, p->depth + 1)
		    : untracked_directory(r, path, p->depth);
	ignored = repo_ignored(r, path, false);
	return ignored == NO ? YES : ignored == YES ? NO : UNSURE;
}

static enum err
each(void *ctx, const char *name)
{
	struct place *p = ctx;
	struct os_path path;
	struct buf b;
	enum answer a;

	if (!p->dir.n && !strcmp(name, ".git"))
		return OK;
	buf_init(&b, path.p, sizeof(path.p));
	buf_sv(&b, p->dir);
	if (p->dir.n)
		buf_c(&b, '/');
	buf_str(&b, name);
	if (b.full || !p->r->budget || p->depth > REPO_MAX_DEPTH) {
		p->found = UNSURE;
		return ERR_LIMIT;
	}
	p->r->budget--;
	a = judge(p, buf_view(&b));
	if (a != NO)
		p->found = a;
	return a == YES ? ERR_LIMIT : OK;
}

static enum answer
look(struct repository *r, struct sv dir, unsigned depth)
{
	struct place p = {.r = r, .dir = dir, .depth = depth};
	struct os_path full;
	enum err e;

	if (!repo_path(r, dir, &full))
		return UNSURE;
	e = os_list(full.p, each, &p);
	return e && p.found == NO ? UNSURE : p.found;
}

enum answer
repo_untracked(struct repository *r)
{
	return look(r, (struct sv){0}, 0);
}
