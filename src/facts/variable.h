/* SPDX-License-Identifier: ISC */
/*
 * variable: texts with variables in them, as .env files have.
 */
#ifndef FACTS_VARIABLE_H
#define FACTS_VARIABLE_H

#include "facts/source.h"

enum { VARIABLE_MAX_DEPTH = 4 };

/* text with "$NAME", "${NAME}" and "${NAME:-default}" replaced, in the arena.
 * out->state is UNKNOWN when one cannot be told. Errors: ERR_LIMIT. */
enum err variable_expand(struct sources *s, struct sv text,
    struct finding *out) MUST_USE;

#endif
