/* SPDX-License-Identifier: ISC */
/*
 * A file that is looked at now and used later. While it is held open its inode
 * can go to no other file; a write moves its change time, which only root can
 * set.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "os/failure.h"

enum err
os_hold(const char *path, struct os_held *out)
{
	struct stat st;

	/* A program may be executed that may not be read. */
	out->fd = os_open(path, O_PATH, 0);
	if (out->fd == -1)
		return os_failure();
	if (fstat(out->fd, &st) == -1) {
		os_close(&out->fd);
		out->fd = -1;
		return ERR_IO;
	}
	out->size = (uint64_t)st.st_size;
	out->changed_s = st.st_ctim.tv_sec;
	out->changed_ns = (uint32_t)st.st_ctim.tv_nsec;
	return OK;
}

enum err
os_held_is(const struct os_held *held, const char *path)
{
	struct stat now, here;

	if (fstat(held->fd, &now) == -1 || stat(path, &here) == -1)
		return os_failure();
	return now.st_dev == here.st_dev && now.st_ino == here.st_ino &&
	    (uint64_t)here.st_size == held->size &&
	    here.st_ctim.tv_sec == held->changed_s &&
	    (uint32_t)here.st_ctim.tv_nsec == held->changed_ns
	    ? OK : ERR_CORRUPT;
}
