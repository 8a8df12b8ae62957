/* SPDX-License-Identifier: ISC */
/*
 * stated: facts that an example or a line of a log states for itself, in the
 * place of those of the machine: "[git.changed=false] git reset --hard".
 */
#ifndef CLI_STATED_H
#define CLI_STATED_H

#include "guard/argv.h"

struct stated {
	struct fact facts[FACTS]; /* unknown where nothing is stated */
};

/* Sets the fact to the values, which commas separate. "unknown" and "absent"
 * are those states. ERR_LIMIT, ERR_NOT_FOUND for a name that is no fact. */
enum err stated_set(struct arena *arena, struct stated *s, struct sv name,
    struct sv values) MUST_USE;

/*
 * Takes "[NAME=VALUES NAME=VALUES] " off the front of text. Text that does not
 * begin with '[', a fact's name and '=' is left as it is, as shell text may
 * begin with '['. Errors: ERR_LIMIT, ERR_NOT_FOUND, ERR_SYNTAX.
 */
enum err stated_take(struct arena *arena, struct stated *s, struct sv *text)
    MUST_USE;

#endif
