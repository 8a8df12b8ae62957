/* SPDX-License-Identifier: ISC */
/*
 * The mark of a guard executable, inside os.
 */
#ifndef OS_MARK_H
#define OS_MARK_H

#include "guard/os.h"

/* Whether the n bytes at p hold the mark. */
bool os_holds_mark(const unsigned char *p, size_t n);

#endif
