/* SPDX-License-Identifier: ISC */
/*
 * guard iam: the aws rules that keep things from being destroyed, as a policy
 * for the credentials themselves, which are the stronger fence.
 */
#include <stdlib.h>

#include "commands.h"
#include "iam.h"
#include "listing.h"

enum { ACTIONS_MAX = 1024 };

struct denials {
	struct emit j;
	struct arena *arena;
	struct sv *actions; /* of all of it: none stands there twice */
	size_t n;
};

/* "aws.rds-delete-instance" as "AwsRdsDeleteInstance": letters and digits are
 * all that a Sid may hold. */
static void
put_sid(struct sv id, struct buf *out)
{
	bool begins = true;

	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (byte_is_alnum(c))
			buf_c(out, begins ? byte_upper(c) : c);
		begins = c == '-' || c == '.';
	}
}

static void
add_action(void *ctx, struct sv action)
{
	struct denials *p = ctx;

	for (size_t i = 0; i < p->n; i++)
		if (sv_eq(p->actions[i], action))
			return;
	if (p->n < ACTIONS_MAX)
		p->actions[p->n++] = arena_dup(p->arena, action);
}

static int
by_name(const void *a, const void *b)
{
	return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

/* In the order in which AWS writes them. */
static void
put_statement(struct denials *p, struct sv id, size_t first)
{
	char memory[128];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	put_sid(id, &b);
	emit_object(&p->j, NULL);
	emit_text(&p->j, "Sid", buf_view(&b));
	emit_str(&p->j, "Effect", "Deny");
	emit_array(&p->j, "Action");
	for (size_t i = first; i < p->n; i++)
		emit_text(&p->j, NULL, p->actions[i]);
	emit_end_array(&p->j);
	emit_str(&p->j, "Resource", "*");
	emit_end_object(&p->j);
}

static void
put_rule(struct denials *p, const struct listed_rule *r)
{
	size_t first = p->n;

	for (size_t i = 0; i < r->n_patterns; i++)
		if (r->patterns[i].verdict != STORED_ALLOW)
			(void)iam_actions(r->patterns[i].text, add_action, p);
	if (p->n == first)
		return;
	qsort(p->actions + first, p->n - first, sizeof(*p->actions), by_name);
	put_statement(p, r->id, first);
}

static int
run(struct cli *cli)
{
	struct denials p = {.j = {.out = &cli->out, .laid_out = true},
	    .arena = &cli->arena};
	struct listed_tool aws;
	enum err e = rules_list(&cli->policy.image, SV("aws"), &aws);

	if (e)
		return cli_fail_on(e == ERR_NOT_FOUND ? EXIT_FINDINGS
			: EXIT_GUARD_FAILED, "aws", e);
	p.actions = ARENA_NEW(&cli->arena, ACTIONS_MAX, struct sv);
	if (!p.actions)
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	emit_object(&p.j, NULL);
	emit_str(&p.j, "Version", "2012-10-17");
	emit_array(&p.j, "Statement");
	for (size_t i = 0; i < aws.n_rules; i++)
		if (aws.rules[i].effect == EFFECT_DESTROY)
			put_rule(&p, &aws.rules[i]);
	emit_end_array(&p.j);
	emit_end_object(&p.j);
	out_c(&cli->out, '\n');
	if (p.n == ACTIONS_MAX)
		return cli_fail(EXIT_FINDINGS,
		    "iam: more than %d actions; the rest is left out",
		    ACTIONS_MAX);
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_iam = {
    .name = "iam",
    .usage = "",
    .summary = "print the aws rules on destruction as an IAM policy",
    .about = "Prints a policy document that denies the actions which the "
	     "aws rules of effect destroy name: the deletion of databases, "
	     "backups, buckets, keys and the like, a statement a rule. "
	     "Attached to the role that an agent uses, it holds also where no "
	     "shim stands: in programs, on other machines, in the console. "
	     "What the rules say by tags or options is not in it. An "
	     "item a line, to be read first and then pasted into AWS.",
    .examples = EXAMPLES(
	"guard iam >deny.json",
	"aws iam create-policy --policy-name guard "
	"--policy-document file://deny.json"),
    .prints = "an IAM policy, which is JSON of its own",
    .options = options,
    .needs = NEED_POLICY,
    .run = run,
};
