/* SPDX-License-Identifier: ISC */
/*
 * What an invocation would act on, against what was pinned. A pinned part that
 * cannot be told any more is not what it was.
 */
#include "facts/target.h"

static enum err
take_part(struct facts *f, const struct invocation *inv, enum fact_id id,
    struct pin_target *out)
{
	struct fact fact;
	enum err e = facts_read(f, inv, id, &fact);

	if (e || fact.state != FACT_KNOWN || out->n == PIN_MAX_PARTS)
		return e;
	out->parts[out->n].name = sv_from(fact_name(id));
	return target_join(f->context->arena, &fact,
	    &out->parts[out->n++].value);
}

/* Notes count for nothing by themselves. */
static bool
says_what_it_is(const struct pin_target *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (target_is_pinned(fact_find(t->parts[i].name)) &&
		    !sv_eq(t->parts[i].name, SV("database.scheme")))
			return true;
	return false;
}

static enum err
take_kind(struct facts *f, const struct invocation *inv,
    enum target_kind kind, struct pin_target *out)
{
	enum fact_id first, last;
	enum err e;

	*out = (struct pin_target){.kind = kind};
	out->parts = ARENA_NEW(f->context->arena, PIN_MAX_PARTS,
	    struct pin_part);
	if (!out->parts)
		return ERR_LIMIT;
	target_range(kind, &first, &last);
	for (int id = (int)first; id <= (int)last; id++) {
		if (!target_is_pinned((enum fact_id)id) &&
		    id != FACT_TERRAFORM_RESOURCES)
			continue;
		if ((e = take_part(f, inv, (enum fact_id)id, out)))
			return e;
	}
	return OK;
}

enum err
facts_pinnable(struct facts *f, const struct invocation *inv,
    struct pin_target **out, uint32_t *out_n)
{
	struct target *t;
	enum err e;

	*out_n = 0;
	if ((e = target_take(f, inv, &t)))
		return e;
	if (!(*out = ARENA_NEW(f->context->arena, TARGETS, struct pin_target)))
		return ERR_LIMIT;
	for (size_t k = 0; k < TARGETS; k++) {
		if (!target_has(t, (enum target_kind)k) || k == TARGET_GIT ||
		    k == TARGET_PLAN)
			continue;
		if ((e = take_kind(f, inv, (enum target_kind)k,
		         &(*out)[*out_n])))
			return e;
		*out_n += says_what_it_is(&(*out)[*out_n]);
	}
	return OK;
}

static enum err
note_change(struct facts *f, const struct pin_part *part,
    const struct fact *fact, struct pin_finding *out)
{
	struct pin_change *c = &out->changes[out->n];

	*c = (struct pin_change){.name = part->name, .was = part->value,
		.known = fact->state != FACT_UNKNOWN, .source = fact->source};
	out->n++;
	return fact->state == FACT_KNOWN
	    ? target_join(f->context->arena, fact, &c->is) : OK;
}

/* The parts of one pinned target that are no more what they were; the notes
 * too, if anything is. */
static enum err
compare(struct facts *f, const struct invocation *inv,
    const struct pin_target *pinned, struct pin_finding *out, bool *out_same)
{
	struct fact fact;
	struct sv now;
	enum err e;

	*out_same = true;
	out->n = 0;
	for (uint32_t i = 0; i < pinned->n; i++) {
		enum fact_id id = fact_find(pinned->parts[i].name);

		if (id == FACTS || !fact_is_target(id)) {
			*out_same = false;
			continue;
		}
		if ((e = facts_read(f, inv, id, &fact)) ||
		    (e = target_join(f->context->arena, &fact, &now)))
			return e;
		if (fact.state == FACT_KNOWN &&
		    sv_eq(now, pinned->parts[i].value))
			continue;
		*out_same &= !target_is_pinned(id);
		if ((e = note_change(f, &pinned->parts[i], &fact, out)))
			return e;
	}
	return OK;
}

/* One of several of its kind is enough. */
static enum err
compare_kind(struct facts *f, const struct invocation *inv,
    const struct pin *pin, enum target_kind kind, struct pin_finding *out)
{
	struct pin_finding one = {.state = PIN_DIFFERS};
	bool any = false, same = false;
	enum err e;

	for (uint32_t i = 0; i < pin->n && !same; i++) {
		if (pin->targets[i].kind != kind)
			continue;
		one.changes = ARENA_NEW(f->context->arena, PIN_MAX_PARTS,
		    struct pin_change);
		if (!one.changes)
			return ERR_LIMIT;
		if ((e = compare(f, inv, &pin->targets[i], &one, &same)))
			return e;
		if (!any && !same)
			*out = one;
		any = true;
	}
	if (same)
		*out = (struct pin_finding){.state = PIN_SAME};
	return OK;
}

static enum err
compare_all(struct facts *f, const struct invocation *inv, struct target *t,
    struct pin_finding *out)
{
	const struct pins *pins = NULL;
	const struct pin *pin;
	enum err e;

	*out = (struct pin_finding){.state = PIN_UNKNOWN};
	if (!f->pins || t->sources.files != FILES_HERE)
		return OK;
	if ((e = f->pins(f->pins_ctx, &pins)))
		return e;
	out->state = PIN_NONE;
	if (!(pin = pins_find(pins, t->sources.cwd)))
		return OK;
	for (size_t k = 0; k < TARGETS && out->state != PIN_DIFFERS; k++)
		if (target_has(t, (enum target_kind)k) &&
		    (e = compare_kind(f, inv, pin, (enum target_kind)k, out)))
			return e;
	out->disposable = out->state == PIN_SAME && pin->disposable &&
	    pin->sealed;
	return OK;
}

enum err
facts_pin(struct facts *f, const struct invocation *inv,
    struct pin_finding *out)
{
	struct target *t;
	enum err e;

	if ((e = target_take(f, inv, &t)))
		return e;
	if (!t->pin_read) {
		if ((e = compare_all(f, inv, t, &t->pin)))
			return e;
		t->pin_read = true;
	}
	*out = t->pin;
	return OK;
}

enum err
target_pin_fact(struct facts *f, const struct invocation *inv,
    enum fact_id id, struct fact *out)
{
	static const struct sv words[] = {
		[PIN_NONE] = {"none", 4}, [PIN_SAME] = {"same", 4},
		[PIN_DIFFERS] = {"differs", 7},
	};
	static const struct sv answers[] = {{"false", 5}, {"true", 4}};
	struct pin_finding found;
	enum err e = facts_pin(f, inv, &found);

	*out = (struct fact){.source = SV("guard trust")};
	if (e || found.state == PIN_UNKNOWN)
		return e;
	out->state = FACT_KNOWN;
	out->values = id == FACT_TARGET_PIN ? &words[found.state]
	                                    : &answers[found.disposable];
	out->n = 1;
	return OK;
}
