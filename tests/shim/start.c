/* SPDX-License-Identifier: ISC */
/*
 * Starts FILE with exactly the argument vector given, argv[0] included, which
 * may be empty: what no shell can do. Then tells how it ended.
 *
 *   start REPORT FILE [ARGV0 [ARG…]]
 *
 * REPORT gets "pid N", then "exit N" or "signal N".
 */
#include <sys/types.h>
#include <sys/wait.h>

#include <stdio.h>
#include <unistd.h>

extern char **environ;

int
main(int argc, char **argv)
{
	int status = 0;
	pid_t pid;
	FILE *report;

	if (argc < 3)
		return 2;
	report = fopen(argv[1], "we");
	if (!report) {
		perror(argv[1]);
		return 2;
	}
	pid = fork();
	if (pid < 0) {
		perror("fork");
		return 2;
	}
	if (pid == 0) {
		execve(argv[2], argv + 3, environ);
		perror(argv[2]);
		_exit(126);
	}
	if (waitpid(pid, &status, 0) != pid) {
		perror("waitpid");
		return 2;
	}
	fprintf(report, "pid %ld\n", (long)pid);
	if (WIFSIGNALED(status))
		fprintf(report, "signal %d\n", WTERMSIG(status));
	else
		fprintf(report, "exit %d\n", WEXITSTATUS(status));
	return fclose(report) == 0 ? 0 : 2;
}
