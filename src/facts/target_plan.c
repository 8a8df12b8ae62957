/* SPDX-License-Identifier: ISC */
/*
 * The saved plan that a command would carry out: where it belongs, from the
 * archive itself; what it does, from what the tool says of it. Whether it still
 * fits the state is always answered: "untold" where that cannot be told.
 */
#include "facts/plan.h"
#include "facts/target.h"
#include "facts/zip.h"

/* The archive, and one member of it. */
static char archive[PLAN_MAX_FILE];
static char member[STATE_MAX_FILE];

struct saved_plan {
	struct target *t;
	struct sv name;    /* as it was given */
	struct os_path path;
	struct sv bytes;
	struct state prior; /* what it was made against */
	bool has_prior;
	struct sv workspace, backend;
};

static enum err
answer(struct saved_plan *p, const char *state)
{
	return target_set(p->t, FACT_PLAN_STATE, sv_from(state), p->name);
}

static enum err
set_prior(struct saved_plan *p)
{
	size_t n;
	enum err e = zip_member(p->bytes, SV("tfstate"), member,
	    sizeof(member), &n);

	if (!e)
		e = state_read(p->t->sources.arena, (struct sv){member, n},
		    &p->prior);
	if (e)
		return OK;
	p->has_prior = true;
	if ((e = target_set(p->t, FACT_PLAN_LINEAGE, p->prior.lineage,
	         p->name)))
		return e;
	return target_set_number(p->t, FACT_PLAN_SERIAL, p->prior.serial,
	    p->name);
}

static enum err
set_head(struct saved_plan *p)
{
	size_t n;
	enum err e = zip_member(p->bytes, SV("tfplan"), member,
	    sizeof(member), &n);

	if (!e)
		e = plan_head((struct sv){member, n}, &p->backend,
		    &p->workspace);
	if (e)
		return OK;
	if ((e = target_set(p->t, FACT_PLAN_BACKEND, p->backend, p->name)) ||
	    (e = target_set(p->t, FACT_PLAN_WORKSPACE, p->workspace,
	         p->name)))
		return e;
	return OK;
}

/* Whether a part of the plan is surely another than the fact of the state. */
static enum err
differs(struct saved_plan *p, enum fact_id plan, enum fact_id here, bool *out)
{
	const struct fact *of_plan = &p->t->facts[plan];
	struct fact fact;
	enum err e = facts_read(p->t->sources.facts, p->t->sources.inv, here,
	    &fact);

	if (!e && of_plan->state == FACT_KNOWN && fact.state == FACT_KNOWN)
		*out |= !sv_eq(of_plan->values[0], fact.values[0]);
	return e;
}

/*
 * As terraform compares them before it applies. A state that is not there yet
 * has no lineage: any plan that was made against nothing fits it.
 */
static enum err
compare(struct saved_plan *p)
{
	struct facts *f = p->t->sources.facts;
	const struct invocation *inv = p->t->sources.inv;
	bool other = false, stale = false;
	struct fact lineage, count;
	enum err e;

	if ((e = differs(p, FACT_PLAN_BACKEND, FACT_TERRAFORM_BACKEND,
	         &other)) ||
	    (e = differs(p, FACT_PLAN_WORKSPACE, FACT_TERRAFORM_WORKSPACE,
	         &other)) ||
	    (e = differs(p, FACT_PLAN_LINEAGE, FACT_TERRAFORM_LINEAGE,
	         &other)) ||
	    (e = differs(p, FACT_PLAN_SERIAL, FACT_TERRAFORM_SERIAL,
	         &stale)) ||
	    (e = facts_read(f, inv, FACT_TERRAFORM_LINEAGE, &lineage)) ||
	    (e = facts_read(f, inv, FACT_TERRAFORM_RESOURCES, &count)))
		return e;
	if (!p->has_prior || count.state != FACT_KNOWN)
		return answer(p, other ? "other" : "untold");
	/* One of them is of a state, and the other of none. */
	if (lineage.state == FACT_ABSENT)
		other |= p->prior.resources > 0;
	else
		other |= !p->prior.lineage.n;
	return answer(p, other ? "other" : stale ? "stale" : "same");
}

static bool
holds(const void *ctx, struct sv type)
{
	return sources_lists(ctx, SV("terraform.stateful"), type);
}

static enum err
set_lost(struct target *t, const struct plan *plan, struct sv source)
{
	struct sv values[PLAN_MAX_LOST + 1];
	char memory[32];
	struct buf b;
	uint32_t n = 0;

	for (; n < plan->n_lost; n++)
		values[n] = plan->lost[n];
	if (plan->lost_more) {
		buf_init(&b, memory, sizeof(memory));
		buf_str(&b, "more:");
		buf_u64(&b, plan->lost_more);
		values[n] = arena_dup(t->sources.arena, buf_view(&b));
		if (!values[n++].p)
			return ERR_LIMIT;
	}
	return target_set_many(t, FACT_PLAN_LOST, values, n, source);
}

static enum err
set_changes(struct target *t, const struct plan *plan, struct sv source)
{
	enum err e;

	if ((e = target_set_number(t, FACT_PLAN_CREATE, plan->create,
	         source)) ||
	    (e = target_set_number(t, FACT_PLAN_UPDATE, plan->update,
	         source)) ||
	    (e = target_set_number(t, FACT_PLAN_REPLACE, plan->replace,
	         source)) ||
	    (e = target_set_number(t, FACT_PLAN_DELETE, plan->remove,
	         source)) ||
	    (e = target_set_number(t, FACT_PLAN_FORGET, plan->forget,
	         source)) ||
	    (e = target_set_counts(t, FACT_PLAN_TYPES, plan->types,
	         plan->n_types, source)))
		return e;
	return set_lost(t, plan, source);
}

/* What the tool prints of it. What fails leaves all of it unknown. */
static enum err
show(struct saved_plan *p)
{
	struct sources *s = &p->t->sources;
	const struct sv source = SV("terraform show -json");
	struct plan plan;
	struct sv text;
	enum err e = s->facts->plan ? s->facts->plan(s->facts->plan_ctx,
	    sv_basename(s->inv->typed), s->cwd,
	    (struct sv){p->path.p, p->path.n}, &text) : ERR_NOT_FOUND;

	for (int id = FACT_PLAN_CREATE; id <= FACT_PLAN_LOST; id++)
		p->t->facts[id].source = source;
	if (!e)
		e = plan_read(s->arena, text, holds, s, &plan);
	return e ? OK : set_changes(p->t, &plan, source);
}

static enum err
read_archive(struct saved_plan *p, bool *out_is_plan)
{
	struct sources *s = &p->t->sources;
	struct os_status st;
	size_t n = 0;

	*out_is_plan = false;
	if (facts_file_written(s->facts, s->inv->steps, s->cwd, p->name) ||
	    os_resolve(s->cwd, p->name, &p->path) ||
	    os_status(p->path.p, &st) || st.kind != OS_FILE ||
	    os_read_file(p->path.p, archive, sizeof(archive), &n))
		return OK;
	p->bytes = (struct sv){archive, n};
	*out_is_plan = zip_is(p->bytes);
	return target_set(p->t, FACT_PLAN_FILE, p->name, SV("operand"));
}

enum err
read_plan(struct target *t)
{
	struct saved_plan p = {.t = t};
	struct finding given;
	bool is_plan;
	enum err e;

	if ((e = sources_find(&t->sources, SV("plan.file"), &given)))
		return e;
	if (given.state == FACT_ABSENT) {
		for (int id = FACT_PLAN_FILE; id <= FACT_PLAN_LOST; id++)
			target_absent(t, (enum fact_id)id, (struct sv){0});
		return OK;
	}
	p.name = given.text;
	if (given.state == FACT_UNKNOWN || t->sources.files != FILES_HERE)
		return answer(&p, "untold");
	if ((e = read_archive(&p, &is_plan)))
		return e;
	if (!is_plan)
		return answer(&p, "untold");
	if ((e = set_prior(&p)) || (e = set_head(&p)) || (e = compare(&p)))
		return e;
	return show(&p);
}
