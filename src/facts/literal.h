/* SPDX-License-Identifier: ISC */
/*
 * literal: one value of a configuration file. Pure. Code (a drizzle.config.ts,
 * a schema.prisma, a settings.py) is never run: only a literal or the name of a
 * variable directly behind the key is understood.
 */
#ifndef FACTS_LITERAL_H
#define FACTS_LITERAL_H

#include "guard/base.h"

enum literal_kind {
	LITERAL_UNSURE = 0, /* there is one that is not understood */
	LITERAL_NONE,       /* the key does not occur */
	LITERAL_TEXT,
	LITERAL_VARIABLE    /* the value of the variable that text names */
};

struct literal {
	enum literal_kind kind;
	struct sv text;     /* a view into the file */
	bool has_fallback;  /* where the variable is not set: */
	struct sv fallback;
	uint32_t line;      /* from 1 */
};

/* "KEY: 'text'", "KEY = env("NAME")", "KEY: process.env.NAME ?? 'text'" …
 * Several that differ are unsure. */
void literal_code(struct sv text, struct sv key, struct literal *out);

/* What stands behind the key in code: an expression, to its end. */
void literal_expression(struct sv text, struct literal *out);

/* The same in the block that a line at the left edge begins with section. */
void literal_block(struct sv text, struct sv section, struct sv key,
    struct literal *out);

struct literal_path {
	struct sv section;   /* keys that lead to the object, "projects @" */
	struct sv key;
	struct sv directory; /* "@": the member named for it or one above */
};

/* A string of a JSON file. Lives in the arena. Any other value, and a file that
 * is no JSON or says something twice, is unsure. */
void literal_json(struct arena *arena, struct sv text,
    const struct literal_path *path, struct literal *out);

/* KEY = VALUE behind [SECTION]; section n 0: before any. The last counts. */
void literal_ini(struct sv text, struct sv section, struct sv key,
    struct literal *out);

/* "KEY: value" one level below "SECTION:" at the left edge, or below the one
 * that it merges ("<<: *name"); section n 0: at the left edge itself. ERB in
 * the value is read as code. */
void literal_yaml(struct sv text, struct sv section, struct sv key,
    struct literal *out);

#endif
