/* SPDX-License-Identifier: ISC */
/*
 * A hash table that keeps 64-bit hashes and leaves comparing to the caller.
 * Nothing is ever taken out.
 */
#include "rules/compile.h"

static void
put(struct map *m, uint64_t hash, void *value)
{
	size_t i = (size_t)hash & (m->cap - 1);

	while (m->slots[i].value)
		i = (i + 1) & (m->cap - 1);
	m->slots[i].hash = hash;
	m->slots[i].value = value;
}

static bool
grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 64;
	m->slots = ARENA_NEW(m->arena, m->cap, struct map_slot);
	if (!m->slots) {
		*m = old;
		return false;
	}
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].value)
			put(m, old.slots[i].hash, old.slots[i].value);
	}
	return true;
}

bool
map_add(struct map *m, uint64_t hash, void *value)
{
	if (m->n >= m->cap / 2 && !grow(m))
		return false;
	put(m, hash, value);
	m->n++;
	return true;
}

void *
map_next(const struct map *m, uint64_t hash, size_t *cursor)
{
	size_t i;

	while (*cursor < m->cap) {
		i = ((size_t)hash + *cursor) & (m->cap - 1);
		++*cursor;
		if (!m->slots[i].value)
			return NULL;
		if (m->slots[i].hash == hash)
			return m->slots[i].value;
	}
	return NULL;
}
