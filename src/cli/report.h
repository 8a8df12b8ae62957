/* SPDX-License-Identifier: ISC */
/*
 * report: what the record says, counted, and the page that shows it.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "log_view.h"

enum report_verdict {
	REPORT_ALLOW,
	REPORT_ASK,
	REPORT_DENY,
	REPORT_VERDICTS, /* of commands; further words are no decisions */
	REPORT_APPROVE = REPORT_VERDICTS,
	REPORT_REFUSE,
	REPORT_OTHER
};

enum {
	REPORT_NAMES = 4096,    /* tools, rules; a power of two */
	REPORT_REQUESTS = 8192, /* a power of two */
	REPORT_BARS = 48        /* of the chart over time, at most */
};

struct tally {
	struct sv name;
	uint64_t n[REPORT_VERDICTS];
};

/* A set of names that are counted; what does not fit is counted in lost. */
struct tallies {
	struct tally slots[REPORT_NAMES];
	size_t n;
	uint64_t lost;
};

/* One request from its first to its last line; times in s, 0: none. */
struct asked {
	struct sv id, command, rule, directory, approvers;
	uint64_t first_s, answered_s, used_s;
	enum report_verdict answer; /* APPROVE, REFUSE, or OTHER for none yet */
	uint64_t tries;
};

struct decision {
	uint32_t time_s; /* behind the first */
	uint32_t verdict;
};

struct report {
	struct arena arena;
	uint64_t first_s, last_s;
	uint64_t n[REPORT_VERDICTS];
	struct decision *decisions; /* in no order */
	size_t n_decisions, cap_decisions;
	struct tallies tools, rules;
	struct asked asked[REPORT_REQUESTS];
	size_t n_asked;
	uint64_t lost; /* lines that found no room */
};

/* Memory for it; ERR_LIMIT when there is none. */
enum err report_init(struct report *r) MUST_USE;
/* Counts one line: a log_line_fn, ctx is the report. */
void report_line(void *ctx, struct json_t *line, struct sv text);

/* Their pointers sorted: of tallies by asks and denials, or by all; of
 * requests the newest first, or by how long they waited for an answer. */
enum report_order { REPORT_BY_ALL, REPORT_BY_STOPPED };
size_t report_top(const struct tallies *t, enum report_order order,
    const struct tally **out, size_t max);
size_t report_requests(const struct report *r, bool by_wait,
    const struct asked **out, size_t max);

/* The page, whole in out; since and now_s are told in it. */
void report_page(const struct report *r, const char *since, uint64_t now_s,
    struct buf *out);

/* The chart over time, and a bar of one row of a table: inline SVG. */
struct report_chart {
	uint64_t width_s; /* of a bar */
	uint64_t from_s;
	size_t n;
	uint64_t bars[REPORT_BARS][REPORT_VERDICTS];
	uint64_t highest;
};
void report_chart(const struct report *r, struct report_chart *out);
void report_chart_svg(const struct report_chart *c, struct buf *out);
void report_bar_svg(const uint64_t n[REPORT_VERDICTS], uint64_t most,
    struct buf *out);

/* Text as it may stand in a page: invisible bytes made visible, markup taken
 * as text. */
void report_text(struct sv text, struct buf *out);
/* "2026-11-26 05:12 UTC". */
void report_time(uint64_t time_s, struct buf *out);

#endif
