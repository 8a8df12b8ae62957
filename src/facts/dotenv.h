/* SPDX-License-Identifier: ISC */
/*
 * dotenv: one variable of a .env file. Readers of such files differ; where
 * they would, the value is unsure.
 */
#ifndef FACTS_DOTENV_H
#define FACTS_DOTENV_H

#include "guard/base.h"

struct dotenv_value {
	bool found;
	bool unsure;   /* the tools' readers may see another value */
	bool literal;  /* in single quotes: "$" means itself */
	struct sv text; /* a view into the file, without quotes */
	uint32_t line; /* from 1 */
};

/* The last one of that name counts. Never fails. */
void dotenv_find(struct sv text, struct sv name, struct dotenv_value *out);

#endif
