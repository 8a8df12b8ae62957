/* SPDX-License-Identifier: ISC */
/*
 * gitignore patterns, damaged indexes, and facts in words. What is read from
 * real repositories is compared with git in tests/run/facts.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "cli/stated.h"
#include "facts/repository.h"

static _Alignas(16) unsigned char memory[1 << 20];
static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	return 0;
}

static void
patterns_match_as_gitignore_has_them(void **state)
{
	static const struct {
		const char *pattern, *text;
		enum answer expected;
	} cases[] = {
		{"*.log", "a.log", YES},
		{"*.log", "d/a.log", NO},
		{"a?c", "abc", YES},
		{"a?c", "a/c", NO},
		{"[a-c]x", "bx", YES},
		{"[!a-c]x", "bx", NO},
		{"[^a-c]x", "dx", YES},
		{"[]x]", "]", YES},
		{"[a]", "/", NO},
		{"**/x", "x", YES},
		{"**/x", "a/b/x", YES},
		{"a/**", "a/b/c", YES},
		{"a/**", "a", NO},
		{"a/**/b", "a/b", YES},
		{"a/**/b", "a/x/y/b", YES},
		{"a**b", "a/b", NO},
		{"\\*", "*", YES},
		{"\\*", "x", NO},
		{"*", "", YES},
		{"", "", YES},
		{"[[:alpha:]]", "a", UNSURE},
		{"[a", "a", UNSURE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum answer got = ignore_match(sv_from(cases[i].pattern),
		    sv_from(cases[i].text));

		if (got != cases[i].expected)
			fail_msg("%s on %s is %d", cases[i].pattern,
			    cases[i].text, got);
	}
}

static void
patterns_that_are_too_dear_are_unsure(void **state)
{
	const char *text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

	(void)state;
	assert_int_equal(ignore_match(SV("*a*a*a*a*a*a*a*a*a*b"),
	    sv_from(text)), UNSURE);
}

/* Version 2 with one entry, "a", and no extension. 62 bytes, the name and a
 * NUL are padded to a multiple of eight; a checksum follows. */
static size_t
small_index(unsigned char *p)
{
	memset(p, 0, 160);
	memcpy(p, "DIRC\0\0\0\2\0\0\0\1", 12);
	p[12 + 26] = 0x81;
	p[12 + 27] = 0xa4;
	p[12 + 61] = 1;
	p[12 + 62] = 'a';
	return 12 + 64 + 20;
}

static bool
understood(unsigned char *p, size_t n)
{
	struct repository r = {.arena = &arena};

	return repo_index_parse(&r, (struct sv){(const char *)p, n});
}

static void
an_index_is_read_whole_or_not_at_all(void **state)
{
	_Alignas(8) unsigned char p[160];
	struct repository r = {.arena = &arena};
	size_t n = small_index(p);

	(void)state;
	assert_true(repo_index_parse(&r, (struct sv){(char *)p, n}));
	assert_int_equal(r.n_entries, 1);
	assert_true(repo_tracks(&r, SV("a")));
	assert_false(repo_tracks(&r, SV("b")));
	for (size_t cut = 0; cut < n; cut++)
		assert_false(understood(p, cut));
	p[7] = 5;
	assert_false(understood(p, n));
	p[7] = 2;
	p[11] = 2;
	assert_false(understood(p, n));
	p[11] = 1;
	/* A required extension. */
	memmove(p + n - 20 + 8, p + n - 20, 20);
	memcpy(p + n - 20, "link\0\0\0\0", 8);
	assert_false(understood(p, n + 8));
	memcpy(p + n - 20, "FSMN\0\0\0\0", 8);
	assert_true(understood(p, n + 8));
}

static void
facts_are_taken_off_the_front_of_a_line(void **state)
{
	struct stated s;
	struct sv text = SV("[git.changed=false paths=tracked:a,missing:b] rm");

	(void)state;
	assert_int_equal(stated_take(&arena, &s, &text), OK);
	assert_true(sv_eq(text, SV("rm")));
	assert_int_equal(s.facts[FACT_GIT_CHANGED].state, FACT_KNOWN);
	assert_int_equal(s.facts[FACT_PATHS].n, 2);
	assert_true(sv_eq(s.facts[FACT_PATHS].values[1], SV("missing:b")));
	assert_int_equal(s.facts[FACT_GIT_BRANCH].state, FACT_UNKNOWN);
	text = SV("[git.branch=absent git.clean=unknown] x");
	assert_int_equal(stated_take(&arena, &s, &text), OK);
	assert_int_equal(s.facts[FACT_GIT_BRANCH].state, FACT_ABSENT);
	assert_int_equal(s.facts[FACT_GIT_CLEAN].state, FACT_UNKNOWN);
}

static void
a_shells_own_brackets_stay(void **state)
{
	struct stated s;
	struct sv text = SV("[ -f x ] && rm x");

	(void)state;
	assert_int_equal(stated_take(&arena, &s, &text), OK);
	assert_true(sv_starts(text, SV("[ -f")));
	text = SV("[git.clean=true x] y");
	assert_int_equal(stated_take(&arena, &s, &text), ERR_SYNTAX);
	text = SV("[git.clean=true nothing=1] y");
	assert_int_equal(stated_take(&arena, &s, &text), ERR_NOT_FOUND);
	text = SV("[git.clean=true");
	assert_int_equal(stated_take(&arena, &s, &text), ERR_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(patterns_match_as_gitignore_has_them,
		    setup),
		cmocka_unit_test_setup(patterns_that_are_too_dear_are_unsure,
		    setup),
		cmocka_unit_test_setup(an_index_is_read_whole_or_not_at_all,
		    setup),
		cmocka_unit_test_setup(facts_are_taken_off_the_front_of_a_line,
		    setup),
		cmocka_unit_test_setup(a_shells_own_brackets_stay, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
