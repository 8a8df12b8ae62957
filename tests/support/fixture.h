/* SPDX-License-Identifier: ISC */
/*
 * A policy image made from rule text inside a test, and command lines read
 * under it.
 */
#ifndef GUARD_TESTS_FIXTURE_H
#define GUARD_TESTS_FIXTURE_H

#include "guard/argv.h"
#include "guard/gate.h"
#include "guard/policy.h"

struct fixture {
	struct arena arena;
	struct sv bytes;
	struct image image;
	struct argv_world world;
	struct argv_context ctx;
};

/* Compiles the files (texts of YAML, NULL at the end); fails the test with the
 * diagnostics when they are not good. */
void fixture_open(struct fixture *f, const char *const *files);
void fixture_close(struct fixture *f);

/* Words of a NULL-terminated array. */
struct word *fixture_words(struct fixture *f, const char *const *argv,
    size_t *out_n);

/* The verdict on a shell line. */
enum verdict fixture_verdict(struct fixture *f, const char *line);
/* The id of what decided on a shell line; valid until the next call. */
const char *fixture_id(struct fixture *f, const char *line);

#endif
