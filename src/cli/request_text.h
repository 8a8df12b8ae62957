/* SPDX-License-Identifier: ISC */
/*
 * request_text: a request as a human reads it, and as programs do.
 */
#ifndef CLI_REQUEST_TEXT_H
#define CLI_REQUEST_TEXT_H

#include "approval.h"

/* The argv of a request, NULL behind the last, in arena; false when that is
 * full. */
bool request_argv(const struct request *r, struct arena *arena,
    char ***out_argv, int *out_argc);

/* The value or name of the first item of a kind; n is 0 without one. */
struct sv request_value(const struct request *r, enum item_kind kind);
struct sv request_name(const struct request *r, enum item_kind kind);
/* Where a part of the target was learnt. */
struct sv request_source(const struct request *r, struct sv name);

/* The command on one line, cut at limit bytes, secrets redacted. */
void request_command(struct arena *arena, const struct request *r,
    size_t limit, struct buf *out);

/* "3 minutes", the largest unit only. */
void request_time(uint64_t seconds, struct buf *out);

/* A line of the list: id, state, age, command; at most width columns. */
void request_row(struct cli *cli, const struct approval *a,
    const struct looked_up *l, size_t width, struct buf *out);

/* All of it, in cli's arena. */
struct sv request_block(struct cli *cli, const struct approval *a,
    const struct looked_up *l, bool color);
/* The same on out. */
void request_show(struct cli *cli, const struct approval *a,
    const struct looked_up *l, struct out *out);

/* The members of its object. */
void request_json(struct arena *arena, const char *assurance,
    const struct looked_up *l, struct emit *j);

#endif
