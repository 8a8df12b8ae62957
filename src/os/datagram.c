/* SPDX-License-Identifier: ISC */
/*
 * One datagram to a local socket. Who reads it may be slow, or gone: nobody
 * waits for them.
 */
#include "guard/os.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "os/failure.h"

enum err
os_send_datagram(const char *path, struct sv text)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	scoped_fd fd = -1;
	size_t n = strlen(path);

	if (n >= sizeof(to.sun_path))
		return ERR_LIMIT;
	memcpy(to.sun_path, path, n);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return ERR_IO;
	return sendto(fd, text.p, text.n, MSG_DONTWAIT | MSG_NOSIGNAL,
	           (const void *)&to, sizeof(to)) == (ssize_t)text.n
	    ? OK : ERR_IO;
}
