/* SPDX-License-Identifier: ISC */
/*
 * kept: what was kept before an approved command ran, for people.
 */
#ifndef CLI_KEPT_H
#define CLI_KEPT_H

#include "approval.h"

/* Each directory with a copy, and what the steps printed. Nothing where nothing
 * was kept. */
void kept_show(struct cli *cli, const struct approval *a,
    const struct looked_up *l, struct buf *out);

#endif
