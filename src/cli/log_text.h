/* SPDX-License-Identifier: ISC */
/*
 * log_text: a line of the log as a reader of JSON takes it.
 */
#ifndef CLI_LOG_TEXT_H
#define CLI_LOG_TEXT_H

#include "guard/base.h"

/* The line, no longer than it was, with \xff for a byte that was no text. */
void log_text_plain(struct sv line, struct buf *out);

#endif
