/* SPDX-License-Identifier: ISC */
/*
 * The program runs as this user, so it is one that this user or root put
 * there. Its PATH has no shims: a notification that asked for approval would
 * notify again.
 */
#include "notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "request_text.h"

#define CLEAN_PATH "PATH=/usr/local/bin:/usr/bin:/bin"

enum { SHARED_WRITE = 022, ANY_EXECUTE = 0111 };

static bool
find_program(const struct os_path *prefix, struct os_path *out)
{
	struct os_status s;

	return !os_prefix_join(prefix, "etc/guard/notify", out) &&
	    !os_status(out->p, &s) && s.kind == OS_FILE &&
	    !(s.mode & SHARED_WRITE) && (s.mode & ANY_EXECUTE) &&
	    (!s.uid || s.mine);
}

/* This environment with another PATH. */
static char **
clean_environment(struct arena *arena)
{
	static char path[] = CLEAN_PATH;
	size_t n = 0, kept = 0;
	char **all;

	while (environ[n])
		n++;
	all = ARENA_NEW(arena, n + 2, char *);
	for (size_t i = 0; all && i < n; i++)
		if (strncmp(environ[i], "PATH=", 5) != 0)
			all[kept++] = environ[i];
	if (all)
		all[kept] = path;
	return all;
}

/* The request as one JSON object, to be freed; NULL when memory is out. */
static char *
describe(const struct os_path *prefix, struct arena *arena,
    const struct answer *answer, size_t *out_n)
{
	static struct out out;
	struct emit j = {.out = &out};
	struct looked_up l = {.asking = answer->asking,
	    .request = answer->request, .tries = 1};
	char *text = NULL;
	FILE *file = open_memstream(&text, out_n);

	if (!file)
		return NULL;
	out_init(&out, file);
	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	request_json(arena, store_is_system(prefix, os_user())
	    ? GRANT_SYSTEM : GRANT_SAME_USER, &l, &j);
	emit_end_object(&j);
	out_c(&out, '\n');
	if (out_flush(&out) || fclose(file)) {
		free(text);
		return NULL;
	}
	return text;
}

void
notify(const struct os_path *prefix, struct arena *arena,
    const struct answer *answer)
{
	static char name[] = "notify";
	char *argv[] = {name, NULL};
	struct os_path program;
	enum err ignored;
	char *text;
	size_t n;

	if (!find_program(prefix, &program))
		return;
	text = describe(prefix, arena, answer, &n);
	if (!text)
		return;
	ignored = os_start(&(struct os_child){.path = program.p, .argv = argv,
	    .envp = clean_environment(arena), .input = {text, n}});
	(void)ignored;
	free(text);
}
