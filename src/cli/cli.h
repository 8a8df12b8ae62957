/* SPDX-License-Identifier: ISC */
/*
 * cli: what every subcommand gets, and the table of them.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "guard/gate.h"

#include "load.h"
#include "opt.h"
#include "out.h"

#define CLI_VERSION "0.1.0"
#define CLI_SCHEMA 1 /* of all JSON output */

struct cli {
	const struct cmd *cmd;
	struct cli_args args;
	struct arena arena;   /* for the whole job */
	struct out out;       /* standard output */
	struct policy policy; /* ready where the subcommand needs one */
};

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

/* The subcommand called name, or NULL. */
const struct cmd *commands_find(const char *name);
/* The nearest name to a misspelled one, or NULL. */
const char *commands_nearest(const char *name);
/* The list of all of them, for `guard help`. */
void commands_list(struct out *out);

/*
 * Runs what the arguments behind the program's name ask for; gives the exit
 * status.
 */
int cli_run(struct cli *cli, char **argv);

/* "guard: TEXT" on standard error; gives status back. Formats as printf, with
 * guard's own words only. */
int cli_fail(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "guard: 'SUBJECT': ERROR", the subject made visible. */
int cli_fail_on(int status, const char *subject, enum err e);

/*
 * Of subcommands that do something and say so. With --json what people read
 * goes to standard error (from cli_json_aside on), and one object to standard
 * output: cli_json_open gives it with its "schema", cli_json_close ends it.
 */
void cli_json_aside(struct cli *cli);
struct emit cli_json_open(struct cli *cli);
void cli_json_close(struct emit *j);

/* For a name that is no subcommand's: one line, and what may be meant. */
int cli_unknown_command(const char *name);

/* Prints the diagnostics of a sink to standard error. */
void cli_diagnostics(const struct diag_sink *sink);

#endif
