/* SPDX-License-Identifier: ISC */
/*
 * diag: what is wrong with a file that a person wrote, and where. Collected in
 * a sink, printed by cli only.
 */
#ifndef GUARD_DIAG_H
#define GUARD_DIAG_H

#include "guard/base.h"

/* A text that diagnostics point into. Lives as long as the sink. */
struct source {
	struct sv name; /* as the user spelled the path */
	struct sv text;
	bool beneath; /* read for others: its warnings are not told */
};

/* A place in a source. line and col count from 1, col in code points; 0:0 is
 * the file as a whole. length is in code points, at least 1. */
struct span {
	const struct source *source;
	uint32_t line;
	uint32_t col;
	uint32_t length;
};

enum severity { SEVERITY_ERROR = 0, SEVERITY_WARNING, SEVERITY_NOTE };

/* A note follows the diagnostic that it belongs to. */
struct diag {
	enum severity severity;
	struct span span;
	const char *code; /* stable, kebab-case: "duplicate-key" */
	struct sv text;   /* lower case, no full stop */
	struct diag *next;
};

struct diag_sink {
	struct arena *arena;
	struct diag *first;
	struct diag *last;
	uint32_t n_errors;
	uint32_t n_warnings;
	uint32_t per_file;  /* limit of errors for one source; 0: 20 */
	uint32_t n_dropped; /* past that limit, or out of memory */
	bool dropping;      /* the last one was; its notes are, too */
};

void diag_sink_init(struct diag_sink *sink, struct arena *arena);
/* Adds one; text is formatted as by printf and copied. Never fails: what does
 * not fit is counted as dropped, and n_errors is counted all the same. */
void diag_add(struct diag_sink *sink, enum severity severity, struct span span,
    const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* "FILE:LINE:COL: error: TEXT [code]", the source line, the caret line. What
 * comes from the file is made visible (buf_visible). */
void diag_render(const struct diag *diag, struct buf *out);

#endif
