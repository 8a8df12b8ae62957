/* SPDX-License-Identifier: ISC */
/*
 * Settings files: what a key of theirs does to a command that reads them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static const char rules[] =
    "guard: 1\n"
    "tool: t\n"
    "cli:\n"
    "  style: gnu\n"
    "  commands: {get: {}, sub: {commands: {list: {}}}}\n"
    "  settings:\n"
    "    '.rc shell': {is: runs, harmless: [/bin/sh]}\n"
    "    '~/.alias [top] {command}': runs\n"
    "    '~/.alias [command {parents}] {last}': runs\n"
    "    '~/.startup *': runs\n"
    "rules:\n"
    "  - {id: t.read, effect: read, allow: [get, sub list]}\n";

static struct fixture fixture;
static const char *rc, *alias, *startup;

static enum err
test_file(void *ctx, struct sv dir, struct sv path, struct sv *out)
{
	const char *text = NULL;

	(void)ctx;
	if (sv_eq(dir, SV("/home/me")))
		text = sv_eq(path, SV(".alias")) ? alias
		    : sv_eq(path, SV(".startup")) ? startup : NULL;
	else if (sv_eq(path, SV("../.rc")))
		text = rc;
	if (!text)
		return ERR_NOT_FOUND;
	*out = sv_from(text);
	return OK;
}

static enum err
test_cwd(void *ctx, struct sv *out)
{
	(void)ctx;
	*out = SV("/home/me/project");
	return OK;
}

static int
setup(void **state)
{
	const char *const files[] = {rules, NULL};

	(void)state;
	fixture_open(&fixture, files);
	fixture.world.file = test_file;
	fixture.world.cwd = test_cwd;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static enum verdict
verdict(const char *line)
{
	static char home[] = "HOME=/home/me";
	static char *envp[] = {home, NULL};

	fixture.ctx.envp = envp;
	return fixture_verdict(&fixture, line);
}

static void
expect_rc(const char *text, enum verdict expected)
{
	rc = text;
	if (verdict("t get") != expected)
		print_error("with: %s\n", text);
	assert_int_equal(verdict("t get"), expected);
	rc = NULL;
}

static void
no_file_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(verdict("t get"), VERDICT_ALLOW);
	expect_rc("", VERDICT_ALLOW);
	expect_rc("other = x\n# shell = y\n; shell = y\n", VERDICT_ALLOW);
	expect_rc("[section]\nother = 1\n", VERDICT_ALLOW);
}

static void
a_key_is_found_however_it_is_written(void **state)
{
	(void)state;
	expect_rc("shell = /evil", VERDICT_ASK);
	expect_rc("shell=/evil\n", VERDICT_ASK);
	expect_rc("  SHELL : /evil\n", VERDICT_ASK);
	expect_rc("\"shell\"=\"/evil\"\n", VERDICT_ASK);
	expect_rc("shell[] = /evil\n", VERDICT_ASK);
	expect_rc("a=b\rshell=/evil\r", VERDICT_ASK);
	expect_rc("shell =\n  /evil\n", VERDICT_ASK);
}

static void
every_value_of_a_key_counts(void **state)
{
	(void)state;
	expect_rc("shell = /bin/sh\n", VERDICT_ALLOW);
	expect_rc("shell = /bin/sh\nshell = /evil\n", VERDICT_ASK);
	expect_rc("shell = /evil\nshell = /bin/sh\n", VERDICT_ASK);
	expect_rc("shell =\n\nshell = /evil\n", VERDICT_ASK);
	expect_rc("shell =\n", VERDICT_ALLOW);
}

static void
sections_and_command_words_are_told_apart(void **state)
{
	(void)state;
	alias = "[top]\nget = !x\n";
	assert_int_equal(verdict("t get"), VERDICT_ASK);
	assert_int_equal(verdict("t sub list"), VERDICT_ALLOW);
	alias = "[other]\nget = !x\n";
	assert_int_equal(verdict("t get"), VERDICT_ALLOW);
	alias = "[DEFAULT]\nget = !x\n";
	assert_int_equal(verdict("t get"), VERDICT_ASK);
	alias = "[command sub]\nlist = !x\n";
	assert_int_equal(verdict("t get"), VERDICT_ALLOW);
	assert_int_equal(verdict("t sub list"), VERDICT_ASK);
	alias = NULL;
}

static void
a_star_asks_whether_the_file_says_anything(void **state)
{
	(void)state;
	startup = "\\! rm -rf /\n";
	assert_int_equal(verdict("t get"), VERDICT_ASK);
	assert_int_equal(verdict("HOME=/elsewhere t get"), VERDICT_ALLOW);
	startup = "\n  \n";
	assert_int_equal(verdict("t get"), VERDICT_ALLOW);
	startup = NULL;
}

static void
a_blank_may_stand_between_key_and_value(void **state)
{
	(void)state;
	rc = "# c\nshell \"./x\"\n";
	assert_int_equal(fixture_verdict(&fixture, "t get"), VERDICT_ASK);
	rc = "shells ./x\n";
	assert_int_equal(fixture_verdict(&fixture, "t get"), VERDICT_ALLOW);
	rc = "shell \"/bin/sh\"\n";
	assert_int_equal(fixture_verdict(&fixture, "t get"), VERDICT_ALLOW);
	rc = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_says_nothing),
		cmocka_unit_test(a_key_is_found_however_it_is_written),
		cmocka_unit_test(every_value_of_a_key_counts),
		cmocka_unit_test(sections_and_command_words_are_told_apart),
		cmocka_unit_test(a_star_asks_whether_the_file_says_anything),
		cmocka_unit_test(a_blank_may_stand_between_key_and_value),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
