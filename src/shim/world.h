/* SPDX-License-Identifier: ISC */
/*
 * What the small program can tell of the outside: links, the directory and
 * whether a program file may belong to a guarded package. Everything that
 * takes a JSON reader or a larger file is left to the engine.
 */
#ifndef GUARD_SHIM_WORLD_H
#define GUARD_SHIM_WORLD_H

#include "guard/argv.h"

/* ctx of the world must point to the argv_context that uses it. */
extern const struct argv_world shim_world_template;

#endif
