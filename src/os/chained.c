/* SPDX-License-Identifier: ISC */
/*
 * The log for those who read it before they write: one at a time, by a lock
 * that the kernel takes back when its holder dies.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat2; nothing else of it */
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "os/failure.h"

#define TRIES 400         /* for the lock, … */
#define NAP_NS 5000000L   /* … this long apart: two seconds in all */

static enum err
take_lock(int fd)
{
	const struct timespec nap = {.tv_nsec = NAP_NS};
	struct stat st;

	if (fstat(fd, &st) == -1)
		return ERR_IO;
	/* Its owner could hold it for ever. */
	if (st.st_uid != geteuid())
		return ERR_ACCESS;
	for (int i = 0; i < TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return OK;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return ERR_IO;
		nanosleep(&nap, NULL);
	}
	return ERR_LIMIT;
}

static enum err
open_file(struct os_log *log)
{
	struct stat st;

	log->fd = os_open(log->path.p, O_RDWR | O_APPEND | O_CREAT |
	    O_NOFOLLOW | O_NONBLOCK, 0600);
	if (log->fd == -1)
		return errno == ELOOP ? ERR_INSECURE : os_failure();
	if (fstat(log->fd, &st) == -1)
		return ERR_IO;
	if (!S_ISREG(st.st_mode))
		return ERR_INSECURE;
	/* Whoever owns it could change what is written there. */
	if (st.st_uid != geteuid())
		return ERR_ACCESS;
	log->size = (uint64_t)st.st_size;
	return OK;
}

/* The lock is a file of its own, since the log may be renamed. */
static enum err
open_at(struct os_log *log)
{
	struct os_path lock;
	enum err e;

	if (log->path.n + 6 > sizeof(lock.p))
		return ERR_LIMIT;
	memcpy(lock.p, log->path.p, log->path.n);
	memcpy(lock.p + log->path.n, ".lock", 6);
	log->lock = os_open(lock.p, O_RDWR | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK, 0600);
	if (log->lock == -1)
		return errno == ELOOP ? ERR_INSECURE : os_failure();
	if (!(e = take_lock(log->lock)))
		e = open_file(log);
	if (e)
		os_log_close(log);
	return e;
}

/* The file of this name in the log's directory. */
static enum err
beside(const struct os_log *log, const char *name, struct os_path *out)
{
	struct sv path = {log->path.p, log->path.n};
	struct os_path dir = log->path;

	dir.n -= sv_basename(path).n + 1;
	dir.p[dir.n] = '\0';
	return os_join(&dir, name, out);
}

enum err
os_log_open(const struct os_path *prefix, struct os_log *out)
{
	enum err e;

	*out = (struct os_log){.fd = -1, .lock = -1};
	if ((e = os_prefix_join(prefix, "var/guard/audit.jsonl", &out->path)))
		return e;
	e = open_at(out);
	if (e != ERR_ACCESS)
		return e;
	e = os_own_log(prefix, &out->path);
	return e ? e : open_at(out);
}

enum err
os_log_open_aside(const struct os_log *log, const char *aside,
    struct os_log *out)
{
	struct stat st;
	enum err e;

	*out = (struct os_log){.fd = -1, .lock = -1, .path = log->path};
	if ((e = beside(log, aside, &out->path)))
		return e;
	out->fd = os_open(out->path.p, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
	if (out->fd == -1)
		return errno == ELOOP ? ERR_INSECURE : os_failure();
	if (fstat(out->fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		os_log_close(out);
		return ERR_IO;
	}
	out->size = (uint64_t)st.st_size;
	return OK;
}

enum err
os_log_append(const struct os_log *log, struct sv text)
{
	ssize_t n;

	do {
		n = write(log->fd, text.p, text.n);
	} while (n == -1 && errno == EINTR);
	if (n < 0 || (size_t)n != text.n)
		return ERR_IO;
	return fdatasync(log->fd) == -1 ? ERR_IO : OK;
}

enum err
os_log_rotate(struct os_log *log, const char *aside)
{
	struct os_path target;
	enum err e = beside(log, aside, &target);

	if (e)
		return e;
	if (renameat2(AT_FDCWD, log->path.p, AT_FDCWD, target.p,
	        RENAME_NOREPLACE) == -1)
		return os_failure();
	os_close(&log->fd);
	return open_file(log);
}

void
os_log_close(struct os_log *log)
{
	os_close(&log->fd);
	os_close(&log->lock);
	log->fd = log->lock = -1;
}
