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

/* The port that a client takes without being told is no news. */
static bool
is_usual_port(struct sv port)
{
	static const struct sv usual[] = {
		{"5432", 4}, {"3306", 4}, {"1433", 4}, {"6379", 4},
		{"27017", 5},
	};

	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (sv_eq(port, usual[i]))
			return true;
	return false;
}

/* Whether a part that the pin is without makes the target another one:
 * somebody said it now (docker -H, AWS_ENDPOINT_URL), no default did. */
static bool
is_news(enum fact_id id, const struct fact *fact)
{
	if (id == FACT_DATABASE_SCHEME || sv_eq(fact->source, SV("default")))
		return false;
	/* Given, and not to be told: it may be any. */
	if (fact->state == FACT_UNKNOWN)
		return fact->source.n;
	if (fact->state != FACT_KNOWN)
		return false;
	return id != FACT_DATABASE_PORT || !is_usual_port(fact->values[0]);
}

static bool
names_part(const struct pin_target *pinned, enum fact_id id)
{
	for (uint32_t i = 0; i < pinned->n; i++)
		if (fact_find(pinned->parts[i].name) == id)
			return true;
	return false;
}

static enum err
find_news(struct facts *f, const struct invocation *inv,
    const struct pin_target *pinned, struct pin_finding *out, bool *out_same)
{
	enum fact_id first, last;
	struct fact fact;
	enum err e = OK;

	target_range(pinned->kind, &first, &last);
	for (int i = (int)first; i <= (int)last && !e; i++) {
		enum fact_id id = (enum fact_id)i;
		struct pin_part part = {.name = sv_from(fact_name(id))};

		if (!target_is_pinned(id) || names_part(pinned, id))
			continue;
		if ((e = facts_read(f, inv, id, &fact)) ||
		    !is_news(id, &fact))
			continue;
		*out_same = false;
		if (out->n < PIN_MAX_PARTS)
			e = note_change(f, &part, &fact, out);
	}
	return e;
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
	return find_news(f, inv, pinned, out, out_same);
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

/* Disposable is only what is so in each of its kinds. A pin that anybody could
 * have written, where somebody could have signed it, may only tighten. */
static enum err
compare_all(struct facts *f, const struct invocation *inv, struct target *t,
    struct pin_finding *out)
{
	const struct pins *pins = NULL;
	const struct pin *pin;
	bool kept = false, vouched = true;
	enum err e;

	*out = (struct pin_finding){.state = PIN_UNKNOWN};
	if (!f->pins || t->sources.files != FILES_HERE)
		return OK;
	if ((e = f->pins(f->pins_ctx, &pins)))
		return e;
	out->state = PIN_NONE;
	for (size_t k = 0; k < TARGETS && out->state != PIN_DIFFERS; k++) {
		enum target_kind kind = (enum target_kind)k;

		if (!target_has(t, kind) ||
		    !(pin = pins_find(pins, t->sources.cwd, kind)))
			continue;
		kept |= !pin->disposable || !pin->sealed;
		vouched &= pin->sealed || !pins->signed_only;
		if ((e = compare_kind(f, inv, pin, kind, out)))
			return e;
	}
	if (out->state == PIN_SAME && !vouched)
		out->state = PIN_NONE;
	out->disposable = out->state == PIN_SAME && !kept;
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
