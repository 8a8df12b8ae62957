/* SPDX-License-Identifier: ISC */
/*
 * Finds the logs by their names: audit.jsonl, audit-UID.jsonl, and with a time
 * before the ending what was put aside.
 */
#include "log_files.h"

#include <stdlib.h>
#include <string.h>

static enum err
add(void *ctx, const char *name)
{
	struct log_files *f = ctx;
	struct sv s = sv_from(name);

	if (!sv_starts(s, SV("audit")) || !sv_ends(s, SV(".jsonl")) ||
	    s.n >= LOG_NAME_MAX)
		return OK;
	if (f->n == LOG_FILES_MAX)
		return ERR_LIMIT;
	memcpy(f->names[f->n++], name, s.n + 1);
	return OK;
}

/* "audit.17.jsonl" before "audit.jsonl": digits come before letters. */
static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

enum err
log_files_find(struct log_files *out)
{
	struct os_path prefix;
	enum err e;

	out->n = 0;
	if ((e = os_prefix(&prefix)) ||
	    (e = os_prefix_join(&prefix, "var/guard", &out->dir)))
		return e;
	e = os_list(out->dir.p, add, out);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (!e)
		qsort(out->names, out->n, sizeof(out->names[0]), compare);
	return e;
}

enum err
log_files_read(const struct log_files *f, size_t i, struct arena *arena,
    struct sv *out)
{
	struct os_path path;
	struct os_status s;
	char *memory;
	size_t n;
	enum err e;

	if ((e = os_join(&f->dir, f->names[i], &path)) ||
	    (e = os_status(path.p, &s)))
		return e;
	/* Lines may be added meanwhile: as far as it was. */
	memory = arena_take(arena, (size_t)s.size + 1);
	if (!memory)
		return ERR_LIMIT;
	if ((e = os_read_part(path.p, 0, memory, (size_t)s.size, &n)))
		return e;
	*out = (struct sv){memory, n};
	return OK;
}
