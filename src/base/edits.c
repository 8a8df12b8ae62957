/* SPDX-License-Identifier: ISC */
/*
 * How far a mistyped word is from a known one.
 */
#include "guard/base.h"

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

size_t
sv_edits(struct sv a, struct sv b)
{
	size_t rows[3][SV_EDITS_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2], *swap;

	if (a.n > SV_EDITS_MAX || b.n > SV_EDITS_MAX)
		return SV_EDITS_MAX;
	for (size_t j = 0; j <= b.n; j++)
		before[j] = above[j] = j;
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
