/* SPDX-License-Identifier: ISC */
/*
 * The index, versions 2 to 4, and whether files are as it has them. Split and
 * sparse indexes, and extensions that must be understood and are not, leave it
 * unknown.
 */
#include <string.h>

#include "facts/repository.h"

enum {
	INDEX_MAX = 24 << 20, /* bytes */
	HEAD_SIZE = 12,
	FIXED = 62,           /* of an entry, up to its name */
	CHECKSUM = 20
};

#define MODE_LINK 0120000u
#define MODE_SUBMODULE 0160000u
#define MODE_TYPE 0170000u

struct cursor {
	const unsigned char *p;
	size_t n;
	size_t i;
};

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* Version 4 leaves out what a path has in common with the one before. */
static bool
prefixed_path(struct repository *r, struct cursor *c, struct sv before,
    struct sv *out)
{
	size_t strip = 0, end;
	unsigned char byte;
	char *p;

	do {
		if (c->i >= c->n)
			return false;
		byte = c->p[c->i++];
		strip = (strip << 7) + (byte & 0x7f);
		if (byte & 0x80)
			strip++;
	} while (byte & 0x80);
	end = c->i;
	while (end < c->n && c->p[end])
		end++;
	if (end >= c->n || strip > before.n)
		return false;
	p = arena_take(r->arena, before.n - strip + (end - c->i) + 1);
	if (!p)
		return false;
	if (before.n - strip)
		memcpy(p, before.p, before.n - strip);
	memcpy(p + before.n - strip, c->p + c->i, end - c->i);
	*out = (struct sv){p, before.n - strip + end - c->i};
	c->i = end + 1;
	return true;
}

static bool
plain_path(struct cursor *c, size_t start, struct sv *out)
{
	size_t end = c->i;

	while (end < c->n && c->p[end])
		end++;
	if (end >= c->n)
		return false;
	*out = (struct sv){(const char *)c->p + c->i, end - c->i};
	/* Padded with one to eight NULs to a multiple of eight. */
	c->i = start + ((end - start + 8) & ~(size_t)7);
	return c->i <= c->n;
}

static bool
read_entry(struct repository *r, struct cursor *c, uint32_t version,
    struct entry *e)
{
	const unsigned char *p = c->p + c->i;
	size_t start = c->i;
	struct sv before = r->n_entries ? e[-1].path : (struct sv){0};

	if (c->n - c->i < FIXED + 2)
		return false;
	*e = (struct entry){
		.ctime_s = be32(p), .ctime_ns = be32(p + 4),
		.mtime_s = be32(p + 8), .mtime_ns = be32(p + 12),
		.ino = be32(p + 20), .mode = be32(p + 24), .uid = be32(p + 28),
		.gid = be32(p + 32), .size = be32(p + 36),
		.flags = (uint16_t)(p[60] << 8 | p[61]),
	};
	c->i += FIXED;
	if (e->flags & 0x4000) {
		if (version < 3)
			return false;
		e->xflags = (uint16_t)(p[62] << 8 | p[63]);
		c->i += 2;
	}
	if (version == 4 ? !prefixed_path(r, c, before, &e->path)
	                 : !plain_path(c, start, &e->path))
		return false;
	/* A directory stands for all that is in it: a sparse index. */
	return e->path.n && !sv_ends(e->path, SV("/")) &&
	    (!before.n || sv_cmp(before, e->path) <= 0);
}

/* The root of the cached trees: "" NUL "COUNT SUBTREES\n" object id. */
static void
read_tree(struct repository *r, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	struct sv text = {(const char *)p, n};
	size_t end = sv_find(text, 0, '\n');

	r->tree[0] = '\0';
	if (n < 4 || p[0] != 0 || p[1] == '-' || end + 1 + 20 > n)
		return;
	for (size_t i = 0; i < 20; i++) {
		r->tree[2 * i] = digits[p[end + 1 + i] >> 4];
		r->tree[2 * i + 1] = digits[p[end + 1 + i] & 15];
	}
	r->tree[40] = '\0';
}

static bool
read_extensions(struct repository *r, struct cursor *c)
{
	while (c->n - c->i >= 8 + CHECKSUM) {
		const unsigned char *p = c->p + c->i;
		uint32_t size = be32(p + 4);

		if (size > c->n - c->i - 8)
			return false;
		/* In lower case: not to be passed over. */
		if (p[0] >= 'a')
			return false;
		if (!memcmp(p, "TREE", 4))
			read_tree(r, p + 8, size);
		c->i += 8 + size;
	}
	return c->n - c->i == CHECKSUM;
}

bool
repo_index_parse(struct repository *r, struct sv text)
{
	struct cursor c = {(const unsigned char *)text.p, text.n, HEAD_SIZE};
	uint32_t version, n;

	if (text.n < HEAD_SIZE + CHECKSUM || memcmp(c.p, "DIRC", 4) != 0)
		return false;
	version = be32(c.p + 4);
	n = be32(c.p + 8);
	if (version < 2 || version > 4 || n > REPO_MAX_ENTRIES ||
	    n > text.n / FIXED)
		return false;
	r->entries = ARENA_NEW(r->arena, n + 1, struct entry);
	if (!r->entries)
		return false;
	while (r->n_entries < n) {
		if (!read_entry(r, &c, version, &r->entries[r->n_entries]))
			return false;
		r->n_entries++;
	}
	return read_extensions(r, &c);
}

enum err
repo_index(struct repository *r)
{
	struct os_status st;
	struct os_path path;
	size_t n = 0;
	char *p;

	if (r->index_read)
		return OK;
	r->index_read = true;
	if (os_join(&r->dir, "index", &path) || os_status(path.p, &st))
		return OK;
	if (st.kind == OS_NOTHING) {
		r->index_known = true;
		return OK;
	}
	if (st.kind != OS_FILE || st.size > INDEX_MAX)
		return OK;
	if (!(p = arena_take(r->arena, (size_t)st.size + 1)))
		return ERR_LIMIT;
	if (os_read_file(path.p, p, (size_t)st.size + 1, &n))
		return OK;
	r->index_s = st.mtime_s;
	r->index_ns = st.mtime_ns;
	r->index_known = repo_index_parse(r, (struct sv){p, n});
	if (!r->index_known)
		r->n_entries = 0;
	return OK;
}

uint32_t
repo_entry(const struct repository *r, struct sv path)
{
	uint32_t low = 0, high = r->n_entries;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (sv_cmp(r->entries[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
repo_tracks(const struct repository *r, struct sv path)
{
	uint32_t i = repo_entry(r, path);

	return i < r->n_entries && sv_eq(r->entries[i].path, path);
}

bool
repo_tracks_below(const struct repository *r, struct sv dir)
{
	struct os_path prefix;
	struct buf b;
	uint32_t i;

	if (!dir.n)
		return r->n_entries > 0;
	buf_init(&b, prefix.p, sizeof(prefix.p));
	buf_sv(&b, dir);
	buf_c(&b, '/');
	i = repo_entry(r, buf_view(&b));
	return b.full || (i < r->n_entries &&
	    sv_starts(r->entries[i].path, buf_view(&b)));
}

/* Written at or after the index was: a later change may not show. */
static bool
is_racy(const struct repository *r, const struct entry *e)
{
	if (e->mtime_s != (uint32_t)r->index_s)
		return e->mtime_s > (uint32_t)r->index_s;
	return !e->mtime_ns || e->mtime_ns >= r->index_ns;
}

static bool
same_stat(const struct entry *e, const struct os_status *st)
{
	return e->mtime_s == (uint32_t)st->mtime_s &&
	    e->mtime_ns == st->mtime_ns &&
	    e->ctime_s == (uint32_t)st->ctime_s &&
	    e->ctime_ns == st->ctime_ns && e->ino == (uint32_t)st->ino &&
	    e->uid == st->uid && e->gid == st->gid &&
	    e->size == (uint32_t)st->size;
}

enum answer
repo_entry_changed(struct repository *r, const struct entry *e)
{
	bool link = (e->mode & MODE_TYPE) == MODE_LINK;
	struct os_status st;
	struct os_path path;

	if (ENTRY_STAGE(e) || ENTRY_INTENDED(e))
		return YES;
	if (!repo_path(r, e->path, &path) || os_status(path.p, &st))
		return UNSURE;
	if (st.kind == OS_NOTHING)
		return ENTRY_SKIPPED(e) ? NO : YES;
	/* A submodule with files in it may hold changes of its own. */
	if ((e->mode & MODE_TYPE) == MODE_SUBMODULE)
		return UNSURE;
	if (st.kind != (link ? OS_LINK : OS_FILE))
		return YES;
	return same_stat(e, &st) && !is_racy(r, e) ? NO : UNSURE;
}

enum answer
repo_staged(struct repository *r)
{
	char head[41], tree[41];

	if (!repo_ref(r, SV("HEAD"), head))
		return UNSURE;
	if (!head[0])
		return r->n_entries ? YES : NO;
	if (!r->tree[0] || !repo_commit_tree(r, head, tree))
		return UNSURE;
	return strcmp(tree, r->tree) ? YES : NO;
}

enum answer
repo_changed(struct repository *r)
{
	enum answer all = repo_staged(r), one;

	for (uint32_t i = 0; i < r->n_entries && all != YES; i++) {
		one = repo_entry_changed(r, &r->entries[i]);
		if (one != NO)
			all = one;
	}
	return all;
}
