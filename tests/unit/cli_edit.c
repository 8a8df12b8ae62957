/* SPDX-License-Identifier: ISC */
/*
 * Changes in a person's file: what is put in, that the rest stays, and that it
 * can be taken out again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/agents.h"
#include "cli/jsonc.h"
#include "cli/toml.h"

static unsigned char space[4 << 20];
static struct arena arena;

static int
set_up(void **state)
{
	(void)state;
	arena_init(&arena, space, sizeof(space));
	return 0;
}

static void
assert_sv(struct sv got, const char *expected)
{
	char text[4096];

	assert_true(got.n < sizeof(text));
	memcpy(text, got.p, got.n);
	text[got.n] = '\0';
	assert_string_equal(text, expected);
}

static void
puts_an_item_where_it_belongs(void **state)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
	    {"", "{\n  \"h\": {\n    \"x\": [\n      1\n    ]\n  }\n}\n"},
	    {"{}", "{\n  \"h\": {\n    \"x\": [\n      1\n    ]\n  }\n}"},
	    {"{\"h\": {\"x\": [0]}}", "{\"h\": {\"x\": [0, 1]}}"},
	    {"{\"h\": {\"x\": [0,]}}", "{\"h\": {\"x\": [0, 1]}}"},
	    {"{\n\t\"h\": {\n\t\t\"x\": [\n\t\t\t0 // [\n\t\t]\n\t}\n}\n",
		"{\n\t\"h\": {\n\t\t\"x\": [\n\t\t\t0, // [\n\t\t\t1\n\t\t]\n"
		"\t}\n}\n"},
	    {"{\n  \"a\": \"}\\\"\" /* , */,\n}\n",
		"{\n  \"a\": \"}\\\"\" /* , */,\n  \"h\": {\n    \"x\": [\n"
		"      1\n    ]\n  }\n}\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct edit edit;

		edit_init(&edit, &arena, sv_from(rows[i].before));
		assert_int_equal(agent_json_item(&edit, "h.x", "1", "1"), OK);
		assert_sv(edit.text, rows[i].after);
		for (size_t n = edit.n; n-- > 0;)
			assert_int_equal(edit_undo(&edit, edit.pieces[n]), OK);
		assert_sv(edit.text, rows[i].before);
	}
}

static void
puts_nothing_twice(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, &arena, SV("{\"h\": {\"x\": [1]}, \"e\": {\"k\": 2}}"));
	assert_int_equal(agent_json_item(&edit, "h.x", "1", "1"), OK);
	assert_int_equal(agent_json_member(&edit, "e", "k", "2"), OK);
	assert_int_equal(edit.n, 0);
	assert_int_equal(agent_json_member(&edit, "e", "k", "3"), OK);
	assert_sv(edit.text, "{\"h\": {\"x\": [1]}, \"e\": {\"k\": 3}}");
}

static void
leaves_what_it_cannot_read(void **state)
{
	static const char *const texts[] = {
	    "{", "[1 2]", "{\"a\" 1}", "{\"a\": \"x\n\"}", "{} {}", "nul{",
	    "{\"a\": [}", "{,}",
	};
	struct edit edit;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		edit_init(&edit, &arena, sv_from(texts[i]));
		assert_int_equal(agent_json_item(&edit, "h.x", "1", "1"),
		    ERR_SYNTAX);
		assert_int_equal(edit.n, 0);
	}
	edit_init(&edit, &arena, SV("{\"h\": 1}"));
	assert_int_equal(agent_json_item(&edit, "h.x", "1", "1"), ERR_SCHEMA);
	edit_init(&edit, &arena, SV("{\"h\": {\"x\": {}}}"));
	assert_int_equal(agent_json_item(&edit, "h.x", "1", "1"), ERR_SCHEMA);
}

static void
takes_out_what_stands_there_once(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, &arena, SV("a NEW b NEW"));
	assert_int_equal(edit_undo(&edit, (struct piece){SV("old"), SV("NEW")}),
	    ERR_NOT_FOUND);
	edit_init(&edit, &arena, SV("a NEW b"));
	assert_int_equal(edit_undo(&edit, (struct piece){SV("old"), SV("NEW")}),
	    OK);
	assert_sv(edit.text, "a old b");
}

static void
finds_keys_and_tables_of_toml(void **state)
{
	static const char text[] =
	    "top = 1 # [x]\n"
	    "list = [\n  [\"]\"], # ]\n]\n"
	    "lines = \"\"\"\n[no]\n\"\"\"\n"
	    "[ a . \"b\" ]\n"
	    "key = { c = '}' }\n"
	    "[[d]]\n";
	static const char *const names[] = {
	    "top", "list", "lines", "a.b", "key", "d",
	};
	struct toml_scan scan = {.text = sv_from(text)};
	struct toml_item item;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(toml_next(&scan, &item), OK);
		assert_string_equal(item.name, names[i]);
		assert_int_equal(item.header, i == 3 || i == 5);
	}
	assert_int_equal(toml_next(&scan, &item), ERR_NOT_FOUND);
	scan = (struct toml_scan){.text = SV("a = [1\n")};
	assert_int_equal(toml_next(&scan, &item), ERR_SYNTAX);
	scan = (struct toml_scan){.text = SV("a = \"x\n\"")};
	assert_int_equal(toml_next(&scan, &item), ERR_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(puts_an_item_where_it_belongs, set_up),
	    cmocka_unit_test_setup(puts_nothing_twice, set_up),
	    cmocka_unit_test_setup(leaves_what_it_cannot_read, set_up),
	    cmocka_unit_test_setup(takes_out_what_stands_there_once, set_up),
	    cmocka_unit_test_setup(finds_keys_and_tables_of_toml, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
