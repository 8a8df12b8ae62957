/* SPDX-License-Identifier: ISC */
/*
 * Replacing a file so that every reader sees the old one or the new one,
 * whole, also after a crash.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat; nothing else of it */
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "os/failure.h"

#define MODE_BITS 07777u
#define TEMP_NAME ".guard-XXXXXXXXXXXXXXXX"
#define TEMP_RANDOM 16u /* X in it */

/* Names are not to be foreseen, or somebody could keep one occupied. */
static enum err
make_name(char name[sizeof(TEMP_NAME)])
{
	unsigned char noise[TEMP_RANDOM];

	if (getrandom(noise, sizeof(noise), 0) != (ssize_t)sizeof(noise))
		return ERR_IO;
	memcpy(name, TEMP_NAME, sizeof(TEMP_NAME));
	for (size_t i = 0; i < sizeof(noise); i++) {
		name[sizeof(TEMP_NAME) - 2 - i] =
		    (char)('a' + (noise[i] & 15));
	}
	return OK;
}

static enum err
open_directory(struct sv path, int *out)
{
	struct os_path dir = {.n = path.n - sv_basename(path).n};

	if (path.n >= sizeof(dir.p))
		return ERR_LIMIT;
	if (dir.n == 0) {
		memcpy(dir.p, ".", 2);
	} else {
		memcpy(dir.p, path.p, dir.n);
		dir.p[dir.n] = '\0';
	}
	*out = open(dir.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *out == -1 ? os_failure() : OK;
}

static enum err
write_whole(int fd, const unsigned char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);

		if (put == -1 && errno == EINTR)
			continue;
		if (put <= 0)
			return ERR_IO;
		p += put;
		n -= (size_t)put;
	}
	return OK;
}

/* What the new file is to be, apart from its name. */
struct content {
	const unsigned char *p;
	size_t n;
	mode_t mode;
	long mtime_ns;
};

static enum err
write_temp(int dir, const char *name, const struct content *c)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}};
	scoped_fd fd = openat(dir, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum err e;

	if (fd == -1)
		return os_failure();
	e = write_whole(fd, c->p, c->n);
	if (e != OK)
		return e;
	times[1].tv_sec = (time_t)(os_wall_clock_ns() / 1000000000u);
	times[1].tv_nsec = c->mtime_ns;
	if (fchmod(fd, c->mode) == -1 || futimens(fd, times) == -1 ||
	    fsync(fd) == -1)
		return ERR_IO;
	return OK;
}

/* Gives the temporary file its name, over what has it or not at all. */
static enum err
put_in_place(int dir, const char *temp, const char *name, bool over)
{
	if (over)
		return renameat(dir, temp, dir, name) == -1 ? os_failure() : OK;
	if (linkat(dir, temp, dir, name, 0) == -1)
		return os_failure();
	unlinkat(dir, temp, 0);
	return OK;
}

static enum err
write_whole_file(const char *path, const struct content *c, bool over)
{
	struct sv base = sv_basename(sv_from(path));
	scoped_fd dir = -1;
	char name[sizeof(TEMP_NAME)];
	enum err e;

	if (base.n == 0 || c->mtime_ns > 999999999)
		return ERR_USAGE;
	e = open_directory(sv_from(path), &dir);
	if (e == OK)
		e = make_name(name);
	if (e != OK)
		return e;
	e = write_temp(dir, name, c);
	if (e == OK)
		e = put_in_place(dir, name, base.p, over);
	if (e != OK) {
		int saved = errno;

		/* Not there if it could not even be made; no matter. */
		unlinkat(dir, name, 0);
		errno = saved;
		return e;
	}
	/* From here on the new file is in its place, synced or not. */
	return fsync(dir) == -1 ? ERR_IO : OK;
}

enum err
os_replace_file(const char *path, const void *p, size_t n, unsigned mode,
    uint32_t mtime_ns)
{
	struct content c = {p, n, (mode_t)(mode & MODE_BITS), (long)mtime_ns};

	return write_whole_file(path, &c, true);
}

enum err
os_create_file(const char *path, const void *p, size_t n, unsigned mode)
{
	struct content c = {p, n, (mode_t)(mode & MODE_BITS), 0};

	return write_whole_file(path, &c, false);
}

enum err
os_link(const char *path, const char *name)
{
	scoped_fd dir = -1;
	enum err e = open_directory(sv_from(name), &dir);

	if (e)
		return e;
	if (linkat(AT_FDCWD, path, AT_FDCWD, name, 0) == -1)
		return os_failure();
	return fsync(dir) == -1 ? ERR_IO : OK;
}
