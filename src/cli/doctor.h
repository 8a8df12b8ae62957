/* SPDX-License-Identifier: ISC */
/*
 * doctor: whether guard stands where it is believed to stand. Each check adds
 * what it found: a line that is fine, or a finding with its fix.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "agents.h"

enum { DOCTOR_MAX = 256 };

struct diagnosis {
	const char *area; /* "policy", "route" … */
	const char *text;
	const char *fix;  /* NULL: all is well */
};

struct doctor {
	struct setup setup;   /* where things are, and what is missing */
	struct arena *arena;
	char *const *envp;    /* as an agent gets it */
	bool inside;          /* doctor was started in such an environment */
	const struct agent *agent; /* NULL: none in particular */
	struct diagnosis list[DOCTOR_MAX];
	size_t n, n_findings;
	const char *level;
};

/* fix NULL: it is fine. Texts live in the arena. */
void doctor_add(struct doctor *d, const char *area, const char *text,
    const char *fix);

/* Owners and modes, image, state, keys, shims, other guards. */
void doctor_files(struct doctor *d);
/* A copy of a word for execve, which wants words that it could change; NULL
 * when memory is out. */
char *doctor_word(struct doctor *d, const char *text);
/* The real program behind the shims. */
bool doctor_find_real(struct doctor *d, const char *name,
    struct os_path *out);

/* Whether nobody but root and this user may change what lies at path, nor a
 * directory above it. False: that was added as a finding of area. */
bool doctor_path(struct doctor *d, const char *area, const char *path);

/* The hooks that are configured, each called as its agent would. */
void doctor_hooks(struct doctor *d);
/* Each way to start a shell: where names lead, and whether the probe is
 * refused. */
void doctor_routes(struct doctor *d);

#endif
