/* SPDX-License-Identifier: ISC */
/*
 * The names of what can keep a command line from being understood.
 */
#include "guard/argv.h"

static const char *const codes[PROBLEM_KINDS] = {
	[PROBLEM_NONE] = "none",
#define X(name, code, text) [name] = (code),
	PROBLEM_LIST(X)
#undef X
};

static const char *const texts[PROBLEM_KINDS] = {
	[PROBLEM_NONE] = "nothing",
#define X(name, code, text) [name] = (text),
	PROBLEM_LIST(X)
#undef X
};

const char *
problem_code(enum problem_kind kind)
{
	return (unsigned)kind < PROBLEM_KINDS ? codes[kind] : "unknown";
}

const char *
problem_text(enum problem_kind kind)
{
	return (unsigned)kind < PROBLEM_KINDS ? texts[kind] : "unknown problem";
}
