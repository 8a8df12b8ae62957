/* SPDX-License-Identifier: ISC */
/*
 * A makefile as it was read: its variables, and its rules in order.
 */
#ifndef READER_MAKE_H
#define READER_MAKE_H

#include "reader/tasks.h"

struct make_variable {
	struct sv name;
	struct sv value;
	bool unsure; /* set in a condition, or by a command */
	struct make_variable *next;
};

struct make_recipe {
	struct sv text;
	struct make_recipe *next;
};

struct make_rule {
	struct sv targets;
	struct sv prerequisites;
	struct sv pattern; /* of a static pattern rule */
	struct make_recipe *recipe;
	struct make_recipe **end;
	struct make_rule *next;
};

struct make {
	struct tasks *t;
	struct make_variable *variables;
	struct make_rule *rules;
	struct make_rule **last;
	struct make_rule *current; /* recipe lines are its */
	unsigned n_rules;
	unsigned n_variables;
	unsigned steps;            /* of expansion */
	unsigned n_conditions;     /* that we are in */
	bool unsure;               /* there is more than was understood */
};

/* What "$@" and its like are in a recipe. */
struct make_automatic {
	struct sv target, first, all, stem;
};

/* text with its variables, a copy; out_unsure is set where a function is not
 * understood, and left alone else. */
enum err make_expand(struct make *m, struct sv text,
    const struct make_automatic *a, struct sv *out, bool *out_unsure)
    MUST_USE;

/* The variable as the file sets it, NULL if it does not. */
struct make_variable *make_variable(struct make *m, struct sv name);

/* Reads text into m. */
enum err make_parse(struct make *m, struct sv text) MUST_USE;

#endif
