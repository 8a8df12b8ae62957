/* SPDX-License-Identifier: ISC */
/*
 * The policy image as a file. Who may have written it is all that vouches for
 * it at run time, so owner and mode are checked on the open descriptor, never
 * on the name.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/failure.h"

/* Root comes first and costs nothing; guard's own owner is asked for last. */
static bool
is_trusted_owner(uid_t uid)
{
	struct stat self;

	if (uid == 0 || uid == geteuid())
		return true;
	return stat("/proc/self/exe", &self) == 0 && uid == self.st_uid;
}

enum err
os_image_open(const struct os_path *path, struct os_image *out)
{
	/* Without O_NONBLOCK a FIFO in its place would hang every tool. */
	int fd = os_open(path->p, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
	struct stat st;
	enum err e = OK;

	if (fd == -1)
		return errno == ELOOP ? ERR_INSECURE : os_failure();
	if (fstat(fd, &st) == -1)
		e = ERR_IO;
	else if (!S_ISREG(st.st_mode) || (st.st_mode & 022) != 0 ||
	    !is_trusted_owner(st.st_uid))
		e = ERR_INSECURE;
	if (e != OK) {
		os_close(&fd);
		return e;
	}
	out->fd = fd;
	out->size = (uint64_t)st.st_size;
	out->mtime_ns = (uint32_t)st.st_mtim.tv_nsec;
	return OK;
}

enum err
os_image_read(void *ctx, uint64_t offset, void *p, size_t n)
{
	const struct os_image *image = ctx;
	unsigned char *to = p;

	if (offset > image->size || n > image->size - offset)
		return ERR_IO;
	while (n > 0) {
		ssize_t got = pread(image->fd, to, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return ERR_IO;
		to += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return OK;
}
