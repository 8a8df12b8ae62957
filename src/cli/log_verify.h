/* SPDX-License-Identifier: ISC */
/*
 * log_verify: whether what is on record is whole.
 */
#ifndef CLI_LOG_VERIFY_H
#define CLI_LOG_VERIFY_H

#include "cli.h"
#include "log_files.h"

/* Says what it finds, as JSON if that is asked for; an exit status. */
int log_verify(struct cli *cli, const struct log_files *files);

#endif
