/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of the compiler: what a grammar becomes, and the image as a whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiling.h"

static uint64_t
option(const char *path, const char *name)
{
	struct record r;
	uint64_t value;

	assert_int_equal(image_find(&image, node(path, &r)->options,
	    sv_from(name), &value), OK);
	return value;
}

static bool
passes_filter(const struct image_tool *t, const char *name)
{
	unsigned bit = image_env_bit(name);

	return t->env_filter[bit / 64] >> bit % 64 & 1;
}

static void
every_name_leads_to_the_tool(void **state)
{
	static const char *const keys[] = {
	    "c:t", "c:tt", "p:t-kit", "m:tmod", "f:t.py"};
	uint64_t expected;
	struct record r;
	uint32_t offset;

	(void)state;
	compile(ASK("push"));
	assert_int_equal(image_find(&image, image.header.tools, SV("t"),
	    &expected), OK);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		assert_int_equal(image_identity(&image, sv_from(keys[i]),
		    &offset), OK);
		assert_int_equal(offset, expected);
	}
	assert_int_equal(image_identity(&image, SV("c:x"), &offset),
	    ERR_NOT_FOUND);
	assert_int_equal(image.header.n_tools, 1);
	assert_int_equal(image.header.n_rules, 1);
	assert_int_equal(image.header.n_commands, 13);
	assert_int_equal(tool("t", &r)->flags, 0);
	assert_int_equal(tool("t", &r)->style, STYLE_CLUSTERS);
}

static void
options_keep_their_flags_and_aliases_share_an_id(void **state)
{
	uint64_t value;

	(void)state;
	compile(ASK("push"));
	value = option("", "-n");
	assert_true(value == option("", "--namespace"));
	assert_int_equal(OPTION_FLAGS(value), OPTION_MAKE(CLASS_TARGET,
	    ARITY_VALUE, VALUE_TEXT, RUNS_NOTHING));
	assert_int_equal(OPTION_ID(value) % 2, 1);
	assert_true(OPTION_ID(value) != OPTION_ID(option("", "-v")));
	/* Written alike in two commands: one option. */
	assert_true(option("push", "--force") == option("state rm", "--force"));
	assert_true(option("push", "--force") != option("rm", "--force"));
}

static void
options_with_more_to_say_have_a_record(void **state)
{
	const struct image_option *o;
	struct record r;
	uint64_t value;
	struct sv s;

	(void)state;
	compile("guard: 1\ntool: t\ncli:\n  options:\n"
	    "    -c: {value: text, is: runs, harmless: [json, \"csv*\"]}\n"
	    "    -x: {runs: shell, operands: [zero?]}\n"
	    "    -y: {value: text, operands: any}\n"
	    "  operands: any\n");
	value = option("", "-c");
	assert_true(OPTION_FLAGS(value) & OPTION_RECORD);
	assert_int_equal(OPTION_ID(value) % 8, 0);
	assert_int_equal(image_record(&image, OPTION_ID(value), RECORD_OPTION,
	    sizeof(*o), &r), OK);
	o = (const void *)r.p;
	assert_int_equal(o->id, OPTION_ID(value));
	assert_int_equal(o->operands, 0);
	assert_int_equal(image_record(&image, o->harmless, RECORD_MATCH,
	    sizeof(struct image_match), &r), OK);
	assert_int_equal(((const struct image_match *)(const void *)r.p)->kind,
	    MATCH_GLOB);
	assert_int_equal(image_record(&image, OPTION_ID(option("", "-x")),
	    RECORD_OPTION, sizeof(*o), &r), OK);
	o = (const void *)r.p;
	assert_int_equal(image_record(&image, o->operands, RECORD_OPERANDS, 8,
	    &r), OK);
	assert_int_equal(((const struct image_operands *)(const void *)r.p)->n,
	    1);
	assert_int_equal(image_string(&r,
	    ((const struct image_operand *)(const void *)(r.p + 8))->name,
	    &s), OK);
	assert_true(sv_eq_cstr(s, "zero"));
	assert_int_equal(image_record(&image, OPTION_ID(option("", "-y")),
	    RECORD_OPTION, sizeof(*o), &r), OK);
	o = (const void *)r.p;
	assert_int_equal(image_record(&image, o->operands, RECORD_OPERANDS, 8,
	    &r), OK);
	assert_int_equal(
	    ((const struct image_operands *)(const void *)r.p)->flags,
	    NODE_ANY_OPERANDS);
}

static void
nodes_say_whether_they_are_commands(void **state)
{
	struct record r;
	struct sv name;

	(void)state;
	compile(ASK("push"));
	assert_int_equal(node("", &r)->flags, NODE_NEEDS_COMMAND);
	assert_int_equal(node("state", &r)->flags, NODE_NEEDS_COMMAND);
	assert_int_equal(node("stash", &r)->flags, 0);
	assert_int_equal(node("push", &r)->flags, 0);
	assert_ptr_equal(node("rm", &r), node("remove", &r));
	assert_int_equal(image_string(&r, node("rm", &r)->name, &name), OK);
	assert_true(sv_eq_cstr(name, "remove"));
}

static void
a_command_for_any_word_marks_its_parent(void **state)
{
	struct record r;

	(void)state;
	compile("guard: 1\ntool: t\nlauncher: true\ncli:\n  commands:\n"
	    "    run: {operands: any}\n"
	    "    \"*\": {operands: [{name: script, runs: script}]}\n");
	assert_int_equal(node("", &r)->flags,
	    NODE_NEEDS_COMMAND | NODE_RUNS_UNKNOWN);
	assert_int_equal(node("run", &r)->flags, NODE_ANY_OPERANDS);
	assert_int_not_equal(node("*", &r)->operands, 0);
	assert_int_equal(tool("t", &r)->flags, TOOL_LAUNCHER);
}

static void
environment_has_a_filter_of_names(void **state)
{
	const struct image_tool *t;
	struct record r;
	uint64_t value;

	(void)state;
	compile(ASK("push"));
	t = tool("t", &r);
	assert_true(passes_filter(t, "T_"));
	assert_true(passes_filter(t, "RU"));
	assert_false(passes_filter(t, "XY"));
	assert_int_equal(t->n_prefixes, 1);
	assert_int_equal(image_find(&image, t->environment, SV("T_*"), &value),
	    OK);
	assert_int_equal(OPTION_FLAGS(value), CLASS_HARMLESS);
	assert_int_equal(OPTION_ID(value), 0);
	assert_int_equal(image_find(&image, t->environment, SV("RUN"), &value),
	    OK);
	assert_int_equal(OPTION_FLAGS(value), CLASS_RUNS);
	assert_int_not_equal(OPTION_ID(value), 0);
	assert_int_equal(image_strings_count(&image, t->hidden, RECORD_STRINGS,
	    &(uint32_t){0}), OK);
}

static void
reports_a_full_arena_as_a_limit(void **state)
{
	struct arena small;

	(void)state;
	assert_int_equal(parse_as(ASK("push, \"** --force\""), LAYER_SHIPPED),
	    OK);
	for (size_t n = 0; n < (200u << 10); n += 509) {
		arena_init(&small, calloc(1, n + 1), n);
		assert_int_equal(rules_compile(&small, &model, &sink, &bytes),
		    ERR_LIMIT);
		free(small.base);
	}
	assert_int_equal(sink.n_errors, 0);
}

static void
compiles_nothing_to_an_empty_image(void **state)
{
	uint32_t offset;

	(void)state;
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes), OK);
	assert_int_equal(image_open(&image, image_read_memory, &bytes,
	    bytes.n, &arena), OK);
	assert_int_equal(image_identity(&image, SV("c:t"), &offset),
	    ERR_NOT_FOUND);
}

static void
the_same_rules_give_the_same_bytes(void **state)
{
	struct sv first;

	(void)state;
	compile(ASK("push, \"** --force\""));
	first = bytes;
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes), OK);
	assert_int_equal(bytes.n, first.n);
	assert_memory_equal(bytes.p, first.p, first.n);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, compiling_set_up, \
	    compiling_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_name_leads_to_the_tool),
		TEST(options_keep_their_flags_and_aliases_share_an_id),
		TEST(options_with_more_to_say_have_a_record),
		TEST(nodes_say_whether_they_are_commands),
		TEST(a_command_for_any_word_marks_its_parent),
		TEST(environment_has_a_filter_of_names),
		TEST(reports_a_full_arena_as_a_limit),
		TEST(compiles_nothing_to_an_empty_image),
		TEST(the_same_rules_give_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
