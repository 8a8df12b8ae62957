/* SPDX-License-Identifier: ISC */
/*
 * What a refused command would have acted on. A human cannot judge without,
 * and an agent that is told sees that it was wrong about it.
 */
#include "refusal_parts.h"

#include "reason.h"

enum { VALUE_MAX = 120 /* bytes */ };

/* An answer of today and of here, about something that was changed. */
static const struct invocation *
subject(const struct refusal *r)
{
	const struct invocation *inv = reason_decisive(r->outcome);

	if (!r->facts || !inv || inv->elsewhere || inv->foreseen ||
	    r->outcome->error || r->outcome->verdict != VERDICT_ASK)
		return NULL;
	return r->outcome->final.effect == EFFECT_READ ? NULL : inv;
}

static void
put_target(const struct pin_target *t, const char *between, struct buf *prose)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (sv_eq(t->parts[i].name, SV("database.scheme")))
			continue;
		buf_str(prose, between);
		between = ", ";
		buf_sv(prose, t->parts[i].name);
		buf_c(prose, ' ');
		buf_visible(prose, sv_take(t->parts[i].value, VALUE_MAX));
	}
}

/* Whether the rules asked for it on the way to the verdict; FACTS: for any
 * part of the target. */
static bool
was_asked(const struct refusal *r, const struct invocation *inv,
    enum fact_id id)
{
	for (const struct fact_use *u = r->facts->first; u; u = u->next)
		if (u->inv == inv &&
		    (id == FACTS ? fact_is_target(u->id) : u->id == id))
			return true;
	return false;
}

/* What a human trusted and what is there now follows as lines of its own. */
void
refusal_put_target(const struct refusal *r, struct buf *prose)
{
	const struct invocation *inv = subject(r);
	struct pin_finding found;
	struct pin_target *targets;
	uint32_t n;

	if (!inv)
		return;
	if (r->outcome->final.reason == REASON_UNLISTED &&
	    was_asked(r, inv, FACTS))
		buf_str(prose, " Whether it may run depends on what it acts "
		    "on.");
	if (facts_pinnable(r->facts, inv, &targets, &n) || !n ||
	    facts_pin(r->facts, inv, &found) ||
	    found.state == PIN_DIFFERS)
		return;
	for (uint32_t i = 0; i < n; i++)
		put_target(&targets[i], i ? "; " : " It acts on ", prose);
	if (found.state == PIN_NONE)
		buf_str(prose, "; no human has trusted that in this "
		    "directory yet");
	buf_c(prose, '.');
}

bool
refusal_may_trust(const struct refusal *r, bool *out_disposable)
{
	const struct invocation *inv = subject(r);
	struct pin_finding found;
	struct pin_target *targets;
	struct fact here = {0};
	uint32_t n;

	*out_disposable = false;
	if (!inv || facts_pinnable(r->facts, inv, &targets, &n) || !n ||
	    facts_pin(r->facts, inv, &found))
		return false;
	if (was_asked(r, inv, FACT_TARGET_DISPOSABLE) && !found.disposable &&
	    !facts_read(r->facts, inv, FACT_DATABASE_LOOPBACK, &here))
		*out_disposable = here.state == FACT_KNOWN &&
		    sv_eq(here.values[0], SV("true"));
	return found.state == PIN_NONE ||
	    (found.state == PIN_SAME && *out_disposable);
}
