/* SPDX-License-Identifier: ISC */
/*
 * argv: what runs in containers and on other machines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "guard/policy.h"

#include "reading.h"

static const char tf[] =
    "guard: 1\n"
    "tool: tf\n"
    "images: [tf, corp/infra]\n"
    "cli:\n"
    "  options: {'-f': {value: sqlfile}, '-n': flag}\n"
    "  environment: {TF_WORKSPACE: target, TF_HOST: target}\n"
    "  commands: {plan: {}, migrate: {}, destroy: {}}\n"
    "rules:\n"
    "  - {id: tf.read, effect: read, allow: [plan, plan -f]}\n"
    "  - {id: tf.migrate, effect: change, allow: [migrate]}\n";

static const char box[] =
    "guard: 1\n"
    "tool: box\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-H': {value: text, is: target}, '-D': flag}\n"
    "  commands:\n"
    "    run:\n"
    "      elsewhere: container\n"
    "      options: {'-e': {value: text, is: assignment}, --entrypoint: {value: text, runs: image}}\n"
    "      operands: [{name: image, runs: image}]\n"
    "    exec: {elsewhere: container, operands: [name, {name: command, runs: argv}]}\n"
    "    far: {elsewhere: remote, operands: [{name: command, runs: argv}]}\n"
    "    stack: {operands: [{name: argument, runs: plugin}]}\n"
    "    lost: {operands: [{name: argument, runs: plugin}]}\n"
    "rules:\n"
    "  - {id: box.none, ask: ['run never-this'], because: is only here so that the file has a rule}\n";

static const char stack[] =
    "guard: 1\n"
    "tool: box-stack\n"
    "cli:\n"
    "  options: {'-H': {value: text, is: target}, '-D': flag, '-f': file}\n"
    "  commands: {up: {}, down: {options: ['-v']}}\n"
    "rules:\n"
    "  - {id: box-stack.up, effect: change, allow: [up]}\n";

static const char tasks[] =
    "guard: 1\n"
    "tool: tasks\n"
    "launcher: true\n"
    "cli:\n"
    "  operands: [{name: script, runs: script}]\n"
    "  settings: {'.tasksrc shell': runs}\n"
    "rules:\n"
    "  - {id: tasks.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char *const files[] = {tf, box, stack, tasks, NULL};

static struct fixture fixture;

/* Any file there is only reads. */
static enum err
test_file(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	*out = sv_ends(path, SV(".tasksrc")) ? SV("shell=sh") : SV("select 1");
	return OK;
}

static enum err
test_script(void *ctx, struct sv cwd, struct sv name, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	(void)name;
	*out = SV("tf destroy");
	return OK;
}

static enum err
test_resolve(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	(void)path;
	*out = SV("/opt/tf");
	return OK;
}

static int
setup(void **state)
{
	(void)state;
	fixture_open(&fixture, files);
	fixture.world.file = test_file;
	fixture.world.script = test_script;
	fixture.world.resolve = test_resolve;
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
an_image_that_is_named_runs_its_tool(void **state)
{
	static const char *const images[] = {
		"tf", "tf:1.5", "acme/tf", "corp/infra", "corp/infra@sha256:0",
		"registry.example:5000/corp/infra:2",
	};
	struct reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(images); i++) {
		READ(&fixture, r, "box", "run", images[i], "destroy");
		assert_command(reading_last(&r), "tf destroy");
	}
	READ(&fixture, r, "box", "run", "infra", "destroy");
	assert_int_equal(r.n, 1);
	READ(&fixture, r, "box", "run", "tf");
	assert_int_equal(r.n, 1);
}

static void
another_image_runs_the_words_behind_it(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "box", "run", "alpine:3", "tf", "destroy");
	assert_command(reading_last(&r), "tf destroy");
	/* A name alone is a guess; an image that is named in full is not. */
	READ(&fixture, r, "box", "run", "acme/tf", "tf", "destroy");
	assert_command(reading_last(&r), "tf destroy");
	READ(&fixture, r, "box", "run", "corp/infra", "tf", "destroy");
	assert_int_equal(reading_last(&r)->problems[0].kind, PROBLEM_UNKNOWN_COMMAND);
}

static void
an_entrypoint_takes_the_place_of_the_images(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "box", "run", "--entrypoint", "tf", "alpine", "destroy");
	assert_command(reading_last(&r), "tf destroy");
	READ(&fixture, r, "box", "run", "--entrypoint=/bin/ls", "corp/infra", "destroy");
	assert_int_equal(r.n, 1);
	READ(&fixture, r, "box", "run", "--entrypoint", "", "corp/infra", "tf", "plan");
	assert_command(reading_last(&r), "tf plan");
	READ(&fixture, r, "box", "run", "--entrypoint", "[\"tf\"]", "alpine", "plan");
	assert_int_equal(reading_last(&r)->problems[0].kind, PROBLEM_DYNAMIC);
}

static void
a_container_sees_only_the_variables_that_it_is_given(void **state)
{
	static char workspace[] = "TF_WORKSPACE=prod", host[] = "TF_HOST=db";
	static char *const envp[] = {workspace, host, NULL};
	struct reading r;

	(void)state;
	fixture.ctx.envp = envp;
	READ(&fixture, r, "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 2);
	READ(&fixture, r, "box", "exec", "web", "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 0);
	READ(&fixture, r, "box", "run", "-e", "TF_HOST", "-e", "TF_WORKSPACE=dev", "-e",
	    "OTHER", "tf", "plan");
	assert_int_equal(reading_last(&r)->n_env, 2);
	for (uint32_t i = 0; i < 2; i++) {
		const struct env_use *v = &reading_last(&r)->env[i];

		assert_true(sv_eq_cstr(v->value.text,
		    sv_eq_cstr(v->name, "TF_HOST") ? "db" : "dev"));
	}
	fixture.ctx.envp = NULL;
}

static void
a_file_in_a_container_is_not_the_one_here(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "tf", "plan", "-f", "/tmp/x.sql");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ALLOW);
	READ(&fixture, r, "box", "exec", "web", "tf", "plan", "-f", "/tmp/x.sql");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ASK);
}

static void
scripts_and_programs_here_say_nothing_of_those_elsewhere(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "tasks", "drop");
	assert_command(reading_last(&r), "tf destroy");
	READ(&fixture, r, "box", "exec", "web", "tasks", "drop");
	assert_int_equal(r.n, 2);
	READ(&fixture, r, "./deploy", "destroy");
	assert_command(reading_last(&r), "tf destroy");
	READ(&fixture, r, "box", "exec", "web", "./deploy", "destroy");
	assert_int_equal(r.n, 1);
	/* What lies in a file here must not make the one there ask. */
	READ(&fixture, r, "tasks");
	assert_int_equal(reading_last(&r)->n_env, 1);
	READ(&fixture, r, "box", "exec", "web", "box", "exec", "db", "tasks");
	assert_int_equal(reading_last(&r)->n_env, 0);
}

static void
what_is_remote_counts_as_a_target(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "box", "exec", "web", "tf", "migrate");
	assert_true(reading_last(&r)->elsewhere && !reading_last(&r)->remote);
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ALLOW);
	READ(&fixture, r, "box", "-H", "far", "exec", "web", "tf", "migrate");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ASK);
	READ(&fixture, r, "box", "far", "box", "exec", "web", "tf", "migrate");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ASK);
	READ(&fixture, r, "box", "far", "tf", "plan");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ALLOW);
}

static void
a_plugin_takes_the_options_before_it(void **state)
{
	struct reading r;

	(void)state;
	READ(&fixture, r, "box", "-D", "stack", "-f", "x.yml", "down", "-v");
	assert_command(reading_last(&r), "box-stack down");
	assert_int_equal(reading_last(&r)->n_options, 3);
	assert_int_equal(reading_last(&r)->n_problems, 0);
	READ(&fixture, r, "box", "-H", "far", "stack", "up");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ASK);
	READ(&fixture, r, "box", "stack", "up");
	assert_int_equal(reading_verdict(&fixture, reading_last(&r)), VERDICT_ALLOW);
	READ(&fixture, r, "box", "lost", "up");
	assert_int_equal(r.n_problems, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_that_is_named_runs_its_tool),
		cmocka_unit_test(another_image_runs_the_words_behind_it),
		cmocka_unit_test(an_entrypoint_takes_the_place_of_the_images),
		cmocka_unit_test(
		    a_container_sees_only_the_variables_that_it_is_given),
		cmocka_unit_test(a_file_in_a_container_is_not_the_one_here),
		cmocka_unit_test(
		    scripts_and_programs_here_say_nothing_of_those_elsewhere),
		cmocka_unit_test(what_is_remote_counts_as_a_target),
		cmocka_unit_test(a_plugin_takes_the_options_before_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
