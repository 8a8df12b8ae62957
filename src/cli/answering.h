/* SPDX-License-Identifier: ISC */
/*
 * answering: a human's yes or no. The one path to either, for `guard approve`,
 * `guard deny` and `guard watch`.
 */
#ifndef CLI_ANSWERING_H
#define CLI_ANSWERING_H

#include "cli.h"

/*
 * Shows the request that id means, asks on the terminal for what it takes (the
 * name of what cannot be undone, the passphrase), signs, and says what was
 * done. Limits and signer are cli's arguments. Gives the exit status.
 */
int answer_yes(struct cli *cli, const char *id);

/* The reason is cli's argument. */
int answer_no(struct cli *cli, const char *id);

#endif
