/* SPDX-License-Identifier: ISC */
/*
 * settle: what becomes of a command that needs a human's yes: it waits, it was
 * denied, or a grant is taken and it may run. The one place that takes grants.
 */
#ifndef CLI_SETTLE_H
#define CLI_SETTLE_H

#include "asking.h"

enum answer_kind {
	ANSWER_NONE = 0, /* no request could be made; see error and why */
	ANSWER_WAIT,     /* it is on record, and nobody has said yes */
	ANSWER_DENIED,   /* a human said no */
	ANSWER_SPENT,    /* another run was faster with the same yes */
	ANSWER_READY,    /* only looked: a grant lies there for it */
	ANSWER_RUN       /* a grant was taken: exactly this may run, now */
};

struct answer {
	enum answer_kind kind;
	enum err error;
	const char *why;         /* NONE: what failed */
	struct asking asking;
	struct request request;
	struct sv because;       /* DENIED: the human's words; RUN: theirs */
	struct sv approvers;     /* RUN: their names */
	const char *level;       /* RUN: GRANT_SAME_USER or GRANT_SYSTEM */
	bool pass;               /* RUN: as a part of what was granted before */
	bool fresh;              /* WAIT: the request was made just now */
	bool nobody;             /* WAIT: there is no approver yet */
	/* WAIT: a grant lies there and does not fit, and why. */
	enum grant_fault fault;
	/* WAIT: one was granted for nearly the same; the first difference. */
	char other[ID_LENGTH + 1];
	const struct item *was, *is;
};

/* Memory in arena, which must hold ASKING_SPACE. Never fails: what cannot be
 * done is ANSWER_NONE, and then nothing may run. */
void settle(const struct asked_command *c, const struct os_path *prefix,
    struct arena *arena, struct answer *out);

#endif
