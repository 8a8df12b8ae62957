/* SPDX-License-Identifier: ISC */
/*
 * Directories that are one user's alone, and files taken out of them.
 */
#include "guard/os.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.h"

#define OTHERS 077u /* permissions of everybody but the owner */
#define OTHERS_WRITE 022u

static enum err
make_directory(const char *path, mode_t mode, struct stat *out)
{
	if (mkdir(path, mode) == -1 && errno != EEXIST)
		return os_failure();
	if (lstat(path, out) == -1)
		return os_failure();
	return S_ISDIR(out->st_mode) ? OK : ERR_INSECURE;
}

enum err
os_private_directory(const char *path)
{
	struct stat st = {.st_mode = 0};
	enum err e = make_directory(path, 0700, &st);

	if (!e && ((st.st_mode & OTHERS) || st.st_uid != geteuid()))
		return ERR_INSECURE;
	return e;
}

enum err
os_shared_directory(const char *path)
{
	struct stat st = {.st_mode = 0};
	enum err e = make_directory(path, 0755, &st);

	if (!e && ((st.st_mode & OTHERS_WRITE) ||
	              (st.st_uid && st.st_uid != geteuid())))
		return ERR_INSECURE;
	return e;
}

enum err
os_open_directory(const char *path, unsigned mode)
{
	if (mkdir(path, 0700) == -1)
		return errno == EEXIST ? OK : os_failure();
	/* Whatever the umask is. */
	return chmod(path, (mode_t)mode) == -1 ? os_failure() : OK;
}

enum err
os_remove(const char *path)
{
	if (unlink(path) == -1 && errno != ENOENT)
		return os_failure();
	return OK;
}
