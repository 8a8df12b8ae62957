/* SPDX-License-Identifier: ISC */
/*
 * argv: what launchers start, and by which names a tool is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "grammars.h"
#include "reading.h"

static struct fixture fixture;

static int
setup(void **state)
{
	(void)state;
	grammars_open(&fixture);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static void
unwraps_env_with_its_changes(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "env", "-u", "X", "TF_WORKSPACE=prod", "tf", "plan");
	assert_int_equal(r.n, 2);
	assert_command(reading_last(&r), "tf plan");
	assert_int_equal(reading_last(&r)->n_env, 1);
	assert_int_equal(reading_last(&r)->parent, 0);
	READ(&fixture, r, "env", "-S", "-i A=1 tf destroy", "-auto-approve");
	assert_command(reading_last(&r), "tf destroy");
	assert_true(reading_has_option(reading_last(&r), "-auto-approve"));
	READ(&fixture, r, "env");
	assert_int_equal(r.n, 1);
	assert_int_equal(reading_last(&r)->n_problems, 0);
}

static void
later_changes_of_the_environment_win(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "env", "TF_RUN=x", "env", "-u", "TF_RUN", "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 0);
	READ(&fixture, r, "env", "TF_RUN=x", "env", "-i", "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 0);
	READ(&fixture, r, "env", "-i", "TF_RUN=x", "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 1);
}

static void
unwraps_shell_text(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "bash", "-lc", "cd infra && TF_WORKSPACE=p tf destroy");
	assert_command(reading_last(&r), "tf destroy");
	assert_true(sv_eq_cstr(reading_last(&r)->cwd.text, "infra"));
	assert_int_equal(reading_last(&r)->n_env, 1);
	READ(&fixture, r, "sh", "-c", "\"$@\"", "_", "tf", "destroy");
	assert_command(reading_last(&r), "tf destroy");
	READ(&fixture, r, "sh", "-ec", "exec \"$0\" \"$@\"", "tf", "apply");
	assert_command(reading_last(&r), "tf apply");
}

static void
unwraps_scripts_with_their_pre_scripts(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "npm", "run", "reset");
	assert_int_equal(r.n, 3);
	assert_command(&r.invocations[1], "tf plan");
	assert_command(&r.invocations[2], "tf destroy");
	READ(&fixture, r, "npm", "--prefix", "web", "run-script", "reset", "--",
	    "-auto-approve");
	assert_true(reading_has_option(reading_last(&r), "-auto-approve"));
	READ(&fixture, r, "npm", "run", "reset", "-auto-approve");
	assert_false(reading_has_option(reading_last(&r), "-auto-approve"));
	READ(&fixture, r, "npm", "test");
	assert_command(reading_last(&r), "tf apply");
	READ(&fixture, r, "pnpm", "reset", "-auto-approve");
	assert_command(reading_last(&r), "tf destroy");
	assert_true(reading_has_option(reading_last(&r), "-auto-approve"));
}

static void
ends_scripts_that_call_themselves(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "npm", "run", "loop");
	assert_int_equal(r.n_problems, 1);
	assert_int_equal(r.problems[0].kind, PROBLEM_TOO_DEEP);
}

static void
knows_a_tool_by_any_spelling(void **state)
{
	static const char *const lines[] = {
		"/usr/bin/tf destroy", "./node_modules/.bin/tf destroy",
		"tf.exe destroy", "tf.CMD destroy",
		"./link destroy", "npm exec -- tf-js@5 destroy",
		"npm x tf-js destroy", "npm exec -c 'tf destroy'",
		"pnpm dlx tf-js@latest destroy", "pnpm tf destroy",
		"pnpm --filter web tf destroy",
		"node node_modules/tf-js/build/index.js destroy",
		"node -r x.js ./node_modules/.bin/tf destroy",
		"node bin/run.js destroy", "node tf.py destroy",
		"node -m tfmod destroy", "node -m tfmod.cli destroy",
		"./tf.py destroy",
		"env env env bash -c \"sh -c 'pnpm tf destroy'\"",
		"$(tf destroy)", "echo `tf destroy`", "a | tf destroy",
	};
	struct reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		memset(&r, 0, sizeof(r));
		assert_int_equal(argv_read_shell(&fixture.ctx,
		    sv_from(lines[i]), &r), OK);
		if (!r.n)
			print_error("nothing found in: %s\n", lines[i]);
		assert_command(reading_last(&r), "tf destroy");
	}
}

static void
leaves_other_commands_alone(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "npm", "install", "left-pad");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.n_problems, 0);
	READ(&fixture, r, "node", "server.js");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.n_unguarded, 1);
	READ(&fixture, r, "ls", "-l");
	assert_int_equal(r.n, 0);
}

static void
launcher_riddles_count_only_with_a_guarded_tool_behind(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "env", "--brand-new", "tf", "plan");
	assert_true(reading_has_problem(&r.invocations[0], PROBLEM_UNKNOWN_OPTION));
	READ(&fixture, r, "env", "--brand-new", "make");
	assert_int_equal(r.invocations[0].n_problems, 0);
}

static void
a_name_that_is_partly_unknown_is_known_by_its_end(void **state)
{
	struct reading r = {0};

	(void)state;
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("\"$HOME\"/bin/tf destroy"), &r), OK);
	assert_command(reading_last(&r), "tf destroy");
	memset(&r, 0, sizeof(r));
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("${TF:-tf} plan"),
	    &r), OK);
	assert_int_equal(r.n_problems, 1);
	assert_int_equal(r.problems[0].kind, PROBLEM_UNREADABLE);
	memset(&r, 0, sizeof(r));
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("$EDITOR x"), &r),
	    OK);
	assert_int_equal(r.n_problems, 0);
}

static void
reads_what_a_shell_is_given_on_standard_input(void **state)
{
	struct reading r = {0};

	(void)state;
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("sh <<'X'\ntf destroy\nX"), &r), OK);
	assert_command(reading_last(&r), "tf destroy");
	memset(&r, 0, sizeof(r));
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("echo tf destroy | sh"), &r), OK);
	assert_command(reading_last(&r), "tf destroy");
}

static void
a_flag_may_take_a_truth_value_behind_it(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "npm", "--json", "false", "run", "reset");
	assert_command(reading_last(&r), "tf destroy");
	READ(&fixture, r, "npm", "--json", "run", "reset");
	assert_command(reading_last(&r), "tf destroy");
}

static void
an_empty_name_clears_no_environment(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "env", "TF_RUN=x", "env", "-u", "", "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unwraps_env_with_its_changes),
		cmocka_unit_test(later_changes_of_the_environment_win),
		cmocka_unit_test(unwraps_shell_text),
		cmocka_unit_test(unwraps_scripts_with_their_pre_scripts),
		cmocka_unit_test(ends_scripts_that_call_themselves),
		cmocka_unit_test(knows_a_tool_by_any_spelling),
		cmocka_unit_test(leaves_other_commands_alone),
		cmocka_unit_test(
		    launcher_riddles_count_only_with_a_guarded_tool_behind),
		cmocka_unit_test(
		    a_name_that_is_partly_unknown_is_known_by_its_end),
		cmocka_unit_test(reads_what_a_shell_is_given_on_standard_input),
		cmocka_unit_test(a_flag_may_take_a_truth_value_behind_it),
		cmocka_unit_test(an_empty_name_clears_no_environment),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
