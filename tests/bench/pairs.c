/* SPDX-License-Identifier: ISC */
/*
 * Times two programs against each other: started in turns with the same
 * arguments, the first to start changing, so that whatever else the machine
 * does meets both. Prints the medians in microseconds, the median of the
 * ratios of the pairs and the range of their middle half:
 *
 *   pairs ROUNDS STATUS_A FILE_A STATUS_B FILE_B ARGV0 [ARG…]
 *   -> "A B RATIO LOW HIGH"
 *
 * A run that ends with another status than the one named ends the measuring.
 * Standard input is the file PAIRS_INPUT, each time from its beginning, or
 * nothing.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 100000 };

extern char **environ;

struct side {
	const char *file;
	int status;
	double *times; /* us */
};

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* From before the fork to after the wait: what a caller sees. */
static double
run_once(const struct side *side, char **argv)
{
	int status = 0;
	double start, end;
	pid_t pid;

	(void)lseek(0, 0, SEEK_SET);
	start = now_us();
	pid = vfork();
	if (pid == 0) {
		execve(side->file, argv, environ);
		_exit(126);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		perror("vfork");
		exit(2);
	}
	end = now_us();
	if (!WIFEXITED(status) || WEXITSTATUS(status) != side->status) {
		fprintf(stderr, "%s: status %#x\n", side->file,
		    (unsigned)status);
		exit(1);
	}
	return end - start;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
quantile(double *values, int n, double q)
{
	qsort(values, (size_t)n, sizeof(*values), by_value);
	return values[(int)(q * (double)(n - 1))];
}

/* One processor, so that moving between them is no part of the figures; no
 * output of what runs. */
static void
settle(void)
{
	cpu_set_t one;
	const char *input = getenv("PAIRS_INPUT");
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int in = input ? open(input, O_RDONLY | O_CLOEXEC) : null;

	CPU_ZERO(&one);
	CPU_SET((unsigned)sched_getcpu(), &one);
	(void)sched_setaffinity(0, sizeof(one), &one);
	(void)setpriority(PRIO_PROCESS, 0, -10);
	if (null < 0 || in < 0 || dup2(in, 0) < 0 || dup2(null, 2) < 0)
		exit(2);
}

int
main(int argc, char **argv)
{
	struct side a, b;
	double *ratios;
	int rounds, out;

	if (argc < 7)
		return 2;
	rounds = atoi(argv[1]);
	if (rounds < 1 || rounds > ROUNDS_MAX)
		return 2;
	a = (struct side){argv[3], atoi(argv[2]),
	    calloc((size_t)rounds, sizeof(double))};
	b = (struct side){argv[5], atoi(argv[4]),
	    calloc((size_t)rounds, sizeof(double))};
	ratios = calloc((size_t)rounds, sizeof(*ratios));
	if (!a.times || !b.times || !ratios)
		return 2;
	settle();
	out = fcntl(1, F_DUPFD_CLOEXEC, 3);
	if (out < 0 || dup2(2, 1) < 0)
		return 2;
	for (int i = -20; i < rounds; i++) {
		int slot = i < 0 ? 0 : i; /* the first 20 only warm up */

		if (i % 2)
			b.times[slot] = run_once(&b, argv + 6);
		a.times[slot] = run_once(&a, argv + 6);
		if (i % 2 == 0)
			b.times[slot] = run_once(&b, argv + 6);
		ratios[slot] = b.times[slot] / a.times[slot];
	}
	dprintf(out, "%.0f %.0f %.3f %.3f %.3f\n",
	    quantile(a.times, rounds, 0.5), quantile(b.times, rounds, 0.5),
	    quantile(ratios, rounds, 0.5), quantile(ratios, rounds, 0.25),
	    quantile(ratios, rounds, 0.75));
	return 0;
}
