/* SPDX-License-Identifier: ISC */
/*
 * Looking around in directories. Nothing is followed and nothing is changed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guard/os.h"
#include "os/failure.h"

static enum os_kind
kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return OS_FILE;
	if (S_ISDIR(mode))
		return OS_DIRECTORY;
	return S_ISLNK(mode) ? OS_LINK : OS_DEVICE;
}

enum err
os_status(const char *path, struct os_status *out)
{
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (lstat(path, &st) == -1)
		return errno == ENOENT || errno == ENOTDIR ? OK : os_failure();
	*out = (struct os_status){
		.kind = kind_of(st.st_mode),
		.mode = st.st_mode,
		.uid = st.st_uid,
		.gid = st.st_gid,
		.dev = st.st_dev,
		.ino = st.st_ino,
		.size = (uint64_t)st.st_size,
		.mtime_s = st.st_mtim.tv_sec,
		.mtime_ns = (uint32_t)st.st_mtim.tv_nsec,
		.ctime_s = st.st_ctim.tv_sec,
		.ctime_ns = (uint32_t)st.st_ctim.tv_nsec,
		.mine = st.st_uid == geteuid(),
	};
	return OK;
}

enum err
os_list(const char *path, os_list_fn each, void *ctx)
{
	const struct dirent *entry;
	DIR *d = opendir(path);
	enum err e = OK;

	if (!d)
		return os_failure();
	for (;;) {
		errno = 0;
		/* cppcheck-suppress readdirCalled ; there is but one thread */
		entry = readdir(d);
		if (!entry)
			break;
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if ((e = each(ctx, entry->d_name)))
			break;
	}
	if (!entry && errno)
		e = ERR_IO;
	(void)closedir(d);
	return e;
}

enum err
os_read_part(const char *path, uint64_t offset, void *p, size_t n,
    size_t *out_n)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t got = -1;

	if (fd == -1)
		return os_failure();
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		got = pread(fd, p, n, (off_t)offset);
	(void)close(fd);
	if (got < 0)
		return ERR_IO;
	*out_n = (size_t)got;
	return OK;
}
