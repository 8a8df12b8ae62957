/* SPDX-License-Identifier: ISC */
/*
 * front: what keeps guard's shims first on PATH in all that an agent starts,
 * also where a shell or a package manager sets PATH anew. It can do nothing
 * that setting PATH could not: it only ever puts guard's own directory first.
 */
#ifndef CLI_FRONT_H
#define CLI_FRONT_H

#include "guard/os.h"

struct front {
	struct os_path prefix;
	struct os_path shims; /* PREFIX/share/guard/shims */
	struct os_path shell; /* PREFIX/share/guard/shell */
};

enum err front_open(struct front *out) MUST_USE;

/* A variable that an agent's environment gets. */
struct front_variable {
	const char *name;
	const char *file;  /* below share/guard/shell; NULL: the shims */
	const char *keeps; /* where the person's own goes; NULL: nowhere */
	bool yields;       /* to a value that is there */
};
extern const struct front_variable front_variables[]; /* NULL ends */

/* The value of a variable of the table. */
enum err front_value(const struct front *f, const struct front_variable *v,
    struct os_path *out) MUST_USE;

/* path with the shims first, and there only. */
enum err front_path(struct arena *arena, const struct front *f, struct sv path,
    struct sv *out) MUST_USE;

/* envp as an agent gets it, in arena. ERR_LIMIT. */
enum err front_environment(struct arena *arena, const struct front *f,
    char *const *envp, char ***out) MUST_USE;

/* The value of a variable; p is NULL when it is not set. */
struct sv front_get(char *const *envp, const char *name);

#endif
