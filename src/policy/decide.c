/* SPDX-License-Identifier: ISC */
/*
 * The verdict on one invocation: the strictest match of each layer, then the
 * layers; without a match what kept the nearest rule off.
 */
#include <string.h>

#include "policy/internal.h"

struct match {
	bool any;
	bool names_pin;  /* an allow that says itself what pin it takes */
	struct rule_view rule;
};

struct decision {
	const struct argv_context *ctx;
	const struct invocation *inv;
	struct policy_trace *trace;
	struct match best[LAYERS];
	struct fit nearest; /* of the first allow rule that did not cover it */
	bool has_nearest;
};

const char *
verdict_name(enum verdict v)
{
	switch (v) {
	case VERDICT_ALLOW:
		return "allow";
	case VERDICT_ASK:
		return "ask";
	case VERDICT_DENY:
		break;
	}
	return "deny";
}

static enum err
add_trace(struct decision *d, const struct rule *rule, const struct fit *fit)
{
	struct rule_trace *t;

	if (!d->trace)
		return OK;
	t = ARENA_NEW(d->trace->arena, 1, struct rule_trace);
	if (!t)
		return ERR_LIMIT;
	t->rule = rule->view;
	t->matched = fit->matched;
	t->why = fit->matched ? NULL : fit->why;
	t->subject = fit->matched ? (struct sv){0} : fit->subject;
	if (d->trace->last)
		d->trace->last->next = t;
	else
		d->trace->first = t;
	d->trace->last = t;
	return OK;
}

static enum err
try_rule(struct decision *d, uint32_t offset)
{
	struct fit fit = {0};
	struct match *best;
	struct rule rule;
	enum err e;

	if ((e = rule_load(d->ctx->image, offset, &rule)) ||
	    (e = rule_conditions_fit(d->ctx, &rule, d->inv, &fit)))
		return e;
	if (fit.matched && rule.view.verdict == VERDICT_ALLOW) {
		if ((e = rule_covers(&rule, d->inv, &fit)))
			return e;
		if (!fit.matched && !d->has_nearest) {
			d->nearest = fit;
			d->has_nearest = true;
		}
	}
	best = &d->best[rule.view.layer];
	if (fit.matched && (!best->any ||
	    rule.view.verdict < best->rule.verdict)) {
		best->any = true;
		best->rule = rule.view;
		best->names_pin = rule_names_fact(&rule, FACT_TARGET_PIN);
	}
	return add_trace(d, &rule, &fit);
}

static enum err
try_rules(struct decision *d)
{
	const struct image_node *node;
	const uint32_t *rules;
	struct record r;
	const void *p;
	enum err e;

	e = image_record(d->ctx->image, d->inv->node, RECORD_NODE,
	    sizeof(*node), &r);
	if (e)
		return e;
	node = (const void *)r.p;
	e = image_array(&r, sizeof(*node), node->n_rules, sizeof(*rules), &p);
	rules = p;
	for (uint32_t i = 0; !e && i < node->n_rules; i++)
		e = try_rule(d, rules[i]);
	return e;
}

/* User, site, shipped decide; the site is a floor, the project tightens. */
static const struct match *
combine(const struct decision *d)
{
	const struct match *base = NULL;
	const struct match *site = &d->best[LAYER_SITE];
	const struct match *project = &d->best[LAYER_PROJECT];
	static const enum layer order[] = {
		LAYER_USER, LAYER_SITE, LAYER_SHIPPED,
	};

	for (size_t i = 0; i < ARRAY_LEN(order) && !base; i++)
		if (d->best[order[i]].any)
			base = &d->best[order[i]];
	if (base && site->any && site->rule.verdict < base->rule.verdict)
		base = site;
	if (project->any && project->rule.verdict != VERDICT_ALLOW &&
	    (!base || project->rule.verdict < base->rule.verdict))
		base = project;
	return base;
}

static void
set_id(struct ruling *r, struct sv tool, const char *what)
{
	struct buf b;

	/* A name that does not fit is cut; it is for people. */
	buf_init(&b, r->buffer, sizeof(r->buffer));
	if (tool.n > sizeof(r->buffer) / 2)
		tool.n = sizeof(r->buffer) / 2;
	buf_sv(&b, tool);
	buf_c(&b, '.');
	buf_str(&b, what);
	r->id_length = b.n;
}

struct sv
ruling_id(const struct ruling *r)
{
	if (r->reason == REASON_RULE)
		return r->rule.id;
	return (struct sv){r->buffer, r->id_length};
}

static const char *
class_code(uint32_t bits)
{
	if (bits & CLASS_DESTRUCTIVE)
		return "destructive";
	if (bits & CLASS_FORCE)
		return "force";
	if (bits & CLASS_RUNS)
		return "runs";
	if (bits & CLASS_OPAQUE)
		return "opaque";
	if (bits & CLASS_UNKNOWN)
		return "unknown-environment";
	return "target";
}

static void
rule_on_problem(struct ruling *r, const struct invocation *inv)
{
	r->verdict = VERDICT_ASK;
	r->reason = REASON_PROBLEM;
	r->problem = inv->problems[0];
	set_id(r, inv->tool, problem_code(r->problem.kind));
}

static void
rule_on_class(struct ruling *r, const struct invocation *inv,
    const struct fit *fit)
{
	r->verdict = VERDICT_ASK;
	r->reason = REASON_CLASS;
	r->problem.kind = PROBLEM_NONE;
	r->problem.subject = fit->subject;
	r->class_bits = fit->class_bits;
	r->why = fit->why;
	r->is_env = fit->is_env;
	set_id(r, inv->tool, class_code(fit->class_bits));
}

/* Options and variables of a launcher that run code of their own. */
static bool
launcher_fit(const struct invocation *inv, struct fit *fit)
{
	const uint32_t refused = CLASS_RUNS | CLASS_OPAQUE | CLASS_DESTRUCTIVE;

	for (uint32_t i = 0; i < inv->n_options; i++) {
		const struct option_use *o = &inv->options[i];

		fit->class_bits = OPTION_CLASSES(o->flags) & refused;
		fit->subject = o->name;
		if (fit->class_bits && !o->off)
			return false;
	}
	for (uint32_t i = 0; i < inv->n_env; i++) {
		fit->class_bits = OPTION_CLASSES(inv->env[i].flags) & refused;
		fit->subject = inv->env[i].name;
		fit->is_env = true;
		if (fit->class_bits)
			return false;
	}
	return true;
}

static void
rule_on_launcher(struct ruling *r, const struct invocation *inv)
{
	struct fit fit = {.why = "executes a program or code"};

	if (inv->n_problems) {
		rule_on_problem(r, inv);
	} else if (!launcher_fit(inv, &fit)) {
		rule_on_class(r, inv, &fit);
	} else {
		r->verdict = VERDICT_ALLOW;
		r->reason = REASON_LAUNCHER;
		set_id(r, inv->tool, "launcher");
	}
}

static void
rule_on_nothing(struct ruling *r, const struct decision *d)
{
	const struct invocation *inv = d->inv;

	if (inv->tool_flags & TOOL_LAUNCHER) {
		rule_on_launcher(r, inv);
	} else if (inv->n_problems) {
		rule_on_problem(r, inv);
	} else if (d->has_nearest && d->nearest.class_bits) {
		rule_on_class(r, inv, &d->nearest);
	} else {
		r->verdict = VERDICT_ASK;
		r->reason = REASON_UNLISTED;
		set_id(r, inv->tool, "unlisted");
	}
}

/* Only prints help, and nothing in it or around it could do more. */
static bool
is_mere_help(const struct invocation *inv)
{
	if (!inv->help || inv->n_problems)
		return false;
	for (uint32_t i = 0; i < inv->n_env; i++)
		if (OPTION_CLASSES(inv->env[i].flags) &
		    (CLASS_RUNS | CLASS_UNKNOWN))
			return false;
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (!inv->options[i].off &&
		    (OPTION_CLASSES(inv->options[i].flags) & CLASS_RUNS))
			return false;
	return true;
}

/* What no rule speaks of is asked for when it starts. */
static void
rule_later(struct ruling *r, const struct invocation *inv)
{
	r->verdict = VERDICT_ALLOW;
	r->reason = REASON_LAUNCHER;
	set_id(r, inv->tool, "later");
}

/* What changes something does so only where it was before. */
static enum err
mind_pin(const struct decision *d, const struct match *m, struct ruling *r)
{
	bool differs;
	enum err e;

	if (r->verdict != VERDICT_ALLOW || r->reason != REASON_RULE ||
	    (r->effect != EFFECT_CHANGE && r->effect != EFFECT_DESTROY) ||
	    m->names_pin)
		return OK;
	if ((e = target_differs(d->ctx, d->inv, &differs)) || !differs)
		return e;
	r->verdict = VERDICT_ASK;
	r->reason = REASON_TARGET;
	set_id(r, d->inv->tool, "other-target");
	return OK;
}

enum err
policy_decide(const struct argv_context *ctx, const struct invocation *inv,
    struct policy_trace *trace, struct ruling *out)
{
	struct decision d = {.ctx = ctx, .inv = inv, .trace = trace};
	struct ruling r = {0};
	const struct match *m;
	enum err e;

	if ((e = try_rules(&d)))
		return e;
	m = combine(&d);
	if (is_mere_help(inv) && (!m || m->rule.verdict != VERDICT_DENY)) {
		r.verdict = VERDICT_ALLOW;
		r.reason = REASON_HELP;
		r.effect = EFFECT_READ;
		set_id(&r, inv->tool, "help");
	} else if (m) {
		r.verdict = m->rule.verdict;
		r.reason = REASON_RULE;
		r.rule = m->rule;
		r.effect = m->rule.effect;
		if ((e = mind_pin(&d, m, &r)))
			return e;
	} else {
		rule_on_nothing(&r, &d);
	}
	if (inv->foreseen && r.reason != REASON_RULE)
		rule_later(&r, inv);
	*out = r;
	return OK;
}

enum err
policy_file(struct image *img, uint32_t index, struct sv *out)
{
	return image_strings_get(img, img->header.files, RECORD_FILES, index,
	    out);
}
