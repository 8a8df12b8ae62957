/* SPDX-License-Identifier: ISC */
/*
 * argv: where the word "help" is a request for help, and where it is a value.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "guard/policy.h"

#include "fixture.h"

static const char cobra[] =
    "guard: 1\n"
    "tool: kc\n"
    "cli:\n"
    "  style: [gnu, help-command]\n"
    "  options: {'-n': name, --editor: {value: text, is: runs}}\n"
    "  commands:\n"
    "    delete: {operands: any}\n"
    "    roll: {commands: {undo: {operands: [name]}}}\n"
    "    conf: {alone: true, operands: [name], commands: {view: {}}}\n"
    "rules:\n"
    "  - {id: kc.view, effect: read, allow: [conf view]}\n";

static const char aws[] =
    "guard: 1\n"
    "tool: aw\n"
    "cli:\n"
    "  style: [argparse, help-command, help-operand]\n"
    "  options: {--region: name}\n"
    "  commands:\n"
    "    db: {commands: {drop: {options: {--id: name, --skip: flag}}, rm: {operands: [path]}}}\n"
    "rules:\n"
    "  - {id: aw.none, effect: read, allow: [db drop --id=none]}\n";

/* Has a command of that name itself, and none that takes operands. */
static const char own[] =
    "guard: 1\n"
    "tool: own\n"
    "cli:\n"
    "  style: help-command\n"
    "  commands: {help: {operands: [topic]}, drop: {}}\n"
    "rules:\n"
    "  - {id: own.help, effect: read, allow: [help drop]}\n";

static const char *const files[] = {cobra, aws, own, NULL};

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

static enum verdict
verdict(const char *text)
{
	struct reading r = {0};
	struct ruling ruling;

	assert_int_equal(argv_read_shell(&fixture.ctx, sv_from(text), &r), OK);
	assert_int_equal(r.n, 1);
	assert_int_equal(policy_decide(&fixture.ctx, &r.invocations[0], NULL,
	    &ruling), OK);
	return ruling.verdict;
}

static void
help_in_the_place_of_a_command_passes(void **state)
{
	static const char *const pass[] = {
		"kc help", "kc help delete", "kc -n x help roll undo",
		"kc roll help", "kc help -n x", "aw help", "aw db help",
		"aw --region x db help",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pass); i++)
		assert_int_equal(verdict(pass[i]), VERDICT_ALLOW);
}

static void
help_as_the_only_operand_passes_where_the_style_says_so(void **state)
{
	(void)state;
	assert_int_equal(verdict("aw db drop help"), VERDICT_ALLOW);
	assert_int_equal(verdict("aw db rm help"), VERDICT_ALLOW);
	assert_int_equal(verdict("kc delete help"), VERDICT_ASK);
}

static void
help_as_a_value_is_none(void **state)
{
	static const char *const ask[] = {
		"kc delete pod help", "kc roll undo help", "kc conf help",
		"kc -n help delete x", "aw db drop --id help",
		"aw db drop --skip help", "aw db rm help x", "aw db rm x help",
		"kc \"$help\"", "own help other",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ask); i++)
		assert_int_equal(verdict(ask[i]), VERDICT_ASK);
	assert_int_equal(verdict("own help drop"), VERDICT_ALLOW);
}

static void
an_option_behind_help_still_counts(void **state)
{
	(void)state;
	assert_int_equal(verdict("kc help --editor=x"), VERDICT_ASK);
	assert_int_equal(verdict("kc help --unknown"), VERDICT_ASK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_in_the_place_of_a_command_passes),
		cmocka_unit_test(
		    help_as_the_only_operand_passes_where_the_style_says_so),
		cmocka_unit_test(help_as_a_value_is_none),
		cmocka_unit_test(an_option_behind_help_still_counts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
