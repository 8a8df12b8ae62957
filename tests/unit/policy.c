/* SPDX-License-Identifier: ISC */
/*
 * policy and gate: which rule decides, how layers combine, what is never
 * covered, and how a whole command line is judged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "guard/diag.h"
#include "guard/rules.h"
#include "image/layout.h"

#include "fixture.h"

static const char tool[] =
    "guard: 1\n"
    "tool: tf\n"
    "cli:\n"
    "  style: gnu\n"
    "  dialect: postgres\n"
    "  options: {--profile: {value: name, is: target}, --help: {is: help}}\n"
    "  environment: {TF_RUN: runs, TF_WHERE: target, 'TF_*': unknown}\n"
    "  commands:\n"
    "    plan: {options: {--out: file, --destroy: {is: destructive}, --params: {value: file, is: opaque}}}\n"
    "    apply: {options: {--yes: {is: force}, --level: number}, operands: [plan?]}\n"
    "    tag: {options: {--yes: {is: force}}, operands: [name, kind?]}\n"
    "    destroy: {options: {--dry: flag}}\n"
    "    wipe: {}\n"
    "    show: {options: [--long, --all, --wide]}\n"
    "    query: {options: {-e: {value: sql}, --raw: flag}, operands: [{name: text, value: sql, optional: true}]}\n"
    "    deep: {commands: {inner: {commands: {drop: {}, list: {}}}}}\n"
    "rules:\n"
    "  - id: tf.read\n"
    "    effect: read\n"
    "    allow: [plan, deep inner list]\n"
    "  - id: tf.tag\n"
    "    effect: change\n"
    "    allow: [tag dev-* ]\n"
    "    with: [--yes]\n"
    "  - id: tf.small\n"
    "    effect: local\n"
    "    allow: [apply --level=1..3, apply --level=re:9+]\n"
    "  - id: tf.here\n"
    "    effect: local\n"
    "    allow: [apply local]\n"
    "    when: {cwd: '/srv/**', env.STAGE: '{dev,test}'}\n"
    "  - id: tf.long\n"
    "    effect: read\n"
    "    allow: [show]\n"
    "    when: {options: '{--long,--all}'}\n"
    "  - id: tf.bare\n"
    "    effect: read\n"
    "    allow: [query]\n"
    "  - id: tf.write\n"
    "    effect: destroy\n"
    "    ask: [query]\n"
    "    because: writes\n"
    "    when: {statements: write}\n"
    "  - id: tf.nothing\n"
    "    effect: change\n"
    "    ask: [query]\n"
    "    because: has nothing to run\n"
    "    when: {statements: absent}\n"
    "  - id: tf.destroy\n"
    "    effect: destroy\n"
    "    ask: [destroy, deep inner drop]\n"
    "    because: removes everything\n"
    "    instead: tf plan\n"
    "  - id: tf.never\n"
    "    effect: destroy\n"
    "    deny: [wipe, tag prod-*]\n"
    "    because: is never right\n";

static const char wrapper[] =
    "guard: 1\n"
    "tool: run\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {--hook: {value: text, is: runs}}\n"
    "  environment: {RUN_HOOK: runs}\n"
    "  operands: [{name: command, runs: argv}]\n"
    "rules:\n"
    "  - {id: run.none, ask: ['. never-this'], because: is only here so that the file has a rule}\n";

static const char *const files[] = {tool, wrapper, NULL};

static struct fixture fixture;

static enum err
test_cwd(void *ctx, struct sv *out)
{
	(void)ctx;
	*out = SV("/srv/app");
	return OK;
}

static int
setup(void **state)
{
	(void)state;
	fixture_open(&fixture, files);
	fixture.world.cwd = test_cwd;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static void
expect(const char *line, enum verdict verdict, const char *id)
{
	const char *got = fixture_id(&fixture, line);

	if (strcmp(got, id) || fixture_verdict(&fixture, line) != verdict)
		print_error("in: %s\n", line);
	assert_string_equal(got, id);
	assert_int_equal(fixture_verdict(&fixture, line), verdict);
}

static void
allows_what_is_listed_and_harmless(void **state)
{
	(void)state;
	expect("tf plan", VERDICT_ALLOW, "tf.read");
	expect("tf plan --out=x --profile prod", VERDICT_ALLOW, "tf.read");
	expect("tf --profile prod deep inner list", VERDICT_ALLOW, "tf.read");
}

static void
asks_for_what_no_rule_speaks_of(void **state)
{
	(void)state;
	expect("tf apply", VERDICT_ASK, "tf.unlisted");
	expect("tf", VERDICT_ASK, "tf.unlisted");
	expect("tf deep", VERDICT_ASK, "tf.unlisted");
}

static void
asks_for_what_is_not_understood(void **state)
{
	(void)state;
	expect("tf plan --new", VERDICT_ASK, "tf.unknown-option");
	expect("tf plan surplus", VERDICT_ASK, "tf.surplus-operand");
	expect("tf frob", VERDICT_ASK, "tf.unknown-command");
	expect("TF_NEW=1 tf plan", VERDICT_ASK, "tf.unknown-environment");
}

static void
classed_options_are_not_covered_unless_named(void **state)
{
	(void)state;
	expect("tf plan --destroy", VERDICT_ASK, "tf.destructive");
	expect("tf plan --params x", VERDICT_ASK, "tf.opaque");
	expect("TF_RUN=x tf plan", VERDICT_ASK, "tf.runs");
	expect("tf tag --yes dev-1", VERDICT_ALLOW, "tf.tag");
	expect("tf apply --yes --level=1", VERDICT_ASK, "tf.force");
}

static void
a_changing_rule_takes_no_unchecked_target(void **state)
{
	(void)state;
	expect("tf tag dev-1", VERDICT_ALLOW, "tf.tag");
	expect("tf --profile x tag dev-1", VERDICT_ASK, "tf.target");
	expect("TF_WHERE=x tf tag dev-1", VERDICT_ASK, "tf.target");
}

static void
values_match_ranges_globs_and_patterns(void **state)
{
	(void)state;
	expect("tf apply --level=2", VERDICT_ALLOW, "tf.small");
	expect("tf apply --level 4", VERDICT_ASK, "tf.unlisted");
	expect("tf apply --level 999", VERDICT_ALLOW, "tf.small");
	expect("tf apply --level '999\n'", VERDICT_ASK, "tf.unlisted");
	expect("tf apply --level 99x", VERDICT_ASK, "tf.unlisted");
	/* One good value or operand does not speak for a second. */
	expect("tf apply --level 2 --level 7", VERDICT_ASK, "tf.unlisted");
	expect("tf tag dev-1 other", VERDICT_ASK, "tf.unlisted");
	expect("tf tag other", VERDICT_ASK, "tf.unlisted");
	expect("tf tag dev-1 prod-1", VERDICT_DENY, "tf.never");
}

static void
unknown_facts_never_satisfy_an_allow(void **state)
{
	(void)state;
	expect("STAGE=dev tf apply local", VERDICT_ALLOW, "tf.here");
	expect("STAGE=prod tf apply local", VERDICT_ASK, "tf.unlisted");
	expect("tf apply local", VERDICT_ASK, "tf.unlisted");
	expect("STAGE=$X tf apply local", VERDICT_ASK, "tf.unlisted");
	expect("cd x && STAGE=dev tf apply local", VERDICT_ASK, "tf.unlisted");
	expect("cd /srv/../etc && STAGE=dev tf apply local", VERDICT_ASK,
	    "tf.unlisted");
}

/* Gives each condition on a fact the next one's number, as an image has it
 * that another version of guard wrote; the checks are right. */
static void
renumber_facts(void)
{
	unsigned char *p = (unsigned char *)(uintptr_t)fixture.bytes.p;
	struct record_header h;

	for (size_t at = sizeof(struct image_header); at < fixture.bytes.n;
	     at += sizeof(h) + (size_t)layout_pad(h.size)) {
		unsigned char *payload = p + at + sizeof(h);
		struct image_rule *rule = (void *)payload;
		struct image_condition *c = (void *)(rule + 1);

		memcpy(&h, p + at, sizeof(h));
		if (h.kind != RECORD_RULE)
			continue;
		for (uint32_t i = 0; i < rule->n_conditions; i++)
			c[i].index += c[i].kind == CONDITION_FACT;
		h.check = image_check(payload, (size_t)layout_pad(h.size),
		    layout_seed(h.kind, h.size, (uint32_t)at));
		memcpy(p + at, &h, sizeof(h));
	}
}

static void
facts_of_another_version_are_no_facts(void **state)
{
	struct gate_outcome outcome;

	(void)state;
	renumber_facts();
	expect("STAGE=dev tf apply local", VERDICT_ALLOW, "tf.here");
	gate_decide(&fixture.ctx, &(struct gate_command){
	    .shell_text = SV("tf show --long")}, NULL, &outcome);
	assert_int_equal(outcome.verdict, VERDICT_DENY);
	assert_int_equal(outcome.error, ERR_CORRUPT);
}

static void
conditions_speak_of_the_options_that_are_given(void **state)
{
	(void)state;
	expect("tf show --long", VERDICT_ALLOW, "tf.long");
	expect("tf show --all --long", VERDICT_ALLOW, "tf.long");
	expect("tf show --all --wide", VERDICT_ASK, "tf.unlisted");
	expect("tf show", VERDICT_ASK, "tf.unlisted");
}

static void
conditions_speak_of_what_statements_do(void **state)
{
	(void)state;
	expect("tf query -e 'select 1'", VERDICT_ALLOW, "tf.bare");
	expect("tf query 'select 1'", VERDICT_ALLOW, "tf.bare");
	expect("tf query -e 'drop table t'", VERDICT_ASK, "tf.write");
	expect("tf query 'drop table t'", VERDICT_ASK, "tf.write");
	expect("tf query -e 'select 1' -e 'delete from t'", VERDICT_ASK,
	    "tf.write");
	expect("tf query -e 'select 1' \"$more\"", VERDICT_ASK, "tf.write");
	expect("tf query -e 'no such thing'", VERDICT_ASK, "tf.write");
	expect("tf query", VERDICT_ASK, "tf.nothing");
	expect("tf query --raw", VERDICT_ASK, "tf.nothing");
}

static void
ask_and_deny_cover_what_is_below(void **state)
{
	(void)state;
	expect("tf deep inner drop", VERDICT_ASK, "tf.destroy");
	expect("tf deep inner", VERDICT_ASK, "tf.unlisted");
	expect("tf wipe", VERDICT_DENY, "tf.never");
	expect("tf destroy --dry --new", VERDICT_ASK, "tf.destroy");
}

static void
help_passes_unless_code_may_run(void **state)
{
	(void)state;
	expect("tf destroy --help", VERDICT_ALLOW, "tf.help");
	expect("TF_RUN=x tf destroy --help", VERDICT_ASK, "tf.destroy");
	expect("tf destroy -- --help", VERDICT_ASK, "tf.destroy");
	expect("tf wipe --help", VERDICT_DENY, "tf.never");
}

static void
a_launcher_is_as_strict_as_what_it_runs(void **state)
{
	(void)state;
	expect("run tf plan", VERDICT_ALLOW, "tf.read");
	expect("run tf destroy", VERDICT_ASK, "tf.destroy");
	expect("run run tf wipe", VERDICT_DENY, "tf.never");
	expect("run ls", VERDICT_ALLOW, "run.launcher");
	expect("run --hook x ls", VERDICT_ASK, "run.runs");
	expect("RUN_HOOK=x run ls", VERDICT_ASK, "run.runs");
	expect("tf plan; tf destroy & tf plan", VERDICT_ASK, "tf.destroy");
	expect("ls -l", VERDICT_ALLOW, "guard.unguarded");
}

/* A human is asked about the gravest part, wherever it stands. */
static void
of_parts_that_ask_the_gravest_decides(void **state)
{
	(void)state;
	expect("tf apply; tf destroy", VERDICT_ASK, "tf.destroy");
	expect("tf destroy; tf apply", VERDICT_ASK, "tf.destroy");
	expect("tf frob; tf plan --destroy", VERDICT_ASK,
	    "tf.destructive");
	expect("run --hook x tf frob", VERDICT_ASK, "run.runs");
}

static void
text_that_is_not_understood_asks_when_it_names_a_tool(void **state)
{
	(void)state;
	expect("ls 'unclosed tf destroy", VERDICT_ASK, "shell.unreadable");
	expect("ls 'unclosed", VERDICT_ALLOW, "guard.unguarded");
}

static void
zeroed_memory_denies(void **state)
{
	struct gate_outcome o;
	struct ruling r;

	(void)state;
	memset(&o, 0, sizeof(o));
	memset(&r, 0, sizeof(r));
	assert_int_equal(o.verdict, VERDICT_DENY);
	assert_int_equal(r.verdict, VERDICT_DENY);
	assert_int_equal(gate_exit_status(&o), EXIT_DENIED);
}

static void
any_error_denies(void **state)
{
	struct gate_outcome o;
	struct image broken = fixture.image;
	struct argv_context ctx = fixture.ctx;
	struct sv cut = {fixture.bytes.p, sizeof(struct image_header) + 8};

	(void)state;
	/* What was read is forgotten, and the rest of the file is gone. */
	broken.ctx = &cut;
	memset(broken.windows, 0, sizeof(broken.windows));
	memset(broken.recent, 0, sizeof(broken.recent));
	ctx.image = &broken;
	gate_decide(&ctx,
	    &(struct gate_command){.shell_text = SV("tf plan")},
	    NULL, &o);
	assert_int_not_equal(o.error, OK);
	assert_int_equal(o.verdict, VERDICT_DENY);
	assert_int_not_equal(gate_exit_status(&o), EXIT_FINE);
}

/* Compiles the tool with one more file in a layer and decides a line. */
static enum verdict
with_layer(enum layer layer, const char *text, const char *line)
{
	struct gate_outcome o;
	struct diag_sink sink;
	struct model model = {0};
	struct source sources[2] = {
		{SV("tool.yaml"), sv_from(tool)},
		{SV("layer.yaml"), sv_from(text)},
	};
	struct arena *arena = &fixture.arena;
	struct argv_context ctx = fixture.ctx;
	struct image image;
	struct sv bytes;

	diag_sink_init(&sink, arena);
	assert_int_equal(rules_parse(arena, &sources[0], LAYER_SHIPPED, &sink,
	    &model), OK);
	assert_int_equal(rules_parse(arena, &sources[1], layer, &sink, &model),
	    OK);
	assert_int_equal(rules_compile(arena, &model, &sink, &bytes), OK);
	assert_int_equal(image_open(&image, image_read_memory, &bytes, bytes.n,
	    arena), OK);
	ctx.image = &image;
	gate_decide(&ctx,
	    &(struct gate_command){.shell_text = sv_from(line)},
	    NULL, &o);
	assert_int_equal(o.error, OK);
	return o.verdict;
}

#define LAYER_FILE(what) "guard: 1\ntool: tf\nrules:\n  - {id: tf.mine, effect: destroy, " what ", because: says so}\n"

static void
layers_decide_in_their_order(void **state)
{
	static const char allow[] = LAYER_FILE("allow: [destroy]");
	static const char ask[] = LAYER_FILE("ask: [plan]");
	static const char deny[] = LAYER_FILE("deny: [plan]");

	(void)state;
	assert_int_equal(with_layer(LAYER_USER, allow, "tf destroy"),
	    VERDICT_ALLOW);
	assert_int_equal(with_layer(LAYER_SITE, allow, "tf destroy"),
	    VERDICT_ALLOW);
	assert_int_equal(with_layer(LAYER_PROJECT, allow, "tf destroy"),
	    VERDICT_ASK);
	assert_int_equal(with_layer(LAYER_PROJECT, allow, "tf apply"),
	    VERDICT_ASK);
	assert_int_equal(with_layer(LAYER_PROJECT, ask, "tf plan"),
	    VERDICT_ASK);
	assert_int_equal(with_layer(LAYER_SITE, deny, "tf plan"),
	    VERDICT_DENY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allows_what_is_listed_and_harmless),
		cmocka_unit_test(asks_for_what_no_rule_speaks_of),
		cmocka_unit_test(asks_for_what_is_not_understood),
		cmocka_unit_test(classed_options_are_not_covered_unless_named),
		cmocka_unit_test(a_changing_rule_takes_no_unchecked_target),
		cmocka_unit_test(values_match_ranges_globs_and_patterns),
		cmocka_unit_test(unknown_facts_never_satisfy_an_allow),
		cmocka_unit_test(conditions_speak_of_the_options_that_are_given),
		cmocka_unit_test(conditions_speak_of_what_statements_do),
		cmocka_unit_test(ask_and_deny_cover_what_is_below),
		cmocka_unit_test(help_passes_unless_code_may_run),
		cmocka_unit_test(of_parts_that_ask_the_gravest_decides),
		cmocka_unit_test(a_launcher_is_as_strict_as_what_it_runs),
		cmocka_unit_test(
		    text_that_is_not_understood_asks_when_it_names_a_tool),
		cmocka_unit_test(zeroed_memory_denies),
		cmocka_unit_test(any_error_denies),
		cmocka_unit_test(layers_decide_in_their_order),
		/* Last, because it spoils the image. */
		cmocka_unit_test(facts_of_another_version_are_no_facts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
