/* SPDX-License-Identifier: ISC */
/*
 * Rule files → model: every diagnostic by example (tests/diag), what the
 * language's forms become in the model, and the limits. The tests directory
 * is the first argument, "tests" without one.
 */
#include "guard/rules.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/base.h"
#include "guard/diag.h"
#include "rules/parse.h"

#define ARENA_SIZE ((size_t)256 << 20)

static const char *tests = "tests";

/* Everything that one test reads; freed as a whole. */
struct book {
	void *memory;
	struct arena arena;
	struct diag_sink sink;
	struct model model;
	enum err last;
};

static void
book_open(struct book *book, size_t size)
{
	memset(book, 0, sizeof(*book));
	book->memory = malloc(size);
	assert_non_null(book->memory);
	arena_init(&book->arena, book->memory, size);
	diag_sink_init(&book->sink, &book->arena);
}

static void
book_close(struct book *book)
{
	free(book->memory);
}

static enum err
book_read(struct book *book, const char *name, struct sv text,
    enum layer layer)
{
	uint32_t before = book->sink.n_errors;
	struct source *source = ARENA_NEW(&book->arena, 1, struct source);

	assert_non_null(source);
	source->name = sv_from(name);
	source->text = text;
	book->last = rules_parse(&book->arena, source, layer, &book->sink,
	    &book->model);
	/* An error nobody explained, or an explanation without an error. */
	assert_int_equal(book->last != OK, book->sink.n_errors != before);
	return book->last;
}

/* Reads text, which must be valid; its tool. */
static struct model_tool *
book_tool(struct book *book, const char *text)
{
	struct buf out;
	static char shown[4096];

	book_open(book, ARENA_SIZE);
	buf_init(&out, shown, sizeof(shown) - 1);
	if (book_read(book, "test.yaml", sv_from(text), LAYER_SHIPPED)) {
		for (struct diag *d = book->sink.first; d; d = d->next)
			diag_render(d, &out);
		shown[out.n] = '\0';
		fail_msg("%s", shown);
	}
	return book->model.tools;
}

static char *
read_whole(const char *path, size_t *out_n)
{
	FILE *file = fopen(path, "rb");
	char *text = malloc((size_t)1 << 20);

	if (!file || !text) {
		free(text);
		if (file)
			fclose(file);
		return NULL;
	}
	*out_n = fread(text, 1, ((size_t)1 << 20) - 1, file);
	fclose(file);
	return text;
}

/* Texts stay: diagnostics point into them until the case is over. */
struct texts {
	char *p[3];
	size_t n;
};

static struct sv
texts_read(struct texts *texts, const char *stem, const char *suffix)
{
	char path[600];
	struct sv out = {NULL, 0};

	snprintf(path, sizeof(path), "%s/diag/%s%s", tests, stem, suffix);
	texts->p[texts->n] = read_whole(path, &out.n);
	out.p = texts->p[texts->n];
	texts->n += out.p != NULL;
	return out;
}

static bool
same_text(const char *stem, struct sv got, struct sv expected)
{
	if (expected.p && sv_eq(got, expected))
		return true;
	print_error("%s: got\n%.*sinstead of\n%.*s", stem, (int)got.n, got.p,
	    (int)expected.n, expected.p ? expected.p : "");
	return false;
}

/* Writes what was got, for a person to look at and to keep. */
static void
write_expected(const char *stem, struct sv text)
{
	char path[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/diag/%s.expected", tests, stem);
	file = fopen(path, "wb");
	assert_non_null(file);
	fwrite(text.p, 1, text.n, file);
	fclose(file);
}

/* Codes that some case shows, one a line, with a newline before each. */
static char shown_codes[8192] = "\n";

static void
note_codes(const struct diag_sink *sink)
{
	char line[80];

	for (const struct diag *d = sink->first; d; d = d->next) {
		snprintf(line, sizeof(line), "\n%s\n", d->code);
		if (strstr(shown_codes, line))
			continue;
		assert_true(strlen(shown_codes) + strlen(line) <
		    sizeof(shown_codes));
		strcat(shown_codes, line + 1);
	}
}

/*
 * STEM.yaml, read after STEM.first if there is one, gives STEM.expected.
 * Names that begin with "project-" are read as project files.
 */
static bool
check_case(const char *stem)
{
	enum layer layer = strncmp(stem, "project-", 8) == 0 ? LAYER_PROJECT :
	    LAYER_SHIPPED;
	struct texts texts = {0};
	struct sv first = texts_read(&texts, stem, ".first");
	struct sv text = texts_read(&texts, stem, ".yaml");
	struct sv expected = texts_read(&texts, stem, ".expected");
	static char memory[1 << 16];
	char name[300];
	struct book book;
	struct buf out;
	bool same;

	book_open(&book, ARENA_SIZE);
	if (first.p)
		assert_int_equal(book_read(&book, "first.yaml", first,
		    LAYER_SHIPPED), OK);
	snprintf(name, sizeof(name), "%s.yaml", stem);
	(void)book_read(&book, name, text, layer);
	buf_init(&out, memory, sizeof(memory));
	for (const struct diag *d = book.sink.first; d; d = d->next)
		diag_render(d, &out);
	assert_false(out.full);
	note_codes(&book.sink);
	if (getenv("WRITE_EXPECTED"))
		write_expected(stem, buf_view(&out));
	same = same_text(stem, buf_view(&out), expected);
	book_close(&book);
	while (texts.n > 0)
		free(texts.p[--texts.n]);
	return same;
}

static void
says_what_is_wrong_where_it_is_wrong(void **state)
{
	char path[500];
	struct dirent *entry;
	unsigned n = 0, wrong = 0;
	DIR *dir;

	(void)state;
	snprintf(path, sizeof(path), "%s/diag", tests);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		char *suffix = strstr(entry->d_name, ".yaml");

		if (!suffix || suffix[5] != '\0')
			continue;
		*suffix = '\0';
		n++;
		wrong += !check_case(entry->d_name);
	}
	closedir(dir);
	assert_int_equal(wrong, 0);
	assert_true(n >= 100);
}

/* Every code that src/rules/ reports while parsing; "limit" is below. */
static void
has_a_case_for_every_code(void **state)
{
	static const char *const codes[] = {
		"alias", "anchor", "bad-character", "bad-fact", "bad-key",
		"bad-name", "bad-value", "contradiction", "directive",
		"duplicate-cli", "duplicate-command", "duplicate-id",
		"duplicate-key", "duplicate-name", "duplicate-operand",
		"duplicate-option", "empty", "empty-file", "encoding",
		"merge-key", "missing-key", "needs-key", "no-effect",
		"operand-order", "second-document", "syntax", "tag",
		"too-deep", "unknown-key", "unsupported-version",
		"wrong-type",
	};
	char line[80];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		snprintf(line, sizeof(line), "\n%s\n", codes[i]);
		if (!strstr(shown_codes, line))
			fail_msg("no case in tests/diag shows [%s]", codes[i]);
	}
}

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
	snprintf(path, sizeof(path), "%s/golden/everything.yaml", tests);
	p = read_whole(path, &text.n);
	assert_non_null(p);
	text.p = p;
	book_open(&book, ARENA_SIZE);
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

static void
refuses_a_file_past_its_limit(void **state)
{
	size_t n = (size_t)RULES_MAX_FILE + 1;
	char *p = malloc(n);
	struct book book;

	(void)state;
	assert_non_null(p);
	memset(p, '\n', n);
	memcpy(p, "guard: 1\ntool: a\ncli: {}\n", 25);
	book_open(&book, ARENA_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", (struct sv){p, n},
	    LAYER_SHIPPED), ERR_LIMIT);
	assert_string_equal(book.sink.first->code, "limit");
	book_close(&book);
	book_open(&book, ARENA_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", (struct sv){p, n - 1},
	    LAYER_SHIPPED), OK);
	book_close(&book);
	free(p);
}

static char *
nested_lists(size_t depth, size_t *out_n)
{
	static char text[400];
	int n = snprintf(text, sizeof(text), "guard: 1\ntool: a\ncli: {}\nx: ");

	memset(text + n, '[', depth);
	memset(text + (size_t)n + depth, ']', depth);
	*out_n = (size_t)n + 2 * depth;
	return text;
}

static void
refuses_nesting_past_its_limit(void **state)
{
	struct book book;
	struct sv text;

	(void)state;
	text.p = nested_lists(RULES_MAX_DEPTH - 1, &text.n);
	book_open(&book, ARENA_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", text, LAYER_SHIPPED),
	    ERR_SCHEMA);
	assert_string_equal(book.sink.first->code, "unknown-key");
	book_close(&book);
	text.p = nested_lists(RULES_MAX_DEPTH, &text.n);
	book_open(&book, ARENA_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", text, LAYER_SHIPPED),
	    ERR_SYNTAX);
	assert_string_equal(book.sink.first->code, "too-deep");
	book_close(&book);
}

/* Whatever allocation is the one that fails, it is a reported limit. */
static void
fails_in_order_when_memory_runs_out(void **state)
{
	char path[500];
	struct book book;
	struct sv text;
	size_t size = 0;
	enum err e;
	char *p;

	(void)state;
	snprintf(path, sizeof(path), "%s/golden/everything.yaml", tests);
	p = read_whole(path, &text.n);
	assert_non_null(p);
	text.p = p;
	do {
		struct source source = {SV("everything.yaml"), text};

		size += 112;
		book_open(&book, size);
		e = rules_parse(&book.arena, &source, LAYER_SHIPPED,
		    &book.sink, &book.model);
		assert_true(e == OK || e == ERR_LIMIT);
		assert_int_equal(e != OK, book.sink.n_errors != 0);
		book_close(&book);
	} while (e != OK);
	assert_true(size > 10000);
	free(p);
}

static void
reports_twenty_errors_and_counts_them_all(void **state)
{
	char text[4000];
	struct book book;
	unsigned kept = 0;
	int n = snprintf(text, sizeof(text), "guard: 1\ntool: a\ncli: {}\n");

	(void)state;
	for (int i = 0; i < 50; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "k%d: 1\n",
		    i);
	book_open(&book, ARENA_SIZE);
	assert_int_equal(book_read(&book, "a.yaml", sv_from(text),
	    LAYER_SHIPPED), ERR_SCHEMA);
	for (struct diag *d = book.sink.first; d; d = d->next)
		kept++;
	assert_int_equal(kept, 20);
	assert_int_equal(book.sink.n_errors, 50);
	book_close(&book);
}

/* Whether text has word between characters that no word has. */
static bool
has_word(struct sv text, const char *word)
{
	const char *at = text.p;
	size_t n = strlen(word);

	while ((at = strstr(at, word)) != NULL) {
		char before = at > text.p ? at[-1] : ' ';

		if (!byte_is_word(before) && before != '-' &&
		    !byte_is_word(at[n]) && at[n] != '-')
			return true;
		at += n;
	}
	return false;
}

static unsigned
count_missing(const char *path, struct sv text)
{
	static const struct schema *const schemas[] = {&file_schema,
		&cli_schema, &command_schema, &option_schema,
		&operand_schema, &env_schema, &rule_schema, &example_schema};
	static const struct words *const words[] = {&option_classes,
		&option_kinds, &runs_words, &style_words, &dialect_words,
		&effect_words, &target_keys, &target_readers, &loads_keys};
	unsigned missing = 0;

	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		for (size_t k = 0; k < schemas[i]->n; k++) {
			if (has_word(text, schemas[i]->keys[k].name))
				continue;
			print_error("%s is without key '%s'\n", path,
			    schemas[i]->keys[k].name);
			missing++;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		for (size_t k = 0; k < words[i]->n; k++) {
			if (has_word(text, words[i]->words[k].word))
				continue;
			print_error("%s is without word '%s'\n", path,
			    words[i]->words[k].word);
			missing++;
		}
	}
	return missing;
}

static void
is_described_word_by_word(void **state)
{
	static const char *const files[] = {
		"man/guard-rules.5", "rules/schema.json"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[500];
		struct sv text;
		char *p;

		snprintf(path, sizeof(path), "%s/../%s", tests, files[i]);
		p = read_whole(path, &text.n);
		assert_non_null(p);
		p[text.n] = '\0';
		text.p = p;
		assert_int_equal(count_missing(files[i], text), 0);
		free(p);
	}
}

static void
finds_the_distance_of_words(void **state)
{
	(void)state;
	assert_int_equal(schema_distance(SV("effect"), SV("effect")), 0);
	assert_int_equal(schema_distance(SV("efect"), SV("effect")), 1);
	assert_int_equal(schema_distance(SV("efefct"), SV("effect")), 1);
	assert_int_equal(schema_distance(SV("eXfecY"), SV("effect")), 2);
	assert_int_equal(schema_distance(SV(""), SV("effect")), 6);
	assert_true(schema_distance(
	    SV("a key that is longer than all that there are"),
	    SV("effect")) > 2);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(says_what_is_wrong_where_it_is_wrong),
		cmocka_unit_test(has_a_case_for_every_code),
		cmocka_unit_test(is_described_word_by_word),
		cmocka_unit_test(finds_the_distance_of_words),
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
		cmocka_unit_test(refuses_a_file_past_its_limit),
		cmocka_unit_test(refuses_nesting_past_its_limit),
		cmocka_unit_test(fails_in_order_when_memory_runs_out),
		cmocka_unit_test(reports_twenty_errors_and_counts_them_all),
	};

	if (argc > 1)
		tests = argv[1];
	return cmocka_run_group_tests(all, NULL, NULL);
}
