/* SPDX-License-Identifier: ISC */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 300, EVERY_MS = 100 };

static uint64_t
now_ms(void)
{
	struct timespec t = {0, 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void
progress_begin(struct progress *p, const char *what, size_t n)
{
	const char *term = getenv("TERM");

	*p = (struct progress){.what = what, .n = n};
	p->off = !isatty(STDERR_FILENO) || !term || !strcmp(term, "dumb");
	if (!p->off)
		p->next_ms = now_ms() + PATIENCE_MS;
}

void
progress_step(struct progress *p)
{
	uint64_t now;

	p->done++;
	if (p->off || (now = now_ms()) < p->next_ms)
		return;
	p->next_ms = now + EVERY_MS;
	p->shown = true;
	if (p->n)
		fprintf(stderr, "\r%s: %zu of %zu\033[K", p->what, p->done,
		    p->n);
	else
		fprintf(stderr, "\r%s: %zu\033[K", p->what, p->done);
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
