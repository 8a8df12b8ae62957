/* SPDX-License-Identifier: ISC */
/*
 * progress: one line on a terminal's standard error about work that takes long,
 * which goes again when it is done. Nothing before a moment has passed, and
 * nothing at all off a terminal.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	const char *what; /* "reading rules" */
	size_t n, done;
	uint64_t next_ms; /* when to show it, again */
	bool off, shown;
};

/* n things are to be done; 0: nobody knows how many. */
void progress_begin(struct progress *p, const char *what, size_t n);
/* One more is done. */
void progress_step(struct progress *p);
/* Must follow a begin, before anything else is printed. */
void progress_end(struct progress *p);

#endif
