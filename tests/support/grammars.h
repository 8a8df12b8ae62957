/* SPDX-License-Identifier: ISC */
/*
 * Tools and launchers that the tests of argv share: tf, db, env, sh, npm, pnpm,
 * node, task; with scripts "reset", "test", "loop", and a link ./link to tf.
 */
#ifndef GUARD_TESTS_GRAMMARS_H
#define GUARD_TESTS_GRAMMARS_H

#include "fixture.h"

void grammars_open(struct fixture *f);

#endif
