/* SPDX-License-Identifier: ISC */
/*
 * guard explain: how a command line is understood and what decides on it.
 * Runs nothing but `terraform show` of a saved plan.
 */

#include "commands.h"
#include "explain.h"
#include "plan_show.h"
#include "request_text.h"

/* The command of a request, as if it had been typed. */
static int
take_request(struct cli *cli)
{
	static struct approval a;
	struct looked_up l;
	bool none;
	int n, status;

	if ((status = approval_open(cli, &a, &none)))
		return status;
	if (none)
		return cli_fail(EXIT_FINDINGS, "there are no requests");
	if ((status = approval_find(cli, &a, cli->args.request, &l)))
		return status;
	if (!request_argv(&l.request, &cli->arena, &cli->args.operands, &n))
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(ERR_LIMIT));
	cli->args.n_operands = (size_t)n;
	request_show(cli, &a, &l, &cli->out);
	out_c(&cli->out, '\n');
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	struct explanation x = {
	    .out = &cli->out,
	    .policy = &cli->policy,
	    .trace = {.arena = &cli->arena},
	};
	int status;
	enum err e;

	if (!!cli->args.shell + !!cli->args.n_operands +
	        !!cli->args.request != 1 ||
	    (cli->args.request && cli->args.json))
		return cli_fail(EXIT_WRONG_USAGE,
		    "explain: give a command, --shell TEXT or --request ID "
		    "(guard show --json prints a request as JSON)");
	if (cli->args.request && (status = take_request(cli)))
		return status;
	cli->policy.world.facts.plan = plan_show;
	if ((e = explain_decide(cli, &x)))
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	if (cli->args.json)
		explain_json(&x);
	else
		explain_text(&x);
	if (cli->args.exit_code)
		return (int)gate_exit_status(&x.outcome);
	return x.outcome.error ? EXIT_FINDINGS : EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "shell", "TEXT", "explain a line of shell text", OPT_TEXT,
	shell),
    OPT_ROW(0, "request", "ID", "explain a request and its command", OPT_TEXT,
	request),
    OPT_ROW(0, "user", "UID", "with --request: one of another user", OPT_TEXT,
	user_id),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "exit-code", NULL,
	"exit as the refusal would: 75 ask, 77 deny, 70 and 78 errors",
	OPT_FLAG, exit_code),
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_explain = {
    .name = "explain",
    .usage = "[--] COMMAND [ARGUMENT...]",
    .summary = "tell how a command is understood and what decides on it",
    .about = "Tells, piece by piece, how guard reads a command: which tool it "
	     "is, what launchers start, the class of each option; and then the "
	     "verdict, the rule that gave it and the rules that did not fit. "
	     "The environment and the current directory count as they would "
	     "if it were run. Nothing is run but `terraform "
	     "show` of a saved plan. The exit status is 0 whatever "
	     "the verdict, unless --exit-code is given.",
    .examples = EXAMPLES(
	"guard explain -- npx prisma migrate reset --force",
	"guard explain --shell 'cd infra && terraform destroy'"),
    .options = options,
    .needs = NEED_POLICY | OPTIONS_FIRST,
    .max_operands = SIZE_MAX,
    .run = run,
};
