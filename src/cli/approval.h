/* SPDX-License-Identifier: ISC */
/*
 * approval: what the subcommands of a human share: the store, a request by the
 * id that was typed, the approvers, a passphrase, a signature.
 */
#ifndef CLI_APPROVAL_H
#define CLI_APPROVAL_H

#include "guard/grant.h"

#include "cli.h"

struct approval {
	struct os_path prefix;
	struct store store;
	uint32_t user;           /* whose requests */
	struct moment now;
	struct approvers approvers;
};

/* One request, with all that is known of it. */
struct looked_up {
	struct asking asking;
	struct request request;
	enum asking_state state;
	uint32_t tries;
	size_t id_length; /* characters that tell it from all others */
};

/*
 * Opens the store of --user, or of the one who calls. Says what is wrong and
 * gives an exit status; EXIT_FINE is 0. A store that is not there yet is
 * EXIT_FINE with out_none set.
 */
int approval_open(struct cli *cli, struct approval *out, bool *out_none);

enum err approval_read(struct cli *cli, const struct approval *a,
    const struct asking *asking, struct looked_up *out) MUST_USE;

/* The request that a person means; says so if there is none or more than one,
 * and gives an exit status. */
int approval_find(struct cli *cli, const struct approval *a, const char *typed,
    struct looked_up *out);

/* How many characters of its id tell it from all others. */
size_t approval_id_length(const struct asking *all, size_t n, size_t i);

/* GRANT_SAME_USER or GRANT_SYSTEM: what a yes of whoever calls is worth. */
const char *approval_assurance(const struct approval *a);

/* One line for the log. */
enum err approval_record(struct cli *cli, const struct approval *a,
    const struct looked_up *l, const char *what, struct sv approvers) MUST_USE;

#endif
