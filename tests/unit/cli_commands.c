/* SPDX-License-Identifier: ISC */
/*
 * Subcommands from their arguments to their output and exit status, with a
 * small rule book of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "cli/commands.h"

static char root[] = "/tmp/guard-commands-XXXXXX";
static struct cli cli;
static char *output;
static size_t output_n;
static void *memory;

static const char good_rules[] =
    "guard: 1\n"
    "tool: db\n"
    "cli:\n"
    "  options:\n"
    "    --force: {is: force}\n"
    "    --password: {value: text, is: secret}\n"
    "  commands: {reset: {}, nuke: {}, status: {}}\n"
    "rules:\n"
    "  - {id: db.read, effect: read, allow: [status]}\n"
    "  - {id: db.reset, ask: [reset], because: drops all,\n"
    "     instead: db status}\n"
    "  - {id: db.nuke, deny: [nuke], because: leaves nothing}\n"
    "examples:\n"
    "  allow: [db status, nosuchtool x]\n"
    "  ask: [db reset, db reset --force]\n"
    "  deny: [\"true && db nuke\"]\n";

static const char wrong_example[] =
    "guard: 1\n"
    "tool: db\n"
    "cli: {commands: {reset: {}, status: {}}}\n"
    "rules:\n"
    "  - {id: db.read, effect: read, allow: [status]}\n"
    "  - {id: db.reset, ask: [reset], because: drops all}\n"
    "examples:\n"
    "  allow: [db status, db reset]\n"
    "  ask: [db reset]\n";

static const char untested[] =
    "guard: 1\n"
    "tool: db\n"
    "cli: {commands: {reset: {}, status: {}}}\n"
    "rules:\n"
    "  - {id: db.read, effect: read, allow: [status]}\n"
    "  - {id: db.reset, ask: [reset], because: drops all}\n"
    "examples:\n"
    "  allow: [db status]\n"
    "  ask: [db nosuch]\n";

static const char log_text[] =
    "# a comment\n"
    "\n"
    "db status\n"
    "{\"command\": \"db reset --force\", \"x\": 1}\n"
    "{ db nuke; }\n"
    "db reset\n"
    "echo \x1b[31m\n";

static const char *
in_root(const char *name)
{
	static char paths[8][256];
	static unsigned next;
	char *path = paths[next++ & 7];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", root, name);
	return path;
}

static void
make(const char *name, const char *content)
{
	FILE *f = fopen(in_root(name), "w");

	assert_non_null(f);
	assert_true(fputs(content, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int
set_up(void **state)
{
	(void)state;
	memory = os_reserve(LOAD_DECIDE_SPACE);
	if (!memory || !mkdtemp(root))
		return -1;
	make("good.yaml", good_rules);
	make("wrong.yaml", wrong_example);
	make("untested.yaml", untested);
	make("log", log_text);
	make("unread", "{\"no\": 1}\ndb status\n");
	return 0;
}

static int
tear_down(void **state)
{
	char command[256];

	(void)state;
	free(output);
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command) ? -1 : 0;
}

/* Runs a subcommand on up to ten words; what it prints is in output. */
static int
run(const struct cmd *cmd, const char *const *words)
{
	static char copies[10][256];
	char *argv[11] = {NULL};
	char complaint_memory[256];
	struct buf complaint;
	struct rulebook book;
	FILE *f;
	int status;

	free(output);
	memset(&cli, 0, sizeof(cli));
	arena_init(&cli.arena, memory, LOAD_DECIDE_SPACE);
	for (size_t i = 0; words[i]; i++) {
		(void)snprintf(copies[i], sizeof(copies[0]), "%s", words[i]);
		argv[i] = copies[i];
	}
	buf_init(&complaint, complaint_memory, sizeof(complaint_memory));
	assert_int_equal(opt_parse(&cli.arena, cmd, argv, &cli.args,
			     &complaint), OK);
	if (cmd->needs & NEED_POLICY) {
		rulebook_init(&book, &cli.arena);
		assert_int_equal(rulebook_add(&book, in_root("good.yaml"),
				     LAYER_SHIPPED), OK);
		assert_int_equal(rulebook_compile(&book), OK);
		assert_int_equal(load_bytes(&cli.policy, book.image), OK);
	}
	f = open_memstream(&output, &output_n);
	assert_non_null(f);
	out_init(&cli.out, f);
	status = cmd->run(&cli);
	assert_int_equal(out_flush(&cli.out), OK);
	assert_int_equal(fclose(f), 0);
	return status;
}

#define RUN(cmd, ...) run(&(cmd), (const char *const[]){__VA_ARGS__, NULL})

static void
assert_prints(const char *text)
{
	if (!strstr(output, text))
		print_error("not in:\n%s\n", output);
	assert_non_null(strstr(output, text));
}

static json_t *
printed_json(void)
{
	json_t *json = json_loadb(output, output_n, 0, NULL);

	assert_non_null(json);
	assert_int_equal(json_integer_value(json_object_get(json, "schema")),
	    CLI_SCHEMA);
	return json;
}

static const char *
member(const json_t *json, const char *key)
{
	const char *value = json_string_value(json_object_get(json, key));

	assert_non_null(value);
	return value;
}

static void
check_passes_good_rules(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_check, in_root("good.yaml")), EXIT_FINE);
	assert_prints("1 file, 1 tool, 3 rules, 5 examples (1 skipped): "
		      "0 errors, ");
}

static void
check_finds_an_example_that_is_decided_otherwise(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_check, in_root("wrong.yaml")),
	    EXIT_FINDINGS);
	assert_prints("wrong.yaml:8:22: error: expected allow but it is ask "
		      "by db.reset: it drops all [failed-example]");
}

static void
check_warns_of_a_rule_that_no_example_tests(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_check, in_root("untested.yaml")), EXIT_FINE);
	assert_prints("[untested-rule]");
	assert_int_equal(RUN(cmd_check, "--strict", in_root("untested.yaml")),
	    EXIT_FINDINGS);
}

static void
check_goes_on_to_report_when_rules_do_not_compile(void **state)
{
	(void)state;
	make("broken.yaml", "guard: 1\ntool: x\nrules:\n  - {id: x.y}\n");
	assert_int_equal(RUN(cmd_check, in_root("broken.yaml"),
			     in_root("good.yaml")), EXIT_FINDINGS);
	assert_prints("2 files, ");
	assert_prints("broken.yaml:4:");
}

static void
check_counts_the_same_in_every_format(void **state)
{
	json_t *json;

	(void)state;
	(void)RUN(cmd_check, "--format", "json", in_root("wrong.yaml"));
	json = printed_json();
	assert_int_equal(json_integer_value(json_object_get(json, "errors")),
	    1);
	assert_int_equal(json_array_size(json_object_get(json, "examples")),
	    3);
	json_decref(json);
	(void)RUN(cmd_check, "--format", "tap", in_root("wrong.yaml"));
	assert_prints("TAP version 14\n1..3\n");
	assert_prints("\nnot ok 2 - db: allow db reset\n  ---\n");
	(void)RUN(cmd_check, "--format", "junit", in_root("wrong.yaml"));
	assert_prints("tests=\"3\" failures=\"1\"");
	(void)RUN(cmd_check, "--format", "github", in_root("wrong.yaml"));
	assert_prints(",line=8,col=22,endColumn=30,title=failed-example::"
		      "expected allow but");
}

static void
check_writes_sarif(void **state)
{
	const json_t *result;
	json_t *json;

	(void)state;
	(void)RUN(cmd_check, "--format=sarif", in_root("wrong.yaml"));
	json = json_loadb(output, output_n, 0, NULL);
	assert_non_null(json);
	assert_string_equal(member(json, "version"), "2.1.0");
	result = json_array_get(json_object_get(json_array_get(
	    json_object_get(json, "runs"), 0), "results"), 0);
	assert_string_equal(member(result, "ruleId"), "failed-example");
	assert_string_equal(member(result, "level"), "error");
	json_decref(json);
}

static void
explain_begins_with_the_verdict_rule_and_place(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_explain, "--", "db", "reset"), EXIT_FINE);
	assert_int_equal(strncmp(output, "ask  db.reset  /", 16), 0);
	assert_prints("good.yaml:10\n  It drops all.\n"
		      "  safe instead:  db status\n");
}

static void
explain_exits_as_the_refusal_if_told_to(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_explain, "--exit-code", "db", "reset"),
	    EXIT_ASK);
	assert_int_equal(RUN(cmd_explain, "--exit-code", "db", "nuke"),
	    EXIT_DENIED);
	assert_int_equal(RUN(cmd_explain, "--exit-code", "db", "status"),
	    EXIT_FINE);
}

static void
explain_takes_assignments_as_a_shell_does(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_explain, "A=b c", "db", "reset"), EXIT_FINE);
	assert_prints("ask  db.reset");
	assert_int_equal(RUN(cmd_explain, "A='", "db", "nuke"), EXIT_FINE);
	assert_prints("deny  db.nuke");
}

static void
explain_says_why_an_allow_does_not_cover_it(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_explain, "db", "status", "--force"),
	    EXIT_FINE);
	assert_prints("ask  db.force\n");
	assert_prints("no: `--force`: skips a question");
}

static void
explain_tells_everything_in_json(void **state)
{
	const json_t *inv, *option;
	json_t *json;

	(void)state;
	assert_int_equal(RUN(cmd_explain, "--json", "--shell",
			     "db reset --force --password hunter2"),
	    EXIT_FINE);
	assert_null(strstr(output, "hunter2"));
	json = printed_json();
	assert_string_equal(member(json, "verdict"), "ask");
	assert_string_equal(member(json, "rule"), "db.reset");
	assert_string_equal(member(json, "tool"), "db");
	assert_string_equal(member(json, "reason"), "rule");
	assert_string_equal(member(json, "because"), "drops all");
	assert_string_equal(member(json, "instead"), "db status");
	assert_int_equal(json_integer_value(json_object_get(json, "line")),
	    10);
	inv = json_object_get(json, "invocation");
	assert_string_equal(json_string_value(json_array_get(
	    json_object_get(inv, "path"), 0)), "reset");
	option = json_array_get(json_object_get(inv, "options"), 0);
	assert_string_equal(member(option, "name"), "--force");
	assert_string_equal(member(option, "from"), "argv");
	assert_int_equal(json_array_size(json_object_get(json,
	    "invocations")), 1);
	assert_true(json_array_size(json_object_get(json, "trace")) >= 1);
	json_decref(json);
}

static void
explain_tells_bytes_from_text(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_explain, "--json", "db", "\xff\x1b"),
	    EXIT_FINE);
	assert_prints("\\udcff\\u001b");
	assert_null(strchr(output, '\x1b'));
}

static void
explain_says_that_a_command_is_not_guarded(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_explain, "ls", "-l"), EXIT_FINE);
	assert_prints("allow  guard.unguarded\n"
		      "  Nothing in it is a tool that guard knows.\n");
}

static void
replay_prints_a_verdict_a_line(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_replay, in_root("log")), EXIT_FINE);
	assert_string_equal(output,
	    "allow\tdb.read\tdb status\n"
	    "ask\tdb.reset\tdb reset --force\n"
	    "deny\tdb.nuke\t{ db nuke; }\n"
	    "ask\tdb.reset\tdb reset\n"
	    "allow\tguard.unguarded\techo \\x1b[31m\n");
}

static void
replay_counts_by_tool_and_rule(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_replay, "--summary", in_root("log")),
	    EXIT_FINE);
	assert_string_equal(output,
	    "5 commands: 2 allow, 2 ask, 1 deny\n"
	    "       2  ask   db  db.reset\n"
	    "       1  deny  db  db.nuke\n");
}

static void
replay_numbers_lines_of_the_input_in_json(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_replay, "--json", in_root("log")),
	    EXIT_FINE);
	assert_prints("{\"schema\":1,\"line\":4,\"verdict\":\"ask\",\"rule\":"
		      "\"db.reset\",\"tool\":\"db\",\"reason\":\"rule\","
		      "\"command\":\"db reset --force\"}\n");
}

static void
replay_denies_what_it_cannot_read_and_says_so(void **state)
{
	(void)state;
	assert_int_equal(RUN(cmd_replay, in_root("unread")), EXIT_FINDINGS);
	assert_string_equal(output,
	    "deny\tguard.error\t{\"no\": 1}\n"
	    "allow\tdb.read\tdb status\n");
}

static void
compile_leaves_the_image_alone_when_rules_are_broken(void **state)
{
	char was[8] = {0};
	FILE *f;

	(void)state;
	make("broken.yaml", "guard: 1\ntool: [\n");
	make("image", "before");
	assert_int_equal(RUN(cmd_compile, in_root("broken.yaml"), "-o",
			     in_root("image")), EXIT_FINDINGS);
	f = fopen(in_root("image"), "r");
	assert_non_null(f);
	assert_int_equal(fread(was, 1, sizeof(was), f), 6);
	assert_int_equal(fclose(f), 0);
	assert_string_equal(was, "before");
}

static void
compile_writes_a_sealed_image_that_dump_prints(void **state)
{
	struct os_path path;
	struct os_image file;
	struct image_header header;

	(void)state;
	assert_int_equal(RUN(cmd_compile, in_root("good.yaml"), "-o",
			     in_root("image")), EXIT_FINE);
	(void)snprintf(path.p, sizeof(path.p), "%s", in_root("image"));
	path.n = strlen(path.p);
	assert_int_equal(os_image_open(&path, &file), OK);
	assert_int_equal(os_image_read(&file, 0, &header, sizeof(header)), OK);
	assert_int_equal(file.mtime_ns, image_seal(&header));
	(void)close(file.fd);
	assert_int_equal(RUN(cmd_dump, in_root("image")), EXIT_FINE);
	assert_prints("tool: db\n");
	assert_int_equal(RUN(cmd_dump, "--tool", "nosuch", in_root("image")),
	    EXIT_FINDINGS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(check_passes_good_rules),
	    cmocka_unit_test(check_finds_an_example_that_is_decided_otherwise),
	    cmocka_unit_test(check_warns_of_a_rule_that_no_example_tests),
	    cmocka_unit_test(check_goes_on_to_report_when_rules_do_not_compile),
	    cmocka_unit_test(check_counts_the_same_in_every_format),
	    cmocka_unit_test(check_writes_sarif),
	    cmocka_unit_test(explain_begins_with_the_verdict_rule_and_place),
	    cmocka_unit_test(explain_exits_as_the_refusal_if_told_to),
	    cmocka_unit_test(explain_takes_assignments_as_a_shell_does),
	    cmocka_unit_test(explain_says_why_an_allow_does_not_cover_it),
	    cmocka_unit_test(explain_tells_everything_in_json),
	    cmocka_unit_test(explain_tells_bytes_from_text),
	    cmocka_unit_test(explain_says_that_a_command_is_not_guarded),
	    cmocka_unit_test(replay_prints_a_verdict_a_line),
	    cmocka_unit_test(replay_counts_by_tool_and_rule),
	    cmocka_unit_test(replay_numbers_lines_of_the_input_in_json),
	    cmocka_unit_test(replay_denies_what_it_cannot_read_and_says_so),
	    cmocka_unit_test(
		compile_leaves_the_image_alone_when_rules_are_broken),
	    cmocka_unit_test(compile_writes_a_sealed_image_that_dump_prints),
	};

	return cmocka_run_group_tests_name("cli_commands", tests, set_up,
	    tear_down);
}
