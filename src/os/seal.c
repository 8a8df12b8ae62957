/* SPDX-License-Identifier: ISC */
/*
 * Puts the seal back on a policy image whose content was verified whole, for
 * example after a copy that did not keep its time.
 */
#include "guard/os.h"

#include <sys/stat.h>

#include <errno.h>

enum err
os_image_seal(const struct os_image *image, uint32_t mtime_ns)
{
	struct timespec times[2];
	struct stat st;

	if (fstat(image->fd, &st) != 0)
		return ERR_IO;
	if ((uint64_t)st.st_mtim.tv_nsec != image->mtime_ns)
		return ERR_IO;
	times[0].tv_sec = 0;
	times[0].tv_nsec = UTIME_OMIT;
	times[1].tv_sec = st.st_mtim.tv_sec;
	times[1].tv_nsec = (long)mtime_ns;
	if (futimens(image->fd, times) != 0)
		return errno == EPERM || errno == EACCES ? ERR_ACCESS : ERR_IO;
	return OK;
}
