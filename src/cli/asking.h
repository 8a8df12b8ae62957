/* SPDX-License-Identifier: ISC */
/*
 * asking: from a decision to a request: everything that the command's effect
 * hangs on, and what a human needs to judge it. Block, grant, explain and log
 * all take it from here.
 */
#ifndef CLI_ASKING_H
#define CLI_ASKING_H

#include "guard/facts.h"
#include "guard/gate.h"
#include "guard/grant.h"

enum { ASKING_SPACE = 16 << 20 /* bytes of an arena that hold any request */ };

struct asked_command {
	struct image *image;
	const struct gate_outcome *outcome;
	struct sv name;      /* the tool by which it was called */
	char *const *argv;
	int argc;
	char *const *envp;
	struct sv cwd;       /* absolute; n is 0: not known */
	const char *tool;    /* path of the real tool; NULL: there is none */
	struct facts *facts; /* for the targets */
	bool look;           /* nothing will run: no grant is taken */
};

/* Builds and seals it. ERR_LIMIT for what is too large for a human to judge. */
enum err asking_build(const struct asked_command *c, struct arena *arena,
    struct request *out) MUST_USE;

/*
 * What an invocation would do, as the value of a BOUND_COMMAND: the same for
 * the same command however it is reached. In arena; ERR_LIMIT.
 */
enum err asking_command(const struct invocation *inv, struct arena *arena,
    struct sv *out) MUST_USE;

/* Whether a variable changes by itself from command to command and no tool
 * acts on it. */
bool asking_is_idle(struct sv name);

#endif
