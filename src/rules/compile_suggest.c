/* SPDX-License-Identifier: ISC */
/*
 * "did you mean": the known name that is nearest to a mistyped one.
 */
#include "rules/compile.h"
#include "rules/shown.h"

#define MAX_NAME 48u
#define MAX_DISTANCE 2u

void
suggest_init(struct suggestion *s, struct sv wanted)
{
	s->wanted = wanted;
	s->best = SV("");
	s->distance = MAX_DISTANCE + 1;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits from a to b, where two letters swapped are one. Names are short. */
static size_t
distance(struct sv a, struct sv b)
{
	size_t rows[3][MAX_NAME + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2], *swap;

	for (size_t j = 0; j <= b.n; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			row[j] = least(above[j] + 1, row[j - 1] + 1,
			    above[j - 1] + (a.p[i - 1] != b.p[j - 1]));
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		swap = before;
		before = above;
		above = row;
		row = swap;
	}
	return above[b.n];
}

void
suggest_name(struct suggestion *s, struct sv candidate)
{
	size_t d;

	if (s->wanted.n > MAX_NAME || candidate.n > MAX_NAME ||
	    s->wanted.n + MAX_DISTANCE < candidate.n ||
	    candidate.n + MAX_DISTANCE < s->wanted.n)
		return;
	d = distance(s->wanted, candidate);
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
