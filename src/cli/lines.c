/* SPDX-License-Identifier: ISC */
/*
 * Reads a stream line by line. What is past the limit of a line is read and
 * dropped, so that the next line is still the next line.
 */
#include "lines.h"

#include <string.h>

enum err
lines_init(struct lines *l, FILE *file, struct arena *arena)
{
	memset(l, 0, sizeof(*l));
	l->file = file;
	l->memory = ARENA_NEW(arena, LINES_MAX, char);
	return l->memory ? OK : ERR_LIMIT;
}

bool
lines_next(struct lines *l)
{
	size_t n = 0;
	int c;

	l->too_long = false;
	while ((c = getc_unlocked(l->file)) != EOF && c != '\n') {
		if (n < LINES_MAX)
			l->memory[n++] = (char)c;
		else
			l->too_long = true;
	}
	if (ferror(l->file))
		l->failed = true;
	if (c == EOF && n == 0)
		return false;
	if (n && l->memory[n - 1] == '\r')
		n--;
	l->text = (struct sv){l->memory, n};
	l->number++;
	return true;
}
