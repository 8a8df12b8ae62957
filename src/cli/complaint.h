/* SPDX-License-Identifier: ISC */
/*
 * complaint: what is said of the commonest mistakes, each with what to do
 * next. All print to standard error and give back the exit status.
 */
#ifndef CLI_COMPLAINT_H
#define CLI_COMPLAINT_H

#include "cli.h"

/* A name that is no subcommand's: what may be meant. */
int complain_no_command(const struct cli *cli, const char *name);
/* A tool without rules: the nearest that has some. */
int complain_no_tool(struct cli *cli, const char *name);
/* path NULL: the installed policy image. */
int complain_no_policy(const char *path, enum err e);
/* A file or directory that could not be made or changed. */
int complain_writing(const char *path, enum err e);
/* An agent that is not known, from all names, NULL behind the last. */
int complain_no_agent(const char *where, const char *name,
    const char *const *names);

#endif
