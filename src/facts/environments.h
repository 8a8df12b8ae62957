/* SPDX-License-Identifier: ISC */
/*
 * environments: names for targets (prod, staging, dev …), one line each:
 *
 *     prod  database.host=*.prod.example.com
 *     dev   database.place=loopback database.name=*_dev
 *
 * All conditions of a line must hold. A name is the stricter the earlier it
 * first stands in the file. Reading is pure: bytes in.
 */
#ifndef FACTS_ENVIRONMENTS_H
#define FACTS_ENVIRONMENTS_H

#include "guard/facts.h"

enum answer_of {
	HOLDS_NOT = 0,
	HOLDS_MAYBE, /* something that it asks for is not known */
	HOLDS
};

/* One line, by what each condition answers. */
typedef enum err (*condition_fn)(void *ctx,
    const struct environment_condition *condition, enum answer_of *out);

struct environment_finding {
	bool known;
	uint32_t rank; /* of the name, 0 is the strictest */
	uint32_t line; /* that says so */
};

/* The strictest name that holds; not known when a stricter one may hold, or
 * none does. */
enum err environments_find(const struct environments *all, condition_fn ask,
    void *ctx, struct environment_finding *out) MUST_USE;

/* The rank of a name; all->n_names if it is none. */
uint32_t environments_rank(const struct environments *all, struct sv name);

/* target.environment. */
enum err environment_fact(struct facts *facts, const struct invocation *inv,
    struct fact *out) MUST_USE;

#endif
