/* SPDX-License-Identifier: ISC */
/*
 * check: what `guard check` found out, and the formats it is told in.
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli.h"

enum example_state { EXAMPLE_PASSED, EXAMPLE_FAILED, EXAMPLE_SKIPPED };

/* An example line, and what was decided on it. */
struct example_result {
	const struct model_tool *tool;
	const struct model_example *example;
	enum example_state state;
	enum verdict expected;
	struct sv text; /* why it failed or was skipped; n 0 if it passed */
};

struct check {
	struct out *out;
	struct rulebook book;
	struct example_result *results;
	size_t n_results;
	size_t n_skipped;
	size_t n_tools;
	size_t n_rules;
};

/* Reads a file of names for targets; what is wrong is in the book's sink.
 * ERR_LIMIT. */
enum err check_names(struct rulebook *book, const char *path) MUST_USE;

void check_text(const struct check *c);
void check_json(const struct check *c);
void check_sarif(const struct check *c);
void check_github(const struct check *c);
void check_junit(const struct check *c);
void check_tap(const struct check *c);

/* "error", "warning", "note". */
const char *check_severity(enum severity s);

/* The first diagnostic from d on that is no failed example, and so no test of
 * its own; NULL if there is none. */
const struct diag *check_next_finding(const struct diag *d);

/* What a failed example's diagnostic is called. */
#define CHECK_EXAMPLE_CODE "failed-example"

#endif
