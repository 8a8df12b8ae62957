/* SPDX-License-Identifier: ISC */
/*
 * What is left of an open file, without moving in it.
 */
#include "guard/os.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
os_read_rest(int fd, char *p, size_t cap, size_t *out_n)
{
	struct stat st;
	off_t at;
	size_t n = 0;
	ssize_t got;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (at = lseek(fd, 0, SEEK_CUR)) == -1)
		return ERR_NOT_FOUND;
	if (st.st_size - at > (off_t)cap)
		return ERR_LIMIT;
	while (n < cap) {
		got = pread(fd, p + n, cap - n, at + (off_t)n);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return ERR_NOT_FOUND;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out_n = n;
	return OK;
}
