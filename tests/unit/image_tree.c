/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of the image's trees: every key is found, none twice, and no
 * forged tree is walked for ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "building.h"

struct seen {
	size_t n;
	size_t stop; /* ERR_USAGE at this one */
};

static enum err
see(void *ctx, struct sv key, uint64_t value)
{
	struct seen *seen = ctx;

	assert_true(sv_eq(key, building_key(seen->n, "")));
	assert_int_equal(value, seen->n + 1000);
	return ++seen->n == seen->stop ? ERR_USAGE : OK;
}

static void
finds_every_key_of_trees_of_any_size(void **state)
{
	static const size_t sizes[] = {1, 2, 47, 48, 49, 96, 97, 2304, 2305,
	    5000};
	uint32_t roots[ARRAY_LEN(sizes)];
	struct image img;
	uint64_t value;

	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(sizes); t++) {
		roots[t] = building_tree(sizes[t]);
		assert_int_not_equal(roots[t], 0);
	}
	building_open(&img);
	for (size_t t = 0; t < ARRAY_LEN(sizes); t++) {
		struct seen seen = {0};

		for (size_t i = 0; i < sizes[t]; i++) {
			assert_int_equal(image_find(&img, roots[t],
			    building_key(i, ""), &value), OK);
			assert_int_equal(value, i + 1000);
			assert_int_equal(image_find(&img, roots[t],
			    building_key(i, "x"), &value), ERR_NOT_FOUND);
		}
		assert_int_equal(image_find(&img, roots[t], SV(""), &value),
		    ERR_NOT_FOUND);
		assert_int_equal(image_find(&img, roots[t], SV("zzz"), &value),
		    ERR_NOT_FOUND);
		assert_int_equal(image_each(&img, roots[t], see, &seen), OK);
		assert_int_equal(seen.n, sizes[t]);
	}
}

static void
an_empty_tree_is_offset_zero(void **state)
{
	struct seen seen = {0};
	struct image img;
	uint64_t value;
	struct sv key;

	(void)state;
	assert_int_equal(image_build_tree(&builder, NULL, 0), 0);
	building_open(&img);
	assert_int_equal(image_find(&img, 0, SV("a"), &value), ERR_NOT_FOUND);
	assert_int_equal(image_find_prefix(&img, 0, SV("a"), &key, &value),
	    ERR_NOT_FOUND);
	assert_int_equal(image_each(&img, 0, see, &seen), OK);
	assert_int_equal(seen.n, 0);
}

static void
each_stops_where_it_is_told(void **state)
{
	uint32_t root = building_tree(500);
	struct seen seen = {.stop = 123};
	struct image img;

	(void)state;
	building_open(&img);
	assert_int_equal(image_each(&img, root, see, &seen), ERR_USAGE);
	assert_int_equal(seen.n, 123);
}

static void
finds_the_one_key_with_a_prefix(void **state)
{
	struct image_pair pairs[] = {
	    {SV("--accept"), 1}, {SV("--force"), 2}, {SV("--force-all"), 3},
	    {SV("--quiet"), 4}, {SV("--quietly"), 4}, {SV("-q"), 4}};
	uint32_t root = image_build_tree(&builder, pairs, ARRAY_LEN(pairs));
	struct image img;
	uint64_t value = 0;
	struct sv key;

	(void)state;
	building_open(&img);
	assert_int_equal(image_find_prefix(&img, root, SV("--a"), &key, &value),
	    OK);
	assert_true(sv_eq_cstr(key, "--accept"));
	assert_int_equal(value, 1);
	assert_int_equal(image_find_prefix(&img, root, SV("--fo"), &key,
	    &value), ERR_SYNTAX);
	assert_int_equal(image_find_prefix(&img, root, SV("--force-"), &key,
	    &value), OK);
	assert_int_equal(value, 3);
	/* Two names of one option are no ambiguity. */
	assert_int_equal(image_find_prefix(&img, root, SV("--qu"), &key,
	    &value), OK);
	assert_true(sv_eq_cstr(key, "--quiet"));
	assert_int_equal(image_find_prefix(&img, root, SV("--b"), &key, &value),
	    ERR_NOT_FOUND);
	assert_int_equal(image_find_prefix(&img, root, SV("-z"), &key, &value),
	    ERR_NOT_FOUND);
}

static void
finds_prefixes_across_the_leaves_of_a_large_tree(void **state)
{
	uint32_t root = building_tree(3000);
	struct image img;
	uint64_t value;
	struct sv key;

	(void)state;
	building_open(&img);
	for (size_t i = 0; i < 3000; i++) {
		struct sv whole = building_key(i, "");

		assert_int_equal(image_find_prefix(&img, root, whole, &key,
		    &value), OK);
		assert_int_equal(value, i + 1000);
		whole.n--;
		assert_int_equal(image_find_prefix(&img, root, whole, &key,
		    &value), ERR_SYNTAX);
	}
	assert_int_equal(image_find_prefix(&img, root, SV("key-003"), &key,
	    &value), ERR_NOT_FOUND);
}

/* A TREE record of one entry, as nobody builds it. */
static uint32_t
forge_tree(uint32_t n, uint32_t level, const char *key, uint64_t value)
{
	struct {
		struct image_tree head;
		struct image_entry entries[2];
		char key[8];
	} t = {{n, level, 1, 0}, {{{48, 1}, value}, {{48, 1}, value}}, ""};

	t.key[0] = key[0];
	return image_build_record(&builder, RECORD_TREE, &t, sizeof(t));
}

static enum err
count(void *ctx, struct sv key, uint64_t value)
{
	size_t *n = ctx;

	(void)key;
	(void)value;
	++*n;
	return OK;
}

static void
refuses_trees_that_lead_back_or_repeat(void **state)
{
	uint32_t leaf = forge_tree(1, 0, "b", 5);
	uint32_t self = (uint32_t)builder.n;
	uint32_t bad[8];
	size_t seen = 0;
	struct image img;
	uint64_t value;

	(void)state;
	forge_tree(1, 1, "a", self);          /* itself */
	bad[0] = self;
	bad[1] = forge_tree(1, 1, "a", builder.n + 200); /* behind it */
	bad[2] = forge_tree(1, 2, "a", leaf); /* skips a level */
	bad[3] = forge_tree(2, 1, "b", leaf); /* the same child twice */
	bad[4] = forge_tree(0, 0, "b", 1);    /* empty */
	bad[5] = forge_tree(49, 0, "b", 1);   /* too many */
	bad[6] = forge_tree(1, IMAGE_MAX_TREE_DEPTH, "b", leaf);
	bad[7] = forge_tree(1, 1, "b", (1ull << 32) | leaf);
	building_open(&img);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(image_each(&img, bad[i], count, &seen),
		    ERR_CORRUPT);
		if (i != 3)
			assert_int_equal(image_find(&img, bad[i], SV("b"),
			    &value), ERR_CORRUPT);
	}
	assert_int_equal(seen, 1); /* of the child that came twice */
}

static void
a_dag_of_inner_nodes_ends_at_the_first_repeated_key(void **state)
{
	uint32_t at = forge_tree(1, 0, "a", 5);
	struct image img;
	size_t seen = 0;

	(void)state;
	for (uint32_t level = 1; level < IMAGE_MAX_TREE_DEPTH; level++)
		at = forge_tree(2, level, "a", at);
	building_open(&img);
	assert_int_equal(image_each(&img, at, count, &seen), ERR_CORRUPT);
	assert_int_equal(seen, 1);
}

static void
refuses_keys_outside_the_record(void **state)
{
	struct {
		struct image_tree head;
		struct image_entry entry;
	} t = {{1, 0, 1, 0}, {{1000, 4}, 1}};
	uint32_t at = image_build_record(&builder, RECORD_TREE, &t, sizeof(t));
	struct image img;
	uint64_t value;
	size_t seen = 0;

	(void)state;
	building_open(&img);
	assert_int_equal(image_find(&img, at, SV("a"), &value), ERR_CORRUPT);
	assert_int_equal(image_each(&img, at, count, &seen), ERR_CORRUPT);
}

static void
refuses_to_build_equal_keys(void **state)
{
	struct image_pair pairs[] = {{SV("a"), 1}, {SV("b"), 2}, {SV("a"), 3}};
	struct image_header fields = {0};

	(void)state;
	assert_int_equal(image_build_tree(&builder, pairs, 3), 0);
	assert_int_equal(image_build_finish(&builder, &fields), ERR_LIMIT);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, building_set_up, building_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_every_key_of_trees_of_any_size),
		TEST(an_empty_tree_is_offset_zero),
		TEST(each_stops_where_it_is_told),
		TEST(finds_the_one_key_with_a_prefix),
		TEST(finds_prefixes_across_the_leaves_of_a_large_tree),
		TEST(refuses_trees_that_lead_back_or_repeat),
		TEST(a_dag_of_inner_nodes_ends_at_the_first_repeated_key),
		TEST(refuses_keys_outside_the_record),
		TEST(refuses_to_build_equal_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
