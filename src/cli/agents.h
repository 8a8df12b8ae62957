/* SPDX-License-Identifier: ISC */
/*
 * agents: what guard puts into the configuration of each coding agent. The
 * same plan serves setup, which writes it, and doctor, which finds what of it
 * is missing.
 */
#ifndef CLI_AGENTS_H
#define CLI_AGENTS_H

#include "setup.h"

struct agent {
	const char *name;
	const char *program; /* by which a person starts it */
	const char *base_variable; /* names its directory; NULL: none does */
	const char *base;    /* else this, below HOME */
	const char *file;    /* below it */
	bool hooks;          /* it has any */
	enum err (*plan)(struct setup *s, const char *path);
	const char *note;    /* what a human has left to do; NULL: nothing */
};

extern const struct agent agents[]; /* name NULL: the end */

const struct agent *agent_find(const char *name);
/* Its configuration file. NULL when memory is out. */
const char *agent_path(struct setup *s, const struct agent *agent);
/* Plans what is missing for the agent called so; an exit status. */
int agent_plan(struct setup *s, const char *name);

/*
 * JSON: an item at the end of the array at path, and whatever of the path is
 * missing; nothing if the array has needle already. A member of the object at
 * path; one with another value gets this.
 */
enum err agent_json_item(struct edit *edit, const char *path, const char *model,
    const char *needle) MUST_USE;
enum err agent_json_member(struct edit *edit, const char *path,
    const char *name, const char *value) MUST_USE;

/* TOML and YAML, each for the one agent that has it. */
enum err agent_plan_codex(struct setup *s, const char *path) MUST_USE;
enum err agent_plan_aider(struct setup *s, const char *path) MUST_USE;

#endif
