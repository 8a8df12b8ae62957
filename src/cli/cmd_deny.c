/* SPDX-License-Identifier: ISC */
/*
 * guard deny ID: a human's no. It needs no key, since it only takes away.
 */
#include "request_text.h"

static int
run(struct cli *cli)
{
	static struct approval a;
	const char *because = cli->args.because;
	struct looked_up l;
	bool none;
	int status;
	enum err e;

	if ((status = approval_open(cli, &a, &none)))
		return status;
	if (none)
		return cli_fail(EXIT_FINDINGS, "there are no requests");
	if ((status = approval_find(cli, &a, cli->args.operands[0], &l)))
		return status;
	if (l.state != ASKING_OPEN && l.state != ASKING_GRANTED)
		return cli_fail(EXIT_FINDINGS, "this request is %s already",
		    asking_state_name(l.state));
	e = store_deny(&a.store, &l.asking, sv_from(because ? because : ""));
	if (!e)
		e = approval_record(cli, &a, &l, "refuse", SV(""));
	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, a.store.dir.p, e);
	out_str(&cli->out, "Denied. It stays so until the request expires.\n");
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "because", "TEXT", "why: the agent is told", OPT_TEXT, because),
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
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
