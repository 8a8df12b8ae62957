/* SPDX-License-Identifier: ISC */
/*
 * image: bounds-checked access to the policy image (records.h), and putting one
 * together. Knows the shape of records, not what they mean for a verdict.
 *
 * An image is read piece by piece (pread; 0.5 us each) and never mapped, so
 * that what was checked cannot change and cannot SIGBUS. Each record carries a
 * checksum over its kind, its place and its bytes, checked whenever it is read;
 * the digest over the whole file is checked by the engine (image_verify).
 */
#ifndef GUARD_IMAGE_H
#define GUARD_IMAGE_H

#include "guard/base.h"
#include "guard/records.h"

/* A checked record in memory: lives as long as the image's arena. */
struct record {
	const unsigned char *p; /* the payload, aligned to 8 */
	uint32_t n;
	uint32_t offset;
};

/* Reads n bytes at offset into p; OK, or ERR_IO for anything short of that. */
typedef enum err (*image_read_fn)(void *ctx, uint64_t offset, void *p,
    size_t n);

/* A piece of the file in memory. Never overwritten, so that records stay
 * valid as long as the arena. */
struct image_window {
	const unsigned char *p; /* aligned to 8 */
	uint64_t at;            /* multiple of 8 */
	size_t n;
};

/* Bytes read at once, if there are as many. */
#define IMAGE_WINDOW 2048u
#define IMAGE_WINDOWS 8u
#define IMAGE_RECENT 32u

struct image {
	image_read_fn read;
	void *ctx;
	struct arena *arena; /* holds what was read */
	uint64_t size;
	struct image_header header;
	struct image_window windows[IMAGE_WINDOWS];
	uint32_t next_window;
	/* Records that were checked lately, by their place. */
	struct {
		struct record record;
		uint32_t kind;
	} recent[IMAGE_RECENT];
};

/*
 * Reads and checks the header. size is the file's. Errors: ERR_CORRUPT,
 * ERR_VERSION, ERR_IO, ERR_LIMIT.
 */
enum err image_open(struct image *img, image_read_fn read, void *ctx,
    uint64_t size, struct arena *arena) MUST_USE;

/*
 * For an image that is whole in memory: ctx is a struct sv *, its bytes must
 * not change while the image is in use. If they are aligned to 8 image_open
 * takes them as they are and nothing is copied.
 */
enum err image_read_memory(void *ctx, uint64_t offset, void *p, size_t n);

/* The record at offset, which must be of that kind and at least min bytes.
 * ERR_CORRUPT if it is anything else. */
enum err image_record(struct image *img, uint32_t offset, enum record_kind kind,
    size_t min, struct record *out) MUST_USE;

/* A string of a record; ERR_CORRUPT when it is not inside. */
enum err image_string(const struct record *r, struct image_str s,
    struct sv *out) MUST_USE;

/* The n items of size bytes that start at offset in the payload. */
enum err image_array(const struct record *r, uint32_t offset, uint32_t n,
    size_t size, const void **out) MUST_USE;

/* The TEXTS of a rule; from RULE_WHEN on the values of `when` as written. */
enum { RULE_BECAUSE, RULE_INSTEAD, RULE_APPROVALS, RULE_WAIT,
	RULE_BEFORE, RULE_WHEN };

/* Number i of a STRINGS, FILES or TEXTS record at offset. */
enum err image_strings_get(struct image *img, uint32_t offset,
    enum record_kind kind, uint32_t i, struct sv *out) MUST_USE;
/* How many it has; 0 for offset 0. */
enum err image_strings_count(struct image *img, uint32_t offset,
    enum record_kind kind, uint32_t *out) MUST_USE;

/* The value of key in the tree at offset. ERR_NOT_FOUND without it, and for
 * offset 0. */
enum err image_find(struct image *img, uint32_t tree, struct sv key,
    uint64_t *out) MUST_USE;

/* The TOOL of an identity. ERR_NOT_FOUND without it. */
enum err image_identity(struct image *img, struct sv key, uint32_t *out)
    MUST_USE;

/*
 * The only key that starts with prefix, or the several of one value (aliases).
 * ERR_NOT_FOUND for none, ERR_SYNTAX for more than one value (ambiguous).
 */
enum err image_find_prefix(struct image *img, uint32_t tree, struct sv prefix,
    struct sv *out_key, uint64_t *out) MUST_USE;

/* Calls each in key order until it returns something else than OK, which is
 * then returned. */
typedef enum err (*image_each_fn)(void *ctx, struct sv key, uint64_t value);
enum err image_each(struct image *img, uint32_t tree, image_each_fn each,
    void *ctx) MUST_USE;
/* The same for the identities, which are in no order. */
enum err image_each_identity(struct image *img, image_each_fn each, void *ctx)
    MUST_USE;

/* 64-bit checksum, not cryptographic: finds damage, not malice. */
uint64_t image_check(const void *bytes, size_t n, uint64_t seed);

/* The nanoseconds that an installed image's modification time has: derived
 * from its digest, 1 to 999,999,999. A file that was written to since has
 * another one, and is verified whole before it is used (os_image_open). */
uint32_t image_seal(const struct image_header *header);

/* Engine only: the digest over the whole file. ERR_CORRUPT when it differs. */
enum err image_verify(struct image *img) MUST_USE;

/* Engine only: puts an image together, at most limit bytes of it. p moves as
 * it grows. */
struct image_builder {
	struct arena *arena;
	unsigned char *p;
	size_t cap;
	size_t n;
	size_t limit;
	bool full;
};

struct image_pair {
	struct sv key;
	uint64_t value;
};

enum err image_build_init(struct image_builder *b, struct arena *arena,
    size_t limit) MUST_USE;
/* Adds a record; its offset, or 0 when full. payload is copied. */
uint32_t image_build_record(struct image_builder *b, enum record_kind kind,
    const void *payload, size_t n);
/* Adds a tree of n pairs (sorted here; keys must differ). 0 for n == 0. */
uint32_t image_build_tree(struct image_builder *b, struct image_pair *pairs,
    size_t n);
/* Adds the cells of n identities, whose keys must differ; the offset of the
 * first. 0 when full, and for a key of more than IMAGE_IDENTITY_MAX bytes. */
uint32_t image_build_cells(struct image_builder *b,
    const struct image_pair *pairs, size_t n, uint32_t *out_n_cells);
uint32_t image_build_strings(struct image_builder *b, enum record_kind kind,
    const struct sv *strings, size_t n);
/* Writes the header in front and the digest
 * into it; the image is b->p[0..n). */
enum err image_build_finish(struct image_builder *b,
    const struct image_header *fields) MUST_USE;

#endif
