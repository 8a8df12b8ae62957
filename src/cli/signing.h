/* SPDX-License-Identifier: ISC */
/*
 * signing: a human's signature, by a sealed key of guard's or by ssh-keygen.
 */
#ifndef CLI_SIGNING_H
#define CLI_SIGNING_H

#include "approval.h"

enum { PASSPHRASE_MAX = 1024, PASSPHRASE_MIN = 8 /* bytes */ };

/* The approver who signs: --name, else the only one whose sealed key lies
 * there. NULL, with a complaint, when there is none. */
const struct approver *signing_who(struct cli *cli, const struct approval *a);

struct to_sign {
	const char *name_space;
	struct sv message;
};

/*
 * Signs in who's name and checks the signature. Asks for the passphrase on the
 * terminal, or reads it from standard input (--passphrase-stdin). 0, or an
 * exit status after a complaint.
 */
int signing_sign(struct cli *cli, const struct approval *a,
    const struct approver *who, const struct to_sign *what, struct buf *out);

/* A passphrase in locked memory; NULL after a complaint. */
char *signing_passphrase(struct cli *cli, const char *prompt, size_t *out_n);

#endif
