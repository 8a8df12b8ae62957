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

const char os_place[] = GUARD_PREFIX;
const size_t os_place_length = sizeof(os_place) - 1;
