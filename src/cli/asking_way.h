/* SPDX-License-Identifier: ISC */
/*
 * asking_way: what the parts of a command find when they start: the variables
 * that are set on the way to them, and the directory that is entered. So a part
 * that starts later can be told from one that finds something else.
 */
#ifndef CLI_ASKING_WAY_H
#define CLI_ASKING_WAY_H

#include "asking.h"

/* Adds an item for each change in front of each part. */
enum err asking_way(const struct asked_command *c, struct request *r) MUST_USE;

/*
 * Whether part number i of a (its BOUND_COMMAND in this order) finds the same
 * directory and the same variables as part k of b, except for variables that
 * skip names. What is not known is never the same.
 */
bool asking_way_same(const struct request *a, size_t i,
    const struct request *b, size_t k, bool (*skip)(struct sv name));

#endif
