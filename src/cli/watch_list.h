/* SPDX-License-Identifier: ISC */
/*
 * watch_list: the requests of a store as they are at one moment, and what
 * became of them since another.
 */
#ifndef CLI_WATCH_LIST_H
#define CLI_WATCH_LIST_H

#include "approval.h"

enum {
	WATCH_ROWS_MAX = STORE_MAX_REQUESTS * 2,
	WATCH_COMMAND_MAX = 480, /* bytes */
	WATCH_TEXT_MAX = 480,
};

/* One request. The texts are fit to be shown. */
struct watch_row {
	struct asking asking;
	char id[ID_LENGTH + 8];
	size_t id_length;        /* characters of it */
	enum asking_state state;
	bool spoilt;  /* its file cannot be read; the rest is empty */
	uint64_t made_s, until_s;
	uint64_t written_ns;     /* its file: the order within a second */
	uint32_t tries;
	char command[WATCH_COMMAND_MAX];
	char why[WATCH_TEXT_MAX];
	char directory[WATCH_TEXT_MAX];
};

struct watch_list {
	size_t n;
	struct watch_row rows[WATCH_ROWS_MAX]; /* the newest last */
};

/*
 * All of the store at a->now. What before (NULL: none) holds of the same
 * requests is not read again.
 */
enum err watch_load(struct cli *cli, const struct approval *a,
    const struct watch_list *before, struct watch_list *out) MUST_USE;

/* Whether a human can still say something to it. */
bool watch_waits(const struct watch_row *row);
size_t watch_count(const struct watch_list *list);

/* NULL when there is none of this id and round. */
const struct watch_row *watch_find(const struct watch_list *list,
    const struct asking *asking);

/*
 * Calls each for what happened between two moments: "asked" for a new request,
 * and the name of the state that one has come to.
 */
typedef void (*watch_fn)(void *ctx, const struct watch_row *row,
    const char *what);
void watch_compare(const struct watch_list *before,
    const struct watch_list *after, watch_fn each, void *ctx);

#endif
