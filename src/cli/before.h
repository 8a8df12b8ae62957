/* SPDX-License-Identifier: ISC */
/*
 * before: what a rule wants done before an approved command runs: a copy, and
 * the proof that it is one. The plan is made from the decision alone, so that
 * what a human sees is what runs.
 */
#ifndef CLI_BEFORE_H
#define CLI_BEFORE_H

#include "asking.h"
#include "settle.h"

enum { BEFORE_PLAN_MAX = 16 /* steps of one command */ };

/* A command of a step. */
struct before_command {
	char **argv;            /* "{keep}" still in it */
	struct sv program;      /* its path; n is 0: there is none */
};

struct before_step {
	const struct invocation *inv; /* before which it runs */
	struct sv directory;
	struct before_command run, verify;
	const char *none;       /* why nothing can be kept; NULL: it can */
};

struct before_plan {
	struct before_step steps[BEFORE_PLAN_MAX];
	size_t n;
};

/* All steps that the rules of the command's parts name. In arena. ERR_LIMIT. */
enum err before_plan(const struct asked_command *c, struct arena *arena,
    struct before_plan *out) MUST_USE;

/* Adds the steps to a request. */
enum err before_bind(const struct asked_command *c, struct arena *arena,
    struct request *r) MUST_USE;

/* The words on one line, quoted as a shell would need them. */
void before_line(const struct before_command *command, struct buf *out);

/*
 * Runs the steps in their order until one fails. What they print and keep goes
 * to a directory below the store, and each is put on record in the log. False:
 * the command may not run; what failed is in out_why.
 */
bool before_run(const struct asked_command *c, const struct os_path *prefix,
    struct arena *arena, const struct answer *answer, struct buf *out_why);

/* DIR/keep of a store, ID-ROUND- of what an asking kept there. */
enum err before_place(const struct store *s, struct os_path *out) MUST_USE;
void before_prefix(const struct asking *a, struct buf *out);

#endif
