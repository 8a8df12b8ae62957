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

/* A use or a pass of a token: its further name NONCE + suffix + more. As
 * store_take; ERR_EXISTS when it has that name. */
enum err token_take(const struct store *s, const uint8_t nonce[NONCE_SIZE],
    const char *suffix, const char *more) MUST_USE;

#endif
