/* SPDX-License-Identifier: ISC */
/*
 * A directory of its own for each test, which is the current one while the
 * test runs, and files in it.
 */
#ifndef GUARD_TESTS_SCRATCH_H
#define GUARD_TESTS_SCRATCH_H

#include <sys/types.h>

#include "guard/os.h"

extern char root[OS_PATH_MAX]; /* the directory, resolved */
extern char self[OS_PATH_MAX]; /* the file of this program */

int scratch_set_up(void **state);
int scratch_tear_down(void **state);

/* The path of name in the directory; one of the last eight. */
const char *at(const char *name);
void scratch_dir(const char *name);
void scratch_file(const char *name, const char *text, mode_t mode);
void scratch_link(const char *target, const char *name);
/* A copy of this program's head, which is as good as a guard. */
void scratch_guard(const char *name);

void assert_path(const struct os_path *got, const char *want);

#endif
