/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of the compiler: what it refuses, where, and in which words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiling.h"

static void
refuses_a_pattern_without_a_command(void **state)
{
	(void)state;
	refuse(ASK("pusj"), "no-such-command", FIRST_RULE,
	    "did you mean 'push'?");
}

static void
refuses_a_glob_without_a_command(void **state)
{
	(void)state;
	refuse(ASK("\"state x*\""), "no-such-command", FIRST_RULE, "'t state'");
}

static void
refuses_a_pattern_that_repeats_the_tool(void **state)
{
	(void)state;
	refuse(ASK("t push"), "no-such-command", FIRST_RULE,
	    "behind the tool's name");
}

static void
refuses_an_operand_that_no_command_takes(void **state)
{
	(void)state;
	refuse(ASK("list x"), "no-such-command", FIRST_RULE, "'t list'");
}

static void
refuses_two_stars_with_nothing_below(void **state)
{
	(void)state;
	refuse("guard: 1\ntool: t\ncli:\n  commands: {a: {commands: {b: {}}}}\n"
	    "rules:\n  - {id: t.a, ask: [\"a b c\"], because: x}\n",
	    "no-such-command", 6, "'c'");
}

static void
refuses_an_unknown_option(void **state)
{
	(void)state;
	refuse(ASK("push --forc"), "unknown-option", FIRST_RULE,
	    "did you mean '--force'?");
}

static void
refuses_a_target_by_an_unknown_option(void **state)
{
	(void)state;
	refuse("guard: 1\ntool: t\ncli:\n  options: {\"-u, --url\": url}\n"
	    "  target: {database.url: [-u, --uri]}\n", "unknown-option", 5,
	    "'--uri'");
}

static void
refuses_an_unknown_tag(void **state)
{
	(void)state;
	refuse(ASK("\"@raed\""), "unknown-tag", FIRST_RULE,
	    "did you mean 'read'?");
}

static void
refuses_with_that_permits_nothing(void **state)
{
	(void)state;
	refuse(rule("  - id: t.a\n    effect: read\n    allow: [list]\n"
	    "    with: [--force]\n"), "unknown-option",
	    FIRST_RULE + 3, "'--force'");
}

static void
refuses_an_unknown_variable(void **state)
{
	(void)state;
	refuse(rule("  - id: t.a\n    effect: read\n    allow: [list]\n"
	    "    with: [RUM]\n"), "unknown-variable", FIRST_RULE + 3,
	    "did you mean 'RUN'?");
}

static void
refuses_an_unknown_fact(void **state)
{
	(void)state;
	assert_int_equal(parse_as(ALLOW("list"), LAYER_SHIPPED), OK);
	model.tools->rules->when = ARENA_NEW(&arena, 1, struct model_when);
	model.tools->rules->when->fact.text = SV("moon");
	model.tools->rules->when->value.text = SV("full");
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes),
	    ERR_SCHEMA);
	assert_string_equal(sink.first->code, "unknown-fact");
	assert_true(sv_contains(sink.first->text, SV("'cwd'")));
}

static void
refuses_a_regex_that_does_not_compile(void **state)
{
	(void)state;
	refuse(ASK("\"push re:(a\""), "bad-pattern", FIRST_RULE, "at byte 2");
}

static void
refuses_a_quote_that_is_not_closed(void **state)
{
	(void)state;
	refuse(ASK("\"push 'a\""), "bad-pattern", FIRST_RULE, "quote");
}

static void
refuses_an_empty_range(void **state)
{
	(void)state;
	refuse(ASK("push 9..3"), "bad-pattern", FIRST_RULE, "empty");
}

static void
refuses_a_set_that_explodes(void **state)
{
	(void)state;
	refuse(ASK("\"push {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}\""),
	    "bad-pattern", FIRST_RULE, "too many alternatives");
}

static void
refuses_a_name_of_two_tools(void **state)
{
	(void)state;
	assert_int_equal(parse_as(ASK("push"), LAYER_SHIPPED), OK);
	assert_int_equal(parse_as("guard: 1\ntool: u\n"
	    "cli: {operands: any}\n", LAYER_SHIPPED), OK);
	/* The parser sees to it; a model need not come from there. */
	model.tools->next->packages = model.tools->packages;
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes),
	    ERR_SCHEMA);
	assert_string_equal(sink.first->code, "duplicate-identity");
	assert_true(sv_contains(sink.first->text, SV("package 't-kit'")));
	assert_int_equal(sink.first->next->severity, SEVERITY_NOTE);
	assert_int_equal(sink.first->next->span.line, 4);
}

static void
refuses_a_tool_without_a_grammar(void **state)
{
	(void)state;
	refuse("guard: 1\ntool: t\nrules:\n"
	    "  - {id: t.site, deny: [push], because: x}\n", "no-cli", 2, "'t'");
}

static void
reports_every_fault(void **state)
{
	(void)state;
	refuse(ASK("pusj, push --nope, \"@tag\", list"),
	    "no-such-command", FIRST_RULE, "'pusj'");
	assert_int_equal(sink.n_errors, 3);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, compiling_set_up, \
	    compiling_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_a_pattern_without_a_command),
		TEST(refuses_a_glob_without_a_command),
		TEST(refuses_a_pattern_that_repeats_the_tool),
		TEST(refuses_an_operand_that_no_command_takes),
		TEST(refuses_two_stars_with_nothing_below),
		TEST(refuses_an_unknown_option),
		TEST(refuses_a_target_by_an_unknown_option),
		TEST(refuses_an_unknown_tag),
		TEST(refuses_with_that_permits_nothing),
		TEST(refuses_an_unknown_variable),
		TEST(refuses_an_unknown_fact),
		TEST(refuses_a_regex_that_does_not_compile),
		TEST(refuses_a_quote_that_is_not_closed),
		TEST(refuses_an_empty_range),
		TEST(refuses_a_set_that_explodes),
		TEST(refuses_a_name_of_two_tools),
		TEST(refuses_a_tool_without_a_grammar),
		TEST(reports_every_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
