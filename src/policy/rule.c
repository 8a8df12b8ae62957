/* SPDX-License-Identifier: ISC */
/*
 * One rule against one invocation: its conditions, and for an allow rule that
 * nothing in the invocation goes beyond it.
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

/* A condition's answer over several uses: of some, and of every one. */
struct answer {
	bool possible; /* some use may match */
	bool sure;     /* some use surely matches */
	bool missed;   /* some use does not surely match */
};

static enum err
try_word(struct image *img, uint32_t match, const struct word *w,
    struct answer *a)
{
	bool matches, sure;
	enum err e;

	if ((e = policy_match(img, match, w, &matches, &sure)))
		return e;
	a->possible |= matches;
	a->sure |= matches && sure;
	a->missed |= !matches || !sure;
	return OK;
}

/*
 * Whether the condition names this word itself ("unknown", "absent", "false"):
 * a glob that takes anything does not speak of what is not there.
 */
static enum err
names_state(struct image *img, uint32_t match, struct sv state, bool *out)
{
	const struct word other = {.text = SV("\001"), .known = 1};
	struct word word = {.text = state, .known = state.n};
	bool any, sure;
	enum err e;

	if ((e = policy_match(img, match, &word, out, &sure)) || !*out)
		return e;
	e = policy_match(img, match, &other, &any, &sure);
	*out = !any;
	return e;
}

/* A flag that is not given is as good as one that is given as false. */
static enum err
option_is_not_given(const struct argv_context *ctx,
    const struct image_condition *c, struct answer *a)
{
	bool named = false;
	enum err e = OK;

	if (c->match)
		e = names_state(ctx->image, c->match, SV("false"), &named);
	a->sure = a->possible = named;
	a->missed = !named;
	return e;
}

static enum err
option_fits(const struct argv_context *ctx, const struct image_condition *c,
    const struct invocation *inv, struct answer *a)
{
	const struct word truth = {.text = SV("true"), .known = 4};
	bool given = false;
	enum err e = OK;

	for (uint32_t i = 0; i < inv->n_options && !e; i++) {
		const struct option_use *o = &inv->options[i];

		if (o->id != c->id || o->off)
			continue;
		given = true;
		e = try_word(ctx->image, c->match,
		    o->has_value ? &o->value : &truth, a);
	}
	return e || given ? e : option_is_not_given(ctx, c, a);
}

static enum err
operand_fits(const struct argv_context *ctx, const struct image_condition *c,
    const struct invocation *inv, struct answer *a)
{
	enum err e = OK;

	for (uint32_t i = 0; i < inv->n_operands && !e; i++)
		if (c->index == UINT32_MAX || c->index == i)
			e = try_word(ctx->image, c->match,
			    &inv->operands[i].word, a);
	return e;
}

/* Where the invocation runs, links resolved; uncertain if it cannot be told. */
static enum err
effective_cwd(const struct argv_context *ctx, const struct invocation *inv,
    struct word *out)
{
	const struct argv_world *world = ctx->world;
	struct sv path;
	enum err e;

	if (!world || !world->cwd)
		return ERR_ENGINE;
	*out = inv->cwd;
	if (inv->elsewhere)
		out->flags |= WORD_DYNAMIC;
	if (out->flags & (WORD_DYNAMIC | WORD_SPLITS))
		return OK;
	if (!inv->cwd.text.n)
		e = world->cwd(world->ctx, &path);
	else
		e = world->resolve
		    ? world->resolve(world->ctx, (struct sv){0},
		        inv->cwd.text, &path)
		    : ERR_NOT_FOUND;
	if (e == ERR_ENGINE)
		return e;
	if (e)
		out->flags |= WORD_DYNAMIC;
	else
		*out = (struct word){.text = path, .known = path.n};
	return OK;
}

static enum err
cwd_fits(const struct argv_context *ctx, const struct image_condition *c,
    const struct invocation *inv, struct answer *a)
{
	struct word cwd;
	enum err e = effective_cwd(ctx, inv, &cwd);

	return e ? e : try_word(ctx->image, c->match, &cwd, a);
}

static enum err
env_fits(const struct argv_context *ctx, const struct rule *rule,
    const struct image_condition *c, const struct invocation *inv,
    struct answer *a)
{
	struct word value;
	struct sv name;
	enum err e;

	if ((e = image_string(&rule->record, c->name, &name)))
		return e;
	if (!argv_env(ctx, inv, name, &value))
		return OK;
	return try_word(ctx->image, c->match, &value, a);
}

/* What is not known may be anything, unless the condition names that too. */
static enum err
fact_is_not_known(const struct argv_context *ctx,
    const struct image_condition *c, const struct fact *fact, struct answer *a)
{
	bool unknown = fact->state == FACT_UNKNOWN;
	bool named;
	enum err e;

	e = names_state(ctx->image, c->match,
	    unknown ? SV("unknown") : SV("absent"), &named);
	if (e)
		return e;
	a->sure = named;
	a->possible = named || unknown;
	a->missed = !named;
	return OK;
}

/* The names of the options that are given, those too that are off. */
static enum err
options_fit(const struct argv_context *ctx, const struct image_condition *c,
    const struct invocation *inv, struct answer *a)
{
	const struct fact none = {.state = FACT_ABSENT};
	enum err e = OK;

	if (!inv->n_options)
		return fact_is_not_known(ctx, c, &none, a);
	for (uint32_t i = 0; i < inv->n_options && !e; i++)
		e = try_word(ctx->image, c->match, &(struct word){
		    .text = inv->options[i].name,
		    .known = inv->options[i].name.n}, a);
	return e;
}

static enum err
fact_fits(const struct argv_context *ctx, const struct rule *rule,
    const struct image_condition *c, const struct invocation *inv,
    struct answer *a)
{
	const struct argv_world *world = ctx->world;
	struct fact fact = {0};
	struct sv name;
	enum err e;

	if ((e = image_string(&rule->record, c->name, &name)))
		return e;
	if (fact_find(name) == FACTS)
		return ERR_CORRUPT;
	if (fact_find(name) == FACT_OPTIONS)
		return options_fit(ctx, c, inv, a);
	if (fact_find(name) == FACT_OPERANDS)
		return operand_fits(ctx, &(struct image_condition){
		    .index = UINT32_MAX, .match = c->match}, inv, a);
	if (!world || !world->fact)
		return ERR_ENGINE;
	e = world->fact(world->ctx, inv, fact_find(name), &fact);
	if (e || fact.state != FACT_KNOWN || !fact.n)
		return e ? e : fact_is_not_known(ctx, c, &fact, a);
	for (uint32_t i = 0; i < fact.n && !e; i++)
		e = try_word(ctx->image, c->match, &(struct word){
		    .text = fact.values[i], .known = fact.values[i].n}, a);
	return e;
}

static enum err
condition_fits(const struct argv_context *ctx, const struct rule *rule,
    const struct image_condition *c, const struct invocation *inv,
    struct answer *a)
{
	switch ((enum condition_kind)c->kind) {
	case CONDITION_OPTION:
		return option_fits(ctx, c, inv, a);
	case CONDITION_PERMIT:
		*a = (struct answer){true, true, false};
		return OK;
	case CONDITION_OPERAND:
		return operand_fits(ctx, c, inv, a);
	case CONDITION_CWD:
		return cwd_fits(ctx, c, inv, a);
	case CONDITION_ENV:
		return env_fits(ctx, rule, c, inv, a);
	case CONDITION_FACT:
		return fact_fits(ctx, rule, c, inv, a);
	case CONDITION_KINDS:
		break;
	}
	return ERR_CORRUPT;
}

enum err
rule_conditions_fit(const struct argv_context *ctx, const struct rule *rule,
    const struct invocation *inv, struct fit *fit)
{
	bool needs_sure = rule->view.verdict == VERDICT_ALLOW ||
	    inv->foreseen;
	enum err e;

	fit->matched = false;
	for (uint32_t i = 0; i < rule->h->n_conditions; i++) {
		const struct image_condition *c = &rule->conditions[i];
		struct answer a = {false, false, false};

		if ((e = condition_fits(ctx, rule, c, inv, &a)))
			return e;
		/* One value that is allowed does not cover a second one. */
		if (needs_sure ? a.sure && !a.missed : a.possible)
			continue;
		fit->why = unfit_text(c->kind, a.possible, a.sure);
		return image_string(&rule->record, c->name, &fit->subject);
	}
	fit->matched = true;
	return OK;
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
