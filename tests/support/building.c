/* SPDX-License-Identifier: ISC */
#include "building.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MEMORY (16u << 20)

struct arena built_in;
struct image_builder builder;
struct sv finished;

int
building_set_up(void **state)
{
	(void)state;
	arena_init(&built_in, calloc(1, MEMORY), MEMORY);
	return built_in.base == NULL ||
	    image_build_init(&builder, &built_in,
	        8u << 20) != OK;
}

int
building_tear_down(void **state)
{
	(void)state;
	free(built_in.base);
	return 0;
}

struct sv
building_key(size_t i, const char *tail)
{
	char b[64];
	int n = snprintf(b, sizeof(b), "key-%06zu%s", i, tail);

	return arena_dup(&built_in, (struct sv){b, (size_t)n});
}

uint32_t
building_tree(size_t n)
{
	struct image_pair *pairs;

	pairs = ARENA_NEW(&built_in, n, struct image_pair);
	for (size_t i = 0; i < n; i++)
		pairs[n - 1 - i] =
		    (struct image_pair){building_key(i, ""), i + 1000};
	return image_build_tree(&builder, pairs, n);
}

struct sv
building_finish(void)
{
	struct image_header fields = {.n_tools = 7};

	assert_int_equal(image_build_finish(&builder, &fields), OK);
	return (struct sv){(const char *)builder.p,
	    builder.n};
}

enum err
building_read(void *ctx, uint64_t offset, void *p, size_t n)
{
	return image_read_memory(ctx, offset, p, n);
}

void
building_open(struct image *img)
{
	finished = building_finish();
	assert_int_equal(image_open(img, building_read, &finished, finished.n,
	    &built_in), OK);
}
