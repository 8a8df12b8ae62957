/* SPDX-License-Identifier: ISC */
/*
 * The table of subcommands, and the way from arguments to one of them.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "complaint.h"
#include "text.h"

enum { HELP_MAX = 16384 /* bytes */ };

const struct cmd *const commands[] = {
    &cmd_setup, &cmd_run, &cmd_doctor,
    &cmd_explain, &cmd_watch, &cmd_requests, &cmd_show, &cmd_approve,
    &cmd_deny,
    &cmd_ask, &cmd_hook,
    &cmd_learn, &cmd_log, &cmd_keygen, &cmd_approvers, &cmd_target, &cmd_trust,
    &cmd_rules, &cmd_replay, &cmd_check, &cmd_compile, &cmd_dump,
    &cmd_agents_md, &cmd_iam,
    &cmd_completions, &cmd_version, &cmd_help, NULL,
};

static int
print_help(struct cli *cli, const struct cmd *cmd)
{
	static char memory[HELP_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	opt_help(cmd, &b);
	out_sv(&cli->out, buf_view(&b));
	return EXIT_FINE;
}

/* The policy that a subcommand reads: rule files, an image, the installed. */
static int
take_policy(struct cli *cli)
{
	const struct opt_list *rules = &cli->args.rules;
	const char *path = cli->args.policy;
	struct rulebook book;
	enum err e = OK;

	if (rules->n && path)
		return cli_fail(EXIT_WRONG_USAGE,
		    "--rules and --policy exclude each other");
	if (!rules->n) {
		e = load_image(&cli->policy, &cli->arena, path);
		return e ? complain_no_policy(path, e) : EXIT_FINE;
	}
	rulebook_init(&book, &cli->arena);
	for (size_t i = 0; !e && i < rules->n; i++)
		e = rulebook_add(&book, rules->items[i], LAYER_SHIPPED);
	if (!e)
		e = rulebook_compile(&book);
	cli_diagnostics(&book.sink);
	if (!e)
		e = load_bytes(&cli->policy, book.image);
	return e ? cli_fail(EXIT_FINDINGS, "the rules cannot be used: %s",
	    err_text(e)) : EXIT_FINE;
}

static int
run_command(struct cli *cli, char **argv)
{
	char memory[1024];
	struct buf complaint;
	int status;
	enum err e;

	buf_init(&complaint, memory, sizeof(memory));
	e = opt_parse(&cli->arena, cli->cmd, argv, &cli->args, &complaint);
	if (e == ERR_USAGE)
		return cli_fail(EXIT_WRONG_USAGE,
		    "%s: %.*s (see guard help %s)", cli->cmd->name,
		    (int)complaint.n, complaint.p, cli->cmd->name);
	if (e)
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	if (cli->args.help)
		return print_help(cli, cli->cmd);
	if ((cli->cmd->needs & NEED_POLICY) && (status = take_policy(cli)))
		return status;
	return cli->cmd->run(cli);
}

int
cli_run(struct cli *cli, char **argv)
{
	const char *name = argv[0] ? argv[0] : "";
	void *memory = os_reserve(LOAD_JOB_SPACE);
	unsigned rows, columns;
	int status;

	if (!memory)
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	cli->commands = commands;
	arena_init(&cli->arena, memory, LOAD_JOB_SPACE);
	out_init(&cli->out, stdout);
	if (isatty(STDOUT_FILENO)) {
		os_screen_size(&rows, &columns);
		text_fit(columns);
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = cmd_help.name;
	if (strcmp(name, "--version") == 0)
		name = cmd_version.name;
	cli->cmd = commands_find(cli->commands, name);
	if (!*name)
		status = cli_fail(EXIT_WRONG_USAGE,
		    "a command is missing (see guard help)");
	else if (!cli->cmd)
		status = complain_no_command(cli, name);
	else
		status = run_command(cli, argv + 1);
	if (out_flush(&cli->out))
		return cli_fail(EXIT_GUARD_FAILED, "output cannot be written");
	return status;
}
