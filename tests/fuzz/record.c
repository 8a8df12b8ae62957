/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as the record of what setup wrote: what is read of it names a kind
 * and an absolute path each, and is the same when it was written and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/setup.h"

#include "require.h"

#define ARENA_SPACE ((size_t)32 << 20)
#define TEXT_SPACE ((size_t)8 << 20)

static struct arena arena;
static char *texts[2];

/* NULL where there is none is the same as NULL. */
static bool
same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void
compare(const struct changes *one, const struct changes *two)
{
	REQUIRE(one->n == two->n);
	for (size_t i = 0; i < one->n; i++) {
		const struct change *a = &one->list[i], *b = &two->list[i];

		REQUIRE(a->kind == b->kind && same_text(a->path, b->path));
		REQUIRE(same_text(a->target, b->target));
		REQUIRE(same_text(a->backup, b->backup));
		REQUIRE(!strcmp(a->hash, b->hash));
		REQUIRE(!strcmp(a->hash_before, b->hash_before));
		REQUIRE(a->n_pieces == b->n_pieces);
		for (size_t k = 0; k < a->n_pieces; k++)
			REQUIRE(sv_eq(a->pieces[k].old, b->pieces[k].old) &&
			    sv_eq(a->pieces[k].new, b->pieces[k].new));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct changes one = {0}, two = {0};
	struct buf b, again;

	if (!arena.base) {
		arena_init(&arena, malloc(ARENA_SPACE), ARENA_SPACE);
		texts[0] = malloc(TEXT_SPACE);
		texts[1] = malloc(TEXT_SPACE);
	}
	arena.used = 0;
	if (record_parse(&arena, (struct sv){(const char *)data, size}, &one))
		return 0;
	for (size_t i = 0; i < one.n; i++)
		REQUIRE(one.list[i].kind && one.list[i].path[0] == '/');
	buf_init(&b, texts[0], TEXT_SPACE);
	if (record_format(&one, &b))
		return 0;
	REQUIRE(!record_parse(&arena, buf_view(&b), &two));
	compare(&one, &two);
	buf_init(&again, texts[1], TEXT_SPACE);
	REQUIRE(!record_format(&two, &again));
	REQUIRE(sv_eq(buf_view(&b), buf_view(&again)));
	return 0;
}
