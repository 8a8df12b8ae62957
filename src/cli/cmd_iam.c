/* SPDX-License-Identifier: ISC */
/*
 * guard iam: the aws rules that keep things from being destroyed, as a policy
 * for the credentials themselves, which are the stronger fence.
 */
#include "cli.h"
#include "iam.h"
#include "listing.h"

enum { ACTIONS_MAX = 1024 };

struct statement {
	struct emit *j;
	struct arena *arena;
	struct sv *seen; /* of the whole policy: no action stands there twice */
	size_t *n_seen;
	bool open;
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
open_statement(struct statement *s, struct sv id)
{
	char memory[128];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	put_sid(id, &b);
	emit_object(s->j, NULL);
	emit_text(s->j, "Sid", buf_view(&b));
	emit_str(s->j, "Effect", "Deny");
	emit_str(s->j, "Resource", "*");
	emit_array(s->j, "Action");
}

struct adding {
	struct statement *s;
	struct sv id;
};

static void
add_action(void *ctx, struct sv action)
{
	const struct adding *a = ctx;
	struct statement *s = a->s;

	for (size_t i = 0; i < *s->n_seen; i++)
		if (sv_eq(s->seen[i], action))
			return;
	if (*s->n_seen == ACTIONS_MAX)
		return;
	if (!s->open)
		open_statement(s, a->id);
	s->open = true;
	s->seen[(*s->n_seen)++] = arena_dup(s->arena, action);
	emit_text(s->j, NULL, action);
}

static void
put_rule(struct statement *s, const struct listed_rule *r)
{
	struct adding a = {s, r->id};

	s->open = false;
	for (size_t i = 0; i < r->n_patterns; i++)
		if (r->patterns[i].verdict != STORED_ALLOW)
			(void)iam_actions(r->patterns[i].text, add_action, &a);
	if (!s->open)
		return;
	emit_end_array(s->j);
	emit_end_object(s->j);
}

static int
run(struct cli *cli)
{
	struct emit j = {.out = &cli->out};
	size_t n_seen = 0;
	struct statement s = {.j = &j, .arena = &cli->arena, .n_seen = &n_seen};
	struct listed_tool aws;
	enum err e = rules_list(&cli->policy.image, SV("aws"), &aws);

	if (e)
		return cli_fail_on(e == ERR_NOT_FOUND ? EXIT_FINDINGS
			: EXIT_GUARD_FAILED, "aws", e);
	s.seen = ARENA_NEW(&cli->arena, ACTIONS_MAX, struct sv);
	if (!s.seen)
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	emit_object(&j, NULL);
	emit_str(&j, "Version", "2012-10-17");
	emit_array(&j, "Statement");
	for (size_t i = 0; i < aws.n_rules; i++)
		if (aws.rules[i].effect == EFFECT_DESTROY)
			put_rule(&s, &aws.rules[i]);
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(&cli->out, '\n');
	if (n_seen == ACTIONS_MAX)
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
	     "What the rules say by tags or options is not in it.",
    .examples = EXAMPLES(
	"guard iam >deny.json"),
    .prints = "an IAM policy, which is JSON of its own",
    .options = options,
    .needs = NEED_POLICY,
    .run = run,
};
