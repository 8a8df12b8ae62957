/* SPDX-License-Identifier: ISC */
/*
 * argv: what a script, code or parallel is about to run counts where it is
 * plain, and only by a rule that asks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static const char tf[] =
    "guard: 1\n"
    "tool: tf\n"
    "cli: {commands: {plan: {}, destroy: {}, apply: {options: {-x: {is: force}}}}}\n"
    "rules:\n"
    "  - {id: tf.read, effect: read, allow: [plan]}\n"
    "  - {id: tf.destroy, effect: destroy, ask: [destroy], because: destroys}\n";

static const char sh[] =
    "guard: 1\n"
    "tool: sh\n"
    "launcher: true\n"
    "cli:\n"
    "  style: [posix, shell-options]\n"
    "  options: {'-c': {operands: [{name: text, runs: shell}]}, '-n': {is: help}, '-s': {operands: ['word?...']}}\n"
    "  operands: [{name: script, runs: shell-file}]\n"
    "rules:\n"
    "  - {id: sh.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char py[] =
    "guard: 1\n"
    "tool: py\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-c': {value: text, runs: code, operands: ['word?...']}}\n"
    "rules:\n"
    "  - {id: py.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char par[] =
    "guard: 1\n"
    "tool: par\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  operands: [{name: command, runs: parallel}]\n"
    "rules:\n"
    "  - {id: par.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char far[] =
    "guard: 1\n"
    "tool: far\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  elsewhere: remote\n"
    "  operands: [{name: command, runs: joined}]\n"
    "rules:\n"
    "  - {id: far.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char sql[] =
    "guard: 1\n"
    "tool: sql\n"
    "cli:\n"
    "  dialect: postgres\n"
    "  options: {'-c': {value: sql}, '-<': {value: sql}}\n"
    "rules:\n"
    "  - {id: sql.read, effect: read, allow: ['. -c', '. -<']}\n";

static const char mk[] =
    "guard: 1\n"
    "tool: mk\n"
    "launcher: true\n"
    "cli:\n"
    "  style: [gnu, assignments]\n"
    "  options: {'-f': tasks, '-n': {is: help}}\n"
    "  commands: {script: {operands: [{name: script, runs: composer}]}}\n"
    "  alone: true\n"
    "  operands: [{name: target, runs: make, many: true}]\n"
    "rules:\n"
    "  - {id: mk.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char *const files[] = {tf, sh, py, par, far, mk, sql, NULL};

static struct fixture fixture;
static const char *script;
static unsigned n_read;

static enum err
test_text(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	(void)path;
	n_read++;
	if (!script)
		return ERR_NOT_FOUND;
	*out = sv_from(script);
	return OK;
}

static const char *input;

static enum err
test_input(void *ctx, struct sv *out)
{
	(void)ctx;
	if (!input)
		return ERR_NOT_FOUND;
	*out = sv_from(input);
	return OK;
}

static enum err
test_resolve(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	*out = path;
	return OK;
}

static int
setup(void **state)
{
	(void)state;
	fixture_open(&fixture, files);
	fixture.world.text = test_text;
	fixture.world.resolve = test_resolve;
	fixture.world.input = test_input;
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
assert_script(const char *text, enum verdict want)
{
	static const char *const calls[] = {
		"sh x.sh a", "./x.sh a", "source ./x.sh a", ". x.sh a",
		"sh -c './x.sh a'",
	};

	script = text;
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		assert_int_equal(fixture_verdict(&fixture, calls[i]), want);
	assert_int_equal(fixture_verdict(&fixture, "sh -n x.sh"),
	    VERDICT_ALLOW);
	script = NULL;
}

static void
a_script_that_plainly_runs_what_must_ask_asks(void **state)
{
	static const char *const texts[] = {
		"tf destroy", "#!/bin/bash\nset -e\ncd x && tf destroy\n",
		"#!/usr/bin/env bash\nmain() { tf destroy; }\nmain \"$@\"\n",
		"a() { b; }\nb() { tf destroy; }\na\n",
		"for i in 1 2; do tf destroy; done", "tf destroy \"$@\"",
		"if true; then :; fi\ntf destroy", "(tf destroy)",
		"x=$(tf destroy)", "$'tf' destroy",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_script(texts[i], VERDICT_ASK);
}

static void
a_script_that_may_or_may_not_run_it_passes(void **state)
{
	static const char *const texts[] = {
		"case $1 in destroy) tf destroy;; esac",
		"if [ \"$1\" = destroy ]; then tf destroy; fi",
		"if x; then :; elif tf destroy; then :; else tf destroy; fi",
		"[ -n \"$X\" ] && tf destroy", "tf plan || tf destroy",
		"usage() { tf destroy; }\n", "#!/usr/bin/python3\ntf destroy\n",
		"command -v tf && tf destroy", "tf \"$1\"", "tf apply -x",
		"tf unknown", "x() { if y; then tf destroy; fi; }; x",
		"if (", "eval \"tf $x\"", "",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_script(texts[i], VERDICT_ALLOW);
}

static void
a_script_that_calls_itself_is_read_once(void **state)
{
	(void)state;
	n_read = 0;
	script = "./x.sh; ./x.sh; . ./x.sh";
	assert_int_equal(fixture_verdict(&fixture, "./x.sh"), VERDICT_ALLOW);
	assert_int_equal(n_read, 1);
	n_read = 0;
	assert_int_equal(fixture_verdict(&fixture,
	    "./1; ./2; ./3; ./4; ./5; ./6; ./7; ./8; ./9; ./10"),
	    VERDICT_ALLOW);
	assert_int_equal(n_read, 8);
	script = NULL;
}

static void
code_that_plainly_starts_it_asks(void **state)
{
	(void)state;
	assert_int_equal(fixture_verdict(&fixture,
	    "py -c 'os.system(\"tf destroy\")'"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture,
	    "py -c 'run([\"tf\", \"destroy\"])' a"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture,
	    "py -c 'print(\"tf destroy\")'"), VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture,
	    "py -c 'os.system(\"tf plan\")'"), VERDICT_ALLOW);
}

static void
a_file_of_standard_input_is_read_where_it_lies(void **state)
{
	(void)state;
	script = "tf destroy";
	assert_int_equal(fixture_verdict(&fixture, "sh < x.sh"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "cat x.sh | sh"),
	    VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "far < x.sh"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "far 'sh -s' < x.sh"),
	    VERDICT_ASK);
	/* There no shim sees it again: a branch counts. */
	script = "if x; then tf destroy; fi";
	assert_int_equal(fixture_verdict(&fixture, "sh < x.sh"),
	    VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture, "far < x.sh"), VERDICT_ASK);
	/* A file there is not the one here. */
	assert_int_equal(fixture_verdict(&fixture, "far 'sh < x.sh'"),
	    VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture, "far 'sh x.sh'"),
	    VERDICT_ALLOW);
	script = NULL;
}

static void
each_input_of_parallel_is_tried(void **state)
{
	(void)state;
	assert_int_equal(fixture_verdict(&fixture, "par tf ::: plan destroy"),
	    VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "par tf {} ::: plan"),
	    VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture, "par 'echo; tf {}' ::: destroy"),
	    VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "par ::: ls 'tf destroy'"),
	    VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "par tf"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture, "par ls"), VERDICT_ALLOW);
}

static void
assert_make(const char *text, const char *line, enum verdict want)
{
	fixture.world.tasks = tasks_read;
	script = text;
	assert_int_equal(fixture_verdict(&fixture, line), want);
	script = NULL;
}

static void
a_target_that_plainly_runs_what_must_ask_asks(void **state)
{
	const char *text = "T = tf\nall: x\n\techo\nx:\n\t$(T) destroy\n"
	    "y:\n\t$(T) plan $$X\n";

	(void)state;
	assert_make(text, "mk x", VERDICT_ASK);
	assert_make(text, "mk", VERDICT_ASK);
	assert_make(text, "mk -f y.mk y x", VERDICT_ASK);
	assert_make(text, "mk -n x", VERDICT_ALLOW);
	assert_make(text, "mk x T=echo", VERDICT_ALLOW);
	assert_make(text, "mk y", VERDICT_ALLOW);
	assert_make(text, "mk z", VERDICT_ALLOW);
}

static void
a_line_that_cannot_be_read_asks_if_it_mentions_a_tool(void **state)
{
	(void)state;
	assert_make("x:\n\t$(eval A := b) tf $(A)\n", "mk x", VERDICT_ASK);
	assert_make("x:\n\t$(eval A := b) go $(A)\n", "mk x",
	    VERDICT_ALLOW);
	assert_make("include none$(A)\n# tf\n", "mk x", VERDICT_ASK);
	assert_make("$(foreach t,x,$(eval $t: ; tf))\n", "mk x",
	    VERDICT_ASK);
}

/* composer puts the project's own programs ahead of the shims. */
static void
a_script_that_no_shim_sees_is_judged_whole(void **state)
{
	(void)state;
	assert_make("{\"scripts\":{\"a\":\"tf plan -z\"}}", "mk script a",
	    VERDICT_ASK);
	assert_make("{\"scripts\":{\"a\":\"tf plan\"}}", "mk script a",
	    VERDICT_ALLOW);
	assert_make("{\"scripts\":{\"a\":\"tf\"}}", "mk script a destroy",
	    VERDICT_ASK);
}

/* What a script puts ahead of the shims no shim judges. */
static void
a_changed_path_makes_what_follows_count(void **state)
{
	(void)state;
	assert_script("PATH=/opt/x:$PATH\ntf plan -z\n", VERDICT_ASK);
	assert_script("export PATH=\"./bin:$PATH\"; tf plan -z\n",
	    VERDICT_ASK);
	assert_script("PATH=/opt/x tf plan\n", VERDICT_ALLOW);
	assert_script("PATH=$PATH:/opt/x\ntf plan -z\n", VERDICT_ALLOW);
	assert_script("export PATH=\"${PATH}:/x\"\ntf plan -z\n",
	    VERDICT_ALLOW);
}

/* Its text goes to the other machine as the shell here makes it. */
static void
text_with_expansions_asks_if_it_mentions_a_tool(void **state)
{
	(void)state;
	assert_int_equal(fixture_verdict(&fixture,
	    "far <<X\ncd $D\ntf plan\nX"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture,
	    "far sh -s <<X\ncd $D\ntf plan\nX"), VERDICT_ASK);
	assert_int_equal(fixture_verdict(&fixture,
	    "far <<X\ncd $D\nls\nX"), VERDICT_ALLOW);
	assert_int_equal(fixture_verdict(&fixture,
	    "far cat <<X\n$D tf plan\nX"), VERDICT_ALLOW);
}

static enum verdict
verdict_with_input(const char *text, const char *const *argv)
{
	struct gate_outcome o;
	struct gate_command command = {0};

	input = text;
	command.words = fixture_words(&fixture, argv, &command.n_words);
	gate_decide(&fixture.ctx, &command, NULL, &o);
	input = NULL;
	assert_int_equal(o.error, OK);
	return o.verdict;
}

#define WITH_INPUT(text, ...) \
	verdict_with_input(text, (const char *const[]){__VA_ARGS__, NULL})

static void
the_file_on_standard_input_is_what_is_run(void **state)
{
	(void)state;
	assert_int_equal(WITH_INPUT("select 1", "sql"), VERDICT_ALLOW);
	assert_int_equal(WITH_INPUT("drop table x", "sql"), VERDICT_ASK);
	assert_int_equal(WITH_INPUT(NULL, "sql"), VERDICT_ASK);
	/* Statements given otherwise: it may be a loop's list. */
	assert_int_equal(WITH_INPUT("a list", "sql", "-c", "select 1"),
	    VERDICT_ALLOW);
	assert_int_equal(WITH_INPUT("tf apply -x", "far"), VERDICT_ASK);
	assert_int_equal(WITH_INPUT("tf apply -x", "far", "sh -s"),
	    VERDICT_ASK);
	assert_int_equal(WITH_INPUT("tf apply -x", "far", "cat"),
	    VERDICT_ALLOW);
	assert_int_equal(WITH_INPUT("tf plan", "far"), VERDICT_ALLOW);
	/* The shims here judge again. */
	assert_int_equal(WITH_INPUT("tf apply -x", "sh"), VERDICT_ALLOW);
	assert_int_equal(WITH_INPUT("tf destroy", "sh"), VERDICT_ASK);
}

static void
what_a_remote_shell_is_given_needs_the_engine(void **state)
{
	struct reading r = {0};
	struct word *words;
	size_t n;

	(void)state;
	fixture.world.input = NULL;
	words = fixture_words(&fixture, (const char *const[]){"far", NULL},
	    &n);
	assert_int_equal(argv_read(&fixture.ctx, words, n, &r), ERR_ENGINE);
	words = fixture_words(&fixture, (const char *const[]){"far", "ls",
	    NULL}, &n);
	assert_int_equal(argv_read(&fixture.ctx, words, n, &r), OK);
	fixture.world.input = test_input;
}

static void
without_the_readers_the_engine_is_needed(void **state)
{
	struct reading r = {0};

	(void)state;
	fixture.world.tasks = NULL;
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("mk x"), &r),
	    ERR_ENGINE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_that_plainly_runs_what_must_ask_asks),
		cmocka_unit_test(a_script_that_may_or_may_not_run_it_passes),
		cmocka_unit_test(a_script_that_calls_itself_is_read_once),
		cmocka_unit_test(code_that_plainly_starts_it_asks),
		cmocka_unit_test(
		    a_file_of_standard_input_is_read_where_it_lies),
		cmocka_unit_test(each_input_of_parallel_is_tried),
		cmocka_unit_test(a_changed_path_makes_what_follows_count),
		cmocka_unit_test(
		    text_with_expansions_asks_if_it_mentions_a_tool),
		cmocka_unit_test(the_file_on_standard_input_is_what_is_run),
		cmocka_unit_test(
		    what_a_remote_shell_is_given_needs_the_engine),
		cmocka_unit_test(a_target_that_plainly_runs_what_must_ask_asks),
		cmocka_unit_test(
		    a_line_that_cannot_be_read_asks_if_it_mentions_a_tool),
		cmocka_unit_test(a_script_that_no_shim_sees_is_judged_whole),
		cmocka_unit_test(without_the_readers_the_engine_is_needed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
