/* SPDX-License-Identifier: ISC */
/*
 * lines: lines of a stream, each in bounded memory.
 */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include <stdbool.h>
#include <stdio.h>

#include "guard/base.h"

enum { LINES_MAX = 4 << 20 /* bytes of a line that are kept */ };

struct lines {
	FILE *file;
	char *memory;   /* LINES_MAX bytes */
	struct sv text; /* the line, without its end */
	uint64_t number;
	bool too_long;  /* text is only its beginning */
	bool failed;    /* the stream could not be read on */
};

enum err lines_init(struct lines *l, FILE *file, struct arena *arena) MUST_USE;
/* Goes to the next line; false at the end. */
bool lines_next(struct lines *l);

#endif
