/* SPDX-License-Identifier: ISC */
/*
 * Lines of a grant or a sealed key.
 */
#include "grant/lines.h"

#include <string.h>

bool
line_take(struct sv *rest, const char *name, struct sv *out)
{
	size_t n = strlen(name), end = sv_find(*rest, 0, '\n');
	struct sv line = sv_take(*rest, end);

	if (end == rest->n || line.n <= n || line.p[n] != ' ' ||
	    !sv_starts(line, sv_from(name)))
		return false;
	*out = sv_skip(line, n + 1);
	*rest = sv_skip(*rest, end + 1);
	return true;
}
