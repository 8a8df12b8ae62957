/* SPDX-License-Identifier: ISC */
/*
 * One grant and many who want it: of RACERS processes exactly one takes the use,
 * in every round; and a process killed at any moment of taking it never leaves
 * it to be taken twice. An argument sets the number of rounds.
 */
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guard/grant.h"

enum { RACERS = 50, ROUNDS = 40, KILLS = 200, NAP_NS = 4000 };

static struct store store;

static struct asking
asking_of(uint32_t round)
{
	struct asking a = {.id = "7F3KQDAAAAAA", .round = round};

	return a;
}

/* The child's exit status: 0 for who took it. */
static int
take(uint32_t round)
{
	struct asking a = asking_of(round);

	enum err e = store_take(&store, &a, NULL, 1, SV("1 2"));

	if (!e)
		return 0;
	return e == ERR_EXISTS ? 1 : 2;
}

/* They wait for the pipe to close, and go together. */
static pid_t
start(uint32_t round, const int gate[2])
{
	pid_t pid = fork();
	char c;

	if (pid)
		return pid;
	close(gate[1]);
	while (read(gate[0], &c, 1) > 0)
		continue;
	_exit(take(round));
}

static bool
race(uint32_t round)
{
	int gate[2], won = 0, lost = 0;

	if (pipe(gate) == -1)
		return false;
	for (int i = 0; i < RACERS; i++)
		if (start(round, gate) == -1)
			return false;
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < RACERS; i++) {
		int status;

		if (wait(&status) == -1 || !WIFEXITED(status))
			return false;
		won += WEXITSTATUS(status) == 0;
		lost += WEXITSTATUS(status) == 1;
	}
	if (won == 1 && lost == RACERS - 1)
		return true;
	printf("round %u: %d won, %d lost\n", round, won, lost);
	return false;
}

/* Killed after a while that grows: whatever it got to, at most one of it and
 * of who comes after takes the use. */
static bool
take_and_die(uint32_t round, long wait_ns)
{
	const struct timespec nap = {0, wait_ns};
	int status, after;
	pid_t pid = fork();

	if (pid == -1)
		return false;
	if (!pid)
		_exit(take(round));
	nanosleep(&nap, NULL);
	kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) == -1)
		return false;
	after = take(round);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return after == 1;
	/* "Used, not run" or never used: nobody ran it, so both are right. */
	return WIFSIGNALED(status) && after < 2;
}

static int
clean_up(int status)
{
	char command[OS_PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", store.dir.p);
	return system(command) == 0 ? status : 1;
}

int
main(int argc, char **argv)
{
	const char *tmp = getenv("TMPDIR");
	uint32_t rounds = argc > 1 ? (uint32_t)atoi(argv[1]) : ROUNDS;

	snprintf(store.dir.p, sizeof(store.dir.p), "%s/guard-consume-XXXXXX",
	    tmp ? tmp : "/tmp");
	if (!mkdtemp(store.dir.p))
		return 1;
	store.dir.n = strlen(store.dir.p);
	for (uint32_t i = 0; i < rounds; i++)
		if (!race(i))
			return clean_up(1);
	for (uint32_t i = 0; i < KILLS; i++) {
		if (take_and_die(rounds + i, (long)i * NAP_NS))
			continue;
		printf("killed after %ld ns: taken twice\n", (long)i * NAP_NS);
		return clean_up(1);
	}
	return clean_up(0);
}
