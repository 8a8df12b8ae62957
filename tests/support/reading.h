/* SPDX-License-Identifier: ISC */
/*
 * What argv_read makes of a command line, and questions about it.
 */
#ifndef GUARD_TESTS_READING_H
#define GUARD_TESTS_READING_H

#include "fixture.h"

/* Reads the words under the fixture's rules; fails the test on an error. */
#define READ(f, r, ...) \
	reading_of((f), &(r), (const char *const[]){__VA_ARGS__, NULL})

void reading_of(struct fixture *f, struct reading *r, const char *const *argv);

/* The invocation found last; the test fails if there is none. */
const struct invocation *reading_last(const struct reading *r);
/* Whether an option is given, and not as false. */
bool reading_has_option(const struct invocation *inv, const char *name);
bool reading_has_problem(const struct invocation *inv, enum problem_kind kind);

/* Its tool and command path are expected ("tf state rm"). */
void assert_command(const struct invocation *inv, const char *expected);
/* Its verdict by the fixture's rules. */
enum verdict reading_verdict(struct fixture *f, const struct invocation *inv);

#endif
