/* SPDX-License-Identifier: ISC */
/*
 * diag: what is collected, what is counted, and that a caret stands under the
 * characters that it means.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guard/diag.h"

static unsigned char memory[1 << 16];
static struct arena arena;
static struct diag_sink sink;

static int
set_up(void **state)
{
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	diag_sink_init(&sink, &arena);
	return 0;
}

static struct source
source_of(const char *text)
{
	return (struct source){.name = SV("rules/x.yaml"),
	    .text = sv_from(text)};
}

/* Renders an error of text "wrong" there, and compares. */
static void
check(const char *text, struct span span, const char *want)
{
	static char rendered[1 << 14];
	struct source source = source_of(text);
	struct buf out;

	set_up(NULL);
	span.source = &source;
	diag_add(&sink, SEVERITY_ERROR, span, "some-code", "wrong");
	buf_init(&out, rendered, sizeof(rendered) - 1);
	diag_render(sink.first, &out);
	assert_false(out.full);
	rendered[out.n] = '\0';
	assert_string_equal(rendered, want);
}

#define PLACE(line, col, length) ((struct span){NULL, (line), (col), (length)})

static void
points_at_the_span(void **state)
{
	(void)state;
	check("tool: x\nrules:\n  - {effect: permit, tool: y}\n",
	    PLACE(3, 14, 6),
	    "rules/x.yaml:3:14: error: wrong [some-code]\n"
	    "  - {effect: permit, tool: y}\n"
	    "             ^~~~~~\n");
	check("a", PLACE(1, 1, 1),
	    "rules/x.yaml:1:1: error: wrong [some-code]\na\n^\n");
	/* A length of 0 is 1; one past the line's end stops there. */
	check("abc", PLACE(1, 2, 0),
	    "rules/x.yaml:1:2: error: wrong [some-code]\nabc\n ^\n");
	check("abc\ndef", PLACE(1, 2, UINT32_MAX),
	    "rules/x.yaml:1:2: error: wrong [some-code]\nabc\n ^~\n");
}

static void
points_behind_the_end_of_a_line(void **state)
{
	(void)state;
	check("abc\n", PLACE(1, 4, 1),
	    "rules/x.yaml:1:4: error: wrong [some-code]\nabc\n   ^\n");
	check("abc\n", PLACE(1, 99, 5),
	    "rules/x.yaml:1:99: error: wrong [some-code]\nabc\n   ^\n");
	check("abc\n", PLACE(2, 1, 1),
	    "rules/x.yaml:2:1: error: wrong [some-code]\n\n^\n");
	check("", PLACE(1, 1, 1),
	    "rules/x.yaml:1:1: error: wrong [some-code]\n\n^\n");
}

static void
a_file_as_a_whole_has_no_source_line(void **state)
{
	(void)state;
	check("abc", PLACE(0, 0, 1),
	    "rules/x.yaml: error: wrong [some-code]\n");
	check("abc", PLACE(7, 1, 1),
	    "rules/x.yaml:7:1: error: wrong [some-code]\n");
}

static void
counts_code_points_and_not_bytes(void **state)
{
	(void)state;
	check("- {name: \"\xc3\xa9t\xc3\xa9\", effect: permit}",
	    PLACE(1, 25, 6),
	    "rules/x.yaml:1:25: error: wrong [some-code]\n"
	    "- {name: \"\xc3\xa9t\xc3\xa9\", effect: permit}\n"
	    "                        ^~~~~~\n");
}

static void
knows_how_wide_characters_are(void **state)
{
	(void)state;
	/* Two columns each, then none. */
	check("\xe6\x97\xa5\xe6\x9c\xac: x", PLACE(1, 5, 1),
	    "rules/x.yaml:1:5: error: wrong [some-code]\n"
	    "\xe6\x97\xa5\xe6\x9c\xac: x\n"
	    "      ^\n");
	check("e\xcc\x81: x", PLACE(1, 5, 1),
	    "rules/x.yaml:1:5: error: wrong [some-code]\n"
	    "e\xcc\x81: x\n"
	    "   ^\n");
	check("\xe6\x97\xa5x", PLACE(1, 1, 1),
	    "rules/x.yaml:1:1: error: wrong [some-code]\n"
	    "\xe6\x97\xa5x\n"
	    "^~\n");
}

static void
expands_tabs_in_both_lines(void **state)
{
	(void)state;
	check("\tab\tcd", PLACE(1, 5, 2),
	    "rules/x.yaml:1:5: error: wrong [some-code]\n"
	    "        ab      cd\n"
	    "                ^~\n");
	check("a\tb", PLACE(1, 2, 1),
	    "rules/x.yaml:1:2: error: wrong [some-code]\n"
	    "a       b\n"
	    " ^~~~~~~\n");
}

static void
shows_control_characters_and_stays_aligned(void **state)
{
	(void)state;
	check("a\x1b[31mb\xff" "c", PLACE(1, 9, 1),
	    "rules/x.yaml:1:9: error: wrong [some-code]\n"
	    "a\\x1b[31mb\\xffc\n"
	    "              ^\n");
	check("\xe2\x80\xae" "ab", PLACE(1, 1, 2),
	    "rules/x.yaml:1:1: error: wrong [some-code]\n"
	    "\\xe2\\x80\\xaeab\n"
	    "^~~~~~~~~~~~~\n");
}

/* As libyaml counts lines. */
static void
lines_break_where_yaml_breaks_them(void **state)
{
	(void)state;
	check("a\rb\r\nc\xc2\x85" "d\xe2\x80\xa8" "e\xe2\x80\xa9" "f\n\ng",
	    PLACE(6, 1, 1),
	    "rules/x.yaml:6:1: error: wrong [some-code]\nf\n^\n");
	check("a\r\nb\r\n", PLACE(2, 1, 1),
	    "rules/x.yaml:2:1: error: wrong [some-code]\nb\n^\n");
	check("a\n\nb", PLACE(2, 1, 1),
	    "rules/x.yaml:2:1: error: wrong [some-code]\n\n^\n");
}

static void
long_lines_are_cut_around_the_span(void **state)
{
	char text[1001], want[512];
	size_t n;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		text[i] = (char)('a' + i % 26);
	text[1000] = '\0';
	check(text, PLACE(1, 1, 3),
	    "rules/x.yaml:1:1: error: wrong [some-code]\n"
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv...\n"
	    "^~~\n");
	/* Column 501: 460 are cut, 40 stand before it. */
	n = (size_t)snprintf(want, sizeof(want),
	    "rules/x.yaml:1:501: error: wrong [some-code]\n"
	    "...%.100s...\n%*s^~\n", text + 460, 43, "");
	assert_true(n < sizeof(want));
	check(text, PLACE(1, 501, 2), want);
	snprintf(want, sizeof(want),
	    "rules/x.yaml:1:1001: error: wrong [some-code]\n"
	    "...%s\n%*s^\n", text + 960, 43, "");
	check(text, PLACE(1, 1001, 2), want);
	/* The span is longer than what is shown. */
	snprintf(want, sizeof(want),
	    "rules/x.yaml:1:501: error: wrong [some-code]\n"
	    "...%.100s...\n%*s^%.59s\n", text + 460, 43, "",
	    "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~");
	check(text, PLACE(1, 501, 400), want);
}

/* Whatever a window cuts in two, no byte is lost or written twice. */
static void
any_place_in_a_strange_line_can_be_shown(void **state)
{
	static const char *const pieces[] = {"\t", "\xff", "\xe6\x97\xa5",
		"e\xcc\x81", "x", "\x01", "\xe2\x80\xae"};
	char text[1200] = "", rendered[4096];
	struct source source;
	struct buf out;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; n < sizeof(text) - 8; i++) {
		const char *piece = pieces[i * i % ARRAY_LEN(pieces)];

		memcpy(text + n, piece, strlen(piece));
		n += strlen(piece);
	}
	source = (struct source){.name = SV("f"), .text = {text, n}};
	for (uint32_t col = 0; col < 900; col++) {
		struct diag d = {.span = {&source, 1, col, col % 7},
			.text = SV("t")};

		buf_init(&out, rendered, sizeof(rendered));
		diag_render(&d, &out);
		assert_false(out.full);
		assert_int_equal(out.p[out.n - 1], '\n');
		assert_true(out.n < 800);
	}
}

static void
formats_and_labels(void **state)
{
	static char rendered[1024];
	struct source source = source_of("a: 1\na: 2\n");
	struct buf out;

	(void)state;
	buf_init(&out, rendered, sizeof(rendered));
	diag_add(&sink, SEVERITY_WARNING, (struct span){&source, 2, 1, 1},
	    "duplicate-key", "'%s' is given %d times", "a\x1b", 2);
	diag_add(&sink, SEVERITY_NOTE, (struct span){&source, 1, 1, 1}, NULL,
	    "first defined here");
	diag_add(&sink, SEVERITY_ERROR, (struct span){NULL, 0, 0, 0}, "c",
	    "no file");
	for (struct diag *d = sink.first; d != NULL; d = d->next)
		diag_render(d, &out);
	rendered[out.n] = '\0';
	assert_string_equal(rendered,
	    "rules/x.yaml:2:1: warning: 'a\\x1b' is given 2 times "
	    "[duplicate-key]\na: 2\n^\n"
	    "rules/x.yaml:1:1: note: first defined here\na: 1\n^\n"
	    "error: no file [c]\n");
	assert_int_equal(sink.n_errors, 1);
	assert_int_equal(sink.n_warnings, 1);
	assert_int_equal(sink.n_dropped, 0);
}

static void
very_long_texts_are_cut(void **state)
{
	static char text[5000];
	struct source source = source_of("a");

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	diag_add(&sink, SEVERITY_ERROR, (struct span){&source, 1, 1, 1}, "c",
	    "%s", text);
	assert_int_equal(sink.first->text.n, 1023);
}

static unsigned
count_kept(enum severity severity)
{
	unsigned n = 0;

	for (struct diag *d = sink.first; d != NULL; d = d->next)
		n += d->severity == severity;
	return n;
}

static void
counts_past_the_limit_of_a_file_but_drops(void **state)
{
	struct source a = source_of("a"), b = source_of("b");

	(void)state;
	for (int i = 0; i < 25; i++) {
		diag_add(&sink, SEVERITY_ERROR, (struct span){&a, 1, 1, 1},
		    "c", "error %d", i);
		diag_add(&sink, SEVERITY_NOTE, (struct span){&a, 1, 1, 1},
		    NULL, "note %d", i);
	}
	assert_int_equal(count_kept(SEVERITY_ERROR), 20);
	assert_int_equal(count_kept(SEVERITY_NOTE), 20);
	assert_int_equal(sink.n_errors, 25);
	assert_int_equal(sink.n_dropped, 5);
	/* Another file has a limit of its own, warnings have none. */
	diag_add(&sink, SEVERITY_ERROR, (struct span){&b, 1, 1, 1}, "c", "x");
	diag_add(&sink, SEVERITY_NOTE, (struct span){&b, 1, 1, 1}, NULL, "x");
	diag_add(&sink, SEVERITY_WARNING, (struct span){&a, 1, 1, 1}, "c",
	    "x");
	assert_int_equal(count_kept(SEVERITY_ERROR), 21);
	assert_int_equal(count_kept(SEVERITY_NOTE), 21);
	assert_int_equal(count_kept(SEVERITY_WARNING), 1);
	assert_int_equal(sink.n_dropped, 5);
}

static void
the_limit_can_be_chosen(void **state)
{
	struct source a = source_of("a");

	(void)state;
	sink.per_file = 2;
	for (int i = 0; i < 5; i++) {
		diag_add(&sink, SEVERITY_ERROR, (struct span){&a, 1, 1, 1},
		    "c", "x");
	}
	assert_int_equal(count_kept(SEVERITY_ERROR), 2);
	assert_int_equal(sink.n_dropped, 3);
}

static void
an_error_without_memory_still_counts(void **state)
{
	struct source a = source_of("a");

	(void)state;
	arena.size = arena.used + 8;
	diag_add(&sink, SEVERITY_ERROR, (struct span){&a, 1, 1, 1}, "c", "x");
	diag_add(&sink, SEVERITY_NOTE, (struct span){&a, 1, 1, 1}, "c", "x");
	diag_add(&sink, SEVERITY_WARNING, (struct span){&a, 1, 1, 1}, "c", "x");
	assert_null(sink.first);
	assert_int_equal(sink.n_errors, 1);
	assert_int_equal(sink.n_warnings, 1);
	assert_int_equal(sink.n_dropped, 2);
}

#define TEST(f) cmocka_unit_test_setup(f, set_up)

static void
tells_no_warnings_of_files_beneath(void **state)
{
	struct source source = source_of("x");
	struct span span = {&source, 1, 1, 1};

	(void)state;
	source.beneath = true;
	diag_add(&sink, SEVERITY_WARNING, span, "w", "its own");
	diag_add(&sink, SEVERITY_NOTE, span, NULL, "about it");
	assert_null(sink.first);
	assert_int_equal(sink.n_warnings, 0);
	assert_int_equal(sink.n_dropped, 0);
	diag_add(&sink, SEVERITY_ERROR, span, "e", "a fault");
	diag_add(&sink, SEVERITY_NOTE, span, NULL, "about it");
	assert_int_equal(sink.n_errors, 1);
	assert_non_null(sink.first);
	assert_non_null(sink.first->next);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(points_at_the_span),
		TEST(points_behind_the_end_of_a_line),
		TEST(a_file_as_a_whole_has_no_source_line),
		TEST(counts_code_points_and_not_bytes),
		TEST(knows_how_wide_characters_are),
		TEST(expands_tabs_in_both_lines),
		TEST(shows_control_characters_and_stays_aligned),
		TEST(lines_break_where_yaml_breaks_them),
		TEST(long_lines_are_cut_around_the_span),
		TEST(any_place_in_a_strange_line_can_be_shown),
		TEST(formats_and_labels),
		TEST(very_long_texts_are_cut),
		TEST(counts_past_the_limit_of_a_file_but_drops),
		TEST(the_limit_can_be_chosen),
		TEST(an_error_without_memory_still_counts),
		TEST(tells_no_warnings_of_files_beneath),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
