/* SPDX-License-Identifier: ISC */
/*
 * guard approve ID: a human's yes to one request.
 */
#include "answering.h"
#include "commands.h"

static int
run(struct cli *cli)
{
	return answer_yes(cli, cli->args.operands[0]);
}

static const struct opt options[] = {
    OPT_ROW(0, "name", "APPROVER", "who approves", OPT_TEXT, name),
    OPT_SIGNER_ROWS,
    OPT_ROW(0, "because", "TEXT", "why, for the record", OPT_TEXT, because),
    OPT_ROW(0, "ttl", "SECONDS", "how long the yes holds (600)", OPT_TEXT,
	ttl),
    OPT_ROW(0, "uses", "N",
	"how often it may be used (1; never more for what cannot be undone)",
	OPT_TEXT, uses),
    OPT_ROW(0, "confirm", "TEXT",
	"what it is about, instead of typing it on the terminal", OPT_TEXT,
	confirm),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "user", "UID", "a request of another user", OPT_TEXT, user_id),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_approve = {
    .name = "approve",
    .usage = "ID",
    .summary = "say yes to a request, once",
    .about = "Shows the request and signs a yes to exactly it: this command "
	     "in this directory, with these files and this environment. The "
	     "next try of the same command passes, once, within ten minutes. "
	     "Run it where the agent cannot type.",
    .examples = EXAMPLES(
	"guard approve 7F3K-QD --because 'the copy, not the original'"),
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
