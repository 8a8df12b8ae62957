/* SPDX-License-Identifier: ISC */
/*
 * What is shown to people: wrapped prose, command lines without secrets,
 * output in pieces, JSON, lines of a log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "cli/lines.h"
#include "cli/out.h"
#include "cli/text.h"

static unsigned char space[1 << 20];
static char text[1 << 16];

static struct arena
new_arena(void)
{
	struct arena a;

	arena_init(&a, space, sizeof(space));
	return a;
}

static struct buf
new_buf(size_t cap)
{
	struct buf b;

	buf_init(&b, text, cap);
	return b;
}

static void
assert_buf(const struct buf *b, const char *expected)
{
	assert_false(b->full);
	assert_int_equal(b->n, strlen(expected));
	assert_memory_equal(b->p, expected, b->n);
}

static bool
command(const char *const *words, size_t n, size_t limit, struct buf *out)
{
	struct arena a = new_arena();
	struct word w[8] = {{.known = 0}};

	for (size_t i = 0; i < n; i++)
		w[i].text = sv_from(words[i]);
	return text_command(&a, w, n, limit, out);
}

static void
wraps_at_blanks_and_indents_what_follows(void **state)
{
	const char *prose =
	    "aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc "
	    "dddddddddddddddddddd eeee";
	struct buf b = new_buf(sizeof(text));

	(void)state;
	text_wrap(sv_from(prose), 0, 2, &b);
	assert_buf(&b,
	    "aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc\n"
	    "  dddddddddddddddddddd eeee");
}

static void
fills_a_line_to_its_last_column(void **state)
{
	char prose[TEXT_WIDTH + 8];
	struct buf b = new_buf(sizeof(text));

	(void)state;
	memset(prose, 'x', sizeof(prose));
	prose[40] = ' ';
	text_wrap((struct sv){prose, TEXT_WIDTH}, 0, 0, &b);
	assert_null(memchr(b.p, '\n', b.n));
	b = new_buf(sizeof(text));
	text_wrap((struct sv){prose, TEXT_WIDTH + 1}, 0, 0, &b);
	assert_int_equal(b.p[40], '\n');
}

static void
fits_prose_into_a_narrow_terminal_and_rows_into_a_wide_one(void **state)
{
	struct buf b = new_buf(sizeof(text));

	(void)state;
	text_fit(40);
	assert_int_equal(text_width(), 38);
	assert_int_equal(text_row_width(), 38);
	text_wrap(SV("aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb"), 0, 2, &b);
	assert_buf(&b, "aaaaaaaaaaaaaaaaaaaa\n  bbbbbbbbbbbbbbbbbbbb");
	text_fit(3);
	assert_int_equal(text_width(), 30);
	text_fit(200);
	assert_int_equal(text_width(), TEXT_WIDTH);
	assert_int_equal(text_row_width(), 198);
	text_fit(60000);
	assert_int_equal(text_row_width(), 198);
	text_fit(80);
	assert_int_equal(text_row_width(), TEXT_WIDTH);
}

static void
leaves_a_word_that_is_too_long_whole(void **state)
{
	char prose[200];
	struct buf b = new_buf(sizeof(text));

	(void)state;
	memset(prose, 'x', sizeof(prose));
	prose[3] = ' ';
	text_wrap((struct sv){prose, sizeof(prose)}, 0, 2, &b);
	assert_int_equal(b.n, sizeof(prose) + 2);
	assert_memory_equal(b.p, "xxx\n  xxx", 9);
}

static void
keeps_a_short_command_in_one_piece(void **state)
{
	const char *prose =
	    "aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc "
	    "of `terraform state list`.";
	struct buf b = new_buf(sizeof(text));

	(void)state;
	text_wrap(sv_from(prose), 0, 2, &b);
	assert_true(sv_ends(buf_view(&b),
	    SV(" of\n  `terraform state list`.")));
}

static void
makes_prose_of_folded_text(void **state)
{
	struct buf b = new_buf(sizeof(text));

	(void)state;
	text_prose(sv_from("  drops\n  the\tdatabase \033[2J\n"), &b);
	assert_buf(&b, "drops the database \\x1b[2J");
}

static void
shows_words_as_a_shell_takes_them(void **state)
{
	const char *const words[] = {"psql", "-c", "drop table x", "it's"};
	struct buf b = new_buf(sizeof(text));

	(void)state;
	assert_false(command(words, 4, 200, &b));
	assert_true(sv_starts(buf_view(&b), SV("psql -c 'drop table x' ")));
}

static void
redacts_what_is_secret(void **state)
{
	const char *const words[] = {"mysql", "--password", "hunter2",
	    "postgres://u:hunter2@h/db", "PGPASSWORD=hunter2"};
	struct buf b = new_buf(sizeof(text));

	(void)state;
	assert_false(command(words, 5, 400, &b));
	assert_false(sv_contains(buf_view(&b), SV("hunter2")));
	assert_true(sv_contains(buf_view(&b), SV("redacted")));
}

static void
redacts_before_it_cuts(void **state)
{
	char secret[400];
	const char *const words[] = {secret};
	struct buf b = new_buf(sizeof(text));

	(void)state;
	memset(secret, 'p', sizeof(secret) - 1);
	memcpy(secret, "postgres://u:", 13);
	memcpy(secret + sizeof(secret) - 8, "@host/d", 8);
	(void)command(words, 1, 60, &b);
	assert_false(sv_contains(buf_view(&b), SV("pppp")));
}

static void
cuts_a_long_command_and_says_so(void **state)
{
	const char *const words[] = {"echo", "aaaaaaaaaa", "bbbbbbbbbb",
	    "cccccccccc"};
	struct buf b = new_buf(sizeof(text));

	(void)state;
	assert_true(command(words, 4, 24, &b));
	assert_true(b.n <= 24);
	assert_true(sv_ends(buf_view(&b), SV(" ...")));
}

static void
cuts_between_characters(void **state)
{
	const char *const words[] = {
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"};
	size_t limit;

	(void)state;
	for (limit = 5; limit < 14; limit++) {
		struct buf b = new_buf(sizeof(text));
		size_t at = 0;

		(void)command(words, 1, limit, &b);
		while (at < b.n) {
			size_t n = utf8_length((const unsigned char *)b.p + at,
			    b.n - at, NULL);

			assert_int_not_equal(n, 0);
			at += n;
		}
	}
}

static void
cuts_to_the_room_there_is(void **state)
{
	const char *const words[] = {"aaaaaaaaaaaaaaaaaaaa", "b"};
	struct buf b = new_buf(10);

	(void)state;
	assert_true(command(words, 2, 200, &b));
	assert_false(b.full);
	assert_true(b.n <= 10);
}

static void
shows_what_the_shell_expands_as_it_is_written(void **state)
{
	struct arena a = new_arena();
	struct word w = {.text = SV("$DIR/x"), .flags = WORD_DYNAMIC};
	struct buf b = new_buf(sizeof(text));

	(void)state;
	text_word(&a, &w, (struct sv){NULL, 0}, &b);
	assert_buf(&b, "$DIR/x");
	assert_int_equal(a.used, 0);
}

static void
hides_all_when_memory_is_out(void **state)
{
	struct word w = {.text = SV("anything")};
	struct buf b = new_buf(sizeof(text));
	struct arena a;

	(void)state;
	arena_init(&a, space, 16);
	text_word(&a, &w, (struct sv){NULL, 0}, &b);
	assert_true(sv_contains(buf_view(&b), SV("[redacted]")));
	assert_false(sv_contains(buf_view(&b), SV("anything")));
}

/* What a function over an out writes. */
static char *
written(void (*write)(struct out *o), size_t *out_n)
{
	static struct out o;
	char *memory = NULL;
	FILE *f = open_memstream(&memory, out_n);

	assert_non_null(f);
	o.file = f;
	o.failed = false;
	o.color = false;
	buf_init(&o.buf, o.memory, sizeof(o.memory));
	write(&o);
	assert_int_equal(out_flush(&o), OK);
	fclose(f);
	return memory;
}

static char long_text[300000];

static void
write_long(struct out *o)
{
	struct emit j = {.out = o};

	emit_object(&j, NULL);
	emit_text(&j, "a", (struct sv){long_text, sizeof(long_text)});
	emit_end_object(&j);
}

static void
writes_json_of_any_length(void **state)
{
	char *memory;
	json_t *json;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(long_text); i += 3)
		memcpy(long_text + i, "\xe2\x82\xac", 3);
	long_text[7 * 3] = 'x';
	long_text[7 * 3 + 1] = '\n';
	long_text[7 * 3 + 2] = '"';
	memory = written(write_long, &n);
	json = json_loadb(memory, n, 0, NULL);
	assert_non_null(json);
	assert_int_equal(json_string_length(json_object_get(json, "a")),
	    sizeof(long_text));
	assert_memory_equal(json_string_value(json_object_get(json, "a")),
	    long_text, sizeof(long_text));
	json_decref(json);
	free(memory);
}

static void
emit_every_kind(struct emit *j)
{
	emit_object(j, NULL);
	emit_u64(j, "n", 18446744073709551615u);
	emit_flag(j, "yes", true);
	emit_str(j, "none", NULL);
	emit_array(j, "list");
	emit_text(j, NULL, SV("\xff"));
	emit_object(j, NULL);
	emit_end_object(j);
	emit_array(j, NULL);
	emit_end_array(j);
	emit_end_array(j);
	emit_str(j, "last", "x");
	emit_end_object(j);
}

static void
write_every_kind(struct out *o)
{
	emit_every_kind(&(struct emit){.out = o});
}

static void
lay_out_every_kind(struct out *o)
{
	emit_every_kind(&(struct emit){.out = o, .laid_out = true});
}

static void
writes_every_kind_of_json(void **state)
{
	const char *expected = "{\"n\":18446744073709551615,\"yes\":true,"
	    "\"none\":null,\"list\":[\"\\udcff\",{},[]],\"last\":\"x\"}";
	char *memory;
	size_t n;

	(void)state;
	memory = written(write_every_kind, &n);
	assert_string_equal(memory, expected);
	free(memory);
}

static void
lays_json_out_for_people(void **state)
{
	const char *expected = "{\n"
	    "  \"n\": 18446744073709551615,\n"
	    "  \"yes\": true,\n"
	    "  \"none\": null,\n"
	    "  \"list\": [\n"
	    "    \"\\udcff\",\n"
	    "    {},\n"
	    "    []\n"
	    "  ],\n"
	    "  \"last\": \"x\"\n"
	    "}";
	char *memory;
	size_t n;

	(void)state;
	memory = written(lay_out_every_kind, &n);
	assert_string_equal(memory, expected);
	free(memory);
}

static void
tells_of_output_that_was_not_written(void **state)
{
	static struct out o;
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	if (!full)
		skip();
	out_init(&o, full);
	out_str(&o, "text");
	assert_int_equal(out_flush(&o), ERR_IO);
	fclose(full);
}

static void
write_numbers(struct out *o)
{
	out_u64_pad(o, 7, 4);
	out_u64_pad(o, 1234, 4);
	out_u64_pad(o, 12345, 4);
}

static void
aligns_numbers(void **state)
{
	char *memory;
	size_t n;

	(void)state;
	memory = written(write_numbers, &n);
	assert_string_equal(memory, "   7123412345");
	free(memory);
}

static struct lines
lines_of(const void *input, size_t n, struct arena *arena)
{
	struct lines l;
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(input, 1, n, f), n);
	rewind(f);
	assert_int_equal(lines_init(&l, f, arena), OK);
	return l;
}

static void
reads_lines_with_and_without_their_ends(void **state)
{
	static unsigned char memory[LINES_MAX + 64];
	struct arena a;
	struct lines l;

	(void)state;
	arena_init(&a, memory, sizeof(memory));
	l = lines_of("a\r\n\n\0b", 6, &a);
	assert_true(lines_next(&l));
	assert_true(sv_eq_cstr(l.text, "a"));
	assert_true(lines_next(&l));
	assert_int_equal(l.text.n, 0);
	assert_true(lines_next(&l));
	assert_int_equal(l.text.n, 2);
	assert_int_equal(l.number, 3);
	assert_false(lines_next(&l));
	assert_false(l.failed);
	fclose(l.file);
}

static void
keeps_the_place_behind_a_line_that_is_too_long(void **state)
{
	static unsigned char memory[LINES_MAX + 64];
	static char input[LINES_MAX + 10];
	struct arena a;
	struct lines l;

	(void)state;
	arena_init(&a, memory, sizeof(memory));
	memset(input, 'x', sizeof(input));
	memcpy(input + sizeof(input) - 5, "\nnext", 5);
	l = lines_of(input, sizeof(input), &a);
	assert_true(lines_next(&l));
	assert_true(l.too_long);
	assert_int_equal(l.text.n, LINES_MAX);
	assert_true(lines_next(&l));
	assert_false(l.too_long);
	assert_true(sv_eq_cstr(l.text, "next"));
	fclose(l.file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wraps_at_blanks_and_indents_what_follows),
	    cmocka_unit_test(fills_a_line_to_its_last_column),
		cmocka_unit_test(
		    fits_prose_into_a_narrow_terminal_and_rows_into_a_wide_one),
	    cmocka_unit_test(leaves_a_word_that_is_too_long_whole),
	    cmocka_unit_test(keeps_a_short_command_in_one_piece),
	    cmocka_unit_test(makes_prose_of_folded_text),
	    cmocka_unit_test(shows_words_as_a_shell_takes_them),
	    cmocka_unit_test(redacts_what_is_secret),
	    cmocka_unit_test(redacts_before_it_cuts),
	    cmocka_unit_test(cuts_a_long_command_and_says_so),
	    cmocka_unit_test(cuts_between_characters),
	    cmocka_unit_test(cuts_to_the_room_there_is),
	    cmocka_unit_test(shows_what_the_shell_expands_as_it_is_written),
	    cmocka_unit_test(hides_all_when_memory_is_out),
	    cmocka_unit_test(writes_json_of_any_length),
	    cmocka_unit_test(writes_every_kind_of_json),
	    cmocka_unit_test(lays_json_out_for_people),
	    cmocka_unit_test(tells_of_output_that_was_not_written),
	    cmocka_unit_test(aligns_numbers),
	    cmocka_unit_test(reads_lines_with_and_without_their_ends),
	    cmocka_unit_test(keeps_the_place_behind_a_line_that_is_too_long),
	};

	return cmocka_run_group_tests_name("cli_text", tests, NULL, NULL);
}
