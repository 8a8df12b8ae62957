/* SPDX-License-Identifier: ISC */
/*
 * named: the file of environments, PREFIX/etc/guard/environments.
 */
#ifndef CLI_NAMED_H
#define CLI_NAMED_H

#include "guard/facts.h"

/* An environments_fn: the file, read once for as long as the program runs; none
 * at all is no error. ERR_INSECURE when somebody else could have written it,
 * ERR_SYNTAX, ERR_LIMIT, ERR_IO. */
enum err named_environments(void *ctx, const struct environments **out);

/* The same, for who wants to know where a fault is: the line with ERR_SYNTAX
 * and ERR_LIMIT, 0 when it is none in particular. */
enum err named_read(struct environments *out, uint32_t *out_line) MUST_USE;

/* What is wrong with the file; where is appended ("etc/guard/environments, line
 * 3"). OK, and nothing appended, when nothing is. */
enum err named_fault(struct buf *where) MUST_USE;

#endif
