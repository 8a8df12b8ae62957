/* SPDX-License-Identifier: ISC */
/*
 * Whole small files into memory of the caller's.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.h"

enum err
os_fill(int fd, char *p, size_t cap, size_t *out_n)
{
	size_t n = 0;

	while (n < cap) {
		ssize_t got = read(fd, p + n, cap - n);

		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return ERR_IO;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out_n = n;
	return OK;
}

enum err
os_read_file(const char *path, char *p, size_t cap, size_t *out_n)
{
	scoped_fd fd = os_open(path, O_RDONLY | O_NONBLOCK, 0);
	struct stat st;
	size_t n = 0, more = 0;
	char one;
	enum err e;

	if (fd == -1)
		return os_failure();
	if (fstat(fd, &st) == -1)
		return ERR_IO;
	if (!S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return ERR_IO;
	}
	e = os_fill(fd, p, cap, &n);
	if (e == OK)
		e = os_fill(fd, &one, 1, &more);
	if (e != OK)
		return e;
	if (more > 0)
		return ERR_LIMIT;
	*out_n = n;
	return OK;
}

bool
os_is_missing(const char *path)
{
	struct stat st;

	return lstat(path, &st) == -1 && errno == ENOENT;
}
