/* SPDX-License-Identifier: ISC */
/*
 * notify: tells a human that something waits, by a program of theirs.
 */
#ifndef CLI_NOTIFY_H
#define CLI_NOTIFY_H

#include "settle.h"

/*
 * Starts PREFIX/etc/guard/notify, if it is there, with the request as JSON on
 * its standard input, and does not wait for it. It decides nothing: whatever
 * it does or fails to do changes no verdict.
 */
void notify(const struct os_path *prefix, struct arena *arena,
    const struct answer *answer);

#endif
