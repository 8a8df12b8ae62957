/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of image: what was built reads back, and nothing that was
 * damaged or forged is ever taken, walked for ever or read out of bounds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/image.h"

#define MEMORY (16u << 20)

static struct arena arena;
static struct image_builder builder;

static int
set_up(void **state)
{
	(void)state;
	arena_init(&arena, calloc(1, MEMORY), MEMORY);
	return arena.base == NULL ||
	    image_build_init(&builder, &arena, 4u << 20) != OK;
}

static int
tear_down(void **state)
{
	(void)state;
	free(arena.base);
	return 0;
}

/* "key-000007" for 7, and tail. */
static struct sv
numbered(size_t i, const char *tail)
{
	char b[64];
	int n = snprintf(b, sizeof(b), "key-%06zu%s", i, tail);

	return arena_dup(&arena, (struct sv){b, (size_t)n});
}

/* n keys "key-000000" …, each with its number plus 1000. */
static uint32_t
build_numbered_tree(size_t n)
{
	struct image_pair *pairs = ARENA_NEW(&arena, n, struct image_pair);

	for (size_t i = 0; i < n; i++)
		pairs[n - 1 - i] =
		    (struct image_pair){numbered(i, ""), i + 1000};
	return image_build_tree(&builder, pairs, n);
}

static struct sv
finish(void)
{
	struct image_header fields = {.n_tools = 7};

	assert_int_equal(image_build_finish(&builder, &fields), OK);
	return (struct sv){(const char *)builder.p, builder.n};
}

/* Opens what was built through reads that copy, as from a file. */
static enum err
read_copying(void *ctx, uint64_t offset, void *p, size_t n)
{
	return image_read_memory(ctx, offset, p, n);
}

static struct sv finished;

static void
open_built(struct image *img)
{
	finished = finish();
	assert_int_equal(image_open(img, read_copying, &finished, finished.n,
	    &arena), OK);
}

static void
reads_back_a_record(void **state)
{
	struct image img;
	struct record r;
	uint32_t at = image_build_record(&builder, RECORD_NODE, "abcde", 5);

	(void)state;
	assert_int_not_equal(at, 0);
	open_built(&img);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 5, &r), OK);
	assert_int_equal(r.n, 5);
	assert_memory_equal(r.p, "abcde", 5);
	assert_int_equal((uintptr_t)r.p % 8, 0);
	assert_int_equal(img.header.n_tools, 7);
	assert_int_equal(image_verify(&img), OK);
}

static void
takes_an_image_in_memory_without_copying(void **state)
{
	struct image img;
	struct record r;
	uint32_t at = image_build_record(&builder, RECORD_NODE, "abcde", 5);
	struct sv bytes = finish();
	size_t used = arena.used;

	(void)state;
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &arena), OK);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 0, &r), OK);
	assert_ptr_equal(r.p, bytes.p + at + sizeof(struct record_header));
	assert_int_equal(arena.used, used);
}

static void
copies_an_image_that_is_not_aligned(void **state)
{
	struct image img;
	struct record r;
	uint32_t at = image_build_record(&builder, RECORD_NODE, "abcde", 5);
	struct sv bytes = finish();
	char *moved = arena_alloc(&arena, bytes.n + 1, 1);
	struct sv view = {moved + 1, bytes.n};

	(void)state;
	memcpy(moved + 1, bytes.p, bytes.n);
	assert_int_equal(image_open(&img, image_read_memory, &view, view.n,
	    &arena), OK);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 0, &r), OK);
	assert_int_equal((uintptr_t)r.p % 8, 0);
	assert_memory_equal(r.p, "abcde", 5);
}

static void
refuses_a_record_of_another_kind_or_too_small(void **state)
{
	struct image img;
	struct record r;
	uint32_t at = image_build_record(&builder, RECORD_NODE, "abcde", 5);

	(void)state;
	open_built(&img);
	assert_int_equal(image_record(&img, at, RECORD_RULE, 0, &r),
	    ERR_CORRUPT);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 6, &r),
	    ERR_CORRUPT);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 5, &r), OK);
	/* Now it is remembered: the same answers. */
	assert_int_equal(image_record(&img, at, RECORD_RULE, 0, &r),
	    ERR_CORRUPT);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 6, &r),
	    ERR_CORRUPT);
}

static void
refuses_offsets_outside_the_file(void **state)
{
	static const uint32_t bad[] = {0, 1, 8, 64, 112, 121, 124, 1u << 20,
	    UINT32_MAX, UINT32_MAX - 7, UINT32_MAX - 15};
	struct image img;
	struct record r;

	(void)state;
	image_build_record(&builder, RECORD_NODE, "abcde", 5);
	open_built(&img);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(image_record(&img, bad[i], RECORD_NODE, 0, &r),
		    ERR_CORRUPT);
	assert_int_equal(image_record(&img, (uint32_t)img.size - 8, RECORD_NODE,
	    0, &r), ERR_CORRUPT);
	assert_int_equal(image_record(&img, (uint32_t)img.size, RECORD_NODE, 0,
	    &r), ERR_CORRUPT);
}

static void
reads_records_larger_than_a_window(void **state)
{
	size_t n = 100001;
	unsigned char *big = arena_alloc(&arena, n, 1);
	uint32_t small, large, last;
	struct image img;
	struct record r;

	(void)state;
	for (size_t i = 0; i < n; i++)
		big[i] = (unsigned char)(i * 7);
	small = image_build_record(&builder, RECORD_NODE, big, 7000);
	large = image_build_record(&builder, RECORD_NODE, big, n);
	last = image_build_record(&builder, RECORD_NODE, big, 9);
	open_built(&img);
	assert_int_equal(image_record(&img, large, RECORD_NODE, n, &r), OK);
	assert_memory_equal(r.p, big, n);
	assert_int_equal(image_record(&img, last, RECORD_NODE, 9, &r), OK);
	assert_memory_equal(r.p, big, 9);
	assert_int_equal(image_record(&img, small, RECORD_NODE, 9, &r), OK);
	assert_memory_equal(r.p, big, 7000);
}

static void
keeps_records_valid_while_others_are_read(void **state)
{
	uint32_t at[400];
	struct record first, r;
	struct image img;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		unsigned char fill[1000];

		memset(fill, (int)i, sizeof(fill));
		at[i] = image_build_record(&builder, RECORD_MATCH, fill,
		    sizeof(fill));
	}
	open_built(&img);
	assert_int_equal(image_record(&img, at[3], RECORD_MATCH, 0, &first), OK);
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		assert_int_equal(image_record(&img, at[i], RECORD_MATCH, 0, &r),
		    OK);
		assert_int_equal(r.p[999], i & 255);
	}
	assert_int_equal(first.p[999], 3);
}

static void
reports_a_full_arena_as_a_limit(void **state)
{
	static unsigned char memory[IMAGE_WINDOW / 2];
	struct arena small;
	struct image img;
	struct record r;
	uint32_t far;

	(void)state;
	for (size_t i = 0; i < 40; i++) {
		unsigned char fill[1000] = {0};

		far = image_build_record(&builder, RECORD_MATCH, fill, 1000);
	}
	finished = finish();
	arena_init(&small, memory, sizeof(memory));
	assert_int_equal(image_open(&img, read_copying, &finished, finished.n,
	    &small), OK);
	assert_int_equal(image_record(&img, far, RECORD_MATCH, 0, &r),
	    ERR_LIMIT);
}

static enum err
read_failing(void *ctx, uint64_t offset, void *p, size_t n)
{
	struct sv *bytes = ctx;

	return offset ? ERR_IO : image_read_memory(bytes, offset, p, n);
}

static void
passes_on_a_failed_read(void **state)
{
	struct image img;
	struct record r;
	uint32_t at;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		unsigned char fill[1000] = {0};

		at = image_build_record(&builder, RECORD_MATCH, fill, 1000);
	}
	finished = finish();
	assert_int_equal(image_open(&img, read_failing, &finished, finished.n,
	    &arena), OK);
	assert_int_equal(image_record(&img, at, RECORD_MATCH, 0, &r), ERR_IO);
	assert_int_equal(image_verify(&img), ERR_IO);
}

static void
refuses_a_header_that_does_not_fit(void **state)
{
	struct image img;
	struct sv bytes = finish();
	char *p = (char *)builder.p;
	struct image_header h;

	(void)state;
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &arena), OK);
	assert_int_equal(image_open(&img, image_read_memory, &bytes,
	    bytes.n - 1, &arena), ERR_CORRUPT);
	assert_int_equal(image_open(&img, image_read_memory, &bytes, 0, &arena),
	    ERR_CORRUPT);
	assert_int_equal(image_open(&img, image_read_memory, &bytes, 119,
	    &arena), ERR_CORRUPT);
	assert_int_equal(image_open(&img, image_read_memory, &bytes,
	    (uint64_t)IMAGE_MAX_SIZE + 1, &arena), ERR_CORRUPT);
	memcpy(&h, p, sizeof(h));
	h.version++;
	memcpy(p, &h, sizeof(h));
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &arena), ERR_VERSION);
}

static void
refuses_a_file_that_grew(void **state)
{
	struct image img;
	struct sv bytes;

	(void)state;
	image_build_record(&builder, RECORD_NODE, "abcde", 5);
	bytes = finish();
	bytes.n += 8;
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &arena), ERR_CORRUPT);
}

static void
notices_every_flipped_bit(void **state)
{
	struct image img;
	struct record r;
	uint32_t at;
	struct sv bytes;
	enum err e;

	(void)state;
	at = image_build_record(&builder, RECORD_NODE,
	    "a payload that is no multiple of eight", 38);
	bytes = finish();
	for (size_t bit = 0; bit < bytes.n * 8; bit++) {
		builder.p[bit / 8] ^= (unsigned char)(1u << bit % 8);
		e = image_open(&img, image_read_memory, &bytes, bytes.n,
		    &arena);
		if (!e && bit / 8 >= sizeof(struct image_header)) {
			assert_int_equal(image_record(&img, at, RECORD_NODE, 0,
			    &r), ERR_CORRUPT);
			e = image_verify(&img);
		}
		assert_int_not_equal(e, OK);
		builder.p[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &arena), OK);
	assert_int_equal(image_verify(&img), OK);
}

static void
a_record_does_not_fit_another_place(void **state)
{
	struct image img;
	struct record r;
	uint32_t a, b;

	(void)state;
	a = image_build_record(&builder, RECORD_NODE, "12345678", 8);
	b = image_build_record(&builder, RECORD_NODE, "87654321", 8);
	memcpy(builder.p + b, builder.p + a, b - a);
	open_built(&img);
	assert_int_equal(image_record(&img, a, RECORD_NODE, 0, &r), OK);
	assert_int_equal(image_record(&img, b, RECORD_NODE, 0, &r),
	    ERR_CORRUPT);
}

static void
checks_depend_on_length_seed_and_order(void **state)
{
	static const unsigned char zeros[64];
	static const unsigned char ab[] = "aaaaaaaabbbbbbbb";
	static const unsigned char ba[] = "bbbbbbbbaaaaaaaa";

	(void)state;
	for (size_t n = 0; n < 64; n++)
		assert_true(image_check(zeros, n, 1) !=
		    image_check(zeros, n + 1, 1));
	assert_true(image_check(zeros, 8, 1) != image_check(zeros, 8, 2));
	assert_true(image_check(ab, 16, 1) != image_check(ba, 16, 1));
}

static void
strings_and_arrays_stay_inside_the_record(void **state)
{
	static const unsigned char p[16] = "0123456789abcdef";
	struct record r = {p, 16, 0};
	const void *items;
	struct sv s;

	(void)state;
	assert_int_equal(image_string(&r, (struct image_str){4, 12}, &s), OK);
	assert_memory_equal(s.p, "456789abcdef", 12);
	assert_int_equal(image_string(&r, (struct image_str){16, 0}, &s), OK);
	assert_int_equal(s.n, 0);
	assert_int_equal(image_string(&r, (struct image_str){17, 0}, &s),
	    ERR_CORRUPT);
	assert_int_equal(image_string(&r, (struct image_str){4, 13}, &s),
	    ERR_CORRUPT);
	assert_int_equal(image_string(&r, (struct image_str){4, UINT32_MAX},
	    &s), ERR_CORRUPT);
	assert_int_equal(image_array(&r, 8, 2, 4, &items), OK);
	assert_ptr_equal(items, p + 8);
	assert_int_equal(image_array(&r, 8, 3, 4, &items), ERR_CORRUPT);
	assert_int_equal(image_array(&r, 4, 1, 8, &items), ERR_CORRUPT);
	assert_int_equal(image_array(&r, 20, 0, 4, &items), ERR_CORRUPT);
	assert_int_equal(image_array(&r, 0, UINT32_MAX, 16, &items),
	    ERR_CORRUPT);
	assert_int_equal(image_array(&r, 0, 1, 0, &items), ERR_CORRUPT);
}

static void
reads_back_strings(void **state)
{
	struct sv in[] = {SV("first"), SV(""), SV("third")};
	uint32_t at = image_build_strings(&builder, RECORD_TEXTS, in, 3);
	uint32_t none = image_build_strings(&builder, RECORD_FILES, NULL, 0);
	struct image img;
	struct sv s;
	uint32_t n;

	(void)state;
	open_built(&img);
	assert_int_equal(image_strings_count(&img, at, RECORD_TEXTS, &n), OK);
	assert_int_equal(n, 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(image_strings_get(&img, at, RECORD_TEXTS, i,
		    &s), OK);
		assert_true(sv_eq(s, in[i]));
	}
	assert_int_equal(image_strings_get(&img, at, RECORD_TEXTS, 3, &s),
	    ERR_NOT_FOUND);
	assert_int_equal(image_strings_get(&img, at, RECORD_FILES, 0, &s),
	    ERR_CORRUPT);
	assert_int_equal(image_strings_count(&img, none, RECORD_FILES, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(image_strings_count(&img, 0, RECORD_FILES, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(image_strings_get(&img, 0, RECORD_FILES, 0, &s),
	    ERR_CORRUPT);
}

static void
refuses_strings_that_claim_too_many(void **state)
{
	struct image_strings head = {.n = 3};
	uint32_t at = image_build_record(&builder, RECORD_TEXTS, &head, 8);
	struct image img;
	struct sv s;
	uint32_t n;

	(void)state;
	open_built(&img);
	assert_int_equal(image_strings_count(&img, at, RECORD_TEXTS, &n),
	    ERR_CORRUPT);
	assert_int_equal(image_strings_get(&img, at, RECORD_TEXTS, 0, &s),
	    ERR_CORRUPT);
}

struct seen {
	size_t n;
	size_t stop; /* ERR_USAGE at this one */
};

static enum err
see(void *ctx, struct sv key, uint64_t value)
{
	struct seen *seen = ctx;

	assert_true(sv_eq(key, numbered(seen->n, "")));
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
		roots[t] = build_numbered_tree(sizes[t]);
		assert_int_not_equal(roots[t], 0);
	}
	open_built(&img);
	for (size_t t = 0; t < ARRAY_LEN(sizes); t++) {
		struct seen seen = {0};

		for (size_t i = 0; i < sizes[t]; i++) {
			assert_int_equal(image_find(&img, roots[t],
			    numbered(i, ""), &value), OK);
			assert_int_equal(value, i + 1000);
			assert_int_equal(image_find(&img, roots[t],
			    numbered(i, "x"), &value), ERR_NOT_FOUND);
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
	open_built(&img);
	assert_int_equal(image_find(&img, 0, SV("a"), &value), ERR_NOT_FOUND);
	assert_int_equal(image_find_prefix(&img, 0, SV("a"), &key, &value),
	    ERR_NOT_FOUND);
	assert_int_equal(image_each(&img, 0, see, &seen), OK);
	assert_int_equal(seen.n, 0);
}

static void
each_stops_where_it_is_told(void **state)
{
	uint32_t root = build_numbered_tree(500);
	struct seen seen = {.stop = 123};
	struct image img;

	(void)state;
	open_built(&img);
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
	open_built(&img);
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
	uint32_t root = build_numbered_tree(3000);
	struct image img;
	uint64_t value;
	struct sv key;

	(void)state;
	open_built(&img);
	for (size_t i = 0; i < 3000; i++) {
		struct sv whole = numbered(i, "");

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
	open_built(&img);
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
	open_built(&img);
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
	open_built(&img);
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

static void
refuses_to_build_past_its_size(void **state)
{
	struct image_header fields = {0};
	struct image_builder small;
	struct sv s = SV("string");
	struct image_pair pair = {SV("key"), 1};

	(void)state;
	assert_int_equal(image_build_init(&small, &arena, 8), ERR_LIMIT);
	assert_int_equal(image_build_init(&small, &arena,
	    (size_t)IMAGE_MAX_SIZE + 1), ERR_LIMIT);
	assert_int_equal(image_build_init(&small, &arena, 120 + 24), OK);
	assert_int_equal(image_build_record(&small, RECORD_NODE, "12345678", 8),
	    120);
	assert_int_equal(image_build_record(&small, RECORD_NODE, "", 0), 0);
	assert_int_equal(image_build_strings(&small, RECORD_TEXTS, &s, 1), 0);
	assert_int_equal(image_build_tree(&small, &pair, 1), 0);
	assert_int_equal(image_build_finish(&small, &fields), ERR_LIMIT);
}

static void
the_seal_is_a_nanosecond_that_follows_the_digest(void **state)
{
	struct image_header h = {.digest = {0}};

	(void)state;
	assert_int_equal(image_seal(&h), 1);
	memset(h.digest, 0xff, sizeof(h.digest));
	assert_in_range(image_seal(&h), 1, 999999999);
	h.digest[0] = 7;
	memset(h.digest + 1, 0, sizeof(h.digest) - 1);
	assert_int_equal(image_seal(&h), 8);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(reads_back_a_record),
	    TEST(takes_an_image_in_memory_without_copying),
	    TEST(copies_an_image_that_is_not_aligned),
	    TEST(refuses_a_record_of_another_kind_or_too_small),
	    TEST(refuses_offsets_outside_the_file),
	    TEST(reads_records_larger_than_a_window),
	    TEST(keeps_records_valid_while_others_are_read),
	    TEST(reports_a_full_arena_as_a_limit),
	    TEST(passes_on_a_failed_read),
	    TEST(refuses_a_header_that_does_not_fit),
	    TEST(refuses_a_file_that_grew),
	    TEST(notices_every_flipped_bit),
	    TEST(a_record_does_not_fit_another_place),
	    TEST(checks_depend_on_length_seed_and_order),
	    TEST(strings_and_arrays_stay_inside_the_record),
	    TEST(reads_back_strings),
	    TEST(refuses_strings_that_claim_too_many),
	    TEST(finds_every_key_of_trees_of_any_size),
	    TEST(an_empty_tree_is_offset_zero),
	    TEST(each_stops_where_it_is_told),
	    TEST(finds_the_one_key_with_a_prefix),
	    TEST(finds_prefixes_across_the_leaves_of_a_large_tree),
	    TEST(refuses_trees_that_lead_back_or_repeat),
	    TEST(a_dag_of_inner_nodes_ends_at_the_first_repeated_key),
	    TEST(refuses_keys_outside_the_record),
	    TEST(refuses_to_build_equal_keys),
	    TEST(refuses_to_build_past_its_size),
	    TEST(the_seal_is_a_nanosecond_that_follows_the_digest),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
