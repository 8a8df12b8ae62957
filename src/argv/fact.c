/* SPDX-License-Identifier: ISC */
/*
 * Names of facts. What they are and how they are read is the business of
 * facts; rules and policy know them by name only.
 */
#include "guard/argv.h"

static const char *const names[FACTS] = {
#define X(id, name) [id] = (name),
	FACT_LIST(X)
#undef X
};

const char *
fact_name(enum fact_id id)
{
	return id < FACTS ? names[id] : "";
}

enum fact_id
fact_find(struct sv name)
{
	unsigned id = 0;

	while (id < FACTS && !sv_eq_cstr(name, names[id]))
		id++;
	return (enum fact_id)id;
}
