/* SPDX-License-Identifier: ISC */
/*
 * The sources of a tool's target: one line a key.
 */
#include "rules/dump.h"

enum err
dump_target(struct dump *d, const char *name, uint32_t strings)
{
	uint32_t n;
	struct sv key = {0}, next, *items;
	size_t n_items = 0;
	enum err e;

	if ((e = image_strings_count(d->img, strings, RECORD_STRINGS, &n)))
		return e;
	if (!n)
		return OK;
	if (n % 2)
		return ERR_CORRUPT;
	if (!(items = dump_views(d, n)))
		return ERR_LIMIT;
	buf_str(d->out, "  ");
	buf_str(d->out, name);
	buf_str(d->out, ":\n");
	for (uint32_t i = 0; i <= n; i += 2) {
		if (i < n && (e = image_strings_get(d->img, strings,
		        RECORD_STRINGS, i, &next)))
			return e;
		if (n_items && (i == n || !sv_eq(next, key))) {
			dump_indent(d, 4);
			dump_scalar(d, key);
			buf_str(d->out, ": ");
			dump_list(d, items, n_items);
			buf_c(d->out, '\n');
			n_items = 0;
		}
		if (i == n)
			break;
		key = next;
		if ((e = image_strings_get(d->img, strings, RECORD_STRINGS,
		        i + 1, &items[n_items++])))
			return e;
	}
	return OK;
}
