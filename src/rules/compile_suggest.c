/* SPDX-License-Identifier: ISC */
/*
 * "did you mean": the known name that is nearest to a mistyped one.
 */
#include "rules/compile.h"
#include "rules/shown.h"

#define MAX_DISTANCE 2u

void
suggest_init(struct suggestion *s, struct sv wanted)
{
	s->wanted = wanted;
	s->best = SV("");
	s->distance = MAX_DISTANCE + 1;
}

void
suggest_name(struct suggestion *s, struct sv candidate)
{
	size_t d;

	if (s->wanted.n > SV_EDITS_MAX || candidate.n > SV_EDITS_MAX ||
	    s->wanted.n + MAX_DISTANCE < candidate.n ||
	    candidate.n + MAX_DISTANCE < s->wanted.n)
		return;
	d = sv_edits(s->wanted, candidate);
	/* Two edits make any two letters of a short name another one. */
	if (d >= s->distance || d * 2 >= s->wanted.n)
		return;
	s->best = candidate;
	s->distance = d;
}

struct sv
suggest_text(struct compiler *c, const struct suggestion *s)
{
	struct buf b;
	char *p;

	if (!s->best.n)
		return SV("");
	p = arena_alloc(c->arena, s->best.n + 32, 1);
	if (!p)
		return SV("");
	buf_init(&b, p, s->best.n + 32);
	buf_str(&b, "; did you mean '");
	buf_sv(&b, s->best);
	buf_str(&b, "'?");
	return buf_view(&b);
}
