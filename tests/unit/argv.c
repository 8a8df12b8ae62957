/* SPDX-License-Identifier: ISC */
/*
 * argv: parsing under a grammar, and unwrapping of launchers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static const char grammar[] =
    "guard: 1\n"
    "tool: tf\n"
    "aliases: [tofu]\n"
    "packages: [tf-js]\n"
    "files: [tf.py]\n"
    "modules: [tfmod]\n"
    "cli:\n"
    "  style: go\n"
    "  options:\n"
    "    -chdir: {value: dir, is: target}\n"
    "    -help: {is: help}\n"
    "  hidden: [TF_ARGS, 'TF_ARGS_{command}']\n"
    "  environment:\n"
    "    TF_LOG: harmless\n"
    "    TF_WORKSPACE: target\n"
    "    TF_RUN: {is: runs, harmless: ['safe*']}\n"
    "    'TF_*': unknown\n"
    "  commands:\n"
    "    plan: {options: {-out: file, -destroy: {is: destructive}}}\n"
    "    apply: {options: {-auto-approve: {is: force}, -destroy: {is: destructive}}, operands: [plan-file?]}\n"
    "    destroy: {options: {-auto-approve: {is: force}}}\n"
    "    state: {commands: {list: {}, 'rm, remove': {operands: [address...]}}}\n"
    "rules:\n"
    "  - {id: tf.read, effect: read, allow: [plan, state list]}\n";

static const char grammar_gnu[] =
    "guard: 1\n"
    "tool: db\n"
    "cli:\n"
    "  style: [argparse, negation]\n"
    "  dialect: postgres\n"
    "  options:\n"
    "    '-v, --verbose': flag\n"
    "    '-q': flag\n"
    "    '-f, --file': file\n"
    "    '-c, --command': {value: sql}\n"
    "    --color: {value: text, optional: true}\n"
    "    --force: {is: force}\n"
    "    --force-reset: {is: destructive}\n"
    "    --ids: {value: text, many: true}\n"
    "    --help: {is: help}\n"
    "  operands: [name?]\n"
    "rules:\n"
    "  - {id: db.read, effect: read, allow: ['. -c', .]}\n";

static const char launchers[] =
    "guard: 1\n"
    "tool: env\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-i': {is: clear}, '-u': {value: name, is: unset}, '-C': {value: dir, is: cwd}, '-S': {value: text, runs: splice}}\n"
    "  operands: [{name: assignment, is: assignment, optional: true}, {name: command, runs: argv}]\n"
    "rules:\n"
    "  - {id: env.none, ask: ['. -C=/never'], because: is only here so that the file has a rule}\n";

static const char shells[] =
    "guard: 1\n"
    "tool: sh\n"
    "aliases: [bash]\n"
    "launcher: true\n"
    "cli:\n"
    "  style: [posix, shell-options]\n"
    "  options: {'-c': {operands: [{name: text, runs: shell}]}, '-l': flag, '-e': flag}\n"
    "  operands: [{name: script, runs: file}, args?...]\n"
    "rules:\n"
    "  - {id: sh.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char npm[] =
    "guard: 1\n"
    "tool: npm\n"
    "launcher: true\n"
    "cli:\n"
    "  style: [gnu, ignores-unknown, boolean-words]\n"
    "  options: {'-C, --prefix': {value: dir, is: cwd}, --json: flag}\n"
    "  commands:\n"
    "    'run, run-script': {operands: [{name: script, runs: script}]}\n"
    "    'exec, x': {options: {'-c, --call': {value: text, runs: shell}}, operands: [{name: package, runs: package}]}\n"
    "    test: {scripts: [pretest, test]}\n"
    "    install: {operands: any}\n"
    "rules:\n"
    "  - {id: npm.none, ask: ['install never-this'], because: is only here so that the file has a rule}\n";

static const char pnpm[] =
    "guard: 1\n"
    "tool: pnpm\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'--filter': text}\n"
    "  commands:\n"
    "    dlx: {operands: [{name: package, runs: package}]}\n"
    "    '*': {operands: [{name: script, runs: script-or-argv}]}\n"
    "rules:\n"
    "  - {id: pnpm.none, ask: ['dlx never-this'], because: is only here so that the file has a rule}\n";

static const char node[] =
    "guard: 1\n"
    "tool: node\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-r, --require': file, '-m': {value: name, runs: module}}\n"
    "  operands: [{name: script, runs: file}]\n"
    "rules:\n"
    "  - {id: node.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char tasks[] =
    "guard: 1\n"
    "tool: task\n"
    "cli:\n"
    "  style: [gnu, segment-abbreviations, assignments]\n"
    "  environment: {APP_ENV: {is: target, harmless: [test]}}\n"
    "  commands:\n"
    "    'migrate': {operands: [{name: task, runs: self}]}\n"
    "    'migrate:fresh': {operands: [{name: task, runs: self}]}\n"
    "    'migrate:status, migration:status': {operands: [{name: task, runs: self}]}\n"
    "    'make:model': {operands: [name]}\n"
    "    'make:mail': {operands: [name]}\n"
    "rules:\n"
    "  - {id: task.read, effect: read, allow: ['migrate:status']}\n";

static const char *const files[] = {
	grammar, grammar_gnu, launchers, shells, npm, pnpm, node, tasks, NULL,
};

static struct fixture fixture;

static enum err
test_script(void *ctx, struct sv cwd, struct sv name, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	if (sv_eq(name, SV("reset")))
		*out = SV("tf destroy");
	else if (sv_eq(name, SV("prereset")))
		*out = SV("echo before && tf plan");
	else if (sv_eq(name, SV("test")))
		*out = SV("tf apply");
	else if (sv_eq(name, SV("loop")))
		*out = SV("npm run loop");
	else
		return ERR_NOT_FOUND;
	return OK;
}

static enum err
test_resolve(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	if (sv_eq(path, SV("./link")))
		*out = SV("/usr/bin/tf");
	else if (sv_eq(path, SV("bin/run.js")))
		*out = SV("/srv/app/node_modules/tf-js/run.js");
	else
		return ERR_NOT_FOUND;
	return OK;
}

static int
setup(void **state)
{
	(void)state;
	fixture_open(&fixture, files);
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

#define READ(r, ...) \
	read_line(&(r), (const char *const[]){__VA_ARGS__, NULL})

static void
read_line(struct reading *r, const char *const *argv)
{
	struct word *words;
	size_t n;

	memset(r, 0, sizeof(*r));
	fixture.ctx.envp = NULL;
	words = fixture_words(&fixture, argv, &n);
	assert_int_equal(argv_read(&fixture.ctx, words, n, r), OK);
}

static const struct invocation *
last(const struct reading *r)
{
	assert_true(r->n > 0);
	return &r->invocations[r->n - 1];
}

static void
assert_path(const struct invocation *inv, const char *expected)
{
	char text[256];
	struct buf b;

	buf_init(&b, text, sizeof(text) - 1);
	buf_sv(&b, inv->tool);
	for (uint32_t i = 0; i < inv->n_path; i++) {
		buf_c(&b, ' ');
		buf_sv(&b, inv->path[i]);
	}
	text[b.n] = '\0';
	assert_string_equal(text, expected);
}

static bool
has_option(const struct invocation *inv, const char *name)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (sv_eq_cstr(inv->options[i].name, name) &&
		    !inv->options[i].off)
			return true;
	return false;
}

static bool
has_problem(const struct invocation *inv, enum problem_kind kind)
{
	for (uint32_t i = 0; i < inv->n_problems; i++)
		if (inv->problems[i].kind == kind)
			return true;
	return false;
}

static void
finds_the_command_behind_global_options(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "tf", "-chdir=prod", "destroy", "-auto-approve");
	assert_path(last(&r), "tf destroy");
	assert_true(has_option(last(&r), "-auto-approve"));
	READ(r, "tofu", "-chdir", "prod", "state", "remove", "a.b");
	assert_path(last(&r), "tf state rm");
	assert_int_equal(last(&r)->n_operands, 1);
	assert_int_equal(last(&r)->n_problems, 0);
}

static void
takes_one_and_two_dashes_alike_in_go_style(void **state)
{
	struct reading r;

	(void)state;
	/* Shown as the grammar spells it. */
	READ(r, "tf", "apply", "--destroy");
	assert_true(has_option(last(&r), "-destroy"));
	READ(r, "tf", "apply", "-destroy=false");
	assert_false(has_option(last(&r), "-destroy"));
	READ(r, "tf", "apply", "-destroy=T");
	assert_true(has_option(last(&r), "-destroy"));
}

static void
names_what_it_does_not_understand(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "tf", "frobnicate");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(r, "tf", "plan", "-new-flag");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_OPTION));
	READ(r, "tf", "plan", "-out");
	assert_true(has_problem(last(&r), PROBLEM_MISSING_VALUE));
	READ(r, "tf", "plan", "surplus");
	assert_true(has_problem(last(&r), PROBLEM_SURPLUS_OPERAND));
	READ(r, "tf", "state", "rm");
	assert_true(has_problem(last(&r), PROBLEM_MISSING_OPERAND));
	READ(r, "db", "--force=yes", "-x");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_OPTION));
}

static void
reads_clusters_and_attached_values(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "-vqfname", "operand");
	assert_true(has_option(last(&r), "-v"));
	assert_true(has_option(last(&r), "-q"));
	assert_true(sv_eq_cstr(last(&r)->options[2].value.text, "name"));
	assert_int_equal(last(&r)->n_operands, 1);
	READ(r, "db", "-vf", "name");
	assert_true(sv_eq_cstr(last(&r)->options[1].value.text, "name"));
	READ(r, "db", "-vZ");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_OPTION));
}

static void
resolves_abbreviations_and_refuses_ambiguous_ones(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "--verb");
	assert_true(has_option(last(&r), "--verbose"));
	READ(r, "db", "--force-r");
	assert_true(has_option(last(&r), "--force-reset"));
	READ(r, "db", "--force");
	assert_true(has_option(last(&r), "--force"));
	READ(r, "db", "--fo");
	assert_true(has_problem(last(&r), PROBLEM_AMBIGUOUS_OPTION));
}

static bool
is_command(const struct reading *r, const char *name)
{
	return last(r)->n_path == 1 && !last(r)->n_problems &&
	    sv_eq_cstr(last(r)->path[0], name);
}

static void
resolves_the_parts_of_commands_between_colons(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "task", "mig:fr");
	assert_true(is_command(&r, "migrate:fresh"));
	/* Two names of one command are not two commands. */
	READ(r, "task", "migra:s");
	assert_true(is_command(&r, "migrate:status"));
	READ(r, "task", "migrate");
	assert_true(is_command(&r, "migrate"));
	READ(r, "task", "ma:mo", "Post");
	assert_true(is_command(&r, "make:model"));
	READ(r, "task", "m:f");
	assert_true(is_command(&r, "migrate:fresh"));
	READ(r, "task", "make:m", "Post");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(r, "task", "migr");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(r, "task", "mig:fr:x");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_COMMAND));
	READ(r, "task", "migfr");
	assert_true(has_problem(last(&r), PROBLEM_UNKNOWN_COMMAND));
}

static void
assignments_count_wherever_they_stand(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "task", "migrate", "APP_ENV=production");
	assert_true(is_command(&r, "migrate"));
	assert_int_equal(last(&r)->n_env, 1);
	assert_int_equal(last(&r)->n_operands, 0);
	READ(r, "task", "APP_ENV=production", "migrate");
	assert_true(is_command(&r, "migrate"));
	assert_int_equal(last(&r)->n_env, 1);
	READ(r, "task", "migrate", "APP_ENV=test");
	assert_int_equal(last(&r)->n_env, 0);
	/* It holds for the tasks ahead of it too. */
	READ(r, "task", "migrate", "migrate:fresh", "APP_ENV=production");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.invocations[0].n_env, 1);
	assert_int_equal(r.invocations[1].n_env, 1);
	READ(r, "task", "migrate", "migrate:fresh", "--x=APP_ENV=production");
	assert_int_equal(r.invocations[0].n_env, 0);
}

static void
takes_optional_values_only_behind_an_equals_sign(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "--color", "name");
	assert_int_equal(last(&r)->n_operands, 1);
	READ(r, "db", "--color=always");
	assert_true(last(&r)->options[0].has_value);
}

static void
takes_many_values_up_to_the_next_option(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "--ids", "a", "b", "c", "--force");
	assert_int_equal(last(&r)->n_options, 4);
	assert_true(has_option(last(&r), "--force"));
	assert_int_equal(last(&r)->n_operands, 0);
}

static void
ends_options_at_the_double_dash(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "--", "--force");
	assert_false(has_option(last(&r), "--force"));
	assert_int_equal(last(&r)->n_operands, 1);
	READ(r, "tf", "--", "destroy", "-auto-approve");
	assert_path(last(&r), "tf destroy");
	assert_true(has_option(last(&r), "-auto-approve"));
}

static void
negation_takes_a_flag_back(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "--no-force");
	assert_false(has_option(last(&r), "--force"));
	assert_int_equal(last(&r)->n_problems, 0);
}

static void
reads_sql_and_marks_what_writes(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "db", "-c", "SELECT 1");
	assert_null(last(&r)->options[0].why);
	READ(r, "db", "--command=DROP TABLE t");
	assert_non_null(last(&r)->options[0].why);
	assert_true(OPTION_CLASSES(last(&r)->options[0].flags) &
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
	assert_true(has_option(last(&r), "-destroy"));
	assert_true(has_option(last(&r), "-chdir"));
	assert_true(last(&r)->options[1].hidden);
	assert_path(last(&r), "tf apply");
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
	assert_int_equal(last(&r)->n_env, 1);
	assert_true(sv_eq_cstr(last(&r)->env[0].name, "TF_WORKSPACE"));
	fixture.ctx.envp = bad;
	assert_int_equal(argv_read(&fixture.ctx, w, n, &r), OK);
	assert_int_equal(last(&r)->n_env, 2);
	fixture.ctx.envp = NULL;
}

static void
unwraps_env_with_its_changes(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "env", "-u", "X", "TF_WORKSPACE=prod", "tf", "plan");
	assert_int_equal(r.n, 2);
	assert_path(last(&r), "tf plan");
	assert_int_equal(last(&r)->n_env, 1);
	assert_int_equal(last(&r)->parent, 0);
	READ(r, "env", "-S", "-i A=1 tf destroy", "-auto-approve");
	assert_path(last(&r), "tf destroy");
	assert_true(has_option(last(&r), "-auto-approve"));
	READ(r, "env");
	assert_int_equal(r.n, 1);
	assert_int_equal(last(&r)->n_problems, 0);
}

static void
later_changes_of_the_environment_win(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "env", "TF_RUN=x", "env", "-u", "TF_RUN", "tf", "plan");
	assert_int_equal(last(&r)->n_env, 0);
	READ(r, "env", "TF_RUN=x", "env", "-i", "tf", "plan");
	assert_int_equal(last(&r)->n_env, 0);
	READ(r, "env", "-i", "TF_RUN=x", "tf", "plan");
	assert_int_equal(last(&r)->n_env, 1);
}

static void
unwraps_shell_text(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "bash", "-lc", "cd infra && TF_WORKSPACE=p tf destroy");
	assert_path(last(&r), "tf destroy");
	assert_true(sv_eq_cstr(last(&r)->cwd.text, "infra"));
	assert_int_equal(last(&r)->n_env, 1);
	READ(r, "sh", "-c", "\"$@\"", "_", "tf", "destroy");
	assert_path(last(&r), "tf destroy");
	READ(r, "sh", "-ec", "exec \"$0\" \"$@\"", "tf", "apply");
	assert_path(last(&r), "tf apply");
}

static void
unwraps_scripts_with_their_pre_scripts(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "npm", "run", "reset");
	assert_int_equal(r.n, 3);
	assert_path(&r.invocations[1], "tf plan");
	assert_path(&r.invocations[2], "tf destroy");
	READ(r, "npm", "--prefix", "web", "run-script", "reset", "--",
	    "-auto-approve");
	assert_true(has_option(last(&r), "-auto-approve"));
	READ(r, "npm", "run", "reset", "-auto-approve");
	assert_false(has_option(last(&r), "-auto-approve"));
	READ(r, "npm", "test");
	assert_path(last(&r), "tf apply");
	READ(r, "pnpm", "reset", "-auto-approve");
	assert_path(last(&r), "tf destroy");
	assert_true(has_option(last(&r), "-auto-approve"));
}

static void
ends_scripts_that_call_themselves(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "npm", "run", "loop");
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
		assert_path(last(&r), "tf destroy");
	}
}

static void
leaves_other_commands_alone(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "npm", "install", "left-pad");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.n_problems, 0);
	READ(r, "node", "server.js");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.n_unguarded, 1);
	READ(r, "ls", "-l");
	assert_int_equal(r.n, 0);
}

static void
launcher_riddles_count_only_with_a_guarded_tool_behind(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "env", "--brand-new", "tf", "plan");
	assert_true(has_problem(&r.invocations[0], PROBLEM_UNKNOWN_OPTION));
	READ(r, "env", "--brand-new", "make");
	assert_int_equal(r.invocations[0].n_problems, 0);
}

static void
help_starts_nothing(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "tf", "destroy", "-help");
	assert_true(last(&r)->help);
	READ(r, "tf", "-help", "destroy");
	assert_true(last(&r)->help);
	READ(r, "db", "--", "--help");
	assert_false(last(&r)->help);
}

static void
unknown_parts_of_words_stay_unknown(void **state)
{
	struct reading r = {0};

	(void)state;
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("tf $CMD"), &r), OK);
	assert_true(has_problem(last(&r), PROBLEM_DYNAMIC));
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("tf plan -out=\"$F\""), &r), OK);
	assert_int_equal(last(&r)->n_problems, 0);
	assert_int_equal(argv_read_shell(&fixture.ctx, SV("tf plan -$F"), &r),
	    OK);
	assert_true(has_problem(last(&r), PROBLEM_DYNAMIC));
}

static void
a_name_that_is_partly_unknown_is_known_by_its_end(void **state)
{
	struct reading r = {0};

	(void)state;
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("\"$HOME\"/bin/tf destroy"), &r), OK);
	assert_path(last(&r), "tf destroy");
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
options_behind_operands_are_doubtful_under_posixly_correct(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "env", "POSIXLY_CORRECT=1", "db", "name", "-c", "SELECT 1");
	assert_true(has_problem(last(&r), PROBLEM_ORDER));
	READ(r, "env", "POSIXLY_CORRECT=1", "db", "-c", "SELECT 1", "name");
	assert_int_equal(last(&r)->n_problems, 0);
}

static void
reads_what_a_shell_is_given_on_standard_input(void **state)
{
	struct reading r = {0};

	(void)state;
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("sh <<'X'\ntf destroy\nX"), &r), OK);
	assert_path(last(&r), "tf destroy");
	memset(&r, 0, sizeof(r));
	assert_int_equal(argv_read_shell(&fixture.ctx,
	    SV("echo tf destroy | sh"), &r), OK);
	assert_path(last(&r), "tf destroy");
}

static void
a_flag_may_take_a_truth_value_behind_it(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "npm", "--json", "false", "run", "reset");
	assert_path(last(&r), "tf destroy");
	READ(r, "npm", "--json", "run", "reset");
	assert_path(last(&r), "tf destroy");
}

static void
an_empty_name_clears_no_environment(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "env", "TF_RUN=x", "env", "-u", "", "tf", "plan");
	assert_int_equal(last(&r)->n_env, 1);
}

static void
survives_hostile_words(void **state)
{
	struct reading r;

	(void)state;
	READ(r, "tf", "", "-", "--", "---", "\xff\xfe", "-\xff");
	assert_true(last(&r)->n_problems > 0);
	READ(r, "");
	assert_int_equal(r.n, 0);
	READ(r, "db", "-", "--=", "-=", "--=x");
	assert_true(last(&r)->n_problems > 0);
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
		cmocka_unit_test(
		    resolves_the_parts_of_commands_between_colons),
		cmocka_unit_test(assignments_count_wherever_they_stand),
		cmocka_unit_test(
		    takes_optional_values_only_behind_an_equals_sign),
		cmocka_unit_test(takes_many_values_up_to_the_next_option),
		cmocka_unit_test(ends_options_at_the_double_dash),
		cmocka_unit_test(negation_takes_a_flag_back),
		cmocka_unit_test(reads_sql_and_marks_what_writes),
		cmocka_unit_test(parses_arguments_hidden_in_the_environment),
		cmocka_unit_test(lists_the_variables_that_matter),
		cmocka_unit_test(unwraps_env_with_its_changes),
		cmocka_unit_test(later_changes_of_the_environment_win),
		cmocka_unit_test(unwraps_shell_text),
		cmocka_unit_test(unwraps_scripts_with_their_pre_scripts),
		cmocka_unit_test(ends_scripts_that_call_themselves),
		cmocka_unit_test(knows_a_tool_by_any_spelling),
		cmocka_unit_test(leaves_other_commands_alone),
		cmocka_unit_test(
		    launcher_riddles_count_only_with_a_guarded_tool_behind),
		cmocka_unit_test(help_starts_nothing),
		cmocka_unit_test(unknown_parts_of_words_stay_unknown),
		cmocka_unit_test(
		    a_name_that_is_partly_unknown_is_known_by_its_end),
		cmocka_unit_test(
		    options_behind_operands_are_doubtful_under_posixly_correct),
		cmocka_unit_test(reads_what_a_shell_is_given_on_standard_input),
		cmocka_unit_test(a_flag_may_take_a_truth_value_behind_it),
		cmocka_unit_test(an_empty_name_clears_no_environment),
		cmocka_unit_test(survives_hostile_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
