/* SPDX-License-Identifier: ISC */
/*
 * Open files of somebody else's: what they are and what is left of them,
 * without moving in them.
 */
#include "guard/os.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NULL_MAJOR 1u /* of /dev/null, as devices.txt of Linux has it */
#define NULL_MINOR 3u

enum err
os_read_at(int fd, uint64_t offset, void *p, size_t n, size_t *out_n)
{
	ssize_t got;

	do {
		got = pread(fd, p, n, (off_t)offset);
	} while (got == -1 && errno == EINTR);
	if (got == -1)
		return ERR_IO;
	*out_n = (size_t)got;
	return OK;
}

static bool
is_null_device(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && major(st->st_rdev) == NULL_MAJOR &&
	    minor(st->st_rdev) == NULL_MINOR;
}

enum err
os_stream(int fd, enum os_stream *out_kind, struct os_status *out,
    uint64_t *out_offset)
{
	struct stat st;
	off_t at;

	if (fstat(fd, &st) == -1) {
		*out_kind = OS_STREAM_NONE;
		return errno == EBADF ? OK : ERR_IO;
	}
	if (!S_ISREG(st.st_mode)) {
		*out_kind = is_null_device(&st) ? OS_STREAM_NONE
		    : isatty(fd) ? OS_STREAM_TERMINAL : OS_STREAM_OTHER;
		return OK;
	}
	if ((at = lseek(fd, 0, SEEK_CUR)) == -1)
		return ERR_IO;
	*out_kind = OS_STREAM_FILE;
	*out = (struct os_status){.kind = OS_FILE, .dev = st.st_dev,
	    .ino = st.st_ino, .size = (uint64_t)st.st_size,
	    .mtime_s = st.st_mtim.tv_sec, .ctime_s = st.st_ctim.tv_sec,
	    .mtime_ns = (uint32_t)st.st_mtim.tv_nsec,
	    .ctime_ns = (uint32_t)st.st_ctim.tv_nsec};
	*out_offset = (uint64_t)at;
	return OK;
}

enum err
os_read_rest(int fd, char *p, size_t cap, size_t *out_n)
{
	struct os_status s;
	enum os_stream kind;
	uint64_t at;
	size_t n = 0, got;

	if (os_stream(fd, &kind, &s, &at) || kind != OS_STREAM_FILE)
		return ERR_NOT_FOUND;
	if (s.size > at && s.size - at > cap)
		return ERR_LIMIT;
	while (n < cap) {
		if (os_read_at(fd, at + n, p + n, cap - n, &got))
			return ERR_NOT_FOUND;
		if (!got)
			break;
		n += got;
	}
	*out_n = n;
	return OK;
}
