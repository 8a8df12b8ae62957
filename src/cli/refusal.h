/* SPDX-License-Identifier: ISC */
/*
 * refusal: the text that an agent and its human read when a command was not
 * run. Its first line is for machines. It never tells how to get around.
 */
#ifndef CLI_REFUSAL_H
#define CLI_REFUSAL_H

#include "guard/gate.h"

#include "settle.h"

enum { REFUSAL_MAX = 16384 /* bytes; no text is longer */ };

struct refusal {
	struct arena *arena;  /* scratch */
	struct image *image;  /* for the words of rules */
	struct facts *facts;  /* NULL: the target is not told */
	const struct gate_outcome *outcome;
	const struct word *words; /* the command as it was called; NULL when no
	                           * single one can be named */
	size_t n_words;
	const struct answer *answer; /* to an ask; NULL when there was none */
	/* It is said before the shell starts: no request was made. */
	bool hook;
	/* hook: the guard by which one can be made; n 0: that would be of no
	 * use, because no shim stands there to take a yes. */
	struct sv asker;
};

void refusal_text(const struct refusal *r, struct buf *out);

/* The same where nothing was decided, because guard itself failed: code for
 * the first line ("error=audit"), what for the sentence. */
void refusal_failure(const struct refusal *r, const char *code,
    const char *what, struct buf *out);

#endif
