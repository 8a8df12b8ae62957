/* SPDX-License-Identifier: ISC */
/*
 * The engine's entry: `guard-engine --shim ARGV0 ARG...` from the small program
 * on behalf of a tool, everything else from a person who calls guard.
 */
#include <string.h>

#include "commands.h"
#include "shim_engine.h"

/* Too large for the stack. */
static struct cli cli;

int
main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "--shim") == 0)
		return shim_engine(argc - 2, argv + 2);
	return cli_run(&cli, argc > 0 ? argv + 1 : argv);
}
