/* SPDX-License-Identifier: ISC */
/*
 * The one error type. A fallible function returns it, must be checked, and
 * gives results through out_ parameters that it leaves alone on failure.
 * An error is never a verdict: gate alone turns an error into a refusal.
 */
#ifndef GUARD_ERR_H
#define GUARD_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

#define ERR_LIST(X)                                          \
	X(OK, "success")                                     \
	X(ERR_LIMIT, "larger than guard's limit")            \
	X(ERR_NOT_FOUND, "not found")                        \
	X(ERR_ACCESS, "permission denied")                   \
	X(ERR_EXISTS, "exists already")                      \
	X(ERR_IO, "input/output error")                      \
	X(ERR_CORRUPT, "policy image is corrupt")            \
	X(ERR_VERSION, "policy image is of another version") \
	X(ERR_SYNTAX, "syntax error")                        \
	X(ERR_SCHEMA, "does not fit the schema")             \
	X(ERR_USAGE, "wrong usage")                          \
	X(ERR_ENGINE, "needs the engine")                    \
	X(ERR_LOOP, "leads back to guard")                   \
	X(ERR_INSECURE, "owner or mode is not safe")         \
	X(ERR_INTERNAL, "internal error")

enum err {
#define X(name, text) name,
	ERR_LIST(X)
#undef X
};

/* The text of e; never NULL, also for a value outside the list. */
const char *err_text(enum err e);

#endif
