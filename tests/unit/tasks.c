/* SPDX-License-Identifier: ISC */
/*
 * What a task runs, by the file that holds it: makefile, justfile, Taskfile.yml,
 * composer.json, deno.json, pyproject.toml.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

static _Alignas(16) unsigned char memory[8 << 20];
static const char *file_text, *included;
static bool variables_are_set;

static enum err
test_file(void *ctx, struct sv path, struct sv *out)
{
	(void)ctx;
	if (sv_eq(path, SV("inc.mk")) && included)
		*out = sv_from(included);
	else if (sv_starts(path, SV("../../")) || !file_text)
		return ERR_NOT_FOUND;
	else
		*out = sv_from(file_text);
	return OK;
}

static bool
test_variable(void *ctx, struct sv name, bool *given, struct sv *out)
{
	(void)ctx;
	*given = sv_eq(name, SV("GIVEN"));
	*out = *given ? SV("given") : SV("environment");
	return variables_are_set && (*given || sv_eq(name, SV("ENV")));
}

/* The lines joined by " | ", "!" ahead of an unsure one; "-" for no such task. */
static const char *
lines_of(enum task_format format, const char *text, const char *name,
    const char *word)
{
	static char shown[64 << 10];
	const struct word words[] = {{.text = sv_from(word ? word : "")}};
	const struct task_query query = {
		.format = format, .section = SV("tool.poe.tasks"),
		.name = sv_from(name), .words = words, .n_words = word != NULL,
		.file = test_file, .variable = test_variable,
	};
	struct task_reading r;
	struct arena arena;
	struct buf b;

	arena_init(&arena, memory, sizeof(memory));
	buf_init(&b, shown, sizeof(shown) - 1);
	file_text = text;
	assert_int_equal(tasks_read(&arena, &query, &r), OK);
	for (size_t i = 0; i < r.n; i++) {
		buf_str(&b, i ? " | " : "");
		buf_str(&b, r.lines[i].unsure ? "!" : "");
		buf_sv(&b, r.lines[i].text);
	}
	if (!r.found)
		buf_str(&b, r.unsure ? "?" : "-");
	assert_false(b.full);
	shown[b.n] = '\0';
	return shown;
}

static void
make_expands_simple_variables_in_recipes(void **state)
{
	static const struct {
		const char *text, *name, *lines;
	} cases[] = {
		{"a:\n\t@echo a\n\t-rm x\nb:\n\techo b\n", "",
		    "echo a | rm x"},
		{"a: b\n\techo a\nb: ; echo b\n", "a", "echo b | echo a"},
		{"T = tf\nC := $(T) destroy\na:\n\t${C} $$X\n", "a",
		    "tf destroy $X"},
		{"T = x\nT += y\na:\n\t$(T)\n", "a", "x y"},
		{"T ?= x\nT ?= y\na:\n\t$(T)\n", "a", "x"},
		{"a: b c\n\techo $@ $< $^\nb c:\n", "a", "echo a b b c"},
		{"d-%: ; tf destroy $*\n", "d-prod", "tf destroy prod"},
		{"%.o: %.c\n\tcc $<\na.c:\n\tgen\n", "a.o", "gen | cc %.c"},
		{"a b: %: x%\n\tgo $@ $*\nxa: ; one\n", "a", "one | go a a"},
		{"define f\n\ttf $(1) $(2)\nendef\na:\n\t$(call f,destroy,-x)\n",
		    "a", "tf destroy -x"},
		{"a:\n\techo $(shell git log)\n", "a", "echo $(git log)"},
		{"a:\n\techo $(wildcard *.c)\n", "a", "echo ${unknown}"},
		{"a:\n\tone \\\n\ttwo\n", "a", "one \\\n\ttwo"},
		{"ifdef X\nV = 1\nelse\nV = 2\nendif\na:\n\techo $(V)\n", "a",
		    "echo ${unknown}"},
		{"a:\nifeq ($(X),1)\n\tdestroy\nendif\n\techo\n", "a", "echo"},
		{"a:: ; one\na:: ; two\n", "a", "one | two"},
		{"X = 1 # c\n# a: b\na: # c\n\techo $(X) # c\n", "a",
		    "echo 1 # c"},
		{"export X := 1\noverride Y = 2\na:\n\techo $(X)$(Y)\n", "a",
		    "echo 12"},
		{".PHONY: a\na:\n\t$(MAKE) -C x\n", "", "make -C x"},
		{"a: X = 1\na:\n\techo $(X)\n", "a", "echo 1"},
		{".DEFAULT_GOAL := b\na: ; one\nb: ; two\n", "", "two"},
		{"a: ; one\n", "4", "one"},
		{"a: ; one\n", "b", "-"},
		{"", "", "-"},
		/* What is not understood says so. */
		{"a:\n\t$(eval X := 1) tf\n", "a", "!${unknown} tf"},
		{"a:\n\t$(call nothing,1)\n", "a", "!${unknown}"},
		{"A = $(B)\nB = $(A)\na:\n\ttf $(A)\n", "a", "!tf ${unknown}"},
		{"include none.mk\n", "a", "?"},
		{"$(foreach x,1 2,$(eval $x: ; tf))\n", "1", "?"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(lines_of(TASKS_MAKE, cases[i].text,
		    cases[i].name, NULL), cases[i].lines);
}

static void
make_takes_variables_from_where_they_count(void **state)
{
	const char *text = "GIVEN = file\nENV = file\nENV2 ?= file\n"
	    "a:\n\techo $(GIVEN) $(ENV) $(ENV2) $(NONE)\n";

	(void)state;
	assert_string_equal(lines_of(TASKS_MAKE, text, "a", NULL),
	    "echo file file file");
	variables_are_set = true;
	assert_string_equal(lines_of(TASKS_MAKE, text, "a", NULL),
	    "echo given file file");
	assert_string_equal(lines_of(TASKS_MAKE, "a:\n\techo $(ENV)\n", "a",
	    NULL), "echo environment");
	variables_are_set = false;
	included = "X = inc\nb:\n\techo $(X)\n";
	assert_string_equal(lines_of(TASKS_MAKE, "-include inc.mk\n", "b",
	    NULL), "echo inc");
	included = NULL;
}

static void
just_binds_parameters(void **state)
{
	static const struct {
		const char *text, *name, *word, *lines;
	} cases[] = {
		{"a:\n  one\n  @two\nb:\n  three\n", "", NULL, "one | two"},
		{"b:\n  one\ndefault: b\n  two\n", "", NULL, "one | two"},
		{"t := 'tf'\na e:\n  {{t}} -c {{ e }}\n", "a", "prod",
		    "tf -c prod"},
		{"a e='dev':\n  tf {{e}}\n", "a", NULL, "tf dev"},
		{"a e:\n  tf {{e}}\n", "a", NULL, "tf ${unknown}"},
		{"a *x:\n  tf {{x}}\n", "a", "destroy", "tf destroy"},
		{"alias z := a\na:\n  one\n", "z", NULL, "one"},
		{"a: (b 'x') c && d\n  one\nb x:\n  two\nc:\nd:\n  four\n", "a",
		    NULL, "two | four | one"},
		{"a:\n  one\nb:\n  two\n", "a", "b", "one | two"},
		{"x := `git log`\na:\n  echo {{x}} {{uuid()}}\n", "a", NULL,
		    "echo ${unknown} ${unknown}"},
		{"[private]\n@a:\n  #!/bin/sh\n  one \\\n    two\n", "a", NULL,
		    "one \\\n    two"},
		{"a:\n  echo { x\n", "a", NULL, "echo { x"},
		{"a: a\n  one\n", "a", NULL, "one"},
		{"a := 'x'\n", "a", NULL, "-"},
		{"", "", NULL, "-"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(lines_of(TASKS_JUST, cases[i].text,
		    cases[i].name, cases[i].word), cases[i].lines);
}

static void
a_taskfile_is_read_in_the_forms_that_people_write(void **state)
{
	static const struct {
		const char *text, *name, *lines;
	} cases[] = {
		{"tasks:\n  a: one\n", "a", "one"},
		{"tasks:\n  a:\n    - one\n    - 'two'\n", "a", "one | two"},
		{"tasks:\n  a:\n  - one\n  b: two\n", "a", "one"},
		{"tasks:\n  a:\n    desc: x\n    cmds:\n      - one\n"
		 "      - cmd: two\n        silent: true\n", "a", "one | two"},
		{"tasks:\n  a:\n    cmds:\n    - one\n    silent: true\n", "a",
		    "one"},
		{"tasks:\n  a:\n    cmds:\n      - |\n        one\n"
		 "        two\n      - three\n", "a", "one\n        two | three"},
		{"tasks:\n  a:\n    deps: [b]\n    cmds: [one, task: c]\n"
		 "  b: two\n  c: three\n", "a", "two | one | three"},
		{"tasks:\n  a:\n    deps:\n      - task: b\n      - c\n"
		 "  b: two\n  c: three\n", "a", "two | three"},
		{"tasks:\n  a:\n    cmds:\n      - {task: b, vars: {X: 1}}\n"
		 "  b: two\n", "a", "two"},
		{"vars:\n  T: tf\n  S: {sh: x}\ntasks:\n"
		 "  a: '{{.T}} {{ .S }} {{.CLI_ARGS}}'\n", "a",
		    "tf ${unknown} ${unknown}"},
		{"tasks:\n  a:\n    cmds:\n      - defer: one\n", "a", "one"},
		{"tasks:\n  default:\n    cmd: one\n", "", "one"},
		{"tasks:\n  'x:y': one\n", "x:y", "one"},
		{"tasks:\n  a: {{{\n", "a", "{{{"},
		/* What is not understood says so. */
		{"tasks:\n  a: {cmds: [tf]}\n", "a", "!{cmds: [tf]}"},
		{"tasks:\n  a:\n    cmds: [{x: tf}]\n", "a", "!{x: tf}"},
		{"tasks: \n  a: {\n cmds: [tf]}\n", "a",
		    "!tasks: \n  a: {\n cmds: [tf]}"},
		{"x: &x [tf]\ntasks:\n  a:\n    cmds: *x\n", "a",
		    "!x: &x [tf]\ntasks:\n  a:\n    cmds: *x"},
		{"tasks:\n  a:\n    cmds: [\n      tf]\n", "a",
		    "!tasks:\n  a:\n    cmds: [\n      tf]"},
		{"x: &x\n  cmds: [tf]\ntasks:\n  a:\n    <<: *x\n", "a",
		    "!x: &x\n  cmds: [tf]\ntasks:\n  a:\n    <<: *x"},
		{"tasks:\n  a:\n    cmds:\n      - task: a\n", "a", ""},
		{"tasks:\n  a: one\n", "b", "-"},
		{"includes:\n  x: ./x\ntasks:\n  a: one\n", "x:b", "?"},
		{"other:\n  a: one\n", "a", "-"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(lines_of(TASKS_TASKFILE, cases[i].text,
		    cases[i].name, NULL), cases[i].lines);
}

static void
json_gives_scripts_of_composer_and_deno(void **state)
{
	static const struct {
		enum task_format format;
		const char *text, *name, *word, *lines;
	} cases[] = {
		{TASKS_COMPOSER, "{\"scripts\":{\"a\":\"one\"}}", "a", NULL,
		    "one"},
		{TASKS_COMPOSER, "{\"scripts\":{\"a\":\"one\"}}", "a", "x",
		    "one \"$@\""},
		{TASKS_COMPOSER, "{\"x\":{\"scripts\":{\"a\":\"no\"}},"
		    "\"scripts\":{\"a\":[\"@b\",\"@php x\",\"A::b\","
		    "\"@putenv X=1\",\"two\"],\"b\":\"@composer i\"}}", "a",
		    NULL, "composer i | php x | two"},
		{TASKS_COMPOSER, "{\"scripts\":{\"a\":\"one\",\"a\":\"two\"}}",
		    "a", NULL, "two"},
		{TASKS_COMPOSER, "{\"scripts\":{\"\\u0061\":\"d\\u0072op\"}}",
		    "a", NULL, "drop"},
		{TASKS_DENO, "// c\n{ /* x */ \"tasks\": {\"a\": \"one\",},}",
		    "a", NULL, "one"},
		{TASKS_DENO, "{\"tasks\":{\"a\":{\"command\":\"one\","
		    "\"dependencies\":[\"b\"]},\"b\":\"two\"}}", "a", NULL,
		    "two | one"},
		{TASKS_DENO, "{\"tasks\":{\"a\":{\"dependencies\":[\"a\"]}}}",
		    "a", NULL, ""},
		{TASKS_DENO, "{\"tasks\":[]}", "a", NULL, "-"},
		{TASKS_DENO, "{\"tasks\":{\"a\":\"one", "a", NULL, ""},
		{TASKS_DENO, "{\"tasks\":{\"a\":1}}", "a", NULL, ""},
		{TASKS_DENO, "[[[[", "a", NULL, "-"},
		{TASKS_DENO, "/*", "a", NULL, "-"},
		{TASKS_DENO, "{\"", "a", NULL, "-"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(lines_of(cases[i].format, cases[i].text,
		    cases[i].name, cases[i].word), cases[i].lines);
}

static void
toml_gives_scripts_of_python_projects(void **state)
{
#define IN "[tool.poe.tasks]\n"
	static const struct {
		const char *text, *name, *word, *lines;
	} cases[] = {
		{IN "a = \"one\"\nb = 'two'\n", "b", NULL, "two"},
		{IN "a = \"one\"\n", "a", "x", "one \"$@\""},
		{IN "a = {cmd = \"one\", help = \"x\"} # c\n", "a", NULL,
		    "one"},
		{IN "a = {shell = \"\"\"\none\n\"two\"\n\"\"\"}\n", "a", NULL,
		    "one\n\"two\""},
		{IN "a = [\"b\", \"two\", {cmd=\"three\"}]\nb = \"one\"\n", "a",
		    NULL, "one | two | three"},
		{IN "a.sequence = [\"b\"]\n", "a", NULL, "b"},
		{IN "a = {ref = \"b\"}\nb = \"one\"\n", "a", NULL, "one"},
		{IN "a = [\n  # c\n  \"one\",\n  'two',\n]\nb = 'no'\n", "a",
		    NULL, "one | two"},
		{"[tool.poe.tasks.a]\nhelp = \"x\"\ncmd = \"one\"\n[x]\n"
		 "cmd = \"no\"\n", "a", NULL, "one"},
		{"[tool.poe.tasks.\"a:b\"]\ncmd = \"one\"\n", "a:b", NULL,
		    "one"},
		{IN "a = \"d\\\"x\\\"\"\n", "a", NULL, "d\"x\""},
		{"[tool.other]\na = \"one\"\n", "a", NULL, "-"},
		{IN "a = {run = \"one\", depends = [\"b\"]}\nb = \"two\"\n",
		    "a", NULL, "one | two"},
		{IN "x = 1 # c\na = \"one\"\n", "a", NULL, "one"},
		{IN "a.cmd = \"one\"\na.help = \"b\"\n", "a", NULL,
		    "one"},
		{IN "a.sequence = [\"b\", \"c\"]\nb = \"two\"\n", "a",
		    NULL, "two | c"},
		{IN "ab.cmd = \"one\"\n", "a", NULL, "-"},
		{IN "a = \"one", "a", NULL, "on"},
		{IN "a = [[[[\n", "a", NULL, ""},
		{IN "a =\n", "a", NULL, ""},
		{IN "=\n= =\n]\n", "a", NULL, "-"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(lines_of(TASKS_PYPROJECT, cases[i].text,
		    cases[i].name, cases[i].word), cases[i].lines);
}

/* All of the file stands for what a bound kept from being read. */
static void
assert_unsure(enum task_format format, const char *text)
{
	const char *shown = lines_of(format, text, "a", NULL);

	assert_int_equal(shown[0], '!');
	assert_string_equal(shown + 1, text);
}

/* Work is bounded whatever a file says. */
static void
hostile_files_end(void **state)
{
	static char text[60000];
	struct buf b;

	(void)state;
	buf_init(&b, text, sizeof(text) - 1);
	for (char c = 'a'; c < 'p'; c++) {
		buf_c(&b, c);
		buf_str(&b, "=");
		for (int i = 0; i < 200; i++) {
			buf_str(&b, "$(");
			buf_c(&b, (char)(c + 1));
			buf_c(&b, ')');
		}
		buf_c(&b, '\n');
	}
	buf_str(&b, "t:\n\techo $(a)\n");
	text[b.n] = '\0';
	assert_true(strlen(lines_of(TASKS_MAKE, text, "t", NULL)) > 0);
	memset(text, '[', sizeof(text) - 1);
	memcpy(text, IN "a = ", sizeof(IN "a = ") - 1);
	assert_unsure(TASKS_PYPROJECT, text);
	memset(text, '[', sizeof(text) - 1);
	memcpy(text, "{\"tasks\":{\"a\":", 14);
	assert_unsure(TASKS_DENO, text);
}

static void
files_are_found_as_the_tools_find_them(void **state)
{
	struct task_query query = {.name = SV("a"), .file = test_file,
		.variable = test_variable};
	struct task_reading r;
	struct arena arena;

	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	file_text = NULL;
	for (int f = TASKS_MAKE; f <= TASKS_TURBO; f++) {
		query.format = (enum task_format)f;
		assert_int_equal(tasks_read(&arena, &query, &r),
		    ERR_NOT_FOUND);
	}
	included = "a: ; one\n";
	query.format = TASKS_MAKE;
	query.given = SV("inc.mk");
	assert_int_equal(tasks_read(&arena, &query, &r), OK);
	assert_true(r.found);
	included = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(make_expands_simple_variables_in_recipes),
		cmocka_unit_test(make_takes_variables_from_where_they_count),
		cmocka_unit_test(just_binds_parameters),
		cmocka_unit_test(
		    a_taskfile_is_read_in_the_forms_that_people_write),
		cmocka_unit_test(json_gives_scripts_of_composer_and_deno),
		cmocka_unit_test(toml_gives_scripts_of_python_projects),
		cmocka_unit_test(hostile_files_end),
		cmocka_unit_test(files_are_found_as_the_tools_find_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
