/* SPDX-License-Identifier: ISC */
/*
 * Rule text that is compiled inside a test, or refused.
 */
#ifndef GUARD_TESTS_COMPILING_H
#define GUARD_TESTS_COMPILING_H

#include "guard/rules.h"

extern struct arena arena;
extern struct diag_sink sink;
extern struct model model;
extern struct sv bytes;    /* the image */
extern struct image image; /* the same, opened */

int compiling_set_up(void **state);
int compiling_tear_down(void **state);

enum err parse_as(const char *text, enum layer layer);
/* Compiles text, which must be good, and opens the image. */
void compile(const char *text);
/* Compiles text, which must be refused with this code at this line and with
 * this in its message. */
void refuse(const char *text, const char *code, uint32_t line,
    const char *part);

/* Prints what the sink holds. */
void show_diags(void);

/* A tool of the image, and the command of tool t at a path of words; valid as
 * long as r. */
const struct image_tool *tool(const char *name, struct record *r);
const struct image_node *node(const char *path, struct record *r);

/* The tool "t" with these rules, the first at line FIRST_RULE; valid until the
 * next call. */
#define FIRST_RULE 23u
const char *rule(const char *body);

#define ASK(patterns)                                                      \
	rule("  - {id: t.ask, because: why, ask: [" patterns "]}\n")
#define ALLOW(patterns)                                                    \
	rule("  - {id: t.allow, effect: read, allow: [" patterns "]}\n")

#endif
