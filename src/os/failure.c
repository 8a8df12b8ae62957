/* SPDX-License-Identifier: ISC */
/*
 * From errno to enum err. What is not listed is ERR_IO: the caller refuses
 * all the same, and errno tells the rest.
 */
#include "os/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum err
os_failure(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_ACCESS;
	case EEXIST:
		return ERR_EXISTS;
	case E2BIG:
	case ELOOP:
	case ENAMETOOLONG:
		return ERR_LIMIT;
	default:
		return ERR_IO;
	}
}

void
os_close(const int *fd)
{
	int saved = errno;

	if (*fd != -1)
		close(*fd);
	errno = saved;
}

int
os_open(const char *path, int flags, unsigned mode)
{
	/* O_LARGEFILE is implied on 64-bit systems only; harmless there. */
	return (int)syscall(SYS_openat, AT_FDCWD, path,
	    flags | O_CLOEXEC | O_NOCTTY | O_LARGEFILE, mode);
}
