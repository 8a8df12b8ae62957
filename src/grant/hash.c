/* SPDX-License-Identifier: ISC */
/*
 * Hashes of what a request binds without keeping it.
 */
#include "guard/grant.h"

#include <sodium.h>

#define HASH_SIZE (HASH_TEXT / 2)
#define CHUNK (1u << 16) /* bytes read at a time */

void
hash_text(struct sv value, char out[HASH_TEXT + 1])
{
	unsigned char hash[HASH_SIZE];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)value.p,
	    value.n, NULL, 0);
	sodium_bin2hex(out, HASH_TEXT + 1, hash, sizeof(hash));
}

/* Where bytes come from: a file by its path, or one that is open. */
struct content {
	const char *path; /* NULL: fd */
	int fd;
	uint64_t from;
};

static enum err
read_chunk(const struct content *c, uint64_t offset, unsigned char *p, size_t n,
    size_t *out_n)
{
	return c->path ? os_read_part(c->path, offset, p, n, out_n)
	               : os_read_at(c->fd, offset, p, n, out_n);
}

static enum err
hash_content(const struct content *c, char out[HASH_TEXT + 1])
{
	static unsigned char chunk[CHUNK];
	unsigned char hash[HASH_SIZE];
	crypto_generichash_state h;
	uint64_t offset = c->from;
	size_t n;
	enum err e;

	crypto_generichash_init(&h, NULL, 0, sizeof(hash));
	do {
		if ((e = read_chunk(c, offset, chunk, sizeof(chunk), &n)))
			return e;
		crypto_generichash_update(&h, chunk, n);
		offset += n;
	} while (n && offset - c->from <= HASH_FILE_MAX);
	crypto_generichash_final(&h, hash, sizeof(hash));
	sodium_bin2hex(out, HASH_TEXT + 1, hash, sizeof(hash));
	return OK;
}

static void
put_label(struct buf *out, const char *label, uint64_t v)
{
	buf_str(out, label);
	buf_u64(out, v);
}

static void
put_times(const struct os_status *s, struct buf *out)
{
	put_label(out, " modified ", (uint64_t)s->mtime_s);
	put_label(out, ".", s->mtime_ns);
	put_label(out, " changed ", (uint64_t)s->ctime_s);
	put_label(out, ".", s->ctime_ns);
}

/* What a file is, and its content or, where that is too much, its times. */
static enum err
put_file(const struct os_status *s, const struct content *c, uint64_t *budget,
    struct buf *out)
{
	char text[HASH_TEXT + 1];
	enum err e;

	put_label(out, "device ", s->dev);
	put_label(out, " inode ", s->ino);
	if (s->kind == OS_FILE) {
		put_label(out, " size ", s->size);
		if (s->size > *budget) {
			put_times(s, out);
		} else {
			*budget -= s->size;
			if ((e = hash_content(c, text)))
				return e;
			buf_str(out, " blake2b ");
			buf_str(out, text);
		}
	}
	return out->full ? ERR_LIMIT : OK;
}

enum err
hash_file(const char *path, uint64_t *budget, struct buf *out)
{
	struct os_status s;
	struct os_path real;
	enum err e = os_resolve(SV("/"), sv_from(path), &real);

	if (e || (e = os_status(real.p, &s)))
		return e;
	if (s.kind == OS_NOTHING)
		return ERR_NOT_FOUND;
	return put_file(&s, &(struct content){.path = real.p}, budget, out);
}

enum err
hash_stream(int fd, uint64_t *budget, struct buf *out)
{
	struct content c = {.fd = fd};
	struct os_status s;
	enum os_stream kind;
	enum err e = os_stream(fd, &kind, &s, &c.from);

	if (e)
		return e;
	switch (kind) {
	case OS_STREAM_NONE:
		buf_str(out, "nothing");
		return OK;
	case OS_STREAM_TERMINAL:
		buf_str(out, "a terminal");
		return OK;
	case OS_STREAM_OTHER:
		buf_str(out, "a pipe or device");
		return OK;
	case OS_STREAM_FILE:
		break;
	}
	put_label(out, "offset ", c.from);
	buf_c(out, ' ');
	return put_file(&s, &c, budget, out);
}
