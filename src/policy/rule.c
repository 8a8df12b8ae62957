/* SPDX-License-Identifier: ISC */
/*
 * One rule as it lies in the image, and for an allow rule that nothing in an
 * invocation goes beyond it.
 */
#include "policy/internal.h"

static enum err
verdict_of(uint8_t stored, enum verdict *out)
{
	switch (stored) {
	case STORED_DENY:
		*out = VERDICT_DENY;
		return OK;
	case STORED_ASK:
		*out = VERDICT_ASK;
		return OK;
	case STORED_ALLOW:
		*out = VERDICT_ALLOW;
		return OK;
	default:
		return ERR_CORRUPT;
	}
}

static enum err
load_view(struct rule *r)
{
	struct rule_view *v = &r->view;
	enum err e;

	if ((e = image_string(&r->record, r->h->id, &v->id)) ||
	    (e = image_string(&r->record, r->h->pattern, &v->pattern)) ||
	    (e = verdict_of(r->h->verdict, &v->verdict)))
		return e;
	if (r->h->effect >= EFFECTS || r->h->layer >= LAYERS)
		return ERR_CORRUPT;
	v->effect = (enum effect)r->h->effect;
	v->layer = (enum layer)r->h->layer;
	v->line = r->h->line;
	v->texts = r->h->texts;
	v->number = r->h->number;
	v->file_index = r->h->file;
	return OK;
}

enum err
rule_load(struct image *img, uint32_t offset, struct rule *out)
{
	const void *p;
	enum err e;

	e = image_record(img, offset, RECORD_RULE, sizeof(*out->h),
	    &out->record);
	if (e)
		return e;
	out->h = (const void *)out->record.p;
	e = image_array(&out->record, sizeof(*out->h), out->h->n_conditions,
	    sizeof(*out->conditions), &p);
	if (e)
		return e;
	out->conditions = p;
	return load_view(out);
}

/* A pattern that names an option permits its classes, but not what SQL in its
 * value does: that takes a word of its own, under "with". */
static bool
permits_option(const struct rule *rule, const struct option_use *o)
{
	for (uint32_t i = 0; i < rule->h->n_conditions; i++) {
		const struct image_condition *c = &rule->conditions[i];

		if (c->id == o->id && (c->kind == CONDITION_PERMIT ||
		    (c->kind == CONDITION_OPTION && !o->why)))
			return true;
	}
	return false;
}

static enum err
permits_env(const struct rule *rule, struct sv name, bool *out)
{
	struct sv listed;
	enum err e;

	*out = false;
	for (uint32_t i = 0; i < rule->h->n_conditions && !*out; i++) {
		const struct image_condition *c = &rule->conditions[i];

		if ((c->kind != CONDITION_PERMIT || c->id) &&
		    c->kind != CONDITION_ENV)
			continue;
		if ((e = image_string(&rule->record, c->name, &listed)))
			return e;
		*out = sv_eq(listed, name);
	}
	return OK;
}

/* The classes that a rule of this effect does not take unnamed. */
static uint32_t
refused_classes(const struct rule *rule)
{
	uint32_t refused = CLASS_FORCE | CLASS_DESTRUCTIVE | CLASS_RUNS |
	    CLASS_OPAQUE | CLASS_UNKNOWN;

	if (rule->view.effect != EFFECT_READ &&
	    rule->view.effect != EFFECT_LOCAL)
		refused |= CLASS_TARGET;
	return refused;
}

static const char *
class_text(uint32_t bits)
{
	if (bits & CLASS_DESTRUCTIVE)
		return "is destructive";
	if (bits & CLASS_FORCE)
		return "skips a question or widens what is touched";
	if (bits & CLASS_RUNS)
		return "executes a program or code";
	if (bits & CLASS_OPAQUE)
		return "hides further arguments";
	if (bits & CLASS_UNKNOWN)
		return "is not understood";
	return "says what is acted on, which is not checked";
}

static void
not_covered(struct fit *fit, uint32_t bits, struct sv subject, bool is_env)
{
	fit->matched = false;
	fit->why = class_text(bits);
	fit->subject = subject;
	fit->class_bits = bits;
	fit->is_env = is_env;
}

static enum err
env_covered(const struct rule *rule, const struct invocation *inv,
    uint32_t refused, struct fit *fit)
{
	bool permitted;
	enum err e;

	for (uint32_t i = 0; i < inv->n_env && fit->matched; i++) {
		const struct env_use *u = &inv->env[i];
		uint32_t bits = OPTION_CLASSES(u->flags) & refused;

		if (!bits)
			continue;
		if ((e = permits_env(rule, u->name, &permitted)))
			return e;
		if (!permitted)
			not_covered(fit, bits, u->name, true);
	}
	return OK;
}

static bool
may_become_anything(const struct word *w)
{
	return (w->flags & WORD_SPLITS) ||
	    ((w->flags & WORD_DYNAMIC) && !w->known);
}

/* An allow that names operands covers these and no more. */
static bool
names_fewer_operands(const struct rule *rule, const struct invocation *inv)
{
	uint32_t named = 0;

	for (uint32_t i = 0; i < rule->h->n_conditions; i++)
		named += rule->conditions[i].kind == CONDITION_OPERAND;
	return named && named < inv->n_operands;
}

static void
operands_covered(const struct rule *rule, const struct invocation *inv,
    uint32_t refused, struct fit *fit)
{
	bool harmless_rule = rule->view.effect == EFFECT_READ ||
	    rule->view.effect == EFFECT_LOCAL;

	for (uint32_t i = 0; i < inv->n_operands && fit->matched; i++) {
		const struct operand *o = &inv->operands[i];
		uint32_t bits = OPTION_CLASSES(o->flags) & refused;

		if (bits) {
			not_covered(fit, bits, o->word.text, false);
		} else if (!harmless_rule && may_become_anything(&o->word)) {
			fit->matched = false;
			fit->why = "is not known before the shell expands it";
			fit->subject = o->word.text;
		}
	}
}

enum err
rule_covers(const struct rule *rule, const struct invocation *inv,
    struct fit *fit)
{
	uint32_t refused = refused_classes(rule);

	fit->matched = true;
	if (inv->n_problems) {
		fit->matched = false;
		fit->why = problem_text(inv->problems[0].kind);
		fit->subject = inv->problems[0].subject;
		return OK;
	}
	for (uint32_t i = 0; i < inv->n_options && fit->matched; i++) {
		const struct option_use *o = &inv->options[i];
		uint32_t bits = OPTION_CLASSES(o->flags) & refused;

		if (bits && !o->off && !permits_option(rule, o))
			not_covered(fit, bits, o->name, false);
	}
	operands_covered(rule, inv, refused, fit);
	if (fit->matched && names_fewer_operands(rule, inv)) {
		fit->matched = false;
		fit->why = "is one operand more than the rule names";
		fit->subject = inv->operands[inv->n_operands - 1].word.text;
	}
	if (fit->matched && inv->remote && (refused & CLASS_TARGET))
		not_covered(fit, CLASS_TARGET, inv->words[0].text, false);
	return env_covered(rule, inv, refused, fit);
}
