/* SPDX-License-Identifier: ISC */
/*
 * Plays syslog or journald: binds a datagram socket and prints what comes, an
 * empty line behind each. With a second argument it reads nothing.
 *
 *   datagrams PATH [deaf]
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char memory[1 << 16];
	ssize_t n;
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (argc < 2 || strlen(argv[1]) >= sizeof(at.sun_path))
		return 2;
	memcpy(at.sun_path, argv[1], strlen(argv[1]));
	if (fd == -1 || bind(fd, (const void *)&at, sizeof(at)) == -1)
		return 1;
	puts("ready");
	fflush(stdout);
	if (argc > 2)
		pause();
	while ((n = recv(fd, memory, sizeof(memory), 0)) >= 0) {
		fwrite(memory, 1, (size_t)n, stdout);
		puts("\n");
		fflush(stdout);
	}
	return 1;
}
