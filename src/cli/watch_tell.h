/* SPDX-License-Identifier: ISC */
/*
 * watch_tell: what happens to requests, a line each, for people who read or
 * hear lines and for programs.
 */
#ifndef CLI_WATCH_TELL_H
#define CLI_WATCH_TELL_H

#include "watch_list.h"

struct watch_tell {
	struct cli *cli;
	const struct approval *approval;
};

/* "14:03:22", local time. */
void watch_clock(uint64_t wall_s, struct buf *out);

/* "7F3K-QD was approved", without the time. */
void watch_event(const struct watch_row *row, const char *what,
    struct buf *out);

/* A watch_fn over struct watch_tell; JSON with --json. */
void watch_tell(void *ctx, const struct watch_row *row, const char *what);

/* How many wait at the beginning, and each of them. */
void watch_tell_start(struct watch_tell *t, const struct watch_list *list);

#endif
