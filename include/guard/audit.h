/* SPDX-License-Identifier: ISC */
/*
 * audit: one JSON line a decision, secrets redacted, written with a single
 * append. Works without a heap.
 */
#ifndef GUARD_AUDIT_H
#define GUARD_AUDIT_H

#include "guard/base.h"
#include "guard/os.h"
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
	struct sv request;   /* id of what a human is or was
			      * asked; n is 0: nobody */
	/* With a request: what its target was called; n is 0: not known. */
	struct sv environment;
	struct sv level;     /* what that yes is worth; n is 0: there is none */
	struct sv approvers; /* whose yes it is; n is 0:
	                      * none was needed or given */
	struct sv hook;      /* the agent that was told before its shell
	                      * started; n is 0: a command was stopped or run */
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
 * AKIA…, eyJ… JWT) become "[redacted]". previous is the argument before it, n 0
 * for none. Appends to out the kept text, unescaped.
 */
void audit_redact(struct sv arg, struct sv previous, struct buf *out);

/*
 * The chain. Whoever writes more than a plain allow (asks, refusals, approvals
 * and their use) adds a link to their line:
 *
 *   … ,"chain":{"to":BYTES,"hash":"HEX"}}
 *
 * hash is BLAKE2b-256 over the hash of the link before (its 64 digits; none for
 * the first), every byte of the file from where that link's "to" was up to this
 * one's, and the line itself up to the chain. So plain lines, which are written
 * without a look at the file, are held by the next link; lines that are cut
 * short are, too. A log that grew to AUDIT_ROTATE is put aside; the first link
 * of the new one goes on from the last of the old, which it names.
 */
#define AUDIT_ROTATE ((uint64_t)16 << 20) /* bytes */
#define AUDIT_HASH 64u                    /* digits */
#define AUDIT_LINK_MAX 256u               /* bytes that a link adds to a line */

/*
 * Appends a line (as audit_format wrote it, into AUDIT_LINE_MAX -
 * AUDIT_LINK_MAX bytes) with its link, and syncs it. Closes a line that
 * somebody was not able to finish. Errors as os_log_open; ERR_SYNTAX when line
 * is no line.
 */
enum err audit_append(const struct os_path *prefix, struct sv line) MUST_USE;

enum audit_fault {
	AUDIT_WHOLE = 0,
	AUDIT_TORN,      /* a line that is no JSON object:
			  * cut short. The chain holds */
	AUDIT_CHANGED,   /* a link does not fit what is before it */
	AUDIT_MISPLACED  /* a link's "to" lies outside of what is before it */
};

/* What was found, from the beginning of one file on. */
struct audit_finding {
	enum audit_fault fault;
	uint64_t line;   /* from 1 */
};

struct audit_state {
	uint64_t lines, links;
	uint64_t unlinked;          /* bytes behind the last link:
				     * nothing holds them yet */
	char first[AUDIT_HASH + 1]; /* what the first link says
				     * it goes on from; "" */
	char last[AUDIT_HASH + 1];  /* the last link's hash; ""
				     * when there is none */
	char before[64];            /* the file that the first link names; "" */
};

/* Verifies a log that is in memory as a whole. each may be NULL. */
void audit_verify(struct sv log, void (*each)(void *ctx,
    const struct audit_finding *finding), void *ctx, struct audit_state *out);

#endif
