/* SPDX-License-Identifier: ISC */
/*
 * The text of a file, in the arena.
 */
#include "facts/config.h"

#define LINK_MAX (64u << 10) /* bytes that a link may lead to */

enum err
facts_text(struct arena *arena, const char *path, size_t max, struct sv *out)
{
	struct os_status st;
	size_t n = 0, size;
	char *p;
	enum err e;

	*out = (struct sv){0};
	if ((e = os_status(path, &st)))
		return e;
	if (st.kind == OS_NOTHING)
		return ERR_NOT_FOUND;
	if (st.kind != OS_LINK && st.size > max)
		return ERR_LIMIT;
	size = st.kind == OS_LINK ? LINK_MAX : (size_t)st.size + 1;
	if (!(p = arena_take(arena, size)))
		return ERR_LIMIT;
	if ((e = os_read_file(path, p, size, &n)))
		return e;
	*out = (struct sv){p, n};
	return OK;
}
