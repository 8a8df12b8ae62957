/* SPDX-License-Identifier: ISC */
/*
 * The bump allocator. Offsets are checked before they are added, so that a
 * size taken from hostile input ends in NULL and not in a small block.
 */
#include "guard/base.h"

#include <string.h>

#define ARENA_ALIGN 16u

void
arena_init(struct arena *a, void *memory, size_t size)
{
	a->base = memory;
	a->size = memory == NULL ? 0 : size;
	a->used = 0;
}

/* n bytes at an address that is a multiple of align, not zeroed. */
static void *
take(struct arena *a, size_t n, size_t align)
{
	size_t pad;
	unsigned char *p;

	if (a->base == NULL || a->used > a->size)
		return NULL;
	pad = -(size_t)((uintptr_t)a->base + a->used) & (align - 1);
	if (pad > a->size - a->used || n > a->size - a->used - pad)
		return NULL;
	p = a->base + a->used + pad;
	a->used += pad + n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size)
		return NULL;
	p = take(a, n * size, ARENA_ALIGN);
	if (p != NULL)
		memset(p, 0, n * size);
	return p;
}

void *
arena_take(struct arena *a, size_t n)
{
	return take(a, n, ARENA_ALIGN);
}

char *
arena_string(struct arena *a, struct sv s)
{
	char *p;

	if (s.n == SIZE_MAX)
		return NULL;
	p = take(a, s.n + 1, 1);
	if (p == NULL)
		return NULL;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct sv
arena_dup(struct arena *a, struct sv s)
{
	const char *p = arena_string(a, s);

	return (struct sv){p, p ? s.n : 0};
}
