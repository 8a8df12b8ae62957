/* SPDX-License-Identifier: ISC */
/*
 * commands: the table of subcommands. Only main and the table itself know all
 * of them; a subcommand finds the others in struct cli.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli.h"

extern const struct cmd cmd_agents_md;
extern const struct cmd cmd_approve;
extern const struct cmd cmd_approvers;
extern const struct cmd cmd_ask;
extern const struct cmd cmd_check;
extern const struct cmd cmd_compile;
extern const struct cmd cmd_completions;
extern const struct cmd cmd_deny;
extern const struct cmd cmd_doctor;
extern const struct cmd cmd_dump;
extern const struct cmd cmd_explain;
extern const struct cmd cmd_help;
extern const struct cmd cmd_hook;
extern const struct cmd cmd_iam;
extern const struct cmd cmd_keygen;
extern const struct cmd cmd_learn;
extern const struct cmd cmd_log;
extern const struct cmd cmd_replay;
extern const struct cmd cmd_requests;
extern const struct cmd cmd_rules;
extern const struct cmd cmd_run;
extern const struct cmd cmd_setup;
extern const struct cmd cmd_show;
extern const struct cmd cmd_target;
extern const struct cmd cmd_trust;
extern const struct cmd cmd_version;
extern const struct cmd cmd_watch;

/* All subcommands, NULL behind the last. */
extern const struct cmd *const commands[];

/*
 * Runs what the arguments behind the program's name ask for; gives the exit
 * status.
 */
int cli_run(struct cli *cli, char **argv);

#endif
