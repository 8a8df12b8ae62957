/* SPDX-License-Identifier: ISC */
/*
 * The terminal as a whole screen, and the signals that concern it.
 *
 * Those that end or stop a process are only noted when they come, and take
 * effect in os_event_wait, when the terminal was given back. Those of a crash
 * cannot wait: their handler gives it back by tcsetattr and write, which it may
 * call. The sequences are ECMA-48's and xterm's private modes, which every
 * emulator knows or ignores.
 */
#include "guard/os.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "os/failure.h"

/* The other screen, no cursor, no wrapping of long lines. */
#define ENTER "\033[?1049h\033[?25l\033[?7l\033[H\033[2J"
/* From the last line back to what was there before. */
#define LEAVE "\033[0m\033[999;1H\033[K\033[?7h\033[?25h\033[?1049l"

#define ESC '\033'
#define SEQUENCE_MS 50 /* the rest of an escape sequence, over a slow line */

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int crashing[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
    SIGSYS};

enum { N_ENDING = ARRAY_LEN(ending), N_CRASHING = ARRAY_LEN(crashing) };

static struct {
	struct termios before;
	struct sigaction end[N_ENDING], crash[N_CRASHING], stop, size;
	sigset_t mask;
} saved;

static volatile sig_atomic_t is_open, has_ended, has_stopped, has_size;

static void
give_back(void)
{
	is_open = 0;
	os_write_all(STDOUT_FILENO, SV(LEAVE));
	tcsetattr(STDIN_FILENO, TCSADRAIN, &saved.before);
}

static void
on_end(int number)
{
	has_ended = number;
}

static void
on_stop(int number)
{
	(void)number;
	has_stopped = 1;
}

static void
on_size(int number)
{
	(void)number;
	has_size = 1;
}

/* What crashed does so again when this returns, and now that kills. */
static void
on_crash(int number)
{
	if (is_open)
		give_back();
	signal(number, SIG_DFL);
	if (number == SIGABRT)
		raise(number);
}

static void
listen_to(int number, void (*handler)(int), struct sigaction *before)
{
	struct sigaction act = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	sigemptyset(&act.sa_mask);
	sigaction(number, &act, before);
}

/* The stack itself may be what ran out. */
static void
take_signals(void)
{
	static char memory[1 << 15];
	const stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGTSTP);
	sigaddset(&held, SIGWINCH);
	for (size_t i = 0; i < N_ENDING; i++)
		sigaddset(&held, ending[i]);
	sigprocmask(SIG_BLOCK, &held, &saved.mask);
	for (size_t i = 0; i < N_ENDING; i++)
		listen_to(ending[i], on_end, &saved.end[i]);
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < N_CRASHING; i++)
		listen_to(crashing[i], on_crash, &saved.crash[i]);
	listen_to(SIGTSTP, on_stop, &saved.stop);
	listen_to(SIGWINCH, on_size, &saved.size);
}

static void
release_signals(void)
{
	for (size_t i = 0; i < N_ENDING; i++)
		sigaction(ending[i], &saved.end[i], NULL);
	for (size_t i = 0; i < N_CRASHING; i++)
		sigaction(crashing[i], &saved.crash[i], NULL);
	sigaction(SIGTSTP, &saved.stop, NULL);
	sigaction(SIGWINCH, &saved.size, NULL);
	sigprocmask(SIG_SETMASK, &saved.mask, NULL);
}

/* One key at a time, and none is shown. ^C and ^Z stay what they are. */
static bool
take_terminal(void)
{
	struct termios keys = saved.before;

	keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	keys.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	keys.c_cc[VMIN] = 1;
	keys.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) == -1)
		return false;
	is_open = 1;
	os_write_all(STDOUT_FILENO, SV(ENTER));
	return true;
}

enum err
os_screen_open(void)
{
	if (!isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &saved.before) == -1)
		return ERR_NOT_FOUND;
	take_signals();
	if (take_terminal())
		return OK;
	release_signals();
	return ERR_NOT_FOUND;
}

void
os_screen_close(void)
{
	if (!is_open)
		return;
	give_back();
	release_signals();
}

void
os_screen_size(unsigned *out_rows, unsigned *out_columns)
{
	struct winsize size;

	*out_rows = 24;
	*out_columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || !size.ws_row ||
	    !size.ws_col)
		return;
	*out_rows = size.ws_row;
	*out_columns = size.ws_col;
}

/* As if there had been no handler; comes back from a stop only. */
static void
obey(int number)
{
	os_screen_close();
	raise(number);
}

static bool
obey_signals(void)
{
	bool drawn = true;

	if (has_ended)
		obey(has_ended);
	if (has_stopped) {
		has_stopped = 0;
		obey(SIGTSTP);
		drawn = os_screen_open() != OK;
	}
	if (has_size)
		drawn = false;
	has_size = 0;
	return drawn;
}

/* Whether the sequence that begins at p goes on behind n bytes. */
static bool
goes_on(const char *p, size_t n)
{
	if (n == 1)
		return true;
	if (p[1] == 'O')
		return n < 3;
	return p[1] == '[' && (n == 2 || p[n - 1] < '@' || p[n - 1] > '~');
}

/* False when nobody types any more. */
static bool
take_keys(struct os_keys *out)
{
	struct pollfd more = {.fd = STDIN_FILENO, .events = POLLIN};

	out->n = 0;
	do {
		ssize_t n = read(STDIN_FILENO, out->p + out->n,
		    sizeof(out->p) - out->n);

		if (n <= 0)
			return n == -1 && (errno == EINTR || errno == EAGAIN);
		out->n += (size_t)n;
	} while (out->p[0] == ESC && goes_on(out->p, out->n) &&
	    out->n < sizeof(out->p) && poll(&more, 1, SEQUENCE_MS) == 1);
	return true;
}

enum os_event
os_event_wait(int notice, unsigned milliseconds, struct os_keys *out)
{
	struct pollfd fds[3] = {
	    {.fd = notice, .events = POLLIN},
	    {.fd = is_open ? STDIN_FILENO : -1, .events = POLLIN},
	    {.fd = STDOUT_FILENO}, /* tells of its end without being asked */
	};
	const struct timespec time = {.tv_sec = milliseconds / 1000,
	    .tv_nsec = (long)(milliseconds % 1000) * 1000000};
	int n;

	out->n = 0;
	n = ppoll(fds, 3, &time, is_open ? &saved.mask : NULL);
	if (is_open && !obey_signals())
		return OS_EVENT_SCREEN;
	if (n <= 0)
		return OS_EVENT_TIME;
	if (fds[2].revents & (POLLERR | POLLHUP | POLLNVAL))
		return OS_EVENT_GONE;
	if (fds[1].revents)
		return take_keys(out) ? OS_EVENT_KEYS : OS_EVENT_GONE;
	return OS_EVENT_NOTICE;
}

void
os_interrupts_break(bool on)
{
	static struct sigaction before;

	if (on)
		listen_to(SIGINT, on_size, &before);
	else
		sigaction(SIGINT, &before, NULL);
}

void
os_forget_typed(void)
{
	tcflush(STDIN_FILENO, TCIFLUSH);
}
