/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of identity: every key is found with one read of its cell, no
 * other is, and a forged cell is never taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "building.h"
#include "image/layout.h"

static struct image img;
static size_t reads;

/* As from a file: counted, and into memory of their own. */
static enum err
read_counting(void *ctx, uint64_t offset, void *p, size_t n)
{
	reads++;
	return image_read_memory(ctx, offset, p, n);
}

static struct sv
numbered(size_t i, const char *tail)
{
	char b[64];
	int n = snprintf(b, sizeof(b), "c:tool-%zu%s", i, tail);

	return arena_dup(&built_in, (struct sv){b, (size_t)n});
}

static void
open_with(uint32_t identities, uint32_t n_cells)
{
	struct image_header fields = {
		.identities = identities, .n_cells = n_cells};

	assert_int_equal(image_build_finish(&builder, &fields), OK);
	finished = (struct sv){(const char *)builder.p, builder.n};
	assert_int_equal(image_open(&img, read_counting, &finished, finished.n,
	    &built_in), OK);
}

/* n identities with their numbers plus 1000. */
static uint32_t
build(size_t n)
{
	struct image_pair *pairs = ARENA_NEW(&built_in, n + 1, struct image_pair);
	uint32_t n_cells, at;

	for (size_t i = 0; i < n; i++)
		pairs[i] = (struct image_pair){numbered(i, ""), i + 1000};
	at = image_build_cells(&builder, pairs, n, &n_cells);
	assert_int_not_equal(at, 0);
	open_with(at, n_cells);
	return n_cells;
}

static enum err
count(void *ctx, struct sv key, uint64_t value)
{
	size_t *n = ctx;

	assert_true(sv_starts(key, SV("c:tool-")));
	assert_in_range(value, 1000, 1000 + 5000);
	++*n;
	return OK;
}

static void
check_all_of(size_t n)
{
	uint32_t value;
	size_t seen = 0;

	building_tear_down(NULL);
	assert_int_equal(building_set_up(NULL), 0);
	build(n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(image_identity(&img, numbered(i, ""), &value),
		    OK);
		assert_int_equal(value, i + 1000);
		assert_int_equal(image_identity(&img, numbered(i, "x"),
		    &value), ERR_NOT_FOUND);
	}
	assert_int_equal(image_identity(&img, SV(""), &value), ERR_NOT_FOUND);
	assert_int_equal(image_each_identity(&img, count, &seen), OK);
	assert_int_equal(seen, n);
}

static void
finds_every_identity_of_tables_of_any_size(void **state)
{
	static const size_t sizes[] = {0, 1, 5, 6, 7, 15, 16, 100, 3000};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		check_all_of(sizes[i]);
}

static void
one_read_finds_one(void **state)
{
	uint32_t value;

	(void)state;
	build(3000);
	for (size_t i = 0; i < 3000; i += 100) {
		struct image fresh;

		assert_int_equal(image_open(&fresh, read_counting, &finished,
		    finished.n, &built_in), OK);
		reads = 0;
		assert_int_equal(image_identity(&fresh, numbered(i, ""),
		    &value), OK);
		assert_int_equal(reads, 1);
	}
}

static void
the_longest_name_is_found_and_a_longer_one_is_none(void **state)
{
	char longest[IMAGE_IDENTITY_MAX + 1];
	struct image_pair pair = {{longest, IMAGE_IDENTITY_MAX}, 7};
	uint32_t n_cells, at, value;

	(void)state;
	memset(longest, 'n', sizeof(longest));
	at = image_build_cells(&builder, &pair, 1, &n_cells);
	open_with(at, n_cells);
	assert_int_equal(image_identity(&img, pair.key, &value), OK);
	assert_int_equal(value, 7);
	pair.key.n++;
	assert_int_equal(image_identity(&img, pair.key, &value),
	    ERR_NOT_FOUND);
	assert_int_equal(image_build_cells(&builder, &pair, 1, &n_cells), 0);
	assert_true(builder.full);
}

static void
refuses_to_build_equal_identities(void **state)
{
	struct image_pair pairs[40];
	uint32_t n_cells;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		pairs[i] = (struct image_pair){SV("c:same"), i};
	assert_int_equal(image_build_cells(&builder, pairs, 2, &n_cells), 0);
	assert_true(builder.full);
	assert_int_equal(building_set_up(NULL), 0);
	/* More than any cell holds. */
	assert_int_equal(image_build_cells(&builder, pairs, 40, &n_cells), 0);
	assert_true(builder.full);
}

static void
an_image_without_cells_has_no_identities(void **state)
{
	uint32_t value;
	size_t seen = 0;

	(void)state;
	open_with(0, 0);
	assert_int_equal(image_identity(&img, SV("c:a"), &value),
	    ERR_NOT_FOUND);
	assert_int_equal(image_each_identity(&img, count, &seen), OK);
	assert_int_equal(seen, 0);
}

/* A cell of that kind whose head and one entry are these. */
static uint32_t
forge(enum record_kind kind, struct image_tree head, struct image_entry entry)
{
	unsigned char payload[IMAGE_CELL - sizeof(struct record_header)] = {0};

	memcpy(payload, &head, sizeof(head));
	memcpy(payload + sizeof(head), &entry, sizeof(entry));
	memcpy(payload + sizeof(head) + sizeof(entry), "c:a", 3);
	return image_build_record(&builder, kind, payload, sizeof(payload));
}

static void
check_corrupt(uint32_t at, uint32_t n_cells)
{
	uint32_t value;
	size_t seen = 0;

	open_with(at, n_cells);
	assert_int_equal(image_identity(&img, SV("c:a"), &value), ERR_CORRUPT);
	assert_int_equal(image_each_identity(&img, count, &seen), ERR_CORRUPT);
}

static void
refuses_cells_that_are_none(void **state)
{
	const struct image_entry good = {{32, 3}, 5};
	uint32_t at, value;

	(void)state;
	at = forge(RECORD_CELL, (struct image_tree){.n = 1}, good);
	open_with(at, 1);
	assert_int_equal(image_identity(&img, SV("c:a"), &value), OK);
	assert_int_equal(value, 5);
	check_corrupt(0, 1);               /* no place */
	check_corrupt(at + 4, 1);          /* not where records begin */
	check_corrupt(at + 8, 1);
	check_corrupt((uint32_t)builder.n, 1);       /* behind the file */
	check_corrupt((uint32_t)builder.n - 8, 1);
	check_corrupt(UINT32_MAX - 7, UINT32_MAX);
	check_corrupt(forge(RECORD_TREE, (struct image_tree){.n = 1}, good),
	    1);
	check_corrupt(forge(RECORD_CELL,
	    (struct image_tree){.n = 1, .level = 1}, good), 1);
	check_corrupt(forge(RECORD_CELL, (struct image_tree){.n = 49}, good),
	    1);
	check_corrupt(forge(RECORD_CELL, (struct image_tree){.n = 1},
	    (struct image_entry){{495, 3}, 5}), 1);
	at = forge(RECORD_CELL, (struct image_tree){.n = 1},
	    (struct image_entry){{32, 3}, 1ull << 32});
	open_with(at, 1);
	assert_int_equal(image_identity(&img, SV("c:a"), &value), ERR_CORRUPT);
}

static void
notices_a_changed_cell(void **state)
{
	uint32_t value;

	(void)state;
	build(1);
	((char *)builder.p)[img.header.identities + 100] ^= 1;
	assert_int_equal(image_identity(&img, numbered(0, ""), &value),
	    ERR_CORRUPT);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, building_set_up, building_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(finds_every_identity_of_tables_of_any_size),
	    TEST(one_read_finds_one),
	    TEST(the_longest_name_is_found_and_a_longer_one_is_none),
	    TEST(refuses_to_build_equal_identities),
	    TEST(an_image_without_cells_has_no_identities),
	    TEST(refuses_cells_that_are_none),
	    TEST(notices_a_changed_cell),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
