/* SPDX-License-Identifier: ISC */
/*
 * build: puts an image together in memory, record after record. Engine only.
 * What does not fit makes the builder full for good; image_build_finish is
 * where that is reported.
 */
#include "guard/image.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "build.h"
#include "layout.h"

#define FIRST_CAP (256u << 10) /* bytes */

enum err
image_build_init(struct image_builder *b, struct arena *arena, size_t limit)
{
	memset(b, 0, sizeof(*b));
	if (limit < sizeof(struct image_header) || limit > IMAGE_MAX_SIZE)
		return ERR_LIMIT;
	b->arena = arena;
	b->limit = limit;
	b->cap = limit < FIRST_CAP ? limit : FIRST_CAP;
	b->p = arena_alloc(arena, b->cap, 1);
	if (!b->p)
		return ERR_LIMIT;
	b->n = sizeof(struct image_header);
	return OK;
}

/* Twice the room, or what the limit leaves. */
static bool
grow(struct image_builder *b)
{
	size_t cap = b->cap < b->limit / 2 ? b->cap * 2 : b->limit;
	unsigned char *p = NULL;

	if (cap > b->cap)
		p = arena_alloc(b->arena, cap, 1);
	if (!p)
		return false;
	memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
	return true;
}

/* Room for a record with n bytes of payload; NULL when there is none. */
static unsigned char *
begin_record(struct image_builder *b, size_t n)
{
	size_t need = sizeof(struct record_header) + (size_t)layout_pad(n);

	if (n > IMAGE_MAX_RECORD)
		b->full = true;
	while (!b->full && need > b->cap - b->n)
		b->full = !grow(b);
	if (b->full)
		return NULL;
	memset(b->p + b->n, 0, need);
	return b->p + b->n + sizeof(struct record_header);
}

/* Makes what was written into that room a record; its offset. */
static uint32_t
end_record(struct image_builder *b, enum record_kind kind, size_t n)
{
	struct record_header h = {.size = (uint32_t)n, .kind = (uint32_t)kind};
	uint32_t offset = (uint32_t)b->n;
	size_t padded = (size_t)layout_pad(n);

	h.check = image_check(b->p + offset + sizeof(h), padded,
	    layout_seed(h.kind, h.size, offset));
	memcpy(b->p + offset, &h, sizeof(h));
	b->n += sizeof(h) + padded;
	return offset;
}

uint32_t
image_build_record(struct image_builder *b, enum record_kind kind,
    const void *payload, size_t n)
{
	unsigned char *p = begin_record(b, n);

	if (!p)
		return 0;
	if (n)
		memcpy(p, payload, n);
	return end_record(b, kind, n);
}

/* The bytes of a record of n keys; more than any record has for keys that are
 * too long. */
static size_t
node_size(const struct image_pair *pairs, size_t n)
{
	size_t size = sizeof(struct image_tree) +
	    n * sizeof(struct image_entry);

	for (size_t i = 0; i < n; i++) {
		if (pairs[i].key.n > IMAGE_MAX_RECORD)
			return SIZE_MAX;
		size += pairs[i].key.n;
	}
	return size;
}

uint32_t
build_node(struct image_builder *b, enum record_kind kind,
    const struct image_tree *head, const struct image_pair *pairs,
    size_t size)
{
	size_t at = sizeof(*head) + head->n * sizeof(struct image_entry);
	unsigned char *p = begin_record(b, size);

	if (!p)
		return 0;
	memcpy(p, head, sizeof(*head));
	for (size_t i = 0; i < head->n; i++) {
		struct image_entry entry = {{(uint32_t)at,
		    (uint32_t)pairs[i].key.n}, pairs[i].value};

		memcpy(p + sizeof(*head) + i * sizeof(entry), &entry,
		    sizeof(entry));
		if (pairs[i].key.n)
			memcpy(p + at, pairs[i].key.p, pairs[i].key.n);
		at += pairs[i].key.n;
	}
	return end_record(b, kind, size);
}

static int
by_key(const void *a, const void *b)
{
	const struct image_pair *x = a, *y = b;

	return sv_cmp(x->key, y->key);
}

/* Groups of one level: the pairs of the level above, and the keys below
 * each. */
struct level {
	struct image_pair *pairs;
	uint32_t *totals;
	size_t n;
};

/* Writes one level's records, evenly filled; above gets their pairs. */
static bool
build_level(struct image_builder *b, const struct level *level,
    uint32_t number, struct level *above)
{
	size_t groups = (level->n + IMAGE_TREE_FANOUT - 1) / IMAGE_TREE_FANOUT;
	size_t first = 0;

	above->n = groups;
	above->pairs = ARENA_NEW(b->arena, groups, struct image_pair);
	above->totals = ARENA_NEW(b->arena, groups, uint32_t);
	if (!above->pairs || !above->totals) {
		b->full = true;
		return false;
	}
	for (size_t g = 0; g < groups; g++) {
		size_t end = level->n * (g + 1) / groups;
		uint32_t total = (uint32_t)(end - first);

		if (level->totals) {
			total = 0;
			for (size_t i = first; i < end; i++)
				total += level->totals[i];
		}
		above->pairs[g].key = level->pairs[first].key;
		above->pairs[g].value = build_node(b, RECORD_TREE,
		    &(struct image_tree){.n = (uint32_t)(end - first),
		        .level = number, .total = total},
		    level->pairs + first,
		    node_size(level->pairs + first, end - first));
		above->totals[g] = total;
		first = end;
	}
	return !b->full;
}

uint32_t
image_build_tree(struct image_builder *b, struct image_pair *pairs, size_t n)
{
	struct level level = {.pairs = pairs, .n = n}, above;
	size_t mark = b->arena->used;
	const unsigned char *before = b->p;
	uint32_t root = 0;

	if (!n || b->full)
		return 0;
	qsort(pairs, n, sizeof(*pairs), by_key);
	for (size_t i = 1; i < n; i++) {
		if (sv_eq(pairs[i - 1].key, pairs[i].key)) {
			b->full = true;
			return 0;
		}
	}
	for (uint32_t number = 0;; number++) {
		if (number == IMAGE_MAX_TREE_DEPTH) {
			b->full = true;
			break;
		}
		if (!build_level(b, &level, number, &above))
			break;
		root = (uint32_t)above.pairs[0].value;
		level = above;
		if (above.n == 1)
			break;
	}
	if (b->p == before) /* it did not grow into the arena */
		b->arena->used = mark;
	return b->full ? 0 : root;
}

uint32_t
image_build_strings(struct image_builder *b, enum record_kind kind,
    const struct sv *strings, size_t n)
{
	struct image_strings head = {.n = (uint32_t)n};
	size_t size = sizeof(head);
	size_t at;
	unsigned char *p;

	for (size_t i = 0; i < n; i++) {
		if (strings[i].n > IMAGE_MAX_RECORD ||
		    size > IMAGE_MAX_RECORD) {
			b->full = true;
			return 0;
		}
		size += sizeof(struct image_str) + strings[i].n;
	}
	p = begin_record(b, size);
	if (!p)
		return 0;
	memcpy(p, &head, sizeof(head));
	at = sizeof(head) + n * sizeof(struct image_str);
	for (size_t i = 0; i < n; i++) {
		struct image_str s = {(uint32_t)at, (uint32_t)strings[i].n};

		memcpy(p + sizeof(head) + i * sizeof(s), &s, sizeof(s));
		if (strings[i].n)
			memcpy(p + at, strings[i].p, strings[i].n);
		at += strings[i].n;
	}
	return end_record(b, kind, size);
}

enum err
image_build_finish(struct image_builder *b, const struct image_header *fields)
{
	struct image_header h = *fields;

	if (b->full)
		return ERR_LIMIT;
	memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
	h.version = IMAGE_VERSION;
	h.size = b->n;
	if (crypto_generichash(h.digest, sizeof(h.digest), b->p + sizeof(h),
	        b->n - sizeof(h), NULL, 0) != 0)
		return ERR_INTERNAL;
	h.check = layout_header_check(&h);
	memcpy(b->p, &h, sizeof(h));
	return OK;
}
