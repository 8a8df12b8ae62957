/* SPDX-License-Identifier: ISC */
/*
 * Tasks that are spread over several files, and the files of cargo, tox, nx,
 * turbo and of managers of hooks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

enum { MAX_FILES = 6 };

struct file {
	const char *path, *text;
};

static _Alignas(16) unsigned char memory[8 << 20];

static enum err
test_file(void *ctx, struct sv path, struct sv *out)
{
	const struct file *files = ctx;

	for (size_t i = 0; i < MAX_FILES && files[i].path; i++)
		if (sv_eq(path, sv_from(files[i].path))) {
			*out = sv_from(files[i].text);
			return OK;
		}
	return ERR_NOT_FOUND;
}

static bool
test_variable(void *ctx, struct sv name, bool *given, struct sv *out)
{
	(void)ctx;
	(void)name;
	(void)out;
	return *given = false;
}

/* The lines joined by " | "; "-" for no such task, "?" if it may be in what was
 * not understood; behind "@" the directory. */
static const char *
lines_of(enum task_format format, struct file *files, const char *name,
    const char *word)
{
	static char shown[4096];
	const struct word words[] = {{.text = sv_from(word ? word : "")}};
	const struct task_query query = {
		.format = format, .section = SV("alias"),
		.name = sv_from(name), .words = words, .n_words = word != NULL,
		.ctx = files, .file = test_file, .variable = test_variable,
	};
	struct task_reading r;
	struct arena arena;
	struct buf b;

	arena_init(&arena, memory, sizeof(memory));
	buf_init(&b, shown, sizeof(shown) - 1);
	assert_int_equal(tasks_read(&arena, &query, &r), OK);
	for (size_t i = 0; i < r.n; i++) {
		buf_str(&b, i ? " | " : "");
		buf_str(&b, r.lines[i].unsure ? "!" : "");
		buf_sv(&b, r.lines[i].text);
	}
	if (!r.found)
		buf_str(&b, r.unsure ? "?" : "-");
	if (r.dir.n) {
		buf_str(&b, "@");
		buf_sv(&b, r.dir);
	}
	assert_false(b.full);
	shown[b.n] = '\0';
	return shown;
}

struct task_case {
	const char *name, *word, *lines;
};

static void
assert_lines(enum task_format format, struct file *files,
    const struct task_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(lines_of(format, files, cases[i].name,
		    cases[i].word), cases[i].lines);
}

static void
just_reads_imports_and_modules(void **state)
{
	static struct file files[MAX_FILES] = {
		{"justfile", "import 'more.just'\nimport? \"gone.just\"\n"
		    "mod db\nmod ops 'tools/ops.just'\nmod far '/etc/far'\n"
		    "here: more db::drop\n\techo here\n"},
		{"more.just", "more: here\n\techo more\n"},
		{"db.just", "first:\n\techo first\ndrop: first\n"
		    "\techo drop {{x}}\nargs a: \n\techo {{a}}\n"},
		{"tools/ops.just", "import 'x.just'\nup: again\n\techo up\n"},
		{"tools/x.just", "again:\n\techo again\n"},
	};
	static const struct task_case cases[] = {
		{"more", NULL, "echo first | echo drop ${unknown} | echo here"
		    " | echo more"},
		{"db::drop", NULL, "echo first | echo drop ${unknown}"},
		{"db", "drop", "echo first | echo drop ${unknown}"},
		{"db", NULL, "echo first"},
		{"db::args", "x", "echo x"},
		{"ops", "up", "echo again | echo up@tools/"},
		{"ops::up", NULL, "echo again | echo up@tools/"},
		{"none", NULL, "?"},
		{"db::none", NULL, "-"},
		{"far::x", NULL, "?"},
	};

	(void)state;
	assert_lines(TASKS_JUST, files, cases, ARRAY_LEN(cases));
}

static void
files_that_import_each_other_end(void **state)
{
	static struct file files[MAX_FILES] = {
		{"justfile", "import 'a'\nmod m 'justfile'\n"},
		{"a", "import 'justfile'\nimport 'a'\n"},
	};
	static struct file tasks[MAX_FILES] = {
		{"Taskfile.yml", "includes:\n  a: Taskfile.yml\ntasks:\n"
		    "  x: [\"echo\"]\n"},
	};

	(void)state;
	assert_string_equal(lines_of(TASKS_JUST, files, "x", NULL), "?");
	assert_string_equal(lines_of(TASKS_JUST, files, "m::m::m::x", NULL),
	    "?");
	assert_string_equal(lines_of(TASKS_TASKFILE, tasks, "a:a:a:x", NULL),
	    "echo");
}

static void
taskfiles_read_what_they_include(void **state)
{
	static struct file files[MAX_FILES] = {
		{"Taskfile.yml", "includes:\n  db: ./db/Taskfile.yml\n"
		    "  ops:\n    taskfile: tools\n    dir: work\n"
		    "  net: https://example.com/x.yml\n"
		    "tasks:\n  all:\n    deps: [\"db:drop\"]\n"
		    "    cmds: [echo all]\n"},
		{"./db/Taskfile.yml", "tasks:\n  drop:\n    cmds:\n"
		    "      - task: own\n      - task: :all\n"
		    "  own:\n    cmds: [echo own]\n"},
		{"tools/Taskfile.yml", "tasks:\n  default: echo up\n"
		    "  up:\n    cmd: echo up\n"},
	};
	static const struct task_case cases[] = {
		{"all", NULL, "echo own | echo all"},
		{"db:own", NULL, "echo own"},
		{"ops:up", NULL, "echo up@work"},
		{"ops:none", NULL, "?@work"},
		{"net:x", NULL, "?"},
	};

	(void)state;
	assert_lines(TASKS_TASKFILE, files, cases, ARRAY_LEN(cases));
}

static void
cargo_has_aliases(void **state)
{
	static struct file files[MAX_FILES] = {
		{"../.cargo/config.toml", "[build]\nx = 1\n[alias]\n"
		    "a = \"run -- fresh\"\nb = ['publish', \"--no-verify\"]\n"
		    "[env]\nc = \"d\"\n"},
	};
	static const struct task_case cases[] = {
		{"a", NULL, "cargo run -- fresh@../"},
		{"a", "x", "cargo run -- fresh \"$@\"@../"},
		{"b", NULL, "cargo publish --no-verify@../"},
		{"c", NULL, "-@../"},
	};

	(void)state;
	assert_lines(TASKS_CARGO, files, cases, ARRAY_LEN(cases));
}

static void
tox_runs_the_environments_that_are_named(void **state)
{
	static struct file files[MAX_FILES] = {
		{"tox.ini", "[tox]\nenvlist = lint,\n    db\n[testenv]\n"
		    "commands = pytest {posargs}\n[testenv:lint]\n"
		    "commands=\n    # all\n    - ruff check \\\n      src\n"
		    "    py312: echo {envname}\n[testenv:db]\n"
		    "commands_pre = echo pre\ndeps = x\n[other]\n"
		    "commands = echo other\n"},
	};
	static struct file setup[MAX_FILES] = {
		{"setup.cfg", "[testenv]\ncommands = echo base\n"},
	};
	static struct file none[MAX_FILES] = {
		{"setup.cfg", "[metadata]\nname = x\n"},
	};
	static const struct task_case cases[] = {
		{"lint", NULL, "ruff check \\\n      src | echo ${unknown}"},
		{"db", NULL, "echo pre | pytest ${unknown}"},
		{"py312", NULL, "pytest ${unknown}"},
		{"py312,py313", NULL, "pytest ${unknown} | pytest ${unknown}"},
		{"", NULL, "ruff check \\\n      src | echo ${unknown} | "
		    "echo pre | pytest ${unknown}"},
	};

	(void)state;
	assert_lines(TASKS_TOX, files, cases, ARRAY_LEN(cases));
	assert_string_equal(lines_of(TASKS_TOX, setup, "", NULL), "echo base");
	assert_string_equal(lines_of(TASKS_TOX, none, "x", NULL), "-");
}

static void
hooks_are_found_by_their_names(void **state)
{
	static struct file lefthook[MAX_FILES] = {
		{"lefthook.yml", "pre-push:\n  parallel: true\n  commands:\n"
		    "    a:\n      run: echo a\n    b:\n      run: |\n"
		    "        echo b\n        echo c\npre-commit:\n  jobs:\n"
		    "    - run: echo d\n    - name: e\n      run: 'echo e'\n"},
	};
	static struct file pre_commit[MAX_FILES] = {
		{"lefthook.yml", "repos:\n- repo: local\n  hooks:\n"
		    "  - id: a\n    name: run\n    entry: echo a\n"
		    "  - id: b\n    entry: echo b\n"},
	};
	static const struct task_case hooks[] = {
		{"pre-push", NULL, "echo a | echo b\n        echo c"},
		{"pre-commit", NULL, "echo d | echo e"},
		{"commit-msg", NULL, "-"},
		{"", NULL, "-"},
	};
	static const struct task_case entries[] = {
		{"", NULL, "echo a | echo b"},
		{"a", NULL, "echo a"},
		{"b", NULL, "echo b"},
		{"c", NULL, "-"},
	};

	(void)state;
	assert_lines(TASKS_HOOKS, lefthook, hooks, ARRAY_LEN(hooks));
	assert_lines(TASKS_HOOKS, pre_commit, entries, ARRAY_LEN(entries));
}

static void
nx_has_targets_in_either_file(void **state)
{
	static struct file files[MAX_FILES] = {
		{"project.json", "{\"name\":\"p\",\"targets\":{"
		    "\"a\":{\"command\":\"echo a\"},"
		    "\"b\":{\"executor\":\"nx:run-commands\",\"dependsOn\":"
		    "[\"a\",\"^a\",{\"target\":\"c\"}],\"options\":"
		    "{\"commands\":[\"echo b\",{\"command\":\"echo c\","
		    "\"x\":1},\"echo d\"]}},"
		    "\"e\":{\"options\":{\"command\":\"echo e\"}},"
		    "\"f\":{\"executor\":\"@x/y:z\"}}}"},
		{"package.json", "{\"nx\":{\"targets\":{\"g\":"
		    "{\"command\":\"echo g\"},\"a\":{\"command\":\"no\"}}}}"},
	};
	static const struct task_case cases[] = {
		{"a", NULL, "echo a"},
		{"b", NULL, "echo a | echo b | echo c | echo d"},
		{"e", NULL, "echo e"},
		{"f", NULL, ""},
		{"g", NULL, "echo g"},
		{"h", NULL, "-"},
	};

	(void)state;
	assert_lines(TASKS_NX, files, cases, ARRAY_LEN(cases));
}

static void
turbo_names_what_a_task_depends_on(void **state)
{
	static struct file files[MAX_FILES] = {
		{"turbo.json", "{ // all\n\"tasks\":{\"build\":{\"dependsOn\":"
		    "[\"^build\",\"gen\",\"$CI\",\"db#up\"]},\"gen\":{"
		    "\"dependsOn\":[\"build\"]},\"//#root\":{},\"root\":{}}}"},
	};
	static struct file old[MAX_FILES] = {
		{"../turbo.json", "{\"pipeline\":{\"a\":{\"dependsOn\":"
		    "[\"b\"]}}}"},
	};
	static const struct task_case cases[] = {
		{"build", NULL, "build | ^build | gen | db#up"},
		{"root", NULL, "root | //#root"},
		{"other", NULL, "other"},
	};

	(void)state;
	assert_lines(TASKS_TURBO, files, cases, ARRAY_LEN(cases));
	assert_string_equal(lines_of(TASKS_TURBO, old, "a", NULL),
	    "a | b@../");
}

/* A chain of n tasks, each of which needs the next; the last drops. */
static const char *
chain(enum task_format format, unsigned n)
{
	static const struct {
		const char *head, *needs, *drops, *end;
	} shapes[] = {
		[TASKS_MAKE] = {"", "a%u: a%u\n", "a%u:\n\tdrop\n", ""},
		[TASKS_JUST] = {"", "a%u: a%u\n", "a%u:\n  drop\n", ""},
		[TASKS_TASKFILE] = {"tasks:\n", "  a%u:\n    deps: [a%u]\n",
		    "  a%u:\n    cmds:\n      - drop\n", ""},
		[TASKS_COMPOSER] = {"{\"scripts\":{", "\"a%u\":\"@a%u\",",
		    "\"a%u\":\"drop\"", "}}"},
	};
	static char text[4096];
	int at = snprintf(text, sizeof(text), "%s", shapes[format].head);

	for (unsigned i = 0; i < n; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at,
		    shapes[format].needs, i, i + 1);
	at += snprintf(text + at, sizeof(text) - (size_t)at,
	    shapes[format].drops, n);
	snprintf(text + at, sizeof(text) - (size_t)at, "%s",
	    shapes[format].end);
	return text;
}

static void
what_is_needed_too_deep_is_unsure(void **state)
{
	static const enum task_format formats[] = {
		TASKS_MAKE, TASKS_JUST, TASKS_TASKFILE, TASKS_COMPOSER,
	};
	static const char *const names[] = {
		[TASKS_MAKE] = "Makefile", [TASKS_JUST] = "justfile",
		[TASKS_TASKFILE] = "Taskfile.yml",
		[TASKS_COMPOSER] = "composer.json",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct file files[MAX_FILES] = {{names[formats[i]], NULL}};
		const char *shown;

		files[0].text = chain(formats[i], 12);
		assert_string_equal(lines_of(formats[i], files, "a0", NULL),
		    "drop");
		files[0].text = chain(formats[i], 30);
		shown = lines_of(formats[i], files, "a0", NULL);
		assert_true(shown[0] == '!');
		assert_non_null(strstr(shown, "drop"));
	}
}

static void
environments_that_are_too_many_are_unsure(void **state)
{
	struct file files[] = {{"tox.ini", "[testenv:last]\n"
	    "commands = drop\n"}, {NULL, NULL}};
	char names[1024] = "";
	size_t at = 0;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		at += (size_t)snprintf(names + at, sizeof(names) - at, "e%u,",
		    i);
	snprintf(names + at, sizeof(names) - at, "last");
	assert_string_equal(lines_of(TASKS_TOX, files, "e1,last", NULL),
	    "drop");
	assert_string_equal(lines_of(TASKS_TOX, files, names, NULL),
	    "![testenv:last]\ncommands = drop\n?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(just_reads_imports_and_modules),
		cmocka_unit_test(files_that_import_each_other_end),
		cmocka_unit_test(taskfiles_read_what_they_include),
		cmocka_unit_test(cargo_has_aliases),
		cmocka_unit_test(tox_runs_the_environments_that_are_named),
		cmocka_unit_test(hooks_are_found_by_their_names),
		cmocka_unit_test(nx_has_targets_in_either_file),
		cmocka_unit_test(turbo_names_what_a_task_depends_on),
		cmocka_unit_test(what_is_needed_too_deep_is_unsure),
		cmocka_unit_test(environments_that_are_too_many_are_unsure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
