/* SPDX-License-Identifier: ISC */
/*
 * guard deny ID: a human's no. It needs no key, since it only takes away.
 */
#include "answering.h"
#include "commands.h"

static int
run(struct cli *cli)
{
	return answer_no(cli, cli->args.operands[0]);
}

static const struct opt options[] = {
    OPT_ROW(0, "because", "TEXT", "why: the agent is told", OPT_TEXT, because),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "user", "UID", "a request of another user", OPT_TEXT, user_id),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_deny = {
    .name = "deny",
    .usage = "ID",
    .summary = "say no to a request",
    .about = "The command stays refused for the lifetime of the request, an "
	     "approval that was not used yet does not count any more, and "
	     "the agent is told why.",
    .examples = EXAMPLES(
	"guard deny 7F3K-QD --because 'take the staging database'"),
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
