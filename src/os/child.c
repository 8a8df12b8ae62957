/* SPDX-License-Identifier: ISC */
/*
 * Other programs: run and waited for, or started and left alone.
 */
#include "guard/os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/failure.h"

#define SIGNALLED 128
#define TIMED_OUT 124
#define NS_PER_MS 1000000u
#define INPUT_MAX 60000u /* fits into a pipe that nobody reads yet */

/* The ends of the pipes that the parent keeps. */
struct ends {
	int input;  /* to write */
	int output; /* to read, -1: none */
};

/* In the child: puts the descriptors in place and becomes the program. */
static void
become(const struct os_child *c, int input, int output)
{
	int nowhere;

	if (c->directory && chdir(c->directory))
		_exit(127);
	if (c->apart)
		setsid();
	dup2(input, STDIN_FILENO);
	if (output != -1)
		dup2(output, STDOUT_FILENO);
	if (output != -1 && c->both)
		dup2(output, STDERR_FILENO);
	if (c->quiet) {
		nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (nowhere == -1)
			_exit(127);
		dup2(nowhere, STDERR_FILENO);
	}
	execve(c->path, c->argv, c->envp);
	_exit(127);
}

/* Feeds what is left of the input; closes the pipe behind it. */
static void
feed(struct ends *ends, struct sv *input)
{
	ssize_t n = input->n ? write(ends->input, input->p, input->n) : 0;

	if (n > 0)
		*input = sv_skip(*input, (size_t)n);
	if (input->n && (n > 0 || errno == EAGAIN || errno == EINTR))
		return;
	os_close(&ends->input);
	ends->input = -1;
}

static bool
drain(struct ends *ends, const struct os_child *c, size_t *n)
{
	char surplus[4096];
	bool room = *n < c->cap;
	ssize_t got = room ? read(ends->output, c->out + *n, c->cap - *n)
	                   : read(ends->output, surplus, sizeof(surplus));

	if (got == -1 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (got > 0 && room)
		*n += (size_t)got;
	return got > 0;
}

/* Until the output ends, or the input when there is no output. False when the
 * time was up before. */
static bool
talk(struct ends *ends, const struct os_child *c, uint64_t until, size_t *n)
{
	struct sv input = c->input;

	while (ends->input != -1 || ends->output != -1) {
		struct pollfd fds[2] = {
		    {.fd = ends->input, .events = POLLOUT},
		    {.fd = ends->output, .events = POLLIN},
		};
		uint64_t now = os_wall_clock_ns();

		if (until && now >= until)
			return false;
		if (poll(fds, 2, until
		        ? (int)((until - now) / NS_PER_MS) + 1 : -1) == -1 &&
		    errno != EINTR)
			return false;
		if (fds[0].revents)
			feed(ends, &input);
		if (fds[1].revents && !drain(ends, c, n)) {
			os_close(&ends->output);
			ends->output = -1;
		}
	}
	return true;
}

/* Waits for the child; with until, not longer. */
static bool
reap(pid_t pid, uint64_t until, int *out_status)
{
	for (;;) {
		int status;
		pid_t done = waitpid(pid, &status, until ? WNOHANG : 0);

		if (done == pid) {
			*out_status = WIFSIGNALED(status)
			    ? SIGNALLED + WTERMSIG(status)
			    : WEXITSTATUS(status);
			return true;
		}
		if (done == -1 && errno != EINTR)
			return false;
		if (until && os_wall_clock_ns() >= until)
			return false;
		if (until)
			poll(NULL, 0, 5);
	}
}

static enum err
open_pipes(const struct os_child *c, int in[2], int out[2])
{
	if (pipe2(in, O_CLOEXEC) == -1)
		return ERR_IO;
	if (c->out && pipe2(out, O_CLOEXEC) == -1) {
		os_close(&in[0]);
		os_close(&in[1]);
		return ERR_IO;
	}
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	return OK;
}

enum err
os_run(const struct os_child *c, size_t *out_n, int *out_status)
{
	uint64_t until = c->milliseconds
	    ? os_wall_clock_ns() + (uint64_t)c->milliseconds * NS_PER_MS : 0;
	int in[2], out[2] = {-1, -1};
	void (*before)(int);
	struct ends ends;
	bool done;
	pid_t pid;

	*out_n = 0;
	if (open_pipes(c, in, out))
		return ERR_IO;
	pid = fork();
	if (pid == 0)
		become(c, in[0], out[1]);
	os_close(&in[0]);
	os_close(&out[1]);
	ends = (struct ends){in[1], out[0]};
	/* A program that does not read its input is no reason to die. */
	before = signal(SIGPIPE, SIG_IGN);
	done = pid > 0 && talk(&ends, c, until, out_n) &&
	    reap(pid, until, out_status);
	signal(SIGPIPE, before);
	os_close(&ends.input);
	os_close(&ends.output);
	if (pid > 0 && !done) {
		/* What it started as well. */
		if (c->apart)
			kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		(void)reap(pid, 0, out_status);
		*out_status = TIMED_OUT;
	}
	return pid > 0 ? OK : ERR_IO;
}

/* Away from the terminal and the process group of whoever asked. */
static void
start_apart(const struct os_child *c, int input)
{
	int nowhere;
	pid_t pid;

	setsid();
	pid = fork();
	if (pid != 0)
		_exit(pid > 0 ? 0 : 1);
	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nowhere == -1)
		_exit(127);
	dup2(nowhere, STDERR_FILENO);
	become(c, input, nowhere);
}

enum err
os_start(const struct os_child *c)
{
	int in[2], status = 1;
	void (*before)(int);
	ssize_t n;
	pid_t pid;

	if (c->input.n > INPUT_MAX)
		return ERR_LIMIT;
	if (pipe2(in, O_CLOEXEC) == -1)
		return ERR_IO;
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	pid = fork();
	if (pid == 0)
		start_apart(c, in[0]);
	before = signal(SIGPIPE, SIG_IGN);
	n = write(in[1], c->input.p, c->input.n);
	signal(SIGPIPE, before);
	os_close(&in[0]);
	os_close(&in[1]);
	if (pid <= 0 || !reap(pid, 0, &status) || status ||
	    n != (ssize_t)c->input.n)
		return ERR_IO;
	return OK;
}
