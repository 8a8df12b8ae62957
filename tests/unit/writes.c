/* SPDX-License-Identifier: ISC */
/*
 * Files that the shell itself writes to: each is listed, and each is judged,
 * however many there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

#include "fixture.h"

static const char tee[] =
    "guard: 1\n"
    "tool: tee\n"
    "aliases: ['>']\n"
    "launcher: true\n"
    "cli: {operands: any}\n"
    "rules:\n"
    "  - {id: tee.system, effect: destroy, ask: ['. /etc/**'],"
    " because: is the system's}\n";

static const char git[] =
    "guard: 1\n"
    "tool: git\n"
    "cli: {commands: {status: {}}}\n"
    "rules:\n"
    "  - {id: git.read, effect: read, allow: [status]}\n";

static const char *const files[] = {tee, git, NULL};

static struct fixture fixture;

static int
setup(void **state)
{
	(void)state;
	fixture_open(&fixture, files);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static struct shell_reading
read_text(struct sv text)
{
	struct shell_reading r;

	assert_int_equal(shell_read(&fixture.arena, text, NULL, 0, &r), OK);
	return r;
}

/* n times the text, and then the end. */
static const char *
repeated(const char *text, size_t n, const char *end)
{
	size_t cap = strlen(text) * n + strlen(end) + 1;
	char *p = arena_alloc(&fixture.arena, cap, 1);
	struct buf b;

	assert_non_null(p);
	buf_init(&b, p, cap);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, text);
	buf_str(&b, end);
	buf_c(&b, '\0');
	assert_false(b.full);
	return p;
}

static void
lists_the_files_that_are_written(void **state)
{
	const struct sv text = SV("cd d && a > x 2>> \"$HOME/y\" 3>&1 2>/dev/null;"
	    " { b; } &> -z; c >(d) <> e >| f");
	static const char *const words[][3] = {
		{">", "x"}, {">", "-a", "$HOME/y"}, {">", "--", "-z"}, {">", "f"},
	};
	struct shell_reading r = read_text(text);

	(void)state;
	assert_int_equal(r.n_writes, ARRAY_LEN(words));
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		assert_int_equal(r.writes[i].n_words, words[i][2] ? 3 : 2);
		for (size_t k = 0; k < r.writes[i].n_words; k++) {
			assert_true(sv_eq_cstr(r.writes[i].words[k].text,
			    words[i][k]));
			assert_int_equal(r.writes[i].words[k].flags, 0);
		}
		assert_true(sv_eq_cstr(r.writes[i].cwd.text, "d"));
	}
}

static void
does_not_know_where_a_loop_writes(void **state)
{
	struct shell_reading r =
	    read_text(SV(": > a; for i in 1 2; do : > b; cd c; done; : > d"));

	(void)state;
	assert_int_equal(r.n_writes, 3);
	assert_int_equal(r.writes[0].cwd.text.n, 0);
	assert_true(r.writes[1].cwd.flags & WORD_DYNAMIC);
	assert_true(r.writes[2].cwd.flags & WORD_DYNAMIC);
}

static void
lists_all_of_them_or_fails(void **state)
{
	struct shell_reading r;

	(void)state;
	r = read_text(sv_from(repeated(": > a;", 300, ": > b")));
	assert_int_equal(r.n_writes, 301);
	assert_true(sv_eq_cstr(r.writes[300].words[1].text, "b"));
	/* In one command: these are no commands of their own. */
	assert_int_equal(shell_read(&fixture.arena,
	    sv_from(repeated("> a ", 5000, "")), NULL, 0, &r), ERR_LIMIT);
}

static void
judges_the_last_of_many(void **state)
{
	(void)state;
	assert_int_equal(fixture_verdict(&fixture,
	    repeated("echo x > a;", 3, "echo x > b")), VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture,
	    repeated("echo x > a;", 70, "echo x > /etc/hosts")), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture,
	    repeated("git status;", 140, "echo x > /etc/hosts")),
	    VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture,
	    repeated("echo x > a;", 400, "echo x > /etc/hosts")),
	    VERDICT_ASK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_the_files_that_are_written),
		cmocka_unit_test(does_not_know_where_a_loop_writes),
		cmocka_unit_test(lists_all_of_them_or_fails),
		cmocka_unit_test(judges_the_last_of_many),
	};

	return cmocka_run_group_tests_name("writes", tests, setup, teardown);
}
