/* SPDX-License-Identifier: ISC */
/*
 * asking_files: the files and directories that a command names.
 */
#ifndef CLI_ASKING_FILES_H
#define CLI_ASKING_FILES_H

#include "asking.h"

/* Adds a BOUND_FILE for each: words of argv, what stands behind their first
 * '=', and what every invocation takes as a value or an operand. */
enum err asking_files(const struct asked_command *c, struct arena *arena,
    struct request *out) MUST_USE;

#endif
