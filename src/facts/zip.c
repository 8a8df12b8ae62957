/* SPDX-License-Identifier: ISC */
/*
 * The directory at the end of the archive counts, as it does for every reader
 * of such archives; what stands in front of a member must agree with it.
 */
#include "facts/zip.h"

#include <string.h>

#define ZLIB_CONST /* what is read is not written */
#include <zlib.h>

enum {
	END_SIZE = 22,   /* bytes of the record at the end, no comment */
	COMMENT_MAX = 65535,
	ENTRY_SIZE = 46, /* of the directory, without its names */
	LOCAL_SIZE = 30, /* of what stands in front of a member */
	STORED = 0,
	DEFLATED = 8,
	ENCRYPTED = 1
};

struct member {
	uint32_t flags, method, crc, packed, size, offset;
};

static uint32_t
le16(const char *p)
{
	const unsigned char *u = (const void *)p;

	return (uint32_t)u[0] | (uint32_t)u[1] << 8;
}

static uint32_t
le32(const char *p)
{
	return le16(p) | le16(p + 2) << 16;
}

bool
zip_is(struct sv bytes)
{
	return sv_starts(bytes, SV("PK\003\004"));
}

/* The directory: how many entries, and their bytes. */
static bool
find_directory(struct sv bytes, uint32_t *out_n, struct sv *out)
{
	size_t least = bytes.n > END_SIZE + COMMENT_MAX
	    ? bytes.n - END_SIZE - COMMENT_MAX : 0;
	uint32_t size, offset;

	if (bytes.n < END_SIZE)
		return false;
	for (size_t at = bytes.n - END_SIZE + 1; at-- > least;) {
		const char *p = bytes.p + at;

		if (memcmp(p, "PK\005\006", 4) != 0 ||
		    le16(p + 20) != bytes.n - at - END_SIZE)
			continue;
		*out_n = le16(p + 10);
		size = le32(p + 12);
		offset = le32(p + 16);
		if (offset > at || size > at - offset)
			return false;
		*out = sv_take(sv_skip(bytes, offset), size);
		return true;
	}
	return false;
}

static enum err
find_member(struct sv bytes, struct sv name, struct member *out)
{
	bool found = false;
	struct sv rest;
	uint32_t n;

	if (!find_directory(bytes, &n, &rest))
		return ERR_SYNTAX;
	for (; n; n--) {
		const char *p = rest.p;
		size_t names;

		if (rest.n < ENTRY_SIZE || memcmp(p, "PK\001\002", 4) != 0)
			return ERR_SYNTAX;
		names = (size_t)le16(p + 28) + le16(p + 30) + le16(p + 32);
		if (rest.n - ENTRY_SIZE < names)
			return ERR_SYNTAX;
		if (sv_eq(sv_take(sv_skip(rest, ENTRY_SIZE), le16(p + 28)),
		        name)) {
			if (found)
				return ERR_SYNTAX;
			*out = (struct member){le16(p + 8), le16(p + 10),
				le32(p + 16), le32(p + 20), le32(p + 24),
				le32(p + 42)};
			found = true;
		}
		rest = sv_skip(rest, ENTRY_SIZE + names);
	}
	return found ? OK : ERR_NOT_FOUND;
}

/* What is packed, behind the member's own head. */
static bool
find_packed(struct sv bytes, struct sv name, const struct member *m,
    struct sv *out)
{
	struct sv head = sv_skip(bytes, m->offset);
	size_t names;

	if (m->offset > bytes.n || head.n < LOCAL_SIZE ||
	    memcmp(head.p, "PK\003\004", 4) != 0)
		return false;
	names = (size_t)le16(head.p + 26) + le16(head.p + 28);
	if (head.n - LOCAL_SIZE < names ||
	    head.n - LOCAL_SIZE - names < m->packed ||
	    le16(head.p + 8) != m->method ||
	    !sv_eq(sv_take(sv_skip(head, LOCAL_SIZE), le16(head.p + 26)),
	        name))
		return false;
	*out = sv_take(sv_skip(head, LOCAL_SIZE + names), m->packed);
	return true;
}

static bool
unpack(struct sv packed, const struct member *m, char *out)
{
	z_stream z = {.next_in = (const void *)packed.p,
		.avail_in = (uInt)packed.n, .next_out = (void *)out,
		.avail_out = (uInt)m->size};
	int code;

	if (m->method == STORED) {
		if (m->packed != m->size)
			return false;
		if (m->size)
			memcpy(out, packed.p, m->size);
		return true;
	}
	if (m->method != DEFLATED || inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return false;
	code = inflate(&z, Z_FINISH);
	(void)inflateEnd(&z);
	return code == Z_STREAM_END && !z.avail_out && !z.avail_in;
}

enum err
zip_member(struct sv bytes, struct sv name, char *out, size_t cap,
    size_t *out_n)
{
	struct member m = {0};
	struct sv packed;
	enum err e;

	*out_n = 0;
	if (!zip_is(bytes))
		return ERR_SYNTAX;
	if ((e = find_member(bytes, name, &m)))
		return e;
	if (m.size > cap)
		return ERR_LIMIT;
	if ((m.flags & ENCRYPTED) ||
	    !find_packed(bytes, name, &m, &packed) ||
	    !unpack(packed, &m, out) ||
	    crc32(0, (const void *)out, m.size) != m.crc)
		return ERR_SYNTAX;
	*out_n = m.size;
	return OK;
}
