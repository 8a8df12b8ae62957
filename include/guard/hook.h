/* SPDX-License-Identifier: ISC */
/*
 * hook: what coding agents say to a hook before they call a tool, and what they
 * want to hear back. Pure: bytes in, values and bytes out; no heap. Knows the
 * agents' JSON and nothing of rules.
 */
#ifndef GUARD_HOOK_H
#define GUARD_HOOK_H

#include "guard/base.h"
#include "guard/reader.h"

#define HOOK_INPUT_MAX ((size_t)4 << 20) /* bytes of one call */
#define HOOK_TEXT_MAX 16384u             /* bytes of a reason, unescaped */
/* Bytes of an answer with the longest reason. */
#define HOOK_ANSWER_MAX (2 * 6 * HOOK_TEXT_MAX + 512)

#define HOOK_SHELLS 8

/* One agent's protocol: where in its JSON things stand. An empty name is that
 * of a member that the agent has not. */
struct hook_agent {
	const char *name;
	const char *label;            /* as its makers write it */
	struct sv tool[2];            /* names the tool that is called; or … */
	struct sv arguments[2];       /* the tool's arguments: an object,
	                               * or JSON as a string */
	/* … a call without a tool is of the shell, and its arguments stand at
	 * the top. */
	bool bare;
	struct sv shells[HOOK_SHELLS]; /* tools that are a shell */
	struct sv command;             /* in the arguments: text, or words */
	struct sv dir[2];              /* there: where it runs, from cwd on */
	struct sv cwd;                 /* at the top */
	const char *pass;              /* the answer that leaves
					* it to the agent */
	/* What stands around the reason, which is escaped; with "again" the
	 * reason is said a second time, behind that. */
	const char *before, *again, *after;
};

/* NULL for a name that is none. */
const struct hook_agent *hook_find(struct sv name);
/* Number i of all, from 0; NULL behind the last. */
const struct hook_agent *hook_at(size_t i);

enum hook_kind {
	HOOK_WRONG = 0, /* not understood: zeroed memory is never a pass */
	HOOK_OTHER,     /* a call of a tool that is no shell */
	HOOK_SHELL
};

struct hook_call {
	enum hook_kind kind;
	const char *fault;  /* WRONG: what is wrong, a clause */
	struct sv text;     /* SHELL: what the shell is
			     * given, if words is NULL */
	struct word *words; /* SHELL: an argv instead */
	size_t n_words;
	struct sv cwd;      /* absolute; n 0: not said */
	struct sv dir;      /* relative to that, or absolute; n 0: cwd itself */
};

/*
 * Reads one call, all of it: text must be one JSON object in UTF-8, and no
 * member that is looked at may be there twice. Memory in arena, at most
 * about the size of the text.
 */
void hook_read(const struct hook_agent *agent, struct sv text,
    struct arena *arena, struct hook_call *out);

/* The answer that says no and why. */
void hook_deny(const struct hook_agent *agent, struct sv reason,
    struct buf *out);

#endif
