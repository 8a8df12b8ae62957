/* SPDX-License-Identifier: ISC */
/*
 * Rule files → model: what each form of the language becomes. The tests
 * directory is the first argument, "tests" without one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "book.h"
#include "rules/parse.h"

/* The option of that name; fails without one. */
static const struct model_option *
option_of(const struct model_command *command, const char *name)
{
	for (const struct model_option *at = command->options; at;
	    at = at->next) {
		for (const struct model_name *n = at->names; n; n = n->next) {
			if (sv_eq_cstr(n->name.text, name))
				return at;
		}
	}
	fail_msg("no option %s", name);
	return NULL;
}

static const struct model_command *
command_of(const struct model_command *parent, const char *name)
{
	for (const struct model_command *at = parent->commands; at;
	    at = at->next) {
		for (const struct model_name *n = at->names; n; n = n->next) {
			if (sv_eq_cstr(n->name.text, name))
				return at;
		}
	}
	fail_msg("no command %s", name);
	return NULL;
}

static const struct model_env *
variable_of(const struct model_tool *tool, const char *name)
{
	for (const struct model_env *at = tool->environment; at;
	    at = at->next) {
		if (sv_eq_cstr(at->name.text, name))
			return at;
	}
	fail_msg("no variable %s", name);
	return NULL;
}

static void
assert_names(const struct model_name *names, const char *expected)
{
	static char memory[1024];
	struct buf out;

	buf_init(&out, memory, sizeof(memory) - 1);
	for (; names; names = names->next) {
		buf_sv(&out, names->name.text);
		buf_str(&out, names->next ? "|" : "");
	}
	memory[out.n] = '\0';
	assert_string_equal(memory, expected);
}

/* "name" "name?" "name..." as in a rule file, joined by blanks. */
static void
assert_operands(const struct model_operands *operands, const char *expected)
{
	static char memory[1024];
	struct buf out;

	assert_true(operands->given);
	buf_init(&out, memory, sizeof(memory) - 1);
	for (const struct model_operand *at = operands->first; at;
	    at = at->next) {
		buf_sv(&out, at->name.text);
		buf_str(&out, at->optional ? "?" : "");
		buf_str(&out, at->repeated ? "..." : "");
		buf_str(&out, at->next ? " " : "");
	}
	memory[out.n] = '\0';
	assert_string_equal(memory, expected);
}

static void
assert_option(const struct model_command *command, const char *name,
    uint32_t flags)
{
	assert_int_equal(option_of(command, name)->flags, flags);
}

#define CLI "guard: 1\ntool: demo\ncli:\n"

static void
reads_the_file_that_has_everything(void **state)
{
	char path[500];
	struct book book;
	struct sv text;
	char *p;
	const struct model_tool *tool;

	(void)state;
	snprintf(path, sizeof(path), "%s/golden/everything.yaml", book_tests);
	p = book_file(path, &text.n);
	assert_non_null(p);
	text.p = p;
	book_open(&book, BOOK_SIZE);
	assert_int_equal(book_read(&book, "everything.yaml", text,
	    LAYER_SHIPPED), OK);
	assert_null(book.sink.first);
	tool = book.model.tools;
	assert_null(tool->next);
	assert_names(tool->aliases, "every-thing|everything3.11");
	assert_names(tool->packages, "everything|@scope/everything");
	assert_names(tool->modules, "everything|everything.cli");
	assert_names(tool->files, "everything.py");
	assert_names(tool->hidden, "EVERYTHING_ARGS|EVERYTHING_ARGS_{command}|"
	    "EVERYTHING_{command}_ARGS");
	assert_true(tool->launcher && tool->has_cli && tool->root.alone);
	assert_int_equal(tool->dialect, DIALECT_POSTGRES);
	assert_ptr_equal(tool->source, tool->rules->source);
	assert_names(tool->root.scripts, "start");
	assert_names(tool->root.tags, "root");
	book_close(&book);
	free(p);
}

static void
reads_every_form_of_an_option(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  options:\n"
	    "    --a: flag\n"
	    "    --b:\n"
	    "    --c: {}\n"
	    "    --d: file\n"
	    "    '-e, --eee,-E': {value: sql, is: [target, secret]}\n"
	    "    --f: {value: number, optional: true}\n"
	    "    --g: {value: dir, many: true}\n"
	    "    --h: {runs: shell}\n"
	    "    --i: {value: flag, is: help}\n"
	    "    --j: {value: text, is: runs, harmless: [x, 'c*']}\n"
	    "    --k: {is: force, operands: [{name: s, runs: shell}, a?...]}\n"
	    "    --l: {value: file, runs: file}\n");
	const struct model_command *root = &tool->root;

	(void)state;
	assert_option(root, "--a", OPTION_MAKE(0, ARITY_FLAG, VALUE_TEXT, 0));
	assert_option(root, "--b", OPTION_MAKE(0, ARITY_FLAG, VALUE_TEXT, 0));
	assert_option(root, "--c", OPTION_MAKE(0, ARITY_FLAG, VALUE_TEXT, 0));
	assert_option(root, "--d", OPTION_MAKE(0, ARITY_VALUE, VALUE_FILE, 0));
	assert_option(root, "-E", OPTION_MAKE(CLASS_TARGET | CLASS_SECRET,
	    ARITY_VALUE, VALUE_SQL, 0));
	assert_names(option_of(root, "-e")->names, "-e|--eee|-E");
	assert_option(root, "--f", OPTION_MAKE(0, ARITY_OPTIONAL, VALUE_NUMBER,
	    0));
	assert_option(root, "--g", OPTION_MAKE(0, ARITY_MANY, VALUE_DIR, 0));
	assert_option(root, "--h", OPTION_MAKE(0, ARITY_VALUE, VALUE_TEXT,
	    RUNS_SHELL));
	assert_option(root, "--i", OPTION_MAKE(CLASS_HELP, ARITY_FLAG,
	    VALUE_TEXT, 0));
	assert_names(option_of(root, "--j")->harmless, "x|c*");
	assert_option(root, "--k", OPTION_MAKE(CLASS_FORCE, ARITY_FLAG,
	    VALUE_TEXT, 0));
	assert_operands(&option_of(root, "--k")->operands, "s a?...");
	assert_option(root, "--l", OPTION_MAKE(0, ARITY_VALUE, VALUE_FILE,
	    RUNS_FILE));
	book_close(&book);
}

static void
reads_every_word_of_the_tables(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  options:\n"
	    "    --1: {is: [force, destructive, runs, opaque, target]}\n"
	    "    --2: {is: [help, secret, cwd, unset, clear]}\n"
	    "    --3: url\n"
	    "    --4: name\n"
	    "    --5: sqlfile\n"
	    "    --6: {runs: argv}\n"
	    "    --7: {runs: joined}\n"
	    "    --8: {runs: splice}\n"
	    "    --9: {runs: script}\n"
	    "    --10: {runs: script-or-argv}\n"
	    "    --11: {runs: module}\n"
	    "    --12: {runs: package}\n");
	const struct model_command *root = &tool->root;

	(void)state;
	assert_option(root, "--1", CLASS_FORCE | CLASS_DESTRUCTIVE |
	    CLASS_RUNS | CLASS_OPAQUE | CLASS_TARGET);
	assert_option(root, "--2", CLASS_HELP | CLASS_SECRET | CLASS_CWD |
	    CLASS_UNSET | CLASS_CLEAR);
	assert_option(root, "--3", OPTION_MAKE(0, ARITY_VALUE, VALUE_URL, 0));
	assert_option(root, "--4", OPTION_MAKE(0, ARITY_VALUE, VALUE_NAME, 0));
	assert_option(root, "--5", OPTION_MAKE(0, ARITY_VALUE, VALUE_SQLFILE,
	    0));
	assert_option(root, "--6", OPTION_MAKE(0, ARITY_VALUE, 0, RUNS_ARGV));
	assert_option(root, "--7", OPTION_MAKE(0, ARITY_VALUE, 0,
	    RUNS_JOINED));
	assert_option(root, "--8", OPTION_MAKE(0, ARITY_VALUE, 0,
	    RUNS_SPLICE));
	assert_option(root, "--9", OPTION_MAKE(0, ARITY_VALUE, 0,
	    RUNS_SCRIPT));
	assert_option(root, "--10", OPTION_MAKE(0, ARITY_VALUE, 0,
	    RUNS_SCRIPT_OR_ARGV));
	assert_option(root, "--11", OPTION_MAKE(0, ARITY_VALUE, 0,
	    RUNS_MODULE));
	assert_option(root, "--12", OPTION_MAKE(0, ARITY_VALUE, 0,
	    RUNS_PACKAGE));
	book_close(&book);
}

static void
reads_lists_and_compact_texts_of_options(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  options: [--json, '-v, --verbose']\n"
	    "  commands:\n"
	    "    a: {options: '--dry-run --filters= -n,--name= --ids=...'}\n");
	const struct model_command *a = command_of(&tool->root, "a");

	(void)state;
	assert_option(&tool->root, "--json", 0);
	assert_option(&tool->root, "--verbose", 0);
	assert_option(a, "--dry-run", 0);
	assert_option(a, "--filters", OPTION_MAKE(0, ARITY_VALUE, 0, 0));
	assert_option(a, "-n", OPTION_MAKE(0, ARITY_VALUE, 0, 0));
	assert_names(option_of(a, "--name")->names, "-n|--name");
	assert_option(a, "--ids", OPTION_MAKE(0, ARITY_MANY, 0, 0));
	book_close(&book);
}

static void
reads_every_form_of_operands(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  commands:\n"
	    "    none: {}\n"
	    "    empty: {operands: []}\n"
	    "    any: {operands: any}\n"
	    "    words: {operands: [a, b?, c?...]}\n"
	    "    more: {operands: [plan-file...]}\n"
	    "    maps: {operands: [{name: v, is: assignment}, {name: d,\n"
	    "      is: target, optional: true}, {name: c?, runs: argv,\n"
	    "      is: appends, value: name}, {name: r, many: true}]}\n");
	const struct model_command *root = &tool->root;
	const struct model_operand *at;

	(void)state;
	assert_false(command_of(root, "none")->operands.given);
	assert_operands(&command_of(root, "empty")->operands, "");
	assert_true(command_of(root, "any")->operands.any);
	assert_operands(&command_of(root, "words")->operands, "a b? c?...");
	assert_operands(&command_of(root, "more")->operands, "plan-file...");
	assert_operands(&command_of(root, "maps")->operands,
	    "v?... d? c? r...");
	at = command_of(root, "maps")->operands.first;
	assert_int_equal(at->flags, CLASS_ASSIGN);
	assert_int_equal(at->next->flags, CLASS_TARGET);
	assert_int_equal(at->next->next->flags,
	    OPTION_MAKE(CLASS_APPENDS, 0, VALUE_NAME, RUNS_ARGV));
	book_close(&book);
}

static void
reads_every_form_of_a_command(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  commands:\n"
	    "    'remove, rm': {tags: [write]}\n"
	    "    list:\n"
	    "    get: '@read @fast --name= --all name? ids...'\n"
	    "    free: '@read any'\n"
	    "    state: {alone: true, commands: [show, 'pull, p']}\n"
	    "    test: {scripts: [pretest, test]}\n"
	    "    '*': {operands: [{name: word, runs: script}, args?...]}\n");
	const struct model_command *root = &tool->root;
	const struct model_command *get = command_of(root, "get");

	(void)state;
	assert_names(command_of(root, "rm")->names, "remove|rm");
	assert_names(command_of(root, "rm")->tags, "write");
	assert_names(get->tags, "read|fast");
	assert_option(get, "--name", OPTION_MAKE(0, ARITY_VALUE, 0, 0));
	assert_operands(&get->operands, "name? ids...");
	assert_true(command_of(root, "free")->operands.any);
	assert_true(command_of(root, "state")->alone);
	assert_false(root->alone);
	assert_names(command_of(command_of(root, "state"), "p")->names,
	    "pull|p");
	assert_names(command_of(root, "test")->scripts, "pretest|test");
	assert_true(command_of(root, "*")->any_command);
	assert_operands(&command_of(root, "*")->operands, "word args?...");
	assert_false(root->any_command || root->operands.given);
	book_close(&book);
}

/* The style that the words give, at the root and (inherited) below. */
static void
assert_style(const char *words, uint32_t style)
{
	char text[400];
	struct book book;
	const struct model_tool *tool;

	snprintf(text, sizeof(text),
	    CLI "  commands: {a: {commands: [b]}}\n  style: %s\n", words);
	tool = book_tool(&book, text);
	assert_int_equal(tool->style, style);
	assert_int_equal(tool->root.style, style);
	assert_int_equal(tool->root.commands->commands->style, style);
	book_close(&book);
}

static void
reads_every_style(void **state)
{
	(void)state;
	assert_style("gnu", STYLE_CLUSTERS);
	assert_style("posix", STYLE_CLUSTERS | STYLE_STRICT_ORDER);
	assert_style("go", STYLE_DASH_LONG | STYLE_STRICT_ORDER);
	assert_style("argparse", STYLE_CLUSTERS | STYLE_ABBREVIATE);
	assert_style("[abbreviations]", STYLE_CLUSTERS | STYLE_ABBREVIATE);
	assert_style("[go, permute]", STYLE_DASH_LONG);
	assert_style("[gnu, no-clusters]", 0);
	assert_style("[gnu, strict-order, negation, numeric]",
	    STYLE_CLUSTERS | STYLE_STRICT_ORDER | STYLE_NEGATE |
	    STYLE_NUMERIC);
	assert_style("[gnu, command-abbreviations, ignores-unknown]",
	    STYLE_CLUSTERS | STYLE_ABBREVIATE_COMMANDS |
	    STYLE_IGNORE_UNKNOWN);
	assert_style("[gnu, segment-abbreviations, assignments]",
	    STYLE_CLUSTERS | STYLE_ABBREVIATE_SEGMENTS | STYLE_ASSIGNMENTS);
	assert_style("[gnu, no-double-dash, caseless-commands]",
	    STYLE_CLUSTERS | STYLE_NO_DASHDASH | STYLE_CASELESS);
}

static void
gives_a_command_the_style_around_it(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  commands:\n"
	    "    a: {style: [negation], commands: {b: {}, c: {style: go}}}\n"
	    "    d: ''\n"
	    "    e: {style: [gnu, no-clusters], commands: [f]}\n"
	    "  style: posix\n");
	const struct model_command *root = &tool->root;
	const struct model_command *a = command_of(root, "a");
	uint32_t posix = STYLE_CLUSTERS | STYLE_STRICT_ORDER;

	(void)state;
	assert_int_equal(a->style, posix | STYLE_NEGATE);
	assert_int_equal(command_of(a, "b")->style, posix | STYLE_NEGATE);
	assert_int_equal(command_of(a, "c")->style,
	    STYLE_DASH_LONG | STYLE_STRICT_ORDER);
	assert_int_equal(command_of(root, "d")->style, posix);
	assert_int_equal(command_of(root, "e")->style, 0);
	assert_int_equal(command_of(root, "e")->commands->style, 0);
	book_close(&book);
}

static void
reads_every_form_of_a_variable(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  environment:\n"
	    "    A: target\n"
	    "    B: [force, secret]\n"
	    "    'C_*': unknown\n"
	    "    D: {is: runs, harmless: ['--x=*', y]}\n"
	    "    E: harmless\n"
	    "  settings:\n"
	    "    '~/.demorc [x] y': {is: force, harmless: ['no']}\n");

	(void)state;
	assert_int_equal(tool->settings->flags, CLASS_FORCE);
	assert_true(sv_eq_cstr(tool->settings->name.text, "~/.demorc [x] y"));
	assert_int_equal(variable_of(tool, "A")->flags, CLASS_TARGET);
	assert_int_equal(variable_of(tool, "B")->flags,
	    CLASS_FORCE | CLASS_SECRET);
	assert_int_equal(variable_of(tool, "C_*")->flags, CLASS_UNKNOWN);
	assert_int_equal(variable_of(tool, "D")->flags, CLASS_RUNS);
	assert_names(variable_of(tool, "D")->harmless, "--x=*|y");
	assert_int_equal(variable_of(tool, "E")->flags, CLASS_HARMLESS);
	book_close(&book);
}

static void
reads_rules_and_examples(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book, CLI
	    "  options: [--force]\n"
	    "rules:\n"
	    "  - id: demo.a\n"
	    "    effect: change\n"
	    "    allow: [push, pull]\n"
	    "    ask: [push --force]\n"
	    "    deny: [push --all]\n"
	    "    with: [--force, DEMO_TOKEN]\n"
	    "    because: |\n"
	    "      overwrites\n"
	    "      the remote\n"
	    "    instead: demo fetch\n"
	    "    when: {cwd: /srv/**, env.DEMO: x}\n"
	    "  - {id: demo.a.b, effect: read, allow: [.]}\n"
	    "examples:\n"
	    "  deny: [demo push --all]\n"
	    "  allow: [demo push, demo pull]\n");
	const struct model_rule *rule = tool->rules;

	(void)state;
	assert_true(sv_eq_cstr(rule->id.text, "demo.a"));
	assert_int_equal(rule->effect, EFFECT_CHANGE);
	assert_int_equal(rule->lists[0].verdict, STORED_ALLOW);
	assert_int_equal(rule->lists[1].verdict, STORED_ASK);
	assert_int_equal(rule->lists[2].verdict, STORED_DENY);
	assert_names(rule->lists[0].patterns, "push|pull");
	assert_names(rule->lists[1].patterns, "push --force");
	assert_names(rule->lists[2].patterns, "push --all");
	assert_names(rule->with, "--force|DEMO_TOKEN");
	assert_true(sv_eq_cstr(rule->because.text, "overwrites\nthe remote"));
	assert_true(sv_eq_cstr(rule->instead.text, "demo fetch"));
	assert_true(sv_eq_cstr(rule->when->fact.text, "cwd"));
	assert_true(sv_eq_cstr(rule->when->next->value.text, "x"));
	assert_true(sv_eq_cstr(rule->next->id.text, "demo.a.b"));
	assert_null(rule->next->next);
	assert_int_equal(tool->examples->verdict, STORED_DENY);
	assert_int_equal(tool->examples->next->verdict, STORED_ALLOW);
	assert_true(sv_eq_cstr(tool->examples->next->next->text.text,
	    "demo pull"));
	book_close(&book);
}

static void
merges_files_of_one_tool(void **state)
{
	struct book book;
	struct model_tool *tool = book_tool(&book,
	    "guard: 1\ntool: demo\nsummary: first\ncli: {}\n"
	    "rules:\n  - {id: demo.a, effect: read, allow: [.]}\n");

	(void)state;
	assert_int_equal(book_read(&book, "site.yaml", sv_from(
	    "rules:\n  - {id: demo.b, ask: [.], because: it asks}\n"
	    "tool: demo\nguard: 1\nsummary: second\n"
	    "examples: {ask: [demo]}\n"), LAYER_SITE), OK);
	assert_int_equal(book_read(&book, "other.yaml", sv_from(
	    "guard: 1\ntool: other\ncli: {}\n"), LAYER_USER), OK);
	assert_ptr_equal(book.model.tools, tool);
	assert_true(sv_eq_cstr(tool->next->name.text, "other"));
	assert_true(sv_eq_cstr(tool->summary.text, "first"));
	assert_true(sv_eq_cstr(tool->rules->next->id.text, "demo.b"));
	assert_int_equal(tool->rules->layer, LAYER_SHIPPED);
	assert_int_equal(tool->rules->next->layer, LAYER_SITE);
	assert_ptr_equal(tool->source, tool->rules->source);
	assert_ptr_not_equal(tool->source, tool->rules->next->source);
	assert_true(sv_eq_cstr(tool->examples->text.text, "demo"));
	book_close(&book);
}

/* Also where the name that is taken stands later in the model. */
static void
blames_the_file_that_is_being_read(void **state)
{
	struct book book;

	(void)state;
	(void)book_tool(&book, "guard: 1\ntool: a\n"
	    "rules:\n  - {id: a.x, effect: read, allow: [.]}\n");
	assert_int_equal(book_read(&book, "b.yaml", sv_from(
	    "guard: 1\ntool: b\naliases: [c]\ncli: {}\n"), LAYER_SHIPPED),
	    OK);
	assert_int_equal(book_read(&book, "a2.yaml", sv_from(
	    "guard: 1\ntool: a\naliases: [c]\ncli: {}\n"), LAYER_SHIPPED),
	    ERR_SCHEMA);
	assert_string_equal(book.sink.first->code, "duplicate-name");
	assert_true(sv_eq_cstr(book.sink.first->span.source->name,
	    "a2.yaml"));
	assert_true(sv_eq_cstr(book.sink.last->span.source->name, "b.yaml"));
	/* Once reported it is not reported again for the files after it. */
	assert_int_equal(book_read(&book, "d.yaml", sv_from(
	    "guard: 1\ntool: d\ncli: {}\n"), LAYER_SHIPPED), OK);
	book_close(&book);
}

static void
assert_place(const struct located *at, unsigned line, unsigned col,
    unsigned length)
{
	assert_int_equal(at->span.line, line);
	assert_int_equal(at->span.col, col);
	assert_int_equal(at->span.length, length);
}

static void
knows_where_each_word_stands(void **state)
{
	struct book book;
	const struct model_tool *tool = book_tool(&book,
	    "guard: 1\r\n"
	    "tool: demo\r\n"
	    "cli:\r\n"
	    "  commands:\r\n"
	    "    'a,  bb, c': >-\r\n"
	    "      @read\r\n"
	    "      --x= -y,--zz=\r\n"
	    "\r\n"
	    "      last?\r\n"
	    "rules:\r\n"
	    "  - {because: \"\xc3\xa9t\xc3\xa9\", id: demo.a, ask: [c]}\r\n");
	const struct model_command *a = tool->root.commands;

	(void)state;
	assert_place(&tool->name, 2, 7, 4);
	assert_place(&a->names->name, 5, 6, 1);
	assert_place(&a->names->next->name, 5, 10, 2);
	assert_place(&a->names->next->next->name, 5, 14, 1);
	assert_place(&a->tags->name, 6, 8, 4);
	assert_place(&option_of(a, "--x")->names->name, 7, 7, 3);
	assert_place(&option_of(a, "-y")->names->name, 7, 12, 2);
	assert_place(&option_of(a, "-y")->names->next->name, 7, 15, 4);
	assert_place(&a->operands.first->name, 9, 7, 5);
	/* Columns count characters, not bytes. */
	assert_place(&tool->rules->because, 11, 15, 5);
	assert_place(&tool->rules->id, 11, 26, 6);
	book_close(&book);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(reads_the_file_that_has_everything),
		cmocka_unit_test(reads_every_form_of_an_option),
		cmocka_unit_test(reads_every_word_of_the_tables),
		cmocka_unit_test(reads_lists_and_compact_texts_of_options),
		cmocka_unit_test(reads_every_form_of_operands),
		cmocka_unit_test(reads_every_form_of_a_command),
		cmocka_unit_test(reads_every_style),
		cmocka_unit_test(gives_a_command_the_style_around_it),
		cmocka_unit_test(reads_every_form_of_a_variable),
		cmocka_unit_test(reads_rules_and_examples),
		cmocka_unit_test(merges_files_of_one_tool),
		cmocka_unit_test(blames_the_file_that_is_being_read),
		cmocka_unit_test(knows_where_each_word_stands),
	};

	if (argc > 1)
		book_tests = argv[1];
	return cmocka_run_group_tests(all, NULL, NULL);
}
