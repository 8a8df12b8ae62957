/* SPDX-License-Identifier: ISC */
/*
 * The one program that guard runs to learn something: terraform show, of a
 * file. It starts the binaries of the providers, as the plan did that it reads.
 */
#include "plan_show.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/os.h"

enum {
	TEXT_MAX = 16 << 20,      /* bytes of output that are read */
	MILLISECONDS_MAX = 20000,
	VARIABLES_MAX = 4096
};

static char text[TEXT_MAX];

static enum err
find_tool(struct sv name, struct os_path *out)
{
	const char *path = getenv("PATH");
	struct os_path prefix, self;
	size_t from = 0;
	enum err e;

	if ((e = os_prefix(&prefix)) ||
	    (e = os_prefix_join(&prefix, "bin/guard", &self)))
		return e;
	return path ? os_find_tool(sv_from(path), name, self.p, &from, out)
	            : ERR_NOT_FOUND;
}

/* Without what changes its arguments or its output, and with no look whether
 * there is a newer version: that would ask the network. */
static bool
put_environment(char **out, size_t cap)
{
	static char checkpoint[] = "CHECKPOINT_DISABLE=1";
	static char automation[] = "TF_IN_AUTOMATION=1";
	static const char *const dropped[] = {
		"TF_CLI_ARGS", "TF_LOG", "CHECKPOINT_DISABLE=",
		"TF_IN_AUTOMATION=",
	};
	size_t n = 0;

	for (char **v = environ; *v; v++) {
		bool drop = false;

		for (size_t i = 0; i < ARRAY_LEN(dropped); i++)
			drop |= !strncmp(*v, dropped[i], strlen(dropped[i]));
		if (drop)
			continue;
		if (n + 3 > cap)
			return false;
		out[n++] = *v;
	}
	out[n++] = checkpoint;
	out[n++] = automation;
	out[n] = NULL;
	return true;
}

static bool
copy(struct sv from, struct os_path *out)
{
	if (from.n >= sizeof(out->p))
		return false;
	memcpy(out->p, from.p, from.n);
	out->p[from.n] = '\0';
	out->n = from.n;
	return true;
}

enum err
plan_show(void *ctx, struct sv tool, struct sv directory, struct sv plan,
    struct sv *out_text)
{
	static char *environment[VARIABLES_MAX];
	static char show[] = "show", json[] = "-json", bare[] = "-no-color";
	struct os_path program, file, where;
	char *argv[] = {program.p, show, json, bare, file.p, NULL};
	size_t n = 0;
	int status = 1;
	enum err e;

	(void)ctx;
	if ((e = find_tool(tool, &program)))
		return e;
	if (!copy(plan, &file) || !copy(directory, &where) ||
	    !put_environment(environment, ARRAY_LEN(environment)))
		return ERR_LIMIT;
	e = os_run(&(struct os_child){.path = program.p, .argv = argv,
	    .envp = environment, .out = text, .cap = sizeof(text),
	    .milliseconds = MILLISECONDS_MAX, .directory = where.p,
	    .quiet = true}, &n, &status);
	if (e || status)
		return e ? e : ERR_IO;
	/* There may be more. */
	if (n == sizeof(text))
		return ERR_LIMIT;
	*out_text = (struct sv){text, n};
	return OK;
}
