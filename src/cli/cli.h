/* SPDX-License-Identifier: ISC */
/*
 * cli: what every subcommand gets, and what it says things with.
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
	const struct cmd *const *commands; /* all, NULL behind the last */
	const struct cmd *cmd;
	struct cli_args args;
	struct arena arena;   /* for the whole job */
	struct out out;       /* standard output */
	struct policy policy; /* ready where the subcommand needs one */
};

/* Of the list of all: the subcommand called name, or NULL. */
const struct cmd *commands_find(const struct cmd *const *commands,
    const char *name);
/* The nearest name to a misspelled one, or NULL. */
const char *commands_nearest(const struct cmd *const *commands,
    const char *name);
/* The list of all of them, for `guard help`. */
void commands_list(const struct cmd *const *commands, struct out *out);

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

/* Prints the diagnostics of a sink to standard error. */
void cli_diagnostics(const struct diag_sink *sink);

#endif
