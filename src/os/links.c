/* SPDX-License-Identifier: ISC */
/*
 * Symbolic links, directories, and whether this user may write somewhere: what
 * setting guard up needs.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.h"

enum err
os_link_target(const char *path, struct os_path *out)
{
	ssize_t n = readlink(path, out->p, sizeof(out->p));

	if (n == -1)
		return errno == EINVAL ? ERR_NOT_FOUND : os_failure();
	if ((size_t)n == sizeof(out->p))
		return ERR_LIMIT;
	out->n = (size_t)n;
	out->p[n] = '\0';
	return OK;
}

enum err
os_make_link(const char *path, const char *target)
{
	return symlink(target, path) == -1 ? os_failure() : OK;
}

enum err
os_make_directory(const char *path, unsigned mode)
{
	return mkdir(path, (mode_t)mode) == -1 ? os_failure() : OK;
}

enum err
os_remove_directory(const char *path)
{
	if (rmdir(path) == 0 || errno == ENOENT)
		return OK;
	return errno == ENOTEMPTY ? ERR_EXISTS : os_failure();
}

bool
os_may_write(const char *path)
{
	return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}
