/* SPDX-License-Identifier: ISC */
/*
 * Duplicates among names. Sorting instead of hashing: no seed, and no input
 * that makes it slow.
 */
#include "rules/unique.h"

#include <stdlib.h>

#include "rules/shown.h"

#define FEW 12 /* below this comparing all pairs is the fastest */

static int
by_text(const void *a, const void *b)
{
	const struct unique *x = a;
	const struct unique *y = b;
	int order = sv_cmp(x->text, y->text);

	if (order != 0)
		return order;
	return x->index < y->index ? -1 : 1;
}

static int
by_index(const void *a, const void *b)
{
	const struct unique *x = a;
	const struct unique *y = b;

	return x->index < y->index ? -1 : 1;
}

static bool
find_among_few(struct unique *items, size_t n)
{
	bool any = false;

	for (size_t i = 1; i < n; i++) {
		size_t k = 0;

		while (k < i && !sv_eq(items[k].text, items[i].text))
			k++;
		items[i].first = (uint32_t)k;
		any |= k < i;
	}
	return any;
}

bool
unique_find(struct unique *items, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		items[i].first = items[i].index = (uint32_t)i;
	if (n <= FEW)
		return find_among_few(items, n);
	qsort(items, n, sizeof(*items), by_text);
	for (size_t i = 1; i < n; i++) {
		if (sv_eq(items[i].text, items[i - 1].text)) {
			items[i].first = items[i - 1].first;
			any = true;
		}
	}
	if (any)
		qsort(items, n, sizeof(*items), by_index);
	return any;
}

/* Of two places the one in the source that is being read is at fault. */
static void
report(const struct unique *first, const struct unique *again,
    const struct unique_kind *kind, struct diag_sink *sink)
{
	struct span at = again->span;
	struct span before = first->span;

	if (kind->only && at.source != kind->only) {
		if (before.source != kind->only)
			return;
		at = first->span;
		before = again->span;
	}
	diag_add(sink, SEVERITY_ERROR, at, kind->code,
	    "%s'%.*s' is given twice", kind->what, SHOWN(again->text));
	diag_add(sink, SEVERITY_NOTE, before, kind->code,
	    "first defined here");
}

bool
unique_report(struct unique *items, size_t n, const struct unique_kind *kind,
    struct diag_sink *sink)
{
	if (!unique_find(items, n))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (items[i].first != i)
			report(&items[items[i].first], &items[i], kind, sink);
	}
	return true;
}
