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
	bool quoted;
	bool spaced;   /* blanks around "=", or ":": to a shell it is none */
	struct sv text; /* a view into the file, without quotes */
	uint32_t line; /* from 1 */
};

struct dotenv_line {
	struct sv name;
	struct dotenv_value value; /* found is false: it is no assignment */
	bool exported; /* "export" in front */
	struct sv text; /* all of it */
};

struct dotenv_cursor {
	struct sv rest;
	uint32_t line;
};

/* Line by line; a value may go over several. */
void dotenv_begin(struct dotenv_cursor *c, struct sv text);
bool dotenv_next(struct dotenv_cursor *c, struct dotenv_line *out);

/* The last one of that name counts. Never fails. */
void dotenv_find(struct sv text, struct sv name, struct dotenv_value *out);

#endif
