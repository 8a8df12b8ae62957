/* SPDX-License-Identifier: ISC */
/*
 * The prefix that was fixed at build time, inside os.
 */
#ifndef OS_PLACE_H
#define OS_PLACE_H

#include <stddef.h>

/* An absolute path without a slash at its end; "" when none was fixed. */
extern const char os_place[];
extern const size_t os_place_length; /* bytes, without the NUL */

#endif
