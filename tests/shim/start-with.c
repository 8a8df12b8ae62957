/* SPDX-License-Identifier: ISC */
/*
 * Becomes FILE with PATH as it is and, of the environment, otherwise only what
 * is named, in that order and as often as it is named: what env(1) cannot do,
 * and without this program itself being under it (LD_PRELOAD).
 *
 *   start-with [NAME=VALUE…] FILE ARGV0 [ARG…]
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int
main(int argc, char **argv)
{
	static char *envp[64];
	size_t n = 0;
	int i = 1;

	for (char **e = environ; *e; e++) {
		if (strncmp(*e, "PATH=", 5) == 0)
			envp[n++] = *e;
	}
	while (i < argc && strchr(argv[i], '=') && n < 63)
		envp[n++] = argv[i++];
	if (i + 1 >= argc)
		return 2;
	execve(argv[i], argv + i + 1, envp);
	perror(argv[i]);
	return 126;
}
