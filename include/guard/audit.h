/* SPDX-License-Identifier: ISC */
/*
 * audit: one JSON line a decision, secrets redacted, written with a single
 * append. Works without a heap.
 */
#ifndef GUARD_AUDIT_H
#define GUARD_AUDIT_H

#include "guard/base.h"
#include "guard/reader.h"

#define AUDIT_LINE_MAX 4096 /* bytes, so that one append stays one piece */

struct audit_record {
	uint64_t time_ns;    /* wall clock, since the epoch */
	int pid;
	struct sv verdict;   /* "allow" "ask" "deny" */
	struct sv rule;      /* id of what decided */
	struct sv tool;
	struct sv cwd;       /* n is 0: not known */
	char *const *argv;
	int argc;
	/* argc entries: which arguments are secrets by the tool's own grammar;
	 * NULL when none is. */
	const bool *secret;
	struct sv error;     /* n is 0: none */
	struct sv request;   /* id of what a human is or was asked; n is 0: nobody */
	struct sv approvers; /* whose yes it is; n is 0: none was needed or given */
};

/*
 * Formats the line, with its newline, into out (AUDIT_LINE_MAX is enough: what
 * is longer is cut, and "cut" says how many arguments were left out).
 */
void audit_format(const struct audit_record *record, struct buf *out);

/*
 * arg as it may be shown or kept: values of NAME=VALUE whose NAME ends in or
 * holds PASSWORD, PASSWD, SECRET, TOKEN, APIKEY, API_KEY, ACCESS_KEY,
 * PRIVATE_KEY, CREDENTIAL, CREDENTIALS (any case), of such options
 * (--password=x, and the argument behind --password), user:password in URLs,
 * Authorization and similar headers, well-known token shapes (ghp_…, sk-…,
 * AKIA…, eyJ… JWT) become "[redacted]". previous is the argument before it, n 0 for none.
 * Appends to out the kept text, unescaped.
 */
void audit_redact(struct sv arg, struct sv previous, struct buf *out);

#endif
