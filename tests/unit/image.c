/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of image: what was built reads back, and nothing that was
 * damaged or forged is ever taken or read out of bounds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "building.h"

static void
reads_back_a_record(void **state)
{
	struct image img;
	struct record r;
	uint32_t at = image_build_record(&builder, RECORD_NODE, "abcde", 5);

	(void)state;
	assert_int_not_equal(at, 0);
	building_open(&img);
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
	struct sv bytes = building_finish();
	size_t used = built_in.used;

	(void)state;
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &built_in), OK);
	assert_int_equal(image_record(&img, at, RECORD_NODE, 0, &r), OK);
	assert_ptr_equal(r.p, bytes.p + at + sizeof(struct record_header));
	assert_int_equal(built_in.used, used);
}

static void
copies_an_image_that_is_not_aligned(void **state)
{
	struct image img;
	struct record r;
	uint32_t at = image_build_record(&builder, RECORD_NODE, "abcde", 5);
	struct sv bytes = building_finish();
	char *moved = arena_alloc(&built_in, bytes.n + 1, 1);
	struct sv view = {moved + 1, bytes.n};

	(void)state;
	memcpy(moved + 1, bytes.p, bytes.n);
	assert_int_equal(image_open(&img, image_read_memory, &view, view.n,
	    &built_in), OK);
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
	building_open(&img);
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
	building_open(&img);
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
	unsigned char *big = arena_alloc(&built_in, n, 1);
	uint32_t small, large, last;
	struct image img;
	struct record r;

	(void)state;
	for (size_t i = 0; i < n; i++)
		big[i] = (unsigned char)(i * 7);
	small = image_build_record(&builder, RECORD_NODE, big, 7000);
	large = image_build_record(&builder, RECORD_NODE, big, n);
	last = image_build_record(&builder, RECORD_NODE, big, 9);
	building_open(&img);
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
	building_open(&img);
	assert_int_equal(image_record(&img, at[3], RECORD_MATCH, 0, &first),
	    OK);
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
	finished = building_finish();
	arena_init(&small, memory, sizeof(memory));
	assert_int_equal(image_open(&img, building_read, &finished, finished.n,
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
	finished = building_finish();
	assert_int_equal(image_open(&img, read_failing, &finished, finished.n,
	    &built_in), OK);
	assert_int_equal(image_record(&img, at, RECORD_MATCH, 0, &r), ERR_IO);
	assert_int_equal(image_verify(&img), ERR_IO);
}

static void
refuses_a_header_that_does_not_fit(void **state)
{
	struct image img;
	struct sv bytes = building_finish();
	char *p = (char *)builder.p;
	struct image_header h;

	(void)state;
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &built_in), OK);
	assert_int_equal(image_open(&img, image_read_memory, &bytes,
	    bytes.n - 1, &built_in), ERR_CORRUPT);
	assert_int_equal(image_open(&img, image_read_memory, &bytes, 0,
	    &built_in),
	    ERR_CORRUPT);
	assert_int_equal(image_open(&img, image_read_memory, &bytes, 119,
	    &built_in), ERR_CORRUPT);
	assert_int_equal(image_open(&img, image_read_memory, &bytes,
	    (uint64_t)IMAGE_MAX_SIZE + 1, &built_in), ERR_CORRUPT);
	memcpy(&h, p, sizeof(h));
	h.version++;
	memcpy(p, &h, sizeof(h));
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &built_in), ERR_VERSION);
}

static void
refuses_a_file_that_grew(void **state)
{
	struct image img;
	struct sv bytes;

	(void)state;
	image_build_record(&builder, RECORD_NODE, "abcde", 5);
	bytes = building_finish();
	bytes.n += 8;
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &built_in), ERR_CORRUPT);
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
	bytes = building_finish();
	for (size_t bit = 0; bit < bytes.n * 8; bit++) {
		builder.p[bit / 8] ^= (unsigned char)(1u << bit % 8);
		e = image_open(&img, image_read_memory, &bytes, bytes.n,
		    &built_in);
		if (!e && bit / 8 >= sizeof(struct image_header)) {
			assert_int_equal(image_record(&img, at, RECORD_NODE, 0,
			    &r), ERR_CORRUPT);
			e = image_verify(&img);
		}
		assert_int_not_equal(e, OK);
		builder.p[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	assert_int_equal(image_open(&img, image_read_memory, &bytes, bytes.n,
	    &built_in), OK);
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
	building_open(&img);
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
	building_open(&img);
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
	building_open(&img);
	assert_int_equal(image_strings_count(&img, at, RECORD_TEXTS, &n),
	    ERR_CORRUPT);
	assert_int_equal(image_strings_get(&img, at, RECORD_TEXTS, 0, &s),
	    ERR_CORRUPT);
}

static void
refuses_to_build_past_its_size(void **state)
{
	struct image_header fields = {0};
	struct image_builder small;
	struct sv s = SV("string");
	struct image_pair pair = {SV("key"), 1};

	(void)state;
	assert_int_equal(image_build_init(&small, &built_in, 8), ERR_LIMIT);
	assert_int_equal(image_build_init(&small, &built_in,
	    (size_t)IMAGE_MAX_SIZE + 1), ERR_LIMIT);
	assert_int_equal(image_build_init(&small, &built_in, 120 + 24), OK);
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

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, building_set_up, building_tear_down)

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
		TEST(refuses_to_build_past_its_size),
		TEST(the_seal_is_a_nanosecond_that_follows_the_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
