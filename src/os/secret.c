/* SPDX-License-Identifier: ISC */
/*
 * What must not be seen: a passphrase as it is typed, a key in memory.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

static const int breaking[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

enum { N_BREAKING = ARRAY_LEN(breaking) };

static volatile sig_atomic_t broken_by;

static void
on_break(int number)
{
	broken_by = number;
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

/* Until a line was typed, or a signal came: they come here and nowhere else. */
static enum err
wait_for_line(int fd, const sigset_t *open)
{
	struct pollfd line = {.fd = fd, .events = POLLIN};

	while (ppoll(&line, 1, NULL, open) != 1)
		if (errno != EINTR || broken_by)
			return ERR_ACCESS;
	return OK;
}

/* Signals that would leave the terminal without its echo break off the reading
 * and take effect when it is back. */
static enum err
read_unseen(int fd, char *p, size_t cap, size_t *out_n)
{
	struct sigaction before[N_BREAKING], act = {.sa_handler = on_break};
	struct termios seen, unseen;
	sigset_t held, open;
	enum err e;

	if (tcgetattr(fd, &seen) == -1)
		return ERR_IO;
	broken_by = 0;
	sigemptyset(&held);
	for (size_t i = 0; i < N_BREAKING; i++)
		sigaddset(&held, breaking[i]);
	sigprocmask(SIG_BLOCK, &held, &open);
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < N_BREAKING; i++)
		sigaction(breaking[i], &act, &before[i]);
	unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	unseen.c_lflag |= ECHONL | ICANON | ISIG;
	e = tcsetattr(fd, TCSAFLUSH, &unseen) == -1 ? ERR_IO : OK;
	if (!e)
		e = wait_for_line(fd, &open);
	if (!e)
		e = read_line(fd, p, cap, out_n);
	tcsetattr(fd, TCSAFLUSH, &seen);
	for (size_t i = 0; i < N_BREAKING; i++)
		sigaction(breaking[i], &before[i], NULL);
	sigprocmask(SIG_SETMASK, &open, NULL);
	return e;
}

/* Asks anew when this process comes back from a stop. */
static enum err
ask_unseen(int fd, const char *prompt, char *p, size_t cap, size_t *out_n)
{
	enum err e;

	do {
		os_write_all(fd, sv_from(prompt));
		e = read_unseen(fd, p, cap, out_n);
		if (!broken_by)
			return e;
		os_write_all(fd, SV("\n"));
		raise(broken_by);
	} while (broken_by == SIGTSTP);
	return ERR_ACCESS;
}

enum err
os_read_secret(const char *prompt, bool from_input, char *p, size_t cap,
    size_t *out_n)
{
	scoped_fd fd = -1;

	broken_by = 0;
	if (from_input)
		return read_line(STDIN_FILENO, p, cap, out_n);
	fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		return ERR_NOT_FOUND;
	return ask_unseen(fd, prompt, p, cap, out_n);
}
