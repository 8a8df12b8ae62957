/* SPDX-License-Identifier: ISC */
/*
 * tally: the grants of one request that hold.
 */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include "guard/grant.h"

struct tally {
	const struct approver *by[APPROVERS_MAX]; /* of different keys */
	uint32_t n;
	uint32_t uses;           /* the fewest of any */
	struct sv because;       /* the last one's reason */
	bool system;             /* one says so: a use needs the token */
	enum grant_fault fault;  /* of one that does not hold */
};

enum err tally_grants(const struct store *store, const struct asking *a,
    const struct request *r, const struct judging *j, struct tally *out)
    MUST_USE;

/* "alice, bob", in arena. */
enum err tally_names(const struct tally *t, struct arena *arena, struct sv *out)
    MUST_USE;

#endif
