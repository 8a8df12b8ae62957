/* SPDX-License-Identifier: ISC */
/*
 * Looks for what is more than it seems: a repository, or a file system that is
 * mounted, inside of a directory.
 */
#include <string.h>

#include "facts/internal.h"

enum {
	SEARCH_DEPTH = 4, /* how deep it is looked for */
	SEARCH_MAX = 2000 /* entries that are looked at for that */
};

struct search {
	struct sv dir;
	uint64_t dev;
	unsigned depth;
	unsigned *left;
	enum answer found;
};

static enum answer search(struct sv dir, uint64_t dev, unsigned depth,
    unsigned *left);

static enum err
each_searched(void *ctx, const char *name)
{
	struct search *s = ctx;
	struct os_status st;
	struct os_path path;
	struct buf b;

	if (!strcmp(name, ".git")) {
		s->found = YES;
		return ERR_LIMIT;
	}
	buf_init(&b, path.p, sizeof(path.p) - 1);
	buf_sv(&b, s->dir);
	buf_c(&b, '/');
	buf_str(&b, name);
	path.p[b.n] = '\0';
	if (b.full || !*s->left || os_status(path.p, &st)) {
		s->found = UNSURE;
		return ERR_LIMIT;
	}
	--*s->left;
	if (st.kind != OS_DIRECTORY)
		return OK;
	if (st.dev != s->dev)
		s->found = YES;
	else if (s->depth < SEARCH_DEPTH)
		s->found = search(buf_view(&b), s->dev, s->depth + 1, s->left);
	return s->found == NO ? OK : ERR_LIMIT;
}

static enum answer
search(struct sv dir, uint64_t dev, unsigned depth, unsigned *left)
{
	struct search s = {dir, dev, depth, left, NO};
	struct os_path path;
	struct buf b;
	enum err e;

	buf_init(&b, path.p, sizeof(path.p) - 1);
	buf_sv(&b, dir);
	path.p[b.n] = '\0';
	e = os_list(path.p, each_searched, &s);
	return e && s.found == NO ? UNSURE : s.found;
}

enum answer
holds_repository(struct sv dir, uint64_t dev, bool deep)
{
	unsigned left = SEARCH_MAX;

	return search(dir, dev, deep ? 0 : SEARCH_DEPTH, &left);
}
