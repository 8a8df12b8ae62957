/* SPDX-License-Identifier: ISC */
/*
 * Unit tests of the compiler: which rules stand at which command, with which
 * conditions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiling.h"

/* "ask:push --force deny:x": the patterns at a command, in their order. */
static const char *
rules_at(const char *path)
{
	static char memory[4096];
	struct record nr, rr;
	const struct image_node *n = node(path, &nr);
	const void *offsets;
	struct buf b;

	buf_init(&b, memory, sizeof(memory) - 1);
	assert_int_equal(image_array(&nr, sizeof(*n), n->n_rules, 4, &offsets),
	    OK);
	for (uint32_t i = 0; i < n->n_rules; i++) {
		const struct image_rule *rule;
		struct sv pattern;

		assert_int_equal(image_record(&image,
		    ((const uint32_t *)offsets)[i], RECORD_RULE,
		    sizeof(*rule), &rr), OK);
		rule = (const void *)rr.p;
		assert_int_equal(image_string(&rr, rule->pattern, &pattern),
		    OK);
		if (i)
			buf_c(&b, '|');
		buf_str(&b, rule->verdict == STORED_ALLOW ? "allow:" :
		    rule->verdict == STORED_ASK ? "ask:" : "deny:");
		buf_sv(&b, pattern);
	}
	memory[b.n] = '\0';
	return memory;
}

/* "option -o=SET{a,b} any GLOB{x}": the conditions of a command's rule i. */
static const char *
conditions_of(const char *path, uint32_t i)
{
	static const char *const kinds[] = {"", "option", "permit", "operand",
	    "cwd", "env"};
	static const char *const matches[] = {"", "SET", "GLOB", "REGEX",
	    "RANGE"};
	static char memory[4096];
	struct record nr, rr, mr;
	const struct image_node *n = node(path, &nr);
	const struct image_condition *c;
	const struct image_rule *rule;
	const void *items;
	struct buf b;
	struct sv s;

	buf_init(&b, memory, sizeof(memory) - 1);
	assert_int_equal(image_array(&nr, sizeof(*n), n->n_rules, 4, &items),
	    OK);
	assert_true(i < n->n_rules);
	assert_int_equal(image_record(&image, ((const uint32_t *)items)[i],
	    RECORD_RULE, sizeof(*rule), &rr), OK);
	rule = (const void *)rr.p;
	assert_int_equal(image_array(&rr, sizeof(*rule), rule->n_conditions,
	    sizeof(*c), &items), OK);
	c = items;
	for (uint32_t k = 0; k < rule->n_conditions; k++, c++) {
		const struct image_match *m;

		assert_int_equal(image_string(&rr, c->name, &s), OK);
		buf_str(&b, k ? " " : "");
		buf_str(&b, kinds[c->kind]);
		buf_c(&b, ' ');
		if (c->kind == CONDITION_OPERAND && c->index != UINT32_MAX)
			buf_u64(&b, c->index);
		else if (c->kind == CONDITION_OPERAND)
			buf_str(&b, "any");
		else
			buf_sv(&b, s);
		if (!c->match)
			continue;
		assert_int_equal(image_record(&image, c->match, RECORD_MATCH,
		    sizeof(*m), &mr), OK);
		m = (const void *)mr.p;
		buf_c(&b, '=');
		buf_str(&b, matches[m->kind]);
		assert_int_equal(image_array(&mr, sizeof(*m), m->n,
		    sizeof(struct image_str), &items), OK);
		for (uint32_t j = 0; j < m->n; j++) {
			assert_int_equal(image_string(&mr,
			    ((const struct image_str *)items)[j], &s), OK);
			buf_c(&b, '(');
			buf_sv(&b, s);
			buf_c(&b, ')');
		}
	}
	memory[b.n] = '\0';
	return memory;
}

static void
allow_covers_exactly_its_command(void **state)
{
	(void)state;
	compile(ALLOW("list, state deep, rm x"));
	assert_string_equal(rules_at("list"), "allow:list");
	assert_string_equal(rules_at("state deep"), "allow:state deep");
	assert_string_equal(rules_at("state deep drop"), "");
	assert_string_equal(rules_at("state list"), "");
	assert_string_equal(rules_at("remove"), "allow:rm x");
	assert_string_equal(rules_at(""), "");
}

static void
ask_covers_what_is_below_too(void **state)
{
	(void)state;
	compile(ASK("state"));
	assert_string_equal(rules_at("state"), "ask:state");
	assert_string_equal(rules_at("state deep drop"), "ask:state");
	assert_string_equal(rules_at("push"), "");
	assert_string_equal(rules_at(""), "");
}

static void
strictest_rules_come_first(void **state)
{
	(void)state;
	compile(rule("  - {id: t.a, effect: read, allow: [state list]}\n"
	    "  - {id: t.b, because: x, ask: [state]}\n"
	    "  - {id: t.c, because: x, deny: [\"*\"]}\n"
	    "  - {id: t.d, because: x, ask: [\"**\"]}\n"));
	assert_string_equal(rules_at("state list"),
	    "deny:*|ask:state|ask:**|allow:state list");
}

static void
a_star_is_one_level_and_two_are_any(void **state)
{
	(void)state;
	compile(ALLOW("\"state *\", \"**\""));
	assert_string_equal(rules_at(""), "");
	assert_string_equal(rules_at("state"), "allow:**");
	assert_string_equal(rules_at("state show"), "allow:state *|allow:**");
	assert_string_equal(rules_at("state deep list"), "allow:**");
}

static void
two_stars_stand_for_no_level_too(void **state)
{
	(void)state;
	compile(ALLOW("\"** list\", \"state ** drop\", \"state **\""));
	assert_string_equal(rules_at("list"), "allow:** list");
	assert_string_equal(rules_at("state list"),
	    "allow:** list|allow:state **");
	assert_string_equal(rules_at("state deep drop"),
	    "allow:state ** drop|allow:state **");
	assert_string_equal(rules_at("state"), "");
	/* A word that is a command of some is no operand of others. */
	assert_string_equal(rules_at("push"), "");
	assert_string_equal(rules_at("stash list"), "allow:** list");
}

static void
tags_cover_all_below_a_path(void **state)
{
	(void)state;
	compile(ALLOW("\"@read\", \"state @read\""));
	assert_string_equal(rules_at("list"), "allow:@read");
	assert_string_equal(rules_at("state show"),
	    "allow:@read|allow:state @read");
	assert_string_equal(rules_at("push"), "");
}

static void
globs_and_sets_name_commands(void **state)
{
	(void)state;
	compile(ALLOW("\"{list,push}\", \"s*\", \"state {sh,r}*\""));
	assert_string_equal(rules_at("list"), "allow:{list,push}");
	assert_string_equal(rules_at("push"), "allow:{list,push}");
	assert_string_equal(rules_at("stash"), "allow:s*");
	assert_string_equal(rules_at("state"), "allow:s*");
	assert_string_equal(rules_at("state rm"), "allow:state {sh,r}*");
	assert_string_equal(rules_at("state show"), "allow:state {sh,r}*");
	assert_string_equal(rules_at("state list"), "");
}

static void
a_dot_is_the_tool_itself(void **state)
{
	(void)state;
	compile(ASK("., . -v"));
	assert_string_equal(rules_at(""), "ask:.|ask:. -v");
	assert_string_equal(rules_at("list"), "");
}

static void
an_option_alone_holds_everywhere_for_ask(void **state)
{
	(void)state;
	compile(ASK("--namespace=prod"));
	assert_string_equal(rules_at(""), "ask:--namespace=prod");
	assert_string_equal(rules_at("state deep drop"),
	    "ask:--namespace=prod");
	assert_string_equal(conditions_of("push", 0),
	    "option --namespace=SET(prod)");
}

static void
an_option_attaches_where_it_is_known(void **state)
{
	(void)state;
	compile(ASK("state --force, \"** --force\""));
	assert_string_equal(rules_at("state"), "");
	assert_string_equal(rules_at("state rm"),
	    "ask:state --force|ask:** --force");
	assert_string_equal(rules_at("state deep drop"),
	    "ask:state --force|ask:** --force");
	assert_string_equal(rules_at("push"), "ask:** --force");
	assert_string_equal(rules_at("list"), "");
}

static void
options_may_stand_ahead_of_the_command(void **state)
{
	(void)state;
	compile(ASK("-n prod -v push --force, --force push"));
	assert_string_equal(rules_at("push"),
	    "ask:-n prod -v push --force|ask:--force push");
	assert_string_equal(conditions_of("push", 0),
	    "option -n=SET(prod) option -v option --force");
	assert_string_equal(conditions_of("push", 1), "option --force");
}

static void
values_follow_the_grammar(void **state)
{
	(void)state;
	compile(ASK("\"remove --why {a,b} -f\", \"push -o x* y -vq\","
	    "\"rm --why\", rm --why=1..9, \"rm --why='re:a b+'\""));
	assert_string_equal(conditions_of("remove", 0),
	    "option --why=SET(a)(b) option -f");
	assert_string_equal(conditions_of("remove", 1), "option --why");
	assert_string_equal(conditions_of("remove", 2),
	    "option --why=RANGE(1)(9)");
	assert_string_equal(conditions_of("remove", 3),
	    "option --why=REGEX(a b+)");
	assert_string_equal(conditions_of("push", 0),
	    "option -o=GLOB(x*) option -o=SET(y) option -v option -q");
}

static void
operands_are_counted_for_allow_only(void **state)
{
	(void)state;
	compile(rule("  - id: t.a\n    effect: read\n"
	    "    allow: [push origin feature/*, stash x]\n"
	    "    ask: [push -- main, \"stash 'a b' c\\\\*\"]\n"
	    "    because: x\n"));
	assert_string_equal(conditions_of("push", 0), "operand any=SET(main)");
	assert_string_equal(conditions_of("push", 1),
	    "operand 0=SET(origin) operand 1=GLOB(feature/*)");
	assert_string_equal(rules_at("stash list"), "ask:stash 'a b' c\\*");
	assert_string_equal(conditions_of("stash", 0),
	    "operand any=SET(a b) operand any=SET(c*)");
}

static void
with_permits_where_the_option_is_known(void **state)
{
	(void)state;
	compile(rule("  - {id: t.a, effect: change, allow: [push, list],\n"
	    "     with: [--force, -n, T_MODE]}\n"));
	assert_string_equal(conditions_of("push", 0),
	    "permit --force permit -n permit T_MODE");
	assert_string_equal(conditions_of("list", 0),
	    "permit -n permit T_MODE");
}

static void
facts_are_conditions_of_every_pattern(void **state)
{
	(void)state;
	compile(rule("  - {id: t.a, effect: change, allow: [push, rm],\n"
	    "     when: {cwd: \"/srv/**\", env.T_MODE: \"{a,b}\"}}\n"));
	assert_string_equal(conditions_of("push", 0),
	    "cwd cwd=GLOB(/srv/**) env T_MODE=SET(a)(b)");
	assert_string_equal(conditions_of("rm", 0),
	    "cwd cwd=GLOB(/srv/**) env T_MODE=SET(a)(b)");
}

static void
rules_of_equal_options_share_a_record(void **state)
{
	struct record a, b;

	(void)state;
	compile(ASK("\"** --force\""));
	assert_memory_equal(node("push", &a) + 1, node("state rm", &b) + 1,
	    sizeof(uint32_t));
}

static void
texts_stand_in_their_own_record(void **state)
{
	const struct image_rule *r;
	struct record nr, rr;
	const void *offsets;
	struct sv s;

	(void)state;
	compile(rule("  - {id: t.a, ask: [push], because: why, instead: go}\n"));
	assert_int_equal(image_array(&nr, sizeof(struct image_node),
	    node("push", &nr)->n_rules, 4, &offsets), OK);
	assert_int_equal(image_record(&image, *(const uint32_t *)offsets,
	    RECORD_RULE, sizeof(*r), &rr), OK);
	r = (const void *)rr.p;
	assert_int_equal(image_strings_get(&image, r->texts, RECORD_TEXTS, 0,
	    &s), OK);
	assert_true(sv_eq_cstr(s, "why"));
	assert_int_equal(image_strings_get(&image, r->texts, RECORD_TEXTS, 1,
	    &s), OK);
	assert_true(sv_eq_cstr(s, "go"));
	assert_int_equal(image_strings_get(&image, image.header.files,
	    RECORD_FILES, r->file, &s), OK);
	assert_true(sv_eq_cstr(s, "test.yaml"));
	assert_int_equal(r->line, FIRST_RULE);
	assert_int_equal(r->layer, LAYER_SHIPPED);
	assert_int_equal(r->subtree, 1);
}

static void
rules_of_two_files_meet_at_one_command(void **state)
{
	(void)state;
	assert_int_equal(parse_as(ALLOW("push"), LAYER_SHIPPED), OK);
	assert_int_equal(parse_as("guard: 1\ntool: t\nrules:\n"
	    "  - {id: t.site, deny: [push], because: x}\n", LAYER_SITE), OK);
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes), OK);
	assert_int_equal(image_open(&image, image_read_memory, &bytes,
	    bytes.n, &arena), OK);
	assert_string_equal(rules_at("push"), "deny:push|allow:push");
	assert_int_equal(image.header.n_rules, 2);
}

static void
words_of_a_tool_without_commands_are_operands(void **state)
{
	(void)state;
	compile("guard: 1\ntool: t\ncli:\n  options: {-c: sql}\n"
	    "  operands: [db?, user?]\n"
	    "rules:\n  - {id: t.a, effect: read, allow: [\"*\", -c x]}\n"
	    "  - {id: t.b, ask: [\"prod* -c\", \"'@read'\"], because: x}\n");
	assert_string_equal(rules_at(""),
	    "ask:prod* -c|ask:'@read'|allow:*|allow:-c x");
	assert_string_equal(conditions_of("", 0),
	    "option -c operand any=GLOB(prod*)");
	assert_string_equal(conditions_of("", 1), "operand any=SET(@read)");
	assert_string_equal(conditions_of("", 2), "operand 0=GLOB(*)");
}

static void
go_options_are_known_with_either_dash(void **state)
{
	(void)state;
	compile("guard: 1\ntool: t\ncli:\n  style: go\n"
	    "  options: {-chdir: dir}\n  commands: {plan: \"--out= -q\"}\n"
	    "rules:\n  - {id: t.a, ask: [--chdir=x plan -out=y --q],"
	    " because: x}\n");
	assert_string_equal(conditions_of("plan", 0),
	    "option --chdir=SET(x) option -out=SET(y) option --q");
}

static void
command_names_without_case_are_kept_in_lower_case(void **state)
{
	struct record r;

	(void)state;
	compile("guard: 1\ntool: t\ncli:\n  style: [gnu, caseless-commands]\n"
	    "  commands: [FlushAll, GET]\n"
	    "rules:\n  - {id: t.a, ask: [FLUSHALL, \"g*\"], because: x}\n");
	assert_string_equal(rules_at("flushall"), "ask:FLUSHALL");
	assert_string_equal(rules_at("get"), "ask:g*");
	assert_int_equal(node("", &r)->style & STYLE_CASELESS, STYLE_CASELESS);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, compiling_set_up, \
	    compiling_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(allow_covers_exactly_its_command),
		TEST(ask_covers_what_is_below_too),
		TEST(strictest_rules_come_first),
		TEST(a_star_is_one_level_and_two_are_any),
		TEST(two_stars_stand_for_no_level_too),
		TEST(tags_cover_all_below_a_path),
		TEST(globs_and_sets_name_commands),
		TEST(a_dot_is_the_tool_itself),
		TEST(an_option_alone_holds_everywhere_for_ask),
		TEST(an_option_attaches_where_it_is_known),
		TEST(options_may_stand_ahead_of_the_command),
		TEST(values_follow_the_grammar),
		TEST(operands_are_counted_for_allow_only),
		TEST(with_permits_where_the_option_is_known),
		TEST(facts_are_conditions_of_every_pattern),
		TEST(rules_of_equal_options_share_a_record),
		TEST(texts_stand_in_their_own_record),
		TEST(rules_of_two_files_meet_at_one_command),
		TEST(words_of_a_tool_without_commands_are_operands),
		TEST(go_options_are_known_with_either_dash),
		TEST(command_names_without_case_are_kept_in_lower_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
