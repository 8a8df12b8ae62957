/* SPDX-License-Identifier: ISC */
/*
 * The subcommands that show a rule book: rules, agents-md, iam.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "cli/commands.h"
#include "cli/iam.h"
#include "fixture.h"

static const char db[] =
    "guard: 1\n"
    "tool: db\n"
    "aliases: [database]\n"
    "summary: keeps rows\n"
    "cli:\n"
    "  options: {--force: {is: force}}\n"
    "  commands: {reset: {}, nuke: {}, status: {}, show: {}}\n"
    "rules:\n"
    "  - id: db.read\n"
    "    effect: read\n"
    "    allow: [status, show]\n"
    "    with: [--force]\n"
    "    when: {env.STAGE: dev}\n"
    "  - {id: db.reset, effect: destroy, ask: [reset, reset --force],\n"
    "     because: \"drops *all*\", instead: db status}\n"
    "  - {id: db.nuke, deny: [nuke], because: leaves nothing}\n";

static const char wrap[] =
    "guard: 1\n"
    "tool: wrap\n"
    "launcher: true\n"
    "summary: starts another\n"
    "cli: {operands: [{name: command, runs: argv}]}\n";

static const char aws[] =
    "guard: 1\n"
    "tool: aws\n"
    "cli:\n"
    "  commands:\n"
    "    rds: {commands: {delete-db-instance: {tags: [delete]}, stop: {}}}\n"
    "    s3: {commands: {rm: {options: [--dryrun]}}}\n"
    "rules:\n"
    "  - {id: aws.rds-delete, effect: destroy, because: deletes,\n"
    "     ask: [rds delete-db-instance, '@delete']}\n"
    "  - {id: aws.stop, effect: change, ask: [rds stop], because: stops}\n"
    "  - {id: aws.s3-rm, effect: destroy, ask: [s3 rm], because: deletes}\n";

static struct cli cli;
static char *output;
static size_t output_n;

static int
run(const struct cmd *cmd, char **words, const char *const *files)
{
	struct fixture f;
	char memory[256];
	struct buf complaint;
	FILE *file;
	int status;

	free(output);
	memset(&cli, 0, sizeof(cli));
	fixture_open(&f, files);
	arena_init(&cli.arena, os_reserve(LOAD_DECIDE_SPACE),
	    LOAD_DECIDE_SPACE);
	buf_init(&complaint, memory, sizeof(memory));
	assert_int_equal(opt_parse(&cli.arena, cmd, words, &cli.args,
	    &complaint), OK);
	assert_int_equal(load_bytes(&cli.policy, f.bytes), OK);
	file = open_memstream(&output, &output_n);
	assert_non_null(file);
	out_init(&cli.out, file);
	status = cmd->run(&cli);
	assert_int_equal(out_flush(&cli.out), OK);
	assert_int_equal(fclose(file), 0);
	fixture_close(&f);
	return status;
}

#define RUN(cmd, ...) run(&(cmd), (char *[]){__VA_ARGS__, NULL}, \
	(const char *const[]){db, wrap, aws, NULL})

static void
assert_prints(const char *text)
{
	if (!strstr(output, text))
		print_error("'%s' is not in:\n%s\n", text, output);
	assert_non_null(strstr(output, text));
}

static void
rules_lists_each_tool_and_what_is_read_through(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_rules, NULL), EXIT_FINE);
	assert_prints("db                    2     2     1  keeps rows\n");
	assert_prints("judged by what they start:\n  wrap\n");
}

static void
rules_shows_a_tool_by_any_of_its_names(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_rules, (char[]){"database"}), EXIT_FINE);
	assert_prints("db (also database): keeps rows\n\nRuns freely\n"
	    "  db.read ");
	assert_prints("      show, status\n      also with: --force\n"
	    "      when env.STAGE is dev\n");
	assert_prints("Waits for a human\n  db.reset ");
	assert_prints("      reset, reset --force\n      It drops *all*.\n"
	    "      safe instead: db status\n");
	assert_prints("Is never run\n  db.nuke ");
	assert_prints("What is not listed waits for a human.\n");
}

static void
rules_knows_no_tool_of_another_name(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_rules, (char[]){"nope"}), EXIT_FINDINGS);
	assert_int_equal(output_n, 0);
}

static void
rules_says_of_a_launcher_what_passes(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_rules, (char[]){"wrap"}), EXIT_FINE);
	assert_prints("What is not listed passes; what it starts is judged");
}

static void
rules_prints_json(void **state)
{
	json_t *json, *rule;

	(void)state;
	assert_int_equal(RUN(cmd_rules, (char[]){"--json"}, (char[]){"db"}),
	    EXIT_FINE);
	json = json_loadb(output, output_n, 0, NULL);
	assert_non_null(json);
	assert_int_equal(json_integer_value(json_object_get(json, "schema")),
	    CLI_SCHEMA);
	rule = json_array_get(json_object_get(json, "rules"), 0);
	assert_string_equal(
	    json_string_value(json_object_get(rule, "id")), "db.read");
	assert_int_equal(json_array_size(json_object_get(rule, "allow")), 2);
	assert_int_equal(json_array_size(json_object_get(rule, "ask")), 0);
	assert_int_equal(json_array_size(json_object_get(rule, "when")), 1);
	json_decref(json);
	assert_int_equal(RUN(cmd_rules, (char[]){"--json"}), EXIT_FINE);
	json = json_loadb(output, output_n, 0, NULL);
	assert_int_equal(json_array_size(json_object_get(json, "tools")), 3);
	json_decref(json);
}

static void
rules_prints_a_page_that_escapes_markdown(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_rules, (char[]){"--markdown"},
	    (char[]){"db"}), EXIT_FINE);
	assert_prints("# db\n\nkeeps rows. Also called `database`.\n");
	assert_prints("- `reset`, `reset --force` (`db.reset`)\n"
	    "  It drops \\*all\\*.\n  Safe instead: db status.\n");
	assert_int_equal(RUN(cmd_rules, (char[]){"--markdown"}), EXIT_FINE);
	assert_prints("# aws\n");
	assert_prints("\n# db\n");
	assert_int_equal(RUN(cmd_rules, (char[]){"--markdown"},
	    (char[]){"--json"}), EXIT_WRONG_USAGE);
}

static void
agents_md_names_the_tools_or_tells_of_some(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_agents_md, NULL), EXIT_FINE);
	assert_prints("status 75");
	assert_prints("\nThe tools: aws, db.\n");
	assert_int_equal(RUN(cmd_agents_md, (char[]){"db"}), EXIT_FINE);
	assert_prints("## db\n\nFreely: `show`, `status`.\n");
	assert_prints("- `reset`, `reset --force`: drops \\*all\\*. Instead: "
	    "db status.\n");
	assert_int_equal(RUN(cmd_agents_md, (char[]){"nope"}), EXIT_FINDINGS);
}

static void
iam_denies_what_the_rules_call_destruction(void **state)
{
	json_t *json, *statements, *first;

	(void)state;
	assert_int_equal(RUN(cmd_iam, NULL), EXIT_FINE);
	json = json_loadb(output, output_n, 0, NULL);
	assert_non_null(json);
	statements = json_object_get(json, "Statement");
	assert_int_equal(json_array_size(statements), 2);
	first = json_array_get(statements, 0);
	assert_string_equal(json_string_value(json_object_get(first, "Sid")),
	    "AwsRdsDelete");
	assert_string_equal(json_string_value(json_array_get(
	    json_object_get(first, "Action"), 0)), "rds:DeleteDbInstance");
	json_decref(json);
	assert_prints("s3:DeleteObjectVersion");
	assert_null(strstr(output, "rds:Stop"));
}

/* People read it before they paste it. */
static void
iam_is_laid_out(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_iam, NULL), EXIT_FINE);
	assert_prints("{\n"
	    "  \"Version\": \"2012-10-17\",\n"
	    "  \"Statement\": [\n"
	    "    {\n"
	    "      \"Sid\": \"AwsRdsDelete\",\n"
	    "      \"Effect\": \"Deny\",\n"
	    "      \"Action\": [\n"
	    "        \"rds:DeleteDb");
	assert_prints("\n"
	    "      ],\n"
	    "      \"Resource\": \"*\"\n"
	    "    }\n"
	    "  ]\n"
	    "}\n");
}

static void
iam_needs_rules_for_aws(void **state)
{
	(void)state;
	assert_int_equal(run(&cmd_iam, (char *[]){NULL},
	    (const char *const[]){db, NULL}), EXIT_FINDINGS);
}

struct actions {
	struct buf text;
	char memory[512];
};

static void
take_action(void *ctx, struct sv action)
{
	struct actions *a = ctx;

	buf_sv(&a->text, action);
	buf_c(&a->text, ' ');
}

static void
assert_actions(const char *pattern, bool whole, const char *expected)
{
	struct actions a;

	buf_init(&a.text, a.memory, sizeof(a.memory));
	assert_int_equal(iam_actions(sv_from(pattern), take_action, &a),
	    whole);
	assert_int_equal(a.text.n, strlen(expected));
	assert_memory_equal(a.text.p, expected, a.text.n);
}

static void
actions_spell_out_sets_and_know_other_prefixes(void **state)
{
	(void)state;
	assert_actions("{elb,efs} delete-*", true,
	    "elasticloadbalancing:Delete* elasticfilesystem:Delete* ");
	assert_actions("iam {put,add}-x-{a,b}", true,
	    "iam:PutXA iam:PutXB iam:AddXA iam:AddXB ");
	assert_actions("s3api put-bucket-lifecycle*", true,
	    "s3:PutLifecycleConfiguration ");
}

static void
actions_are_none_for_what_iam_does_not_see(void **state)
{
	(void)state;
	assert_actions("@delete", false, "");
	assert_actions("ec2 @delete", false, "");
	assert_actions("s3 sync --delete", false, "");
	assert_actions("s3", false, "");
	assert_actions("s3 rm{", false, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rules_lists_each_tool_and_what_is_read_through),
	    cmocka_unit_test(rules_shows_a_tool_by_any_of_its_names),
	    cmocka_unit_test(rules_knows_no_tool_of_another_name),
	    cmocka_unit_test(rules_says_of_a_launcher_what_passes),
	    cmocka_unit_test(rules_prints_json),
	    cmocka_unit_test(rules_prints_a_page_that_escapes_markdown),
	    cmocka_unit_test(agents_md_names_the_tools_or_tells_of_some),
	    cmocka_unit_test(iam_denies_what_the_rules_call_destruction),
	    cmocka_unit_test(iam_is_laid_out),
	    cmocka_unit_test(iam_needs_rules_for_aws),
	    cmocka_unit_test(actions_spell_out_sets_and_know_other_prefixes),
	    cmocka_unit_test(actions_are_none_for_what_iam_does_not_see),
	};

	return cmocka_run_group_tests_name("cli_listing", tests, NULL, NULL);
}
