/* SPDX-License-Identifier: ISC */
/*
 * frame: one picture of a terminal, line by line. Only lines that differ from
 * the last picture are sent, so that a slow connection is no trouble.
 */
#ifndef CLI_FRAME_H
#define CLI_FRAME_H

#include "out.h"

enum {
	FRAME_ROWS_MAX = 200,
	FRAME_COLUMNS_MAX = 400,
	FRAME_LINE_MAX = 2048, /* bytes */
};

struct frame {
	unsigned rows, columns; /* what is larger is left empty */
	unsigned n;             /* lines so far */
	char lines[FRAME_ROWS_MAX][FRAME_LINE_MAX];
	char sent[FRAME_ROWS_MAX][FRAME_LINE_MAX];
};

/* Nothing of the terminal is known any more. */
void frame_forget(struct frame *f, unsigned rows, unsigned columns);
/* Begins a picture. */
void frame_begin(struct frame *f);
/* Adds a line, cut at the last column; dropped below the last row. style is the
 * number of an SGR sequence, NULL for none. text holds no others than the
 * colours of request_block. */
void frame_line(struct frame *f, struct sv text, const char *style);
/* Empty lines until n are left. */
void frame_fill(struct frame *f, unsigned left);
/* Sends what changed. */
enum err frame_send(struct frame *f, struct out *out) MUST_USE;

/* Columns that a text takes on a terminal, sequences of colour left out. */
size_t frame_columns(struct sv text);
/*
 * The bytes of text that fit into so many columns and end no later than the
 * line does, at a blank where there is one. *out_next is where the next line
 * begins.
 */
size_t frame_break(struct sv text, size_t columns, size_t *out_next);

#endif
