/* SPDX-License-Identifier: ISC */
/*
 * store: what the files of the store share: its names.
 */
#ifndef GRANT_STORE_H
#define GRANT_STORE_H

#include "guard/grant.h"

/* DIR/ID-ROUND + suffix + more. */
enum err store_path(const struct store *s, const struct asking *a,
    const char *suffix, const char *more, struct os_path *out) MUST_USE;

#endif
