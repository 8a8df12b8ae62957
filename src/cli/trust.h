/* SPDX-License-Identifier: ISC */
/*
 * trust: the file of pins, PREFIX/etc/guard/trust.json, and what is told when a
 * target is not the pinned one.
 */
#ifndef CLI_TRUST_H
#define CLI_TRUST_H

#include "guard/facts.h"
#include "guard/gate.h"

enum { TRUST_FILE_MAX = 1 << 20, TRUST_STATEMENT_MAX = 1 << 17 /* bytes */ };
#define TRUST_NAMESPACE "guard-pin" /* of the signatures */

/* The pins as they stand; none is no error. Those that an approver of today
 * signed as they are, are sealed. ERR_INSECURE when somebody else could have
 * written the file, ERR_SYNTAX, ERR_IO, ERR_LIMIT. */
enum err trust_load(struct arena *arena, struct pins *out) MUST_USE;
/* Replaces the file as a whole. */
enum err trust_save(const struct pins *pins) MUST_USE;

/* A pins_fn: the pins, read once for as long as the program runs. */
enum err trust_pins(void *ctx, const struct pins **out);

/* What differs from the pinned target in an invocation, as lines that begin
 * with "guard: "; nothing when it does not. */
enum err trust_notice(struct facts *facts, const struct invocation *inv,
    struct buf *out) MUST_USE;
/* The same of the first of a reading's invocations that has one. */
enum err trust_notices(struct facts *facts, const struct reading *reading,
    struct buf *out) MUST_USE;

#endif
