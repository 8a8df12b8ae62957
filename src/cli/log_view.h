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

/* One line as JSON; NULL if it is none. Of one that was not finished, and that
 * another follows, it is the other, and so is text then; torn says so. */
struct json_t;
struct json_t *log_parse(struct sv *text, bool *torn);
/* A member of a line that is text; "" when there is none. */
const char *log_member(struct json_t *line, const char *key);
/* The command of a line, in at most so many columns. */
void log_command(struct arena *arena, struct json_t *line, size_t columns,
    struct buf *out);
/* A line as people see it: one row, everything in it visible. Memory for it
 * from the arena. */
void log_row(struct arena *arena, struct json_t *line, struct buf *row);

/* Calls each for the lines of text that the filter lets pass: the line as JSON,
 * and as it stands. */
typedef void (*log_line_fn)(void *ctx, struct json_t *line, struct sv text);
void log_each(const struct log_filter *filter, const char *name,
    struct sv text, log_line_fn each, void *ctx);

/* Shows the lines of text that the filter lets pass; a last one without an
 * end too. Those that are no JSON are told on standard error. */
void log_view(struct cli *cli, const struct log_filter *filter,
    const char *name, struct sv text);

#endif
