/* SPDX-License-Identifier: ISC */
/*
 * What is at stake in paths, as values "CLASS:NAME" of a fact. The caller
 * begins, has each path judged, and ends.
 */
#ifndef FACTS_PATHS_H
#define FACTS_PATHS_H

#include "facts/internal.h"

enum {
	PATHS_VALUES_MAX = 64, /* more kinds of things: unknown */
};

struct paths {
	const struct reading_fact *f;
	struct sv values[PATHS_VALUES_MAX];
	uint32_t n;
	bool full;
	bool in_repo; /* the repository and its index are understood */
	bool unstages; /* what is staged is lost too, and may be something */
};

/* out is NULL where nothing can be told. ERR_LIMIT. */
enum err paths_begin(const struct reading_fact *f, struct paths **out)
    MUST_USE;
/* Adds what is at stake in the path w, which is relative to f->cwd. */
void paths_judge(struct paths *p, const struct word *w);
/* Gives the fact its values; leaves it unknown when there are none or too
 * many. */
void paths_end(const struct paths *p);

#endif
