/* SPDX-License-Identifier: ISC */
/*
 * Names that must differ within a scope: finds the ones that do not, in
 * n log n, because a generated grammar has thousands in one map.
 */
#ifndef RULES_UNIQUE_H
#define RULES_UNIQUE_H

#include "guard/base.h"
#include "guard/diag.h"

struct unique {
	struct sv text;
	struct span span;
	uint32_t index;
	uint32_t first; /* index of the first item with the same text */
};

/* Sets index and first of n items; whether any two are the same. */
bool unique_find(struct unique *items, size_t n);
struct unique_kind {
	const char *code;
	const char *what; /* put ahead of the name: "option ", or "" */
	/* When set, duplicates with no part in this source stay unreported. */
	const struct source *only;
};

/* The same, and reports each with a note at the first one. True if any two
 * are the same, reported or not. */
bool unique_report(struct unique *items, size_t n,
    const struct unique_kind *kind, struct diag_sink *sink);

#endif
