/* SPDX-License-Identifier: ISC */
/*
 * lines: texts of a name, a blank and a value a line, in one order.
 */
#ifndef GRANT_LINES_H
#define GRANT_LINES_H

#include "guard/base.h"

/* Takes a whole line of this name from the front of rest: its value. False for
 * another name, or a line without its end. */
bool line_take(struct sv *rest, const char *name, struct sv *out);

#endif
