/* SPDX-License-Identifier: ISC */
/*
 * glob: against a matcher too simple to be wrong, and at its limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/base.h"

static const struct sv null_view = {NULL, 0};

static bool
glob(const char *pattern, const char *text)
{
	return glob_match(sv_from(pattern), sv_from(text));
}

static void
globs_match_whole_texts(void **state)
{
	(void)state;
	assert_true(glob("", ""));
	assert_false(glob("", "a"));
	assert_false(glob("a", ""));
	assert_true(glob("*", ""));
	assert_true(glob("abc", "abc"));
	assert_false(glob("abc", "abcd"));
	assert_false(glob("bc", "abc"));
	assert_true(glob("a?c", "abc"));
	assert_false(glob("a?c", "a/c"));
	assert_false(glob("a?", "a"));
	assert_true(glob_match(null_view, null_view));
}

static void
a_star_stops_at_a_slash(void **state)
{
	(void)state;
	assert_true(glob("*.tfplan", "x.tfplan"));
	assert_false(glob("*.tfplan", "a/x.tfplan"));
	assert_false(glob("*", "a/b"));
	assert_true(glob("*/*", "a/b"));
	assert_false(glob("*/*", "a/b/c"));
	assert_true(glob("/srv/**", "/srv/a/b/c"));
	assert_true(glob("**/x", "a/b/x"));
	assert_false(glob("**/x", "x"));
	assert_true(glob("a**b*c", "a/1/b2c"));
	assert_false(glob("a**b*c", "a/1/b2/c"));
	assert_true(glob("**b*/c", "b/b/bx/c"));
	assert_true(glob("***", "a/b"));
}

static void
sets_match_one_byte(void **state)
{
	(void)state;
	assert_true(glob("[abc]", "b"));
	assert_false(glob("[abc]", "d"));
	assert_true(glob("[a-c]x", "cx"));
	assert_true(glob("[!a-c]", "d"));
	assert_false(glob("[!a-c]", "b"));
	assert_false(glob("[!a]", "/"));
	assert_false(glob("[/]", "/"));
	assert_true(glob("[]]", "]"));
	assert_true(glob("[!]]", "a"));
	assert_false(glob("[!]]", "]"));
	assert_true(glob("[a-]", "-"));
	assert_true(glob("[-a]", "-"));
	assert_true(glob("[\\]]", "]"));
	assert_true(glob("[\\!]", "!"));
	assert_true(glob("[!!]", "a"));
	assert_false(glob("[c-a]", "b"));
	assert_true(glob("[\x80-\xff]", "\xc3"));
	assert_true(glob("*[0-9]", "ab7"));
}

static void
broken_globs_match_themselves_only(void **state)
{
	(void)state;
	assert_true(glob("[a", "[a"));
	assert_false(glob("[a", "a"));
	assert_true(glob("[", "["));
	assert_true(glob("[!", "[!"));
	assert_true(glob("[]", "[]"));
	assert_true(glob("[a-", "[a-"));
	assert_true(glob("[a\\", "[a\\"));
	assert_true(glob("a\\", "a\\"));
	assert_true(glob("\\*", "*"));
	assert_false(glob("\\*", "a"));
	assert_true(glob("\\\\", "\\"));
	assert_true(glob("\\[a]", "[a]"));
}

/* Stars by trying everything; the alphabet of the test below has no sets. */
static bool
reference_glob(const char *p, const char *t)
{
	if (p[0] == '\0')
		return t[0] == '\0';
	if (p[0] == '*') {
		bool deep = p[1] == '*';

		while (*p == '*')
			p++;
		for (;; t++) {
			if (reference_glob(p, t))
				return true;
			if (*t == '\0' || (*t == '/' && !deep))
				return false;
		}
	}
	if (*t == '\0' || (p[0] == '?' ? *t == '/' : *t != p[0]))
		return false;
	return reference_glob(p + 1, t + 1);
}

static void
number_to_text(unsigned v, const char *alphabet, char *out)
{
	unsigned base = (unsigned)strlen(alphabet);

	for (; v > 0; v = (v - 1) / base)
		*out++ = alphabet[(v - 1) % base];
	*out = '\0';
}

/* All patterns up to 6 elements against all texts up to 6 bytes. */
static void
agrees_with_a_matcher_that_tries_everything(void **state)
{
	char pattern[16], text[16];
	unsigned long matches = 0;

	(void)state;
	for (unsigned p = 0; p < 5461; p++) {
		number_to_text(p, "*a/?", pattern);
		for (unsigned t = 0; t < 1093; t++) {
			number_to_text(t, "ab/", text);
			bool want = reference_glob(pattern, text);

			if (glob(pattern, text) != want)
				fail_msg("'%s' on '%s'", pattern, text);
			matches += want;
		}
	}
	assert_true(matches > 10000);
}

static void
agrees_on_long_patterns_at_random(void **state)
{
	char pattern[16], text[32];
	unsigned long matches = 0;

	(void)state;
	srand(1);
	for (unsigned i = 0; i < 400000; i++) {
		size_t np = (size_t)rand() % 12, nt = (size_t)rand() % 20;

		for (size_t k = 0; k < np; k++)
			pattern[k] = "**ab/"[rand() % 5];
		for (size_t k = 0; k < nt; k++)
			text[k] = "aaab/"[rand() % 5];
		pattern[np] = text[nt] = '\0';
		bool want = reference_glob(pattern, text);
		if (glob(pattern, text) != want)
			fail_msg("'%s' on '%s'", pattern, text);
		matches += want;
	}
	assert_true(matches > 1000);
}

/*
 * Patterns on which backtracking without bounds takes longer than the age of
 * the universe, or the square of a text of a mebibyte.
 */
static void
hostile_globs_stay_cheap(void **state)
{
	static char text[1 << 20];
	struct sv all = {text, sizeof(text)};

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_false(glob_match(SV("*a*a*a*a*a*a*a*a*a*a*a*b"), all));
	assert_false(glob_match(SV("**a**a**a**a**a**a**a**b"), all));
	assert_false(glob_match(SV("**a*b"), all));
	assert_false(glob_match(SV("**a*a*a*a*a*a*b"), all));
	assert_true(glob_match(SV("**a*a*a*a*a*a*"), all));
	for (size_t i = 0; i < sizeof(text); i += 64)
		text[i] = '/';
	assert_false(glob_match(SV("**a*a*/*a*a*/*a*/*b"), all));
	assert_false(glob_match(SV("**/*/*/*/*/*/*b"), all));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(globs_match_whole_texts),
		cmocka_unit_test(a_star_stops_at_a_slash),
		cmocka_unit_test(sets_match_one_byte),
		cmocka_unit_test(broken_globs_match_themselves_only),
		cmocka_unit_test(agrees_with_a_matcher_that_tries_everything),
		cmocka_unit_test(agrees_on_long_patterns_at_random),
		cmocka_unit_test(hostile_globs_stay_cheap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
