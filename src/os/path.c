/* SPDX-License-Identifier: ISC */
/*
 * The current directory and real paths. libc's getcwd and realpath may
 * allocate or walk directories, so both are done here on fixed memory.
 */
#include "guard/os.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/failure.h"

#define MAX_LINKS 40 /* as the kernel's own limit */

void
os_cwd(struct os_path *out)
{
	long n = syscall(SYS_getcwd, out->p, sizeof(out->p));

	/* The kernel counts the NUL; "(unreachable)…" is not a path. */
	if (n < 2 || out->p[0] != '/') {
		out->n = 0;
		out->p[0] = '\0';
		return;
	}
	out->n = (size_t)n - 1;
}

/* A path that is being resolved: done has no links, rest is still to do. */
struct walk {
	struct os_path *done; /* without a last '/', so empty for the root */
	char rest[OS_PATH_MAX];
	size_t at; /* where rest begins: links are put in front of it */
	unsigned links;
	bool directory; /* a '/' at the end asked for one */
};

/* Puts s in front of what is left, and a '/' between the two. */
static bool
prepend(struct walk *w, struct sv s)
{
	size_t slash = w->at < sizeof(w->rest) ? 1 : 0;

	if (w->at < slash || s.n > w->at - slash)
		return false;
	if (slash > 0)
		w->rest[--w->at] = '/';
	w->at -= s.n;
	memcpy(w->rest + w->at, s.p, s.n);
	return true;
}

/* The next component; empty for each '/' more than one. */
static struct sv
next_component(struct walk *w)
{
	struct sv left = {w->rest + w->at, sizeof(w->rest) - w->at};
	struct sv one = sv_take(left, sv_find(left, 0, '/'));

	w->at += one.n;
	if (one.n < left.n) {
		w->at++;
		if (w->at == sizeof(w->rest))
			w->directory = true;
	}
	return one;
}

static void
drop_last(struct os_path *path)
{
	while (path->n > 0 && path->p[--path->n] != '/')
		continue;
	path->p[path->n] = '\0';
}

static enum err
add_last(struct os_path *path, struct sv name)
{
	if (name.n >= OS_PATH_MAX - 1 - path->n)
		return ERR_LIMIT;
	path->p[path->n++] = '/';
	memcpy(path->p + path->n, name.p, name.n);
	path->n += name.n;
	path->p[path->n] = '\0';
	return OK;
}

/* "file/.." and "file/" name nothing. */
static enum err
check_directory(const struct os_path *path)
{
	struct stat st;

	if (path->n == 0)
		return OK;
	if (stat(path->p, &st) == -1)
		return os_failure();
	return S_ISDIR(st.st_mode) ? OK : ERR_NOT_FOUND;
}

/* Follows the last component of done if it is a link. */
static enum err
follow(struct walk *w)
{
	char target[OS_PATH_MAX];
	ssize_t n = readlink(w->done->p, target, sizeof(target));

	if (n == -1)
		return errno == EINVAL ? OK : os_failure();
	if (n == 0)
		return ERR_NOT_FOUND;
	if ((size_t)n == sizeof(target) || ++w->links > MAX_LINKS ||
	    !prepend(w, (struct sv){target, (size_t)n}))
		return ERR_LIMIT;
	if (target[0] == '/')
		w->done->n = 0;
	else
		drop_last(w->done);
	w->done->p[w->done->n] = '\0';
	return OK;
}

static enum err
step(struct walk *w)
{
	struct sv one = next_component(w);
	enum err e;

	if (one.n == 0 || sv_eq(one, SV(".")))
		return check_directory(w->done);
	if (sv_eq(one, SV(".."))) {
		e = check_directory(w->done);
		if (e == OK)
			drop_last(w->done);
		return e;
	}
	e = add_last(w->done, one);
	return e == OK ? follow(w) : e;
}

static bool
holds_nul(struct sv s)
{
	return sv_find(s, 0, '\0') < s.n;
}

enum err
os_resolve(struct sv cwd, struct sv path, struct os_path *out)
{
	struct walk w = {.done = out, .at = OS_PATH_MAX};
	bool absolute = path.n > 0 && path.p[0] == '/';
	enum err e = OK;

	out->n = 0;
	out->p[0] = '\0';
	if (path.n == 0 || holds_nul(path))
		return ERR_NOT_FOUND;
	if (!absolute && (cwd.n == 0 || cwd.p[0] != '/' || holds_nul(cwd)))
		return ERR_NOT_FOUND;
	if (!prepend(&w, path) || (!absolute && !prepend(&w, cwd)))
		return ERR_LIMIT;
	while (e == OK && w.at < sizeof(w.rest))
		e = step(&w);
	if (e == OK && w.directory)
		e = check_directory(out);
	if (e == OK && out->n == 0)
		e = add_last(out, SV(""));
	if (e != OK)
		out->n = 0;
	return e;
}
