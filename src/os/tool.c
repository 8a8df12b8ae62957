/* SPDX-License-Identifier: ISC */
/*
 * The real tool behind a shim: PATH is walked as execvp does, and whatever is
 * a guard is passed over. Taking a guard for the tool would start guard again
 * without end, so a file counts as a tool only after its bytes were seen, or,
 * if it cannot be read, after it proved to be another file than guard's own.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.h"
#include "os/mark.h"

/* What execvp takes as "not here, look on". */
static bool
is_absent(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case EACCES:
	case ELOOP:
	case ENAMETOOLONG:
	case ENXIO:
	case ENODEV:
	case ESTALE:
	case ETIMEDOUT:
		return true;
	default:
		return false;
	}
}

/*
 * A file that may be executed but not read can be guard's own with such a
 * mode: the one that runs, or the one that executed names when this is the
 * engine. EACCES may also mean that its directory may not be searched.
 */
static enum err
judge_unreadable(const char *path, const char *executed)
{
	struct stat self, it;

	if (stat(path, &it) == -1)
		return is_absent(errno) ? ERR_NOT_FOUND : ERR_IO;
	if (!S_ISREG(it.st_mode))
		return ERR_NOT_FOUND;
	if (stat("/proc/self/exe", &self) == -1)
		return ERR_IO;
	if (it.st_dev == self.st_dev && it.st_ino == self.st_ino)
		return ERR_LOOP;
	if (executed && stat(executed, &self) == 0 &&
	    it.st_dev == self.st_dev && it.st_ino == self.st_ino)
		return ERR_LOOP;
	return OK;
}

/*
 * OK for a tool, ERR_LOOP for a guard, ERR_NOT_FOUND for what execvp would
 * pass over. Whether it may be executed is left to the exec, which has the
 * last word anyway: the caller then tries the next one. A tool's descriptor is
 * left in out_fd (-1 without one): the exec closes it, and saves a call.
 */
static enum err
judge(const char *path, const char *executed, int *out_fd)
{
	unsigned char head[OS_MARK_WITHIN];
	int fd = os_open(path, O_RDONLY | O_NONBLOCK, 0);
	enum err e = OK;
	ssize_t n;

	*out_fd = -1;
	if (fd == -1 && errno == EACCES)
		return judge_unreadable(path, executed);
	if (fd == -1)
		return is_absent(errno) ? ERR_NOT_FOUND : ERR_IO;
	do {
		n = read(fd, head, sizeof(head));
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		e = errno == EISDIR ? ERR_NOT_FOUND : ERR_IO;
	else if (os_holds_mark(head, (size_t)n))
		e = ERR_LOOP;
	if (e)
		os_close(&fd);
	else
		*out_fd = fd;
	return e;
}

bool
os_is_guard(const char *path)
{
	int fd;
	bool guard = judge(path, NULL, &fd) == ERR_LOOP;

	os_close(&fd);
	return guard;
}

/* "dir/name", or "name" for the empty entry, as execvp spells it. False for a
 * path that is too long for the kernel, too. */
static bool
spell(struct sv dir, struct sv name, struct os_path *out)
{
	struct buf b;

	buf_init(&b, out->p, sizeof(out->p));
	buf_sv(&b, dir);
	if (dir.n > 0)
		buf_c(&b, '/');
	buf_sv(&b, name);
	out->n = b.n;
	buf_c(&b, '\0');
	return !b.full;
}

enum err
os_find_tool(struct sv path, struct sv name, const char *executed,
    size_t *from, struct os_path *out)
{
	out->n = 0;
	if (name.n == 0 || sv_find(name, 0, '/') < name.n)
		return ERR_NOT_FOUND;
	if (name.n > NAME_MAX)
		return ERR_LIMIT;
	while (*from <= path.n) {
		size_t end = sv_find(path, *from, ':');
		struct sv dir = {path.p + *from, end - *from};
		enum err e;
		int fd;

		*from = end + 1;
		if (!spell(dir, name, out))
			continue;
		/* This is the file that runs; no need to open it. */
		if (sv_eq_cstr((struct sv){out->p, out->n}, executed))
			continue;
		e = judge(out->p, executed, &fd);
		if (e == OK)
			return OK;
		if (e != ERR_NOT_FOUND && e != ERR_LOOP) {
			out->n = 0;
			return e;
		}
	}
	out->n = 0;
	return ERR_NOT_FOUND;
}
