/* SPDX-License-Identifier: ISC */
/*
 * byte: every byte against lists written out, as char and as unsigned char.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guard/base.h"

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Whether is holds for just the bytes of set. */
static void
assert_set(bool (*is)(int), const char *set)
{
	for (int c = -1; c <= 255; c++) {
		bool in = c > 0 && strchr(set, c) != NULL;

		assert_int_equal(is(c), in);
		assert_int_equal(is((char)c), in && c < 128);
	}
}

static void
knows_each_kind_of_byte(void **state)
{
	(void)state;
	assert_set(byte_is_digit, DIGITS);
	assert_set(byte_is_lower, LOWER);
	assert_set(byte_is_upper, UPPER);
	assert_set(byte_is_letter, LOWER UPPER);
	assert_set(byte_is_alnum, LOWER UPPER DIGITS);
	assert_set(byte_is_word, LOWER UPPER DIGITS "_");
	assert_set(byte_is_blank, " \t");
	assert_set(byte_is_space, " \t\r\n");
}

static void
changes_the_case_of_letters_only(void **state)
{
	(void)state;
	for (int c = 0; c <= 255; c++) {
		const char *lower = c ? strchr(LOWER, c) : NULL;
		const char *upper = c ? strchr(UPPER, c) : NULL;

		assert_int_equal(byte_lower((char)c),
		    upper ? LOWER[upper - UPPER] : (char)c);
		assert_int_equal(byte_upper((char)c),
		    lower ? UPPER[lower - LOWER] : (char)c);
	}
}

static void
reads_hexadecimal_digits(void **state)
{
	static const char digits[] = DIGITS "abcdef";
	static const char capitals[] = DIGITS "ABCDEF";

	(void)state;
	for (int c = -1; c <= 255; c++) {
		const char *d = c > 0 ? strchr(digits, c) : NULL;
		const char *u = c > 0 ? strchr(capitals, c) : NULL;

		assert_int_equal(byte_hex(c), d ? (int)(d - digits)
		    : u ? (int)(u - capitals) : -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_each_kind_of_byte),
		cmocka_unit_test(changes_the_case_of_letters_only),
		cmocka_unit_test(reads_hexadecimal_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
