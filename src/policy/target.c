/* SPDX-License-Identifier: ISC */
/*
 * The one fact that every rule minds which lets something change: whether that
 * is what a human pinned.
 */
#include "policy/internal.h"

bool
rule_names_fact(const struct rule *rule, enum fact_id fact)
{
	for (uint32_t i = 0; i < rule->h->n_conditions; i++) {
		const struct image_condition *c = &rule->conditions[i];

		if (c->kind == CONDITION_FACT && c->index == fact)
			return true;
	}
	return false;
}

static enum err
has_target(struct image *img, const struct invocation *inv, bool *out)
{
	const struct image_tool *tool;
	struct record r;
	enum err e;

	*out = false;
	if ((e = image_record(img, inv->tool_offset, RECORD_TOOL,
	         sizeof(*tool), &r)))
		return e;
	tool = (const void *)r.p;
	*out = tool->target != 0;
	return OK;
}

enum err
target_differs(const struct argv_context *ctx, const struct invocation *inv,
    bool *out)
{
	struct fact fact = {0};
	enum err e;

	*out = false;
	/* Nothing is pinned over there; and this is judged when it starts. */
	if (inv->elsewhere || inv->foreseen)
		return OK;
	if ((e = has_target(ctx->image, inv, out)) || !*out)
		return e;
	*out = false;
	if (!ctx->world || !ctx->world->fact)
		return ERR_ENGINE;
	e = ctx->world->fact(ctx->world->ctx, inv, FACT_TARGET_PIN, &fact);
	if (!e && fact.state == FACT_KNOWN && fact.n == 1)
		*out = sv_eq(fact.values[0], SV("differs"));
	return e;
}
