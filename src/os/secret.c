/* SPDX-License-Identifier: ISC */
/*
 * What must not be seen: a passphrase as it is typed, a key in memory.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include "os/failure.h"

enum err
os_hide_memory(void)
{
	const struct rlimit none = {0, 0};

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1 ||
	    setrlimit(RLIMIT_CORE, &none) == -1)
		return ERR_ACCESS;
	return OK;
}

/* Byte by byte: what stands behind the line belongs to somebody else. */
static enum err
read_line(int fd, char *p, size_t cap, size_t *out_n)
{
	size_t n = 0;

	for (;;) {
		char c;
		ssize_t got = read(fd, &c, 1);

		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return ERR_IO;
		if (got == 0 && n == 0)
			return ERR_NOT_FOUND;
		if (got == 0 || c == '\n')
			break;
		if (n == cap)
			return ERR_LIMIT;
		p[n++] = c;
	}
	*out_n = n;
	return OK;
}

/* Signals that would leave the terminal without its echo wait meanwhile. */
static enum err
read_unseen(int fd, char *p, size_t cap, size_t *out_n)
{
	struct termios seen, unseen;
	sigset_t stops, before;
	enum err e;

	if (tcgetattr(fd, &seen) == -1)
		return ERR_IO;
	sigemptyset(&stops);
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGHUP);
	sigaddset(&stops, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stops, &before);
	unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	unseen.c_lflag |= ECHONL | ICANON;
	e = tcsetattr(fd, TCSAFLUSH, &unseen) == -1 ? ERR_IO : OK;
	if (!e)
		e = read_line(fd, p, cap, out_n);
	tcsetattr(fd, TCSAFLUSH, &seen);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return e;
}

enum err
os_read_secret(const char *prompt, bool from_input, char *p, size_t cap,
    size_t *out_n)
{
	scoped_fd fd = -1;

	if (from_input)
		return read_line(STDIN_FILENO, p, cap, out_n);
	fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		return ERR_NOT_FOUND;
	os_write_all(fd, sv_from(prompt));
	return read_unseen(fd, p, cap, out_n);
}
