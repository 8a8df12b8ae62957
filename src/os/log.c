/* SPDX-License-Identifier: ISC */
/*
 * Where the log lies. A guard that root installed for all serves users who may
 * not write root's log: each then has one of its own beside it, in a directory
 * that anybody may add to and nobody else's file can be taken from.
 */
#include <unistd.h>

#include "guard/os.h"

enum err
os_own_log(const struct os_path *prefix, struct os_path *out)
{
	char name[64];
	struct buf b;

	buf_init(&b, name, sizeof(name) - 1);
	buf_str(&b, "var/guard/audit-");
	buf_u64(&b, geteuid());
	buf_str(&b, ".jsonl");
	name[b.n] = '\0';
	return os_prefix_join(prefix, name, out);
}

enum err
os_append_log(const struct os_path *prefix, struct os_path *scratch,
    struct sv line)
{
	enum err e;

	if ((e = os_prefix_join(prefix, "var/guard/audit.jsonl", scratch)))
		return e;
	e = os_append_line(scratch->p, line);
	if (e != ERR_ACCESS)
		return e;
	e = os_own_log(prefix, scratch);
	return e ? e : os_append_line(scratch->p, line);
}
