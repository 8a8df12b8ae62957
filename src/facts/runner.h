/* SPDX-License-Identifier: ISC */
/*
 * runner: variables that the configuration of a runner of tests sets: the <php>
 * part of phpunit.xml, and what pytest-env reads. Pure.
 */
#ifndef FACTS_RUNNER_H
#define FACTS_RUNNER_H

#include "guard/base.h"

enum runner_state {
	RUNNER_UNSURE = 0, /* it sets it, to what cannot be told */
	RUNNER_NOTHING,
	RUNNER_SETS
};

enum runner_over {
	OVER_NOTHING = 0, /* what is set already stays */
	OVER_ALL,         /* it goes ahead of what is set */
	OVER_SOME         /* it depends on where the code looks */
};

struct runner_value {
	enum runner_state state;
	struct sv text;   /* a view into the file */
	enum runner_over over;
	uint32_t line;
};

/* Whether the file is one that the runner takes for its configuration: of
 * pyproject.toml, tox.ini and setup.cfg only with its own section. */
bool runner_takes(struct sv file, struct sv text);

/* What the file of that name sets the variable to. */
void runner_find(struct sv file, struct sv text, struct sv name,
    struct runner_value *out);

#endif
