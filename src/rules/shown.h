/* SPDX-License-Identifier: ISC */
/*
 * Text of a rule file inside of a message: the arguments of "%.*s", cut
 * between two characters where it is long.
 */
#ifndef RULES_SHOWN_H
#define RULES_SHOWN_H

#include "guard/base.h"

#define SHOWN_MAX 64u /* bytes */

static inline int
shown_length(struct sv s)
{
	size_t n = s.n;

	if (n > SHOWN_MAX) {
		n = SHOWN_MAX;
		while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
	}
	return (int)n;
}

#define SHOWN(s) shown_length(s), (s).p

#endif
