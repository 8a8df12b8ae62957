/* SPDX-License-Identifier: ISC */
/*
 * shim_engine: the part of a shim's run that the small program leaves to the
 * engine: decisions that need a pattern or a file, and every refusal.
 */
#ifndef CLI_SHIM_ENGINE_H
#define CLI_SHIM_ENGINE_H

#include "cli.h"

/*
 * argv is the command as it was called, argv[0] unchanged. Comes back only with
 * the exit status of a refusal; what is allowed replaces this process.
 */
int shim_engine(int argc, char **argv);

/* Puts the command before a human as it would, and runs nothing. The answer
 * goes to json's output as an object, too, if that is not NULL. */
int shim_ask(int argc, char **argv, struct cli *json);

#endif
