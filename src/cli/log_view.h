/* SPDX-License-Identifier: ISC */
/*
 * log_view: lines of the log, chosen and shown.
 */
#ifndef CLI_LOG_VIEW_H
#define CLI_LOG_VIEW_H

#include "cli.h"

enum { LOG_SINCE_MAX = 32 };

struct log_filter {
	const char *tool, *verdict, *request; /* NULL: any */
	char since[LOG_SINCE_MAX]; /* as times stand in the log; "" any */
};

/*
 * "10m", "2h", "3d" before now_s, or a time as it stands in the log, or the
 * beginning of one. False for anything else.
 */
bool log_since(const char *typed, uint64_t now_s, char out[LOG_SINCE_MAX]);

/* Calls each for the lines of text that the filter lets pass: the line as JSON,
 * and as it stands. */
struct json_t;
typedef void (*log_line_fn)(void *ctx, struct json_t *line, struct sv text);
void log_each(const struct log_filter *filter, const char *name,
    struct sv text, log_line_fn each, void *ctx);

/* Shows the lines of text that the filter lets pass; a last one without an
 * end too. Those that are no JSON are told on standard error. */
void log_view(struct cli *cli, const struct log_filter *filter,
    const char *name, struct sv text);

#endif
