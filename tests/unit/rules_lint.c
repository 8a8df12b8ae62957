/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of lint: each finding by example, and good rules without one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiling.h"

#define FIRST_LINE 19u /* its line */

static const char linted[] =
    "guard: 1\n"
    "tool: t\n"
    "cli:\n"
    "  options: {--json: flag, -n: {value: text, is: target}}\n"
    "  environment: {MODE: target, LOG: harmless}\n"
    "  commands:\n"
    "    list: \"@read\"\n"
    "    push:\n"
    "      options: {--force: {is: force}, -o: text}\n"
    "      operands: [remote?, branch?...]\n"
    "    db:\n"
    "      commands:\n"
    "        show: \"@read\"\n"
    "        drop: {options: {--force: {is: force}}}\n"
    "examples:\n"
    "  allow: [t list]\n"
    "  ask: [t push --force]\n"
    "rules:\n";

/* Lints the rules; layer is that of the site file, if there is one. */
static void
lint(const char *rules, const char *site)
{
	static char text[4096];
	struct source *files = ARENA_NEW(&arena, 2, struct source);
	enum err e;

	snprintf(text, sizeof(text), "%s%s", linted, rules);
	files[0] = (struct source){.name = SV("test.yaml"),
	    .text = sv_from(text)};
	files[1] = (struct source){.name = SV("site.yaml"),
	    .text = sv_from(site)};
	e = rules_parse(&arena, &files[0], LAYER_SHIPPED, &sink, &model);
	if (!e && site)
		e = rules_parse(&arena, &files[1], LAYER_SITE, &sink, &model);
	if (!e)
		e = rules_compile(&arena, &model, &sink, &bytes);
	if (e)
		show_diags();
	assert_int_equal(e, OK);
	assert_int_equal(image_open(&image, image_read_memory, &bytes,
	    bytes.n, &arena), OK);
	assert_int_equal(rules_lint(&arena, &model, &image, &sink), OK);
	assert_int_equal(sink.n_errors, 0);
}

static void
assert_clean(const char *rules)
{
	lint(rules, NULL);
	if (sink.first)
		show_diags();
	assert_null(sink.first);
}

/* The one warning that there is, and what it says. */
static void
assert_finding(const char *rules, const char *code, uint32_t line,
    const char *part)
{
	lint(rules, NULL);
	if (sink.n_warnings != 1)
		show_diags();
	assert_int_equal(sink.n_warnings, 1);
	assert_string_equal(sink.first->code, code);
	assert_int_equal(sink.first->severity, SEVERITY_WARNING);
	assert_int_equal(sink.first->span.line, line);
	if (!sv_contains(sink.first->text, sv_from(part)))
		show_diags();
	assert_true(sv_contains(sink.first->text, sv_from(part)));
}

static void
good_rules_have_no_finding(void **state)
{
	(void)state;
	assert_clean(
	    "  - {id: t.read, effect: read, allow: [\"@read\", push x]}\n"
	    "  - {id: t.all, effect: local, allow: [\"**\"]}\n"
	    "  - {id: t.push, because: x, ask: [push --force, push main]}\n"
	    "  - {id: t.db, because: y, ask: [db, \"push --force -o x\"]}\n"
	    "  - {id: t.drop, because: z, ask: [db drop]}\n"
	    "  - {id: t.ok, effect: change, allow: [push -o a],\n"
	    "     with: [-n, --force, MODE], when: {cwd: \"/srv/**\"}}\n");
}

static void
finds_rules_without_an_example(void **state)
{
	(void)state;
	assert_finding("  - {id: t.no, because: x, deny: [push]}\n",
	    "no-example", FIRST_LINE, "'t.no' denies");
}

static void
finds_an_allow_behind_an_ask(void **state)
{
	(void)state;
	assert_finding("  - {id: t.a, effect: change, allow: [db drop]}\n"
	    "  - {id: t.b, because: x, ask: [db]}\n", "unreachable",
	    FIRST_LINE, "'t.b' asks for");
	assert_int_equal(sink.first->next->severity, SEVERITY_NOTE);
	assert_int_equal(sink.first->next->span.line, FIRST_LINE + 1);
}

static void
finds_an_allow_behind_an_ask_of_the_same_conditions(void **state)
{
	(void)state;
	assert_finding(
	    "  - {id: t.a, effect: change, allow: [push --force main]}\n"
	    "  - {id: t.b, because: x, ask: [push main]}\n", "unreachable",
	    FIRST_LINE, "'push --force main' never allows");
}

static void
an_allow_that_is_blocked_in_part_is_fine(void **state)
{
	(void)state;
	assert_clean("  - {id: t.a, effect: local, allow: [\"db *\"]}\n"
	    "  - {id: t.b, because: x, ask: [db drop, push --force]}\n"
	    "  - {id: t.c, effect: local, allow: [push]}\n");
}

static void
rules_of_another_layer_block_nothing(void **state)
{
	(void)state;
	lint("  - {id: t.a, effect: change, allow: [push]}\n",
	    "guard: 1\ntool: t\nrules:\n"
	    "  - {id: t.b, because: x, ask: [push]}\n");
	assert_int_equal(sink.n_warnings, 0);
}

static void
finds_a_pattern_that_another_covers(void **state)
{
	(void)state;
	assert_finding("  - {id: t.a, effect: read, allow: [\"@read\"]}\n"
	    "  - {id: t.b, effect: read, allow: [db show]}\n", "covered",
	    FIRST_LINE + 1, "'db show' adds nothing to '@read'");
	assert_int_equal(sink.first->next->span.line, FIRST_LINE);
}

static void
finds_a_pattern_below_another_of_its_rule(void **state)
{
	(void)state;
	assert_finding("  - id: t.a\n    because: x\n"
	    "    ask: [db, db drop --force]\n", "covered", FIRST_LINE + 2,
	    "'db drop --force' adds nothing to 'db'");
}

static void
finds_a_pattern_that_stands_twice(void **state)
{
	(void)state;
	assert_finding("  - {id: t.a, because: x, ask: [db, db]}\n",
	    "covered", FIRST_LINE, "twice");
}

static void
what_permits_more_is_not_covered(void **state)
{
	(void)state;
	assert_clean("  - {id: t.a, effect: local, allow: [push]}\n"
	    "  - {id: t.b, effect: local, allow: [push main],"
	    " with: [--force]}\n"
	    "  - {id: t.c, effect: read, allow: [push main]}\n"
	    "  - {id: t.d, effect: local, allow: [push --force dev]}\n");
}

static void
finds_with_that_is_not_needed(void **state)
{
	(void)state;
	assert_finding("  - {id: t.a, effect: read, allow: [list],"
	    " with: [--json]}\n", "needless-with", FIRST_LINE, "'--json'");
}

static void
finds_a_target_that_nothing_checks(void **state)
{
	(void)state;
	assert_finding("  - {id: t.a, effect: change, allow: [push],"
	    " with: [-n]}\n", "target-unchecked", FIRST_LINE, "'-n'");
}

static void
finds_a_target_in_a_pattern_without_a_value(void **state)
{
	(void)state;
	assert_finding("  - {id: t.a, effect: change, allow: [push -n]}\n",
	    "target-unchecked", FIRST_LINE, "'-n'");
}

static void
a_target_with_a_value_is_checked(void **state)
{
	(void)state;
	assert_clean("  - {id: t.a, effect: change, allow: [push -n=dev]}\n"
	    "  - {id: t.b, effect: read, allow: [list], with: [-n]}\n");
}

static void
finds_a_regex_that_explodes(void **state)
{
	(void)state;
	assert_finding("  - id: t.a\n    because: x\n"
	    "    ask: [\"push re:(x+)+y\"]\n", "unsafe-pattern",
	    FIRST_LINE + 2, "(x+)+y");
}

static void
a_regex_that_does_not_explode_is_fine(void **state)
{
	(void)state;
	assert_clean("  - id: t.a\n    because: x\n"
	    "    ask: [\"push re:(feature|fix)/[a-z0-9.-]+\","
	    " \"push re:.*prod.*\", \"push re:[a-z]+(-[a-z]+)*\"]\n");
}

static void
refuses_the_image_of_another_model(void **state)
{
	struct source source = {.name = SV("a"), .text = SV("guard: 1\ntool: t\n"
	    "cli: {operands: any}\nrules:\n"
	    "  - {id: t.a, because: x, ask: [.]}\n")};

	(void)state;
	assert_int_equal(rules_parse(&arena, &source, LAYER_SHIPPED, &sink,
	    &model), OK);
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes), OK);
	assert_int_equal(image_open(&image, image_read_memory, &bytes,
	    bytes.n, &arena), OK);
	model.tools->rules = NULL;
	assert_int_equal(rules_lint(&arena, &model, &image, &sink),
	    ERR_USAGE);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, compiling_set_up, \
	    compiling_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(good_rules_have_no_finding),
	    TEST(finds_rules_without_an_example),
	    TEST(finds_an_allow_behind_an_ask),
	    TEST(finds_an_allow_behind_an_ask_of_the_same_conditions),
	    TEST(an_allow_that_is_blocked_in_part_is_fine),
	    TEST(rules_of_another_layer_block_nothing),
	    TEST(finds_a_pattern_that_another_covers),
	    TEST(finds_a_pattern_below_another_of_its_rule),
	    TEST(finds_a_pattern_that_stands_twice),
	    TEST(what_permits_more_is_not_covered),
	    TEST(finds_with_that_is_not_needed),
	    TEST(finds_a_target_that_nothing_checks),
	    TEST(finds_a_target_in_a_pattern_without_a_value),
	    TEST(a_target_with_a_value_is_checked),
	    TEST(finds_a_regex_that_explodes),
	    TEST(a_regex_that_does_not_explode_is_fine),
	    TEST(refuses_the_image_of_another_model),
	};

	return cmocka_run_group_tests_name("rules_lint", tests, NULL, NULL);
}
