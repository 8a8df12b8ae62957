/* SPDX-License-Identifier: ISC */
/*
 * Where this guard is installed, fixed when it is built for a prefix. Asking
 * the kernel instead costs a tenth of a whole shim, so only a guard that may
 * be moved about with its files (the build folder) does that.
 */
#include "os/place.h"

#ifndef GUARD_PREFIX
# define GUARD_PREFIX ""
#endif

_Static_assert(sizeof(GUARD_PREFIX) <= OS_PATH_MAX, "PREFIX is too long");

const struct os_path os_place = {
	.n = sizeof(GUARD_PREFIX) - 1,
	.p = GUARD_PREFIX,
};
