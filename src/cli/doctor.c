/* SPDX-License-Identifier: ISC */
/*
 * What the checks of guard doctor share: where findings go, and the two things
 * that each way to a shell needs.
 */
#include "doctor.h"

#include <string.h>

void
doctor_add(struct doctor *d, const char *area, const char *text,
    const char *fix)
{
	d->n_findings += fix != NULL;
	if (d->n == DOCTOR_MAX)
		return;
	d->list[d->n++] = (struct diagnosis){area,
	    text ? text : "(out of memory)", fix};
}

char *
doctor_word(struct doctor *d, const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = arena_take(d->arena, n);

	return copy ? memcpy(copy, text, n) : NULL;
}

bool
doctor_find_real(struct doctor *d, const char *name, struct os_path *out)
{
	size_t from = 0;

	return !os_find_tool(front_get(d->envp, "PATH"), sv_from(name),
	    os_executed_path(), &from, out);
}
