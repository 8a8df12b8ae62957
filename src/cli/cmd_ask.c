/* SPDX-License-Identifier: ISC */
/*
 * guard ask: makes the request for a command without running it, in the very
 * environment in which the command will run.
 */
#include "commands.h"
#include "shim_engine.h"

static int
run(struct cli *cli)
{
	return shim_ask((int)cli->args.n_operands, cli->args.operands,
	    cli->args.json ? cli : NULL);
}

static const struct opt options[] = {
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_ask = {
    .name = "ask",
    .usage = "[--] COMMAND [ARGUMENT...]",
    .summary = "put a command before a human, and run nothing",
    .about = "Makes the request that the command itself would make, and "
	     "says its id: for an agent whose hook stops the command before "
	     "its shim could ask. Run it where the command will run: the "
	     "request binds the directory and the environment. Nothing is "
	     "run. The exit status is 0 when the command may be run now, 75 "
	     "when a human must say yes, and else that of the refusal.",
    .examples = EXAMPLES(
	"guard ask -- terraform apply tfplan"),
    .options = options,
    .needs = OPTIONS_FIRST,
    .min_operands = 1,
    .max_operands = INT32_MAX,
    .run = run,
};
