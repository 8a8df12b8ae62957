/* SPDX-License-Identifier: ISC */
/*
 * learn: a command that humans approved, and the rule that would allow it.
 */
#ifndef CLI_LEARN_H
#define CLI_LEARN_H

#include "cli.h"

enum { LEARNT_MAX = 4096 };

struct learnt {
	struct word *words; /* as the log has them: secrets left out */
	size_t n_words;
	uint64_t approved, refused;
	bool cut;           /* the log has not all of them */
};

struct learning {
	struct learnt list[LEARNT_MAX];
	size_t n;
};

/*
 * Takes from a command that only leads to another (npx, env, sh -c) the one
 * that a human was asked about, so that it counts however it was reached. In
 * arena. Leaves it as it is when there is no such one. ERR_LIMIT.
 */
enum err learn_reduce(struct policy *policy, struct arena *arena,
    struct learnt *l) MUST_USE;

/*
 * The text of a rule file that allows exactly this command. number makes its id
 * unique. NULL, or why there is none.
 */
const char *learn_rule(struct policy *policy, const struct learnt *l,
    size_t number, struct buf *out);

#endif
