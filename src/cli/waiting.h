/* SPDX-License-Identifier: ISC */
/*
 * waiting: a command whose rule says so waits for its yes, and goes on by
 * itself.
 */
#ifndef CLI_WAITING_H
#define CLI_WAITING_H

#include "settle.h"

/*
 * Waits as long as the rule that asked says, until the request is approved or
 * denied; then settles anew, since files may have changed meanwhile. Tells on
 * standard error that it waits. Comes back at once when the rule says nothing.
 * A signal ends the process as always: nothing was done yet.
 */
void waiting(const struct asked_command *c, const struct os_path *prefix,
    struct arena *arena, struct answer *answer);

#endif
