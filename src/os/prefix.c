/* SPDX-License-Identifier: ISC */
/*
 * Where guard is installed: where it was built for, else where the running
 * file really lies by the kernel's own word. argv[0], HOME and PATH are chosen
 * by whoever starts guard, these are not.
 */
#include "guard/os.h"

#include <string.h>
#include <unistd.h>

#include "os/failure.h"
#include "os/place.h"

static enum err
running_prefix(struct os_path *out)
{
	static const struct sv places[] = {
		{"/bin/guard", 10},
		{"/libexec/guard/guard-engine", 27},
	};
	struct os_path exe;
	ssize_t n = readlink("/proc/self/exe", exe.p, sizeof(exe.p));

	if (n < 0)
		return os_failure();
	if ((size_t)n == sizeof(exe.p))
		return ERR_LIMIT;
	exe.n = (size_t)n;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (!sv_ends((struct sv){exe.p, exe.n}, places[i]))
			continue;
		out->n = exe.n - places[i].n;
		memcpy(out->p, exe.p, out->n);
		out->p[out->n] = '\0';
		return OK;
	}
	return ERR_NOT_FOUND;
}

static enum err
join(struct sv dir, const char *rest, struct os_path *out)
{
	size_t n = strlen(rest);

	if (dir.n >= OS_PATH_MAX || n > OS_PATH_MAX - 2 ||
	    dir.n > OS_PATH_MAX - 2 - n)
		return ERR_LIMIT;
	memmove(out->p, dir.p, dir.n);
	out->p[dir.n] = '/';
	memcpy(out->p + dir.n + 1, rest, n + 1);
	out->n = dir.n + 1 + n;
	return OK;
}

enum err
os_join(const struct os_path *dir, const char *rest, struct os_path *out)
{
	return join((struct sv){dir->p, dir->n}, rest, out);
}

/* A package's files of the system lie outside its prefix. */
enum err
os_prefix_join(const struct os_path *prefix, const char *rest,
    struct os_path *out)
{
	struct sv dir = {prefix->p, prefix->n};

	if (!sv_eq(dir, SV("/usr")))
		return join(dir, rest, out);
	if (strncmp(rest, "etc/", 4) == 0)
		return join(SV(""), rest, out);
	if (strncmp(rest, "var/guard", 9) == 0)
		return join(SV("/var/lib"), rest + 4, out);
	return join(dir, rest, out);
}

enum err
os_prefix_view(const struct os_path **out)
{
	static struct os_path running;

	if (os_place.n) {
		*out = &os_place;
		return os_place.p[0] == '/' ? OK : ERR_INTERNAL;
	}
	*out = &running;
	return running_prefix(&running);
}

enum err
os_prefix(struct os_path *out)
{
	const struct os_path *prefix;
	enum err e = os_prefix_view(&prefix);

	if (!e)
		*out = *prefix;
	return e;
}
