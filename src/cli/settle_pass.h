/* SPDX-License-Identifier: ISC */
/*
 * settle_pass: npx starts sh, and sh starts node: each is a guard's name, and
 * each is judged. What a human granted to the first includes what it starts.
 */
#ifndef CLI_SETTLE_PASS_H
#define CLI_SETTLE_PASS_H

#include "settle.h"

/*
 * Whether this command is a part of a granted one that an ancestor of this
 * process runs: then out is ANSWER_RUN, and the pass is taken. The grant is
 * verified again: what lies in the store beside it proves nothing.
 */
bool settle_pass(const struct asked_command *c, const struct store *store,
    const struct judging *judging, struct answer *out);

#endif
