/* SPDX-License-Identifier: ISC */
/*
 * The conditions of one rule against one invocation.
 */
#include "policy/internal.h"

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

static enum err
is_regex(struct image *img, uint32_t match, bool *out)
{
	const struct image_match *m;
	struct record r;
	enum err e;

	if ((e = image_record(img, match, RECORD_MATCH, sizeof(*m), &r)))
		return e;
	m = (const void *)r.p;
	*out = m->kind == MATCH_REGEX;
	return OK;
}

/*
 * A flag that is not given is as good as one that is given as false. A regular
 * expression is about what is given: it would cost every command that lacks
 * the option the way through the engine.
 */
static enum err
option_is_not_given(const struct argv_context *ctx,
    const struct image_condition *c, struct answer *a)
{
	bool named = false, regex = false;
	enum err e = OK;

	if (c->match && !(e = is_regex(ctx->image, c->match, &regex)) && !regex)
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

/* What a value does that holds statements; any other value has no say. */
static enum err
try_statements(const struct argv_context *ctx, const struct image_condition *c,
    uint32_t flags, const char *why, struct answer *a)
{
	const struct word reads = {.text = SV("read"), .known = 4};
	const struct word writes = {.text = SV("write"), .known = 5};
	uint32_t kind = OPTION_VALUE_KIND(flags);

	if (kind != VALUE_SQL && kind != VALUE_SQLFILE)
		return OK;
	return try_word(ctx->image, c->match, why ? &writes : &reads, a);
}

static enum err
statements_fit(const struct argv_context *ctx, const struct image_condition *c,
    const struct invocation *inv, struct answer *a)
{
	const struct fact none = {.state = FACT_ABSENT};
	enum err e = OK;

	for (uint32_t i = 0; i < inv->n_options && !e; i++)
		if (!inv->options[i].off)
			e = try_statements(ctx, c, inv->options[i].flags,
			    inv->options[i].why, a);
	for (uint32_t i = 0; i < inv->n_operands && !e; i++)
		e = try_statements(ctx, c, inv->operands[i].flags,
		    inv->operands[i].why, a);
	/* Each value tried leaves its mark: none was there. */
	if (!e && !a->possible && !a->missed)
		e = fact_is_not_known(ctx, c, &none, a);
	return e;
}

/* Facts have other numbers in another version of guard: the name is the fact's
 * or this is no condition of ours. */
static enum err
fact_of(const struct rule *rule, const struct image_condition *c,
    enum fact_id *out)
{
	struct sv name;
	enum err e;

	if ((e = image_string(&rule->record, c->name, &name)))
		return e;
	if (c->index >= FACTS ||
	    !sv_eq_cstr(name, fact_name((enum fact_id)c->index)))
		return ERR_CORRUPT;
	*out = (enum fact_id)c->index;
	return OK;
}

static enum err
ask_world(const struct argv_context *ctx, enum fact_id id,
    const struct image_condition *c, const struct invocation *inv,
    struct answer *a)
{
	const struct argv_world *world = ctx->world;
	struct fact fact = {0};
	enum err e;

	if (!world || !world->fact)
		return ERR_ENGINE;
	e = world->fact(world->ctx, inv, id, &fact);
	if (e || fact.state != FACT_KNOWN || !fact.n)
		return e ? e : fact_is_not_known(ctx, c, &fact, a);
	for (uint32_t i = 0; i < fact.n && !e; i++)
		e = try_word(ctx->image, c->match, &(struct word){
		    .text = fact.values[i], .known = fact.values[i].n}, a);
	return e;
}

static enum err
fact_fits(const struct argv_context *ctx, const struct rule *rule,
    const struct image_condition *c, const struct invocation *inv,
    struct answer *a)
{
	enum fact_id id;
	enum err e;

	if ((e = fact_of(rule, c, &id)))
		return e;
	if (id == FACT_OPTIONS)
		return options_fit(ctx, c, inv, a);
	if (id == FACT_STATEMENTS)
		return statements_fit(ctx, c, inv, a);
	if (id == FACT_OPERANDS)
		return operand_fits(ctx, &(struct image_condition){
		    .index = UINT32_MAX, .match = c->match}, inv, a);
	return ask_world(ctx, id, c, inv, a);
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
