/* SPDX-License-Identifier: ISC */
/*
 * target: what an invocation acts on, part by part, read once for all of them.
 */
#ifndef FACTS_TARGET_H
#define FACTS_TARGET_H

#include "facts/source.h"

struct target {
	struct sources sources;
	bool read[TARGETS];       /* which kinds have been */
	struct fact facts[FACTS]; /* unknown where nothing was found */
};

/* What a kind's reader gets; each fact that it does not set is unknown. */
typedef enum err (*target_read_fn)(struct target *t);

enum err read_database(struct target *t) MUST_USE;
enum err read_terraform(struct target *t) MUST_USE;

/* Sets a fact to one value, copied; an empty one leaves it absent. */
enum err target_set(struct target *t, enum fact_id id, struct sv value,
    struct sv source) MUST_USE;
void target_absent(struct target *t, enum fact_id id, struct sv source);

#endif
