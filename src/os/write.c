/* SPDX-License-Identifier: ISC */
/*
 * Bytes out: a line of the log, a text for a person.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "os/failure.h"

#define PATIENCE_MS 1000

/* The same file under a higher number. */
static int
above_standard(int fd)
{
	int higher = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	os_close(&fd);
	return higher;
}

enum err
os_append_line(const char *path, struct sv line)
{
	/* O_NONBLOCK: a FIFO instead of the log is an error, not a wait. */
	int fd = os_open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK, 0600);
	ssize_t n;

	if (fd == -1)
		return errno == ELOOP ? ERR_IO : os_failure();
	/* In a process without a standard error a text must not get here. */
	if (fd <= STDERR_FILENO && (fd = above_standard(fd)) == -1)
		return ERR_IO;
	do {
		n = write(fd, line.p, line.n);
	} while (n == -1 && errno == EINTR);
	/*
	 * After success the process is about to become the tool, which closes
	 * the descriptor for us and saves a call on the way to every allow.
	 */
	if (n >= 0 && (size_t)n == line.n)
		return OK;
	os_close(&fd);
	return ERR_IO;
}

/* Whether writing to fd may be tried again after the error in errno. */
static bool
may_retry(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLOUT};

	if (errno == EINTR)
		return true;
	/* Parents written in JavaScript hand down pipes that do not block. */
	return errno == EAGAIN && poll(&ready, 1, PATIENCE_MS) == 1;
}

void
os_write_all(int fd, struct sv text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.p, text.n);

		if (n > 0)
			text = sv_skip(text, (size_t)n);
		else if (n == 0 || !may_retry(fd))
			return;
	}
}
