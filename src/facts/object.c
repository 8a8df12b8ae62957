/* SPDX-License-Identifier: ISC */
/*
 * The tree of a commit: the only object that facts read. A commit that is
 * stored as a delta is not read.
 */
#include <string.h>

#define ZLIB_CONST /* what is read is not written */
#include <zlib.h>

#include "facts/repository.h"

enum {
	RAW_MAX = 4096,   /* compressed bytes that are looked at */
	INDEX_HEAD = 8 + 256 * 4,
	OID = 20,
	COMMIT_TYPE = 1
};

static bool
inflate_start(const unsigned char *raw, size_t n, char *out, size_t cap,
    size_t *out_n)
{
	z_stream z = {.next_in = raw,
		.avail_in = (uInt)n, .next_out = (Bytef *)out,
		.avail_out = (uInt)cap};
	int code;

	if (inflateInit(&z) != Z_OK)
		return false;
	code = inflate(&z, Z_SYNC_FLUSH);
	*out_n = cap - z.avail_out;
	(void)inflateEnd(&z);
	return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
}

/* "tree HEX\n" in front of a commit's text. */
static bool
tree_line(struct sv text, char out[41])
{
	if (!sv_starts(text, SV("tree ")) || text.n < 46 || text.p[45] != '\n')
		return false;
	memcpy(out, text.p + 5, 40);
	out[40] = '\0';
	return true;
}

static bool
loose_tree(const char *path, char out[41])
{
	unsigned char raw[RAW_MAX];
	char text[256];
	size_t n, end;

	if (os_read_part(path, 0, raw, sizeof(raw), &n) ||
	    !inflate_start(raw, n, text, sizeof(text), &n))
		return false;
	end = sv_find((struct sv){text, n}, 0, '\0');
	if (!sv_starts((struct sv){text, n}, SV("commit ")))
		return false;
	return tree_line(sv_skip((struct sv){text, n}, end + 1), out);
}

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* Where an object stands in the table of a pack's index. */
static bool
find_in_index(const char *path, const unsigned char oid[OID], uint32_t *out_n,
    uint32_t *out_at)
{
	unsigned char head[INDEX_HEAD], one[OID];
	uint32_t low, high;
	size_t n;
	int order;

	if (os_read_part(path, 0, head, sizeof(head), &n) ||
	    n != sizeof(head) || memcmp(head, "\377tOc\0\0\0\2", 8) != 0)
		return false;
	low = oid[0] ? be32(head + 8 + (oid[0] - 1) * 4) : 0;
	high = be32(head + 8 + oid[0] * 4);
	*out_n = be32(head + 8 + 255 * 4);
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (os_read_part(path, INDEX_HEAD + (uint64_t)mid * OID, one,
		    OID, &n) || n != OID)
			return false;
		order = memcmp(oid, one, OID);
		if (!order) {
			*out_at = mid;
			return true;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

static bool
packed_tree(const char *pack, uint64_t offset, char out[41])
{
	unsigned char raw[RAW_MAX];
	char text[256];
	size_t n, i = 0;

	if (os_read_part(pack, offset, raw, sizeof(raw), &n) || n < 32 ||
	    ((raw[0] >> 4) & 7) != COMMIT_TYPE)
		return false;
	while (i < n && (raw[i++] & 0x80))
		;
	return inflate_start(raw + i, n - i, text, sizeof(text), &n) &&
	    tree_line((struct sv){text, n}, out);
}

struct search {
	struct repository *r;
	unsigned char oid[OID];
	char *out;
	bool found;
};

static enum err
try_pack(void *ctx, const char *name)
{
	struct search *s = ctx;
	unsigned char offset[4];
	struct os_path path;
	uint32_t total, at;
	struct buf b;
	size_t n;

	if (!sv_ends(sv_from(name), SV(".idx")))
		return OK;
	buf_init(&b, path.p, sizeof(path.p) - 1);
	buf_sv(&b, (struct sv){s->r->common.p, s->r->common.n});
	buf_str(&b, "/objects/pack/");
	buf_str(&b, name);
	path.p[b.n] = '\0';
	if (b.full || !find_in_index(path.p, s->oid, &total, &at))
		return OK;
	/* Behind the names a check of four bytes for each, then offsets. */
	if (os_read_part(path.p, INDEX_HEAD + (uint64_t)total * (OID + 4) +
	    (uint64_t)at * 4, offset, 4, &n) || n != 4 || offset[0] & 0x80)
		return OK;
	memcpy(path.p + b.n - 3, "pack", 5);
	s->found = packed_tree(path.p, be32(offset), s->out);
	return s->found ? ERR_NOT_FOUND : OK;
}

bool
repo_commit_tree(struct repository *r, const char *commit, char out[41])
{
	struct search s = {.r = r, .out = out};
	struct os_path path;
	struct buf b;
	enum err ignored;

	out[0] = '\0';
	for (size_t i = 0; i < OID; i++)
		s.oid[i] = (unsigned char)(byte_hex(commit[2 * i]) * 16 +
		    byte_hex(commit[2 * i + 1]));
	buf_init(&b, path.p, sizeof(path.p) - 1);
	buf_sv(&b, (struct sv){r->common.p, r->common.n});
	buf_str(&b, "/objects/");
	buf_sv(&b, (struct sv){commit, 2});
	buf_c(&b, '/');
	buf_str(&b, commit + 2);
	path.p[b.n] = '\0';
	if (b.full)
		return false;
	if (loose_tree(path.p, out))
		return true;
	if (os_join(&r->common, "objects/pack", &path))
		return false;
	ignored = os_list(path.p, try_pack, &s);
	(void)ignored;
	return s.found;
}
