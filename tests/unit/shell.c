/* SPDX-License-Identifier: ISC */
/*
 * Tests of the shell reader. Most of it are two tables in tests/reader:
 * shell.txt says what is read of a text, shell-found.txt holds texts that run
 * "terraform" however well it is hidden.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/reader.h"

#define ARENA_SIZE (32u << 20)

static struct arena arena;

static int
set_up(void **state)
{
	void *memory = malloc(ARENA_SIZE);

	(void)state;
	if (memory == NULL)
		return -1;
	arena_init(&arena, memory, ARENA_SIZE);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	free(arena.base);
	return 0;
}

static void
rewind_arena(void)
{
	memset(arena.base, 0, arena.used);
	arena.used = 0;
}

static struct shell_reading
read_text(struct sv text)
{
	struct shell_reading r;

	assert_int_equal(shell_read(&arena, text, NULL, 0, &r), OK);
	return r;
}

static struct shell_reading
read_params(const char *text, const char *const *values, size_t n)
{
	struct word params[16];
	struct shell_reading r;

	for (size_t i = 0; i < n; i++)
		params[i] = (struct word){
		    .text = sv_from(values[i]), .known = strlen(values[i])};
	assert_int_equal(shell_read(&arena, sv_from(text), params, n, &r), OK);
	return r;
}

/* Text in the form of the tables: \n \t \\ stand for the byte. */
static void
show(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			buf_str(b, "\\n");
		else if (s.p[i] == '\t')
			buf_str(b, "\\t");
		else if (s.p[i] == '\\')
			buf_str(b, "\\\\");
		else
			buf_c(b, s.p[i]);
	}
}

static void
show_word(struct buf *b, struct word w)
{
	bool quote = w.text.n == 0 || sv_find(w.text, 0, ' ') < w.text.n ||
	    sv_find(w.text, 0, '\n') < w.text.n;

	if (quote)
		buf_c(b, '[');
	show(b, w.text);
	if (quote)
		buf_c(b, ']');
	if (w.flags & WORD_DYNAMIC) {
		buf_c(b, '~');
		buf_u64(b, w.known);
	}
	if (w.flags & WORD_SPLITS)
		buf_c(b, '*');
}

static void
show_load(struct buf *b, const struct assignment *a)
{
	buf_str(b, a->loads & LOADS_UNKNOWN ? " +?" : " +");
	if (a->loads & LOADS_FILE)
		show_word(b, a->value);
	if (a->loads & LOADS_EXPORTS)
		buf_str(b, "!");
	if (a->loads & LOADS_MAYBE)
		buf_str(b, "?");
}

static void
show_command(struct buf *b, const struct shell_command *c)
{
	static const char *const kinds[] = {"", " <<", " <", " <?"};

	for (size_t i = 0; i < c->n_words; i++) {
		if (i > 0)
			buf_c(b, ' ');
		show_word(b, c->words[i]);
	}
	for (size_t i = 0; i < c->n_assigns; i++) {
		if (c->assigns[i].loads) {
			show_load(b, &c->assigns[i]);
			continue;
		}
		buf_str(b, " $");
		buf_sv(b, c->assigns[i].name);
		buf_c(b, '=');
		show_word(b, c->assigns[i].value);
	}
	if (c->cwd.text.n > 0) {
		buf_str(b, " @");
		show_word(b, c->cwd);
	}
	buf_str(b, kinds[c->stdin_kind]);
	if (c->stdin_kind == STDIN_TEXT || c->stdin_kind == STDIN_FILE)
		show_word(b, c->stdin_word);
}

static void
show_reading(struct buf *b, const struct shell_reading *r)
{
	for (size_t i = 0; i < r->n_commands; i++) {
		if (i > 0)
			buf_str(b, " | ");
		show_command(b, &r->commands[i]);
	}
	for (size_t i = 0; i < r->n_doubts; i++) {
		if (b->n > 0)
			buf_c(b, ' ');
		buf_str(b, "?{");
		show(b, r->doubts[i].source);
		buf_c(b, '}');
	}
}

/* Undoes show(), in place. */
static size_t
unescape(char *s)
{
	size_t n = 0;

	for (size_t i = 0; s[i] != '\0'; i++) {
		if (s[i] != '\\') {
			s[n++] = s[i];
			continue;
		}
		i++;
		assert_true(s[i] == 'n' || s[i] == 't' || s[i] == '\\');
		s[n++] = "\n\t\\"[s[i] == 'n' ? 0 : s[i] == 't' ? 1 : 2];
	}
	return n;
}

static FILE *
open_table(const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "tests/reader/%s", name);
	f = fopen(path, "r");
	if (f == NULL)
		print_error("%s: run from the top of the tree\n", path);
	assert_non_null(f);
	return f;
}

/* The next line that is no comment; false at the end. */
static bool
next_line(FILE *f, char *line, size_t size, unsigned *number)
{
	while (fgets(line, (int)size, f) != NULL) {
		++*number;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0' && strncmp(line, "# ", 2) != 0)
			return true;
	}
	return false;
}

static void
reads_what_the_table_says(void **state)
{
	FILE *f = open_table("shell.txt");
	unsigned number = 0, wrong = 0, cases = 0;
	static char line[8192], got[65536];
	struct shell_reading r;
	struct buf b;
	char *expect;

	(void)state;
	for (; next_line(f, line, sizeof(line), &number); cases++) {
		expect = strstr(line, " => ");
		assert_non_null(expect);
		*expect = '\0';
		expect += 4;
		rewind_arena();
		r = read_text((struct sv){line, unescape(line)});
		buf_init(&b, got, sizeof(got) - 1);
		show_reading(&b, &r);
		got[b.n] = '\0';
		if (strcmp(got, expect) == 0)
			continue;
		print_error("shell.txt:%u: %s\n  got      %s\n", number,
		    expect, got);
		wrong++;
	}
	fclose(f);
	assert_true(cases > 100);
	assert_int_equal(wrong, 0);
}

/* Whether the reading names a command, or doubts or cannot know where the
 * text has it. */
static bool
is_reported(const struct shell_reading *r, struct sv name)
{
	for (size_t i = 0; i < r->n_commands; i++) {
		struct word w = r->commands[i].words[0];

		if (w.flags == 0 && sv_eq(sv_basename(w.text), name))
			return true;
		if (w.flags && sv_contains(r->commands[i].source, name))
			return true;
	}
	for (size_t i = 0; i < r->n_doubts; i++) {
		if (sv_contains(r->doubts[i].source, name))
			return true;
	}
	return false;
}

static void
never_loses_a_command(void **state)
{
	FILE *f = open_table("shell-found.txt");
	unsigned number = 0, wrong = 0, cases = 0;
	static char line[8192];
	struct shell_reading r;

	(void)state;
	for (; next_line(f, line, sizeof(line), &number); cases++) {
		rewind_arena();
		r = read_text((struct sv){line, unescape(line)});
		if (is_reported(&r, SV("terraform")))
			continue;
		print_error("shell-found.txt:%u: lost\n", number);
		wrong++;
	}
	fclose(f);
	assert_true(cases > 50);
	assert_int_equal(wrong, 0);
}

/* Wrappers in which the command still runs, put around one another. */
static void
never_loses_a_command_in_wrappers(void **state)
{
	static const char *const wraps[][2] = {
	    {"(", ")"}, {"{ ", "; }"}, {"if ", "; then :; fi"},
	    {"if x; then :; else ", "; fi"}, {"while x; do ", "; done"},
	    {"for i in 1 2; do ", "; done"}, {"case x in a) ", ";; esac"},
	    {"a && ", ""}, {"a || ", " && b"}, {"a | ", " | b"},
	    {"echo $( ", ")"}, {"echo \"x $( ", ") y\""}, {"f() { ", "; }"},
	    {"", " # comment\n"}, {"! ", ""}, {"a; ", " & b"},
	    {"cat <(", ")"}, {"cat > >(", ")"}, {"time ", " 2>&1 >/dev/null"},
	    {"# x\n", "\n"}, {"cat <<E\nit's \"\nE\n", "\n"},
	    {"echo ${x:-$( ", ")}"}, {"cat <<E\n$( ", ")\nE\n"},
	    {"[[ a = $( ", ") ]]"}, {"a=( b $( ", ") )"}, {"\\\n", "\\\n"},
	};
	unsigned seed = 1;
	char text[4096], more[8192];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		strcpy(text, round % 2 ? "terraform destroy" :
		    "X=1 Y='a b' terraform destroy");
		for (int i = 0; i < 6; i++) {
			seed = seed * 1103515245u + 12345u;
			size_t k = (seed >> 16) % ARRAY_LEN(wraps);
			snprintf(more, sizeof(more), "%s%s%s", wraps[k][0],
			    text, wraps[k][1]);
			strcpy(text, more);
		}
		rewind_arena();
		struct shell_reading r = read_text(sv_from(text));
		if (!is_reported(&r, SV("terraform")))
			fail_msg("lost in: %s", text);
	}
}

static void
uses_parameters_where_they_are_known(void **state)
{
	static const char *const params[] = {"sh", "a b", "c", "*"};
	struct shell_reading r;

	(void)state;
	r = read_params("x \"$1\" $1 \"$@\" $2 \"$9\" $9 \"${1}\"", params, 3);
	assert_int_equal(r.n_commands, 1);
	assert_int_equal(r.commands[0].n_words, 9);
	assert_true(sv_eq(r.commands[0].words[1].text, SV("a b")));
	assert_true(sv_eq(r.commands[0].words[2].text, SV("a")));
	assert_true(sv_eq(r.commands[0].words[3].text, SV("b")));
	assert_true(sv_eq(r.commands[0].words[4].text, SV("a b")));
	assert_true(sv_eq(r.commands[0].words[5].text, SV("c")));
	assert_int_equal(r.commands[0].words[7].text.n, 0);
	assert_true(sv_eq(r.commands[0].words[8].text, SV("a b")));
	r = read_params("\"$@\"", params, 4);
	assert_int_equal(r.commands[0].n_words, 3);
	assert_int_equal(r.commands[0].words[2].flags, 0);
	r = read_params("$3", params, 4);
	assert_int_equal(r.commands[0].words[0].flags,
	    WORD_DYNAMIC | WORD_SPLITS);
	r = read_params("x \"$*\"", params, 3);
	assert_true(sv_eq(r.commands[0].words[1].text, SV("a b c")));
}

static void
knows_no_parameter_that_may_have_changed(void **state)
{
	static const char *const params[] = {"sh", "echo", "x"};
	static const char *const texts[] = {
	    "shift; \"$1\"", "set -- a; \"$1\"",
	    "while :; do \"$1\"; shift; done", "f() { \"$1\"; }",
	    "if x; then shift; fi; \"$1\"", "IFS=e; $1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct shell_reading r = read_params(texts[i], params, 3);
		bool dynamic = false;

		for (size_t k = 0; k < r.n_commands; k++)
			dynamic = dynamic || r.commands[k].words[0].flags;
		if (!dynamic)
			fail_msg("known: %s", texts[i]);
	}
}

static void
keeps_what_is_not_certain_of_a_parameter(void **state)
{
	struct word params[2] = {
	    {.text = SV("sh"), .known = 2},
	    {.text = SV("terraform $X"), .known = 10, .flags = WORD_DYNAMIC},
	};
	struct shell_reading r;

	(void)state;
	assert_int_equal(shell_read(&arena, SV("$1"), params, 2, &r), OK);
	assert_true(sv_eq(r.commands[0].words[0].text, SV("terraform")));
	assert_int_equal(r.commands[0].words[0].flags, 0);
	assert_int_equal(r.commands[0].words[1].flags,
	    WORD_DYNAMIC | WORD_SPLITS);
}

/* n times a piece of text, between a start and an end. */
static struct sv
repeated(const char *start, const char *piece, size_t n, const char *end)
{
	size_t size = strlen(start) + strlen(piece) * n + strlen(end) + 1;
	char *p = malloc(size);
	struct buf b;

	assert_non_null(p);
	buf_init(&b, p, size);
	buf_str(&b, start);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, piece);
	buf_str(&b, end);
	assert_false(b.full);
	return buf_view(&b);
}

static enum err
read_repeated(const char *start, const char *piece, size_t n, const char *end)
{
	struct sv text = repeated(start, piece, n, end);
	struct shell_reading r;
	enum err e;

	rewind_arena();
	e = shell_read(&arena, text, NULL, 0, &r);
	free((void *)(uintptr_t)text.p);
	return e;
}

static void
refuses_more_commands_than_its_limit(void **state)
{
	(void)state;
	assert_int_equal(read_repeated("", "a;", 4096, ""), OK);
	assert_int_equal(read_repeated("", "a;", 4097, ""), ERR_LIMIT);
}

static void
refuses_nesting_past_its_limit(void **state)
{
	(void)state;
	assert_int_equal(read_repeated("", "$(", 30, ""), OK);
	assert_int_equal(read_repeated("", "$(", 70, ""), ERR_LIMIT);
	assert_int_equal(read_repeated("", "( ", 70, ""), ERR_LIMIT);
	assert_int_equal(read_repeated("", "{ ", 70, ""), ERR_LIMIT);
	assert_int_equal(read_repeated("", "if ", 70, ""), ERR_LIMIT);
	assert_int_equal(read_repeated("", "\"$(", 70, ""), ERR_LIMIT);
	assert_int_equal(read_repeated("", "f() ", 100, ""), ERR_LIMIT);
	assert_int_equal(read_repeated("x ", "${a:-", 100000, ""), ERR_LIMIT);
}

static void
takes_time_in_proportion_to_the_text(void **state)
{
	static const char *const pieces[] = {
	    "a[", "a[;", "<<a ", "{", "{a,", "[", "$((", "((", "'", "\"", "\\\n",
	    "9", "x", "${a", "$'\\'", "a=", "a=$a", "X=1;", "export Y=2 ",
	    "`", "\\`", "[[ ", "case x in ", "a|", "cat|", "&&", ";;", "#\n",
	    "alias a=b;", "f() ", "~", "(x)", "<(", "eval ", "eval a;", ")",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		/* A quadratic reading takes minutes here. */
		enum err e = read_repeated("", pieces[i], 200000, "");

		assert_true(e == OK || e == ERR_LIMIT);
	}
}

/* Texts at which a loop once made no progress. */
static void
gets_on_with_odd_texts(void **state)
{
	static const char *const texts[] = {
	    "[[ a )(b ]]", "[[ ;( ]]", "[[ |((", "for i in a )( b",
	    "for i in &(", "a=( ;(", "a > ;(b)", "case x in )( ;; esac",
	    "case x in &( a", "coproc )(", "function )(", "a=(b)(c)", "<(",
	};
	static unsigned char memory[1 << 16] __attribute__((aligned(16)));
	struct shell_reading r;
	struct arena small;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		arena_init(&small, memory, sizeof(memory));
		if (shell_read(&small, sv_from(texts[i]), NULL, 0, &r))
			fail_msg("no progress: %s", texts[i]);
	}
}

static void
refuses_a_full_arena_at_any_point(void **state)
{
	static const char text[] = "cd a; X=b; export Y=\"$X c\"; "
	    "terraform $Y {a,b} $(x `y`) <<E | cat | psql; trap 'a' EXIT; "
	    "alias b=c; b d; eval \"$X\"; a[1]=2 e; f() { g; }\n$X $(h)\nE\n";
	struct shell_reading r;
	struct arena small = arena;
	enum err e = ERR_LIMIT;

	(void)state;
	for (small.size = 0; e; small.size += 16) {
		small.used = 0;
		r.n_commands = 77;
		e = shell_read(&small, sv_from(text), NULL, 0, &r);
		assert_true(e == OK || e == ERR_LIMIT);
		assert_true(e == OK || r.n_commands == 77);
	}
	assert_true(r.n_commands > 10);
}

static void
doubts_a_text_with_a_nul(void **state)
{
	struct shell_reading r;

	(void)state;
	r = read_text(SV("terra\0form destroy"));
	assert_int_equal(r.n_doubts, 1);
	r = read_text(SV("eval $'a\\0b'"));
	assert_true(r.n_doubts > 0);
}

static void
reads_an_empty_text(void **state)
{
	struct shell_reading r;

	(void)state;
	r = read_text((struct sv){NULL, 0});
	assert_int_equal(r.n_commands, 0);
	assert_int_equal(r.n_doubts, 0);
}

static void
splits_by_quotes_alone(void **state)
{
	struct word *w;
	size_t n;

	(void)state;
	assert_int_equal(shell_split(&arena,
	    SV("  a 'b c'\"d\\\"e\"\\ f $X|;&*\t''\n\"\" # x\\\ny"), &w, &n), OK);
	assert_int_equal(n, 7);
	assert_true(sv_eq(w[0].text, SV("a")));
	assert_true(sv_eq(w[1].text, SV("b cd\"e f")));
	assert_int_equal(w[1].known, w[1].text.n);
	assert_true(sv_eq(w[2].text, SV("$X|;&*")));
	assert_int_equal(w[3].text.n, 0);
	assert_int_equal(w[4].text.n, 0);
	assert_true(sv_eq(w[5].text, SV("#")));
	assert_true(sv_eq(w[6].text, SV("xy")));
	assert_int_equal(shell_split(&arena, SV(" \n "), &w, &n), OK);
	assert_int_equal(n, 0);
}

static void
refuses_to_split_an_open_quote(void **state)
{
	struct word *w = NULL;
	struct arena none;
	size_t n = 5;

	(void)state;
	assert_int_equal(shell_split(&arena, SV("a 'b"), &w, &n), ERR_SYNTAX);
	assert_int_equal(shell_split(&arena, SV("a \"b'"), &w, &n), ERR_SYNTAX);
	assert_int_equal(shell_split(&arena, SV("a\\"), &w, &n), ERR_SYNTAX);
	arena_init(&none, NULL, 0);
	assert_int_equal(shell_split(&none, SV("a"), &w, &n), ERR_LIMIT);
	assert_null(w);
	assert_int_equal(n, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_the_table_says),
	    cmocka_unit_test(never_loses_a_command),
	    cmocka_unit_test(never_loses_a_command_in_wrappers),
	    cmocka_unit_test(uses_parameters_where_they_are_known),
	    cmocka_unit_test(knows_no_parameter_that_may_have_changed),
	    cmocka_unit_test(keeps_what_is_not_certain_of_a_parameter),
	    cmocka_unit_test(refuses_more_commands_than_its_limit),
	    cmocka_unit_test(refuses_nesting_past_its_limit),
	    cmocka_unit_test(takes_time_in_proportion_to_the_text),
	    cmocka_unit_test(gets_on_with_odd_texts),
	    cmocka_unit_test(refuses_a_full_arena_at_any_point),
	    cmocka_unit_test(doubts_a_text_with_a_nul),
	    cmocka_unit_test(reads_an_empty_text),
	    cmocka_unit_test(splits_by_quotes_alone),
	    cmocka_unit_test(refuses_to_split_an_open_quote),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
