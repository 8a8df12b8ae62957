/* SPDX-License-Identifier: ISC */
/*
 * Verifies the chain of one log from its beginning.
 */
#include "audit/chain.h"

#include <string.h>

struct verifying {
	struct sv log;
	void (*each)(void *ctx, const struct audit_finding *finding);
	void *ctx;
	struct audit_state *state;
	uint64_t to;    /* of the link before */
};

static void
find(struct verifying *v, enum audit_fault fault)
{
	const struct audit_finding finding = {fault, v->state->lines};

	if (v->each)
		v->each(v->ctx, &finding);
}

/* A first link may go on from another file; later ones go on from the last. */
static struct sv
previous_of(struct verifying *v, const struct link *link)
{
	if (v->state->links || !link->previous.n)
		return sv_from(v->state->last);
	memcpy(v->state->first, link->previous.p, AUDIT_HASH);
	memcpy(v->state->before, link->file.p,
	    link->file.n < sizeof(v->state->before)
	        ? link->file.n : sizeof(v->state->before) - 1);
	return link->previous;
}

/* at: where the line begins. */
static void
check_link(struct verifying *v, const struct link *link, size_t at)
{
	struct sv previous = previous_of(v, link);
	char hash[AUDIT_HASH + 1];
	struct link_hash h;

	if (link->to < v->to || link->to > at) {
		find(v, AUDIT_MISPLACED);
	} else {
		link_hash_begin(&h, previous);
		link_hash_add(&h, sv_skip(sv_take(v->log, (size_t)link->to),
		    (size_t)v->to));
		link_hash_add(&h, link->body);
		link_hash_end(&h, hash);
		if (!sv_eq(sv_from(hash), link->hash))
			find(v, AUDIT_CHANGED);
		v->to = link->to;
	}
	/* Goes on from what the link says: one change is one finding. */
	memcpy(v->state->last, link->hash.p, AUDIT_HASH);
	v->state->links++;
}

void
audit_verify(struct sv log, void (*each)(void *ctx,
    const struct audit_finding *finding), void *ctx, struct audit_state *out)
{
	struct verifying v = {.log = log, .each = each, .ctx = ctx,
	    .state = out};
	size_t at = 0;

	memset(out, 0, sizeof(*out));
	while (at < log.n) {
		size_t end = sv_find(log, at, '\n');
		struct sv line = sv_skip(sv_take(log, end), at);
		struct link link;

		out->lines++;
		/* Quotes in strings are escaped: this is a line's start. */
		if (end == log.n || !sv_starts(line, SV("{\"v\":1,")) ||
		    !sv_ends(line, SV("}")) ||
		    sv_contains(sv_skip(line, 1), SV("{\"v\":1,")))
			find(&v, AUDIT_TORN);
		if (end < log.n && link_read(line, &link)) {
			check_link(&v, &link, at);
			out->unlinked = log.n - end - 1;
		}
		at = end + 1;
	}
	if (!out->links)
		out->unlinked = log.n;
}
