/* SPDX-License-Identifier: ISC */
/*
 * argv: parsing under a grammar.
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
finds_the_command_behind_global_options(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "tf", "-chdir=prod", "destroy", "-auto-approve");
	assert_command(reading_last(&r), "tf destroy");
	assert_true(reading_has_option(reading_last(&r), "-auto-approve"));
	READ(&fixture, r, "tofu", "-chdir", "prod", "state", "remove", "a.b");
	assert_command(reading_last(&r), "tf state rm");
	assert_int_equal(reading_last(&r)->n_operands, 1);
	assert_int_equal(reading_last(&r)->n_problems, 0);
}

static void
takes_one_and_two_dashes_alike_in_go_style(void **state)
{
	struct reading r;

	(void)state;
	/* Shown as the grammar spells it. */
	READ(&fixture, r, "tf", "apply", "--destroy");
	assert_true(reading_has_option(reading_last(&r), "-destroy"));
	READ(&fixture, r, "tf", "apply", "-destroy=false");
	assert_false(reading_has_option(reading_last(&r), "-destroy"));
	READ(&fixture, r, "tf", "apply", "-destroy=T");
	assert_true(reading_has_option(reading_last(&r), "-destroy"));
}

static void
names_what_it_does_not_understand(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "tf", "frobnicate");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(&fixture, r, "tf", "plan", "-new-flag");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_OPTION));
	READ(&fixture, r, "tf", "plan", "-out");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_MISSING_VALUE));
	READ(&fixture, r, "tf", "plan", "surplus");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_SURPLUS_OPERAND));
	READ(&fixture, r, "tf", "state", "rm");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_MISSING_OPERAND));
	READ(&fixture, r, "db", "--force=yes", "-x");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_OPTION));
}

static void
reads_clusters_and_attached_values(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "-vqfname", "operand");
	assert_true(reading_has_option(reading_last(&r), "-v"));
	assert_true(reading_has_option(reading_last(&r), "-q"));
	assert_true(sv_eq_cstr(reading_last(&r)->options[2].value.text, "name"));
	assert_int_equal(reading_last(&r)->n_operands, 1);
	READ(&fixture, r, "db", "-vf", "name");
	assert_true(sv_eq_cstr(reading_last(&r)->options[1].value.text, "name"));
	READ(&fixture, r, "db", "-vZ");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_OPTION));
}

static void
resolves_abbreviations_and_refuses_ambiguous_ones(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "--verb");
	assert_true(reading_has_option(reading_last(&r), "--verbose"));
	READ(&fixture, r, "db", "--force-r");
	assert_true(reading_has_option(reading_last(&r), "--force-reset"));
	READ(&fixture, r, "db", "--force");
	assert_true(reading_has_option(reading_last(&r), "--force"));
	READ(&fixture, r, "db", "--fo");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_AMBIGUOUS_OPTION));
}

static bool
is_command(const struct reading *r, const char *name)
{
	return reading_last(r)->n_path == 1 && !reading_last(r)->n_problems &&
	    sv_eq_cstr(reading_last(r)->path[0], name);
}

static void
resolves_the_parts_of_commands_between_colons(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "task", "mig:fr");
	assert_true(is_command(&r, "migrate:fresh"));
	/* Two names of one command are not two commands. */
	READ(&fixture, r, "task", "migra:s");
	assert_true(is_command(&r, "migrate:status"));
	READ(&fixture, r, "task", "migrate");
	assert_true(is_command(&r, "migrate"));
	READ(&fixture, r, "task", "ma:mo", "Post");
	assert_true(is_command(&r, "make:model"));
	READ(&fixture, r, "task", "m:f");
	assert_true(is_command(&r, "migrate:fresh"));
	READ(&fixture, r, "task", "make:m", "Post");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(&fixture, r, "task", "migr");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(&fixture, r, "task", "mig:fr:x");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(&fixture, r, "task", "migfr");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_UNKNOWN_COMMAND));
}

static void
assignments_count_wherever_they_stand(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "task", "migrate", "APP_ENV=production");
	assert_true(is_command(&r, "migrate"));
	assert_int_equal(reading_last(&r)->n_env, 1);
	assert_int_equal(reading_last(&r)->n_operands, 0);
	READ(&fixture, r, "task", "APP_ENV=production", "migrate");
	assert_true(is_command(&r, "migrate"));
	assert_int_equal(reading_last(&r)->n_env, 1);
	READ(&fixture, r, "task", "migrate", "APP_ENV=test");
	assert_int_equal(reading_last(&r)->n_env, 0);
	/* It holds for the tasks ahead of it too. */
	READ(&fixture, r, "task", "migrate", "migrate:fresh", "APP_ENV=production");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.invocations[0].n_env, 1);
	assert_int_equal(r.invocations[1].n_env, 1);
	READ(&fixture, r, "task", "migrate", "migrate:fresh", "--x=APP_ENV=production");
	assert_int_equal(r.invocations[0].n_env, 0);
}

static void
takes_optional_values_only_behind_an_equals_sign(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "--color", "name");
	assert_int_equal(reading_last(&r)->n_operands, 1);
	READ(&fixture, r, "db", "--color=always");
	assert_true(reading_last(&r)->options[0].has_value);
}

static void
takes_many_values_up_to_the_next_option(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "--ids", "a", "b", "c", "--force");
	assert_int_equal(reading_last(&r)->n_options, 4);
	assert_true(reading_has_option(reading_last(&r), "--force"));
	assert_int_equal(reading_last(&r)->n_operands, 0);
}

static void
ends_options_at_the_double_dash(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "--", "--force");
	assert_false(reading_has_option(reading_last(&r), "--force"));
	assert_int_equal(reading_last(&r)->n_operands, 1);
	READ(&fixture, r, "tf", "--", "destroy", "-auto-approve");
	assert_command(reading_last(&r), "tf destroy");
	assert_true(reading_has_option(reading_last(&r), "-auto-approve"));
}

static void
negation_takes_a_flag_back(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "--no-force");
	assert_false(reading_has_option(reading_last(&r), "--force"));
	assert_int_equal(reading_last(&r)->n_problems, 0);
}

static void
reads_sql_and_marks_what_writes(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "db", "-c", "SELECT 1");
	assert_null(reading_last(&r)->options[0].why);
	READ(&fixture, r, "db", "--command=DROP TABLE t");
	assert_non_null(reading_last(&r)->options[0].why);
	assert_true(OPTION_CLASSES(reading_last(&r)->options[0].flags) &
	    CLASS_DESTRUCTIVE);
}

static void
parses_arguments_hidden_in_the_environment(void **state)
{
	char all[] = "TF_ARGS=-chdir=x", one[] = "TF_ARGS_apply='-destroy'";
	char *envp[] = {all, one, NULL};
	struct reading r = {0};
	size_t n;
	struct word *w;

	(void)state;
	w = fixture_words(&fixture,
	    (const char *const[]){"tf", "apply", NULL}, &n);
	fixture.ctx.envp = envp;
	assert_int_equal(argv_read(&fixture.ctx, w, n, &r), OK);
	fixture.ctx.envp = NULL;
	assert_true(reading_has_option(reading_last(&r), "-destroy"));
	assert_true(reading_has_option(reading_last(&r), "-chdir"));
	assert_true(reading_last(&r)->options[1].hidden);
	assert_command(reading_last(&r), "tf apply");
}

static void
lists_the_variables_that_matter(void **state)
{
	char a[] = "TF_LOG=1", b[] = "TF_WORKSPACE=prod", c[] = "TF_RUN=safe-1",
	     d[] = "TF_RUN=x", e[] = "TF_NEW=", f[] = "TF_NEW=1";
	char *envp[] = {a, b, c, e, NULL};
	char *bad[] = {d, f, NULL};
	struct reading r = {0};
	struct word *w;
	size_t n;

	(void)state;
	w = fixture_words(&fixture, (const char *const[]){"tf", "plan", NULL},
	    &n);
	fixture.ctx.envp = envp;
	assert_int_equal(argv_read(&fixture.ctx, w, n, &r), OK);
	assert_int_equal(reading_last(&r)->n_env, 1);
	assert_true(sv_eq_cstr(reading_last(&r)->env[0].name, "TF_WORKSPACE"));
	fixture.ctx.envp = bad;
	assert_int_equal(argv_read(&fixture.ctx, w, n, &r), OK);
	assert_int_equal(reading_last(&r)->n_env, 2);
	fixture.ctx.envp = NULL;
}

static void
help_starts_nothing(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "tf", "destroy", "-help");
	assert_true(reading_last(&r)->help);
	READ(&fixture, r, "tf", "-help", "destroy");
	assert_true(reading_last(&r)->help);
	READ(&fixture, r, "db", "--", "--help");
	assert_false(reading_last(&r)->help);
}

static void
unknown_parts_of_words_stay_unknown(void **state)
{
	struct reading r = {0};

	(void)state;
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("tf $CMD"), &r), OK);
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_DYNAMIC));
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("tf plan -out=\"$F\""), &r), OK);
	assert_int_equal(reading_last(&r)->n_problems, 0);
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("tf plan -$F"), &r),
	    OK);
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_DYNAMIC));
}

static void
options_behind_operands_are_doubtful_under_posixly_correct(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "env", "POSIXLY_CORRECT=1", "db", "name", "-c", "SELECT 1");
	assert_true(reading_has_problem(reading_last(&r), PROBLEM_ORDER));
	READ(&fixture, r, "env", "POSIXLY_CORRECT=1", "db", "-c", "SELECT 1", "name");
	assert_int_equal(reading_last(&r)->n_problems, 0);
}

static void
survives_hostile_words(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "tf", "", "-", "--", "---", "\xff\xfe", "-\xff");
	assert_true(reading_last(&r)->n_problems > 0);
	READ(&fixture, r, "");
	assert_int_equal(r.n, 0);
	READ(&fixture, r, "db", "-", "--=", "-=", "--=x");
	assert_true(reading_last(&r)->n_problems > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_command_behind_global_options),
		cmocka_unit_test(takes_one_and_two_dashes_alike_in_go_style),
		cmocka_unit_test(names_what_it_does_not_understand),
		cmocka_unit_test(reads_clusters_and_attached_values),
		cmocka_unit_test(
		    resolves_abbreviations_and_refuses_ambiguous_ones),
		cmocka_unit_test(resolves_the_parts_of_commands_between_colons),
		cmocka_unit_test(assignments_count_wherever_they_stand),
		cmocka_unit_test(
		    takes_optional_values_only_behind_an_equals_sign),
		cmocka_unit_test(takes_many_values_up_to_the_next_option),
		cmocka_unit_test(ends_options_at_the_double_dash),
		cmocka_unit_test(negation_takes_a_flag_back),
		cmocka_unit_test(reads_sql_and_marks_what_writes),
		cmocka_unit_test(parses_arguments_hidden_in_the_environment),
		cmocka_unit_test(lists_the_variables_that_matter),
		cmocka_unit_test(help_starts_nothing),
		cmocka_unit_test(unknown_parts_of_words_stay_unknown),
		cmocka_unit_test(
		    options_behind_operands_are_doubtful_under_posixly_correct),
		cmocka_unit_test(survives_hostile_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
