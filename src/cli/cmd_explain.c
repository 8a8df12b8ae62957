/* SPDX-License-Identifier: ISC */
/*
 * guard explain: how a command line is understood and what decides on it.
 * Runs nothing but `terraform show` of a saved plan.
 */
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "plan_show.h"
#include "request_text.h"
#include "reason.h"

void
explain_texts(const struct explanation *x, struct sv *out_because,
    struct sv *out_instead)
{
	const struct ruling *r = &x->outcome.final;

	*out_because = *out_instead = (struct sv){NULL, 0};
	if (r->reason != REASON_RULE || !r->rule.texts ||
	    policy_texts(&x->policy->image, r->rule.texts, out_because,
		out_instead))
		*out_because = *out_instead = (struct sv){NULL, 0};
}

struct sv
explain_file(const struct explanation *x, const struct rule_view *rule)
{
	struct sv file;

	if (policy_file(&x->policy->image, rule->file_index, &file))
		return (struct sv){NULL, 0};
	return file;
}

void
explain_reason(const struct explanation *x, struct buf *out)
{
	if (x->outcome.error)
		reason_error(x->outcome.error, out);
	else if (x->outcome.reading.n == 0 && !x->outcome.reading.n_problems)
		buf_str(out, "nothing in it is a tool that guard knows");
	else
		reason_ruling(&x->policy->image, &x->outcome.final,
		    reason_decisive(&x->outcome), out);
}

static bool
is_assignment(const char *word)
{
	size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"abcdefghijklmnopqrstuvwxyz_0123456789");

	return n > 0 && word[n] == '=' && (word[0] < '0' || word[0] > '9');
}

static void
quote(struct sv s, struct buf *out)
{
	buf_c(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_str(out, "'\\''");
		else
			buf_c(out, s.p[i]);
	}
	buf_c(out, '\'');
}

/* Words that begin with NAME=VALUE mean something to a shell only. */
static enum err
words_to_shell(struct cli *cli, struct sv *out)
{
	size_t cap = 1;
	bool assigns = true;
	struct buf b;
	char *memory;

	for (size_t i = 0; i < cli->args.n_operands; i++)
		cap += 4 * strlen(cli->args.operands[i]) + 3;
	memory = ARENA_NEW(&cli->arena, cap, char);
	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, cap);
	for (size_t i = 0; i < cli->args.n_operands; i++) {
		struct sv word = sv_from(cli->args.operands[i]);
		size_t name = 0;

		assigns = assigns && is_assignment(word.p);
		if (assigns)
			name = sv_find(word, 0, '=') + 1;
		buf_sv(&b, sv_take(word, name));
		quote(sv_skip(word, name), &b);
		buf_c(&b, ' ');
	}
	*out = buf_view(&b);
	return OK;
}

static enum err
take_words(struct cli *cli, struct explanation *x)
{
	struct word *words;

	x->n_words = cli->args.n_operands;
	words = ARENA_NEW(&cli->arena, x->n_words + 1, struct word);
	if (!words)
		return ERR_LIMIT;
	for (size_t i = 0; i < x->n_words; i++) {
		words[i].text = sv_from(cli->args.operands[i]);
		words[i].known = words[i].text.n;
	}
	x->words = words;
	return OK;
}

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

static enum err
take_command(struct cli *cli, struct explanation *x)
{
	if (cli->args.shell)
		x->shell = sv_from(cli->args.shell);
	else if (is_assignment(cli->args.operands[0]))
		return words_to_shell(cli, &x->shell);
	else
		return take_words(cli, x);
	return OK;
}

enum err
explain_decide(struct cli *cli, struct explanation *x)
{
	enum err e = take_command(cli, x);

	if (e)
		return e;
	cli->policy.context.envp = environ;
	gate_decide(&cli->policy.context,
	    &(struct gate_command){x->words, x->n_words, x->shell},
	    &x->trace, &x->outcome);
	return OK;
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
