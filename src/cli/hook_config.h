/* SPDX-License-Identifier: ISC */
/*
 * hook_config: what an agent's own configuration has it call before a shell
 * command: the words as they stand there, and whether the agent will call
 * them at all.
 */
#ifndef CLI_HOOK_CONFIG_H
#define CLI_HOOK_CONFIG_H

#include "guard/hook.h"

#include "agents.h"

enum { HOOK_CONFIG_MAX = 8, HOOK_COMMAND_MAX = 2048 };

/* A hook of guard's, by whichever path. */
struct configured_hook {
	char command[HOOK_COMMAND_MAX]; /* what the agent gives to its shell */
	const char *off; /* why it is not called, a clause; NULL: it is */
	const char *fix; /* of that */
};

struct hook_config {
	const char *file;  /* in which they stand */
	const char *shell; /* by which the agent starts them */
	struct configured_hook list[HOOK_CONFIG_MAX];
	size_t n;
};

/*
 * ERR_NOT_FOUND when there is no such file; ERR_SYNTAX when it names a hook of
 * guard's and cannot be read. n is 0 when it names none. What else stands in
 * the file is the agent's affair.
 */
enum err hook_config_read(struct setup *s, const struct agent *agent,
    struct hook_config *out) MUST_USE;
/* The same of the file's text; out->file is its path. */
enum err hook_config_parse(struct arena *arena, const struct agent *agent,
    struct sv text, struct hook_config *out) MUST_USE;

#endif
