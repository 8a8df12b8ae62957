/* SPDX-License-Identifier: ISC */
/*
 * Plays a person at a terminal: starts a program on a pseudo terminal, and does
 * what the lines on standard input say.
 *
 *   pty PROGRAM [ARGUMENT…]
 *
 *   see TEXT        waits until TEXT was printed, behind what was seen before
 *   type TEXT       types it; \r, \n, \e, \xHH
 *   echo on|off     waits until the terminal shows what is typed, or does not
 *   lines on|off    … until it gives lines, or single keys
 *   size ROWS COLS  changes the size
 *   signal NUMBER   sends a signal to the program
 *   stops           waits until the program is stopped
 *   ends STATUS     waits until it has ended with this status (128 + a signal)
 *
 * What takes longer than ten seconds has failed: what was printed is shown, and
 * the exit status is 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { SEEN_MAX = 1 << 20, PATIENCE_MS = 10000, NAP_MS = 20 };

static char seen[SEEN_MAX + 1];
static size_t n_seen, from;
static int terminal;
static pid_t child;
static int status;
static bool ended;

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads what was printed within a moment. */
static void
listen_a_while(void)
{
	struct pollfd fd = {.fd = terminal, .events = POLLIN};

	if (poll(&fd, 1, NAP_MS) == 1 && n_seen < SEEN_MAX) {
		ssize_t n = read(terminal, seen + n_seen, SEEN_MAX - n_seen);

		if (n > 0)
			n_seen += (size_t)n;
		else
			usleep(NAP_MS * 1000); /* its other end is closed */
	}
	seen[n_seen] = '\0';
}

static bool
has_printed(const char *text)
{
	const char *at = memmem(seen + from, n_seen - from, text, strlen(text));

	if (!at)
		return false;
	from = (size_t)(at - seen) + strlen(text);
	return true;
}

static bool
has_flag(tcflag_t flag, const char *word)
{
	struct termios t;

	return tcgetattr(terminal, &t) == 0 &&
	    !!(t.c_lflag & flag) == (strcmp(word, "on") == 0);
}

static bool
has_stopped(void)
{
	int s;

	return waitpid(child, &s, WNOHANG | WUNTRACED) == child &&
	    WIFSTOPPED(s);
}

static bool
has_ended_with(const char *text)
{
	int s;

	if (!ended && waitpid(child, &s, WNOHANG) == child) {
		ended = true;
		status = WIFSIGNALED(s) ? 128 + WTERMSIG(s) : WEXITSTATUS(s);
	}
	return ended && status == atoi(text);
}

static void
type(const char *text)
{
	for (; *text; text++) {
		char c = *text;
		unsigned value;

		if (c == '\\' && text[1]) {
			c = *++text;
			if (c == 'x' && sscanf(text + 1, "%2x", &value) == 1) {
				c = (char)value;
				text += 2;
			} else {
				c = c == 'r' ? '\r' : c == 'n' ? '\n'
				    : c == 'e' ? '\033' : c;
			}
		}
		if (write(terminal, &c, 1) != 1)
			return;
	}
}

/* Whether what the line waits for is so. Others do something at once. */
static bool
is_done(const char *word, const char *rest)
{
	if (strcmp(word, "see") == 0)
		return has_printed(rest);
	if (strcmp(word, "echo") == 0)
		return has_flag(ECHO, rest);
	if (strcmp(word, "lines") == 0)
		return has_flag(ICANON, rest);
	if (strcmp(word, "stops") == 0)
		return has_stopped();
	if (strcmp(word, "ends") == 0)
		return has_ended_with(rest);
	if (strcmp(word, "type") == 0) {
		type(rest);
	} else if (strcmp(word, "signal") == 0) {
		kill(child, atoi(rest));
	} else if (strcmp(word, "size") == 0) {
		struct winsize size = {0};

		sscanf(rest, "%hu %hu", &size.ws_row, &size.ws_col);
		ioctl(terminal, TIOCSWINSZ, &size);
	} else {
		fprintf(stderr, "pty: '%s' is no word of mine\n", word);
		exit(2);
	}
	return true;
}

static void
start(char **argv)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};

	terminal = posix_openpt(O_RDWR | O_NOCTTY);
	if (terminal == -1 || grantpt(terminal) || unlockpt(terminal))
		exit(2);
	ioctl(terminal, TIOCSWINSZ, &size);
	child = fork();
	if (child == 0) {
		int fd;

		setsid();
		fd = open(ptsname(terminal), O_RDWR);
		ioctl(fd, TIOCSCTTY, 0);
		for (int i = 0; i < 3; i++)
			dup2(fd, i);
		execvp(argv[0], argv);
		_exit(127);
	}
}

int
main(int argc, char **argv)
{
	char line[4096];

	if (argc < 2)
		return 2;
	start(argv + 1);
	while (fgets(line, sizeof(line), stdin)) {
		char *rest = line + strcspn(line, " \n");
		long until = now_ms() + PATIENCE_MS;

		line[strcspn(line, "\n")] = '\0';
		if (*rest)
			*rest++ = '\0';
		if (!line[0])
			continue;
		while (!is_done(line, rest)) {
			if (now_ms() > until) {
				fprintf(stderr, "pty: not so: %s %s\n%s\n",
				    line, rest, seen);
				kill(child, SIGKILL);
				return 1;
			}
			listen_a_while();
		}
		listen_a_while();
	}
	kill(child, SIGKILL);
	return 0;
}
