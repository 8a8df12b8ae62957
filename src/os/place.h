/* SPDX-License-Identifier: ISC */
/*
 * The prefix that was fixed at build time, inside os.
 */
#ifndef OS_PLACE_H
#define OS_PLACE_H

#include "guard/os.h"

/* An absolute path without a slash at its end; "" when none was fixed. */
extern const struct os_path os_place;

#endif
