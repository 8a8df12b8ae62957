/* SPDX-License-Identifier: ISC */
/*
 * The decision on a command. Whatever cannot be decided is refused here and
 * nowhere else.
 */
#include <string.h>

#include "guard/gate.h"

static enum err
decide_each(const struct argv_context *ctx, struct gate_outcome *o)
{
	enum err e = OK;

	o->rulings = ARENA_NEW(ctx->arena, o->reading.n + 1, struct ruling);
	if (!o->rulings)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < o->reading.n && !e; i++)
		e = policy_decide(ctx, &o->reading.invocations[i], NULL,
		    &o->rulings[i]);
	return e;
}

bool
gate_is_grave(const struct ruling *r)
{
	return r->effect == EFFECT_DESTROY ||
	    (r->class_bits & (CLASS_FORCE | CLASS_DESTRUCTIVE));
}

/* What a human should see of rulings that are as strict: rather the tool than
 * the launcher around it, and first what cannot be undone. */
static unsigned
weight(const struct ruling *r)
{
	return r->reason == REASON_LAUNCHER ? 0 : gate_is_grave(r) ? 2 : 1;
}

static bool
outweighs(const struct ruling *b, const struct ruling *a)
{
	if (b->verdict != a->verdict)
		return b->verdict < a->verdict;
	return weight(b) > weight(a);
}

static void
take_strictest(struct gate_outcome *o)
{
	o->decisive = o->reading.n;
	for (uint32_t i = 0; i < o->reading.n; i++)
		if (o->decisive == o->reading.n ||
		    outweighs(&o->rulings[i], &o->rulings[o->decisive]))
			o->decisive = i;
	if (o->decisive < o->reading.n)
		o->final = o->rulings[o->decisive];
}

static void
name_ruling(struct ruling *r, const char *tool, const char *what)
{
	struct buf b;

	buf_init(&b, r->buffer, sizeof(r->buffer));
	buf_str(&b, tool);
	buf_c(&b, '.');
	buf_str(&b, what);
	r->id_length = b.n;
}

/* Text that was not understood although it mentions a guarded tool. */
static void
rule_on_reading(struct gate_outcome *o)
{
	struct ruling *r = &o->final;

	memset(r, 0, sizeof(*r));
	r->verdict = VERDICT_ASK;
	r->reason = REASON_PROBLEM;
	r->problem = o->reading.problems[0];
	name_ruling(r, "shell", problem_code(r->problem.kind));
	o->decisive = o->reading.n;
}

static enum err
decide(const struct argv_context *ctx, const struct gate_command *command,
    struct gate_outcome *o)
{
	enum err e;

	e = command->words
	    ? argv_read(ctx, command->words, command->n_words, &o->reading)
	    : argv_read_shell(ctx, command->shell_text, &o->reading);
	if (e || (e = decide_each(ctx, o)))
		return e;
	take_strictest(o);
	if (o->reading.n_problems &&
	    (!o->reading.n || o->final.verdict == VERDICT_ALLOW)) {
		rule_on_reading(o);
	} else if (!o->reading.n) {
		/* Nothing in it is any tool's. */
		o->final.verdict = VERDICT_ALLOW;
		o->final.reason = REASON_LAUNCHER;
		name_ruling(&o->final, "guard", "unguarded");
	}
	o->verdict = o->final.verdict;
	return OK;
}

void
gate_decide(const struct argv_context *ctx, const struct gate_command *command,
    struct policy_trace *trace, struct gate_outcome *out)
{
	struct ruling again;
	enum err e;

	memset(out, 0, sizeof(*out));
	e = decide(ctx, command, out);
	if (!e && trace && out->decisive < out->reading.n)
		e = policy_decide(ctx,
		    &out->reading.invocations[out->decisive], trace, &again);
	if (!e)
		return;
	memset(&out->final, 0, sizeof(out->final));
	name_ruling(&out->final, "guard", "error");
	out->verdict = VERDICT_DENY;
	out->error = e;
	out->decisive = out->reading.n;
}

enum exit_status
gate_exit_status(const struct gate_outcome *o)
{
	if (o->error == ERR_CORRUPT || o->error == ERR_VERSION ||
	    o->error == ERR_INSECURE)
		return EXIT_NO_POLICY;
	if (o->error)
		return EXIT_GUARD_FAILED;
	switch (o->verdict) {
	case VERDICT_ALLOW:
		return EXIT_FINE;
	case VERDICT_ASK:
		return EXIT_ASK;
	case VERDICT_DENY:
		break;
	}
	return EXIT_DENIED;
}
