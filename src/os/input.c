/* SPDX-License-Identifier: ISC */
/*
 * Standard input to its end, and back again for the program that takes this
 * process over; and the directory that a command will run in.
 */
#include "guard/os.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/failure.h"

enum err
os_read_input(char *p, size_t cap, size_t *out_n)
{
	enum err e = os_fill(STDIN_FILENO, p, cap, out_n);

	if (e)
		return e;
	return *out_n == cap ? ERR_LIMIT : OK;
}

static bool
write_all(int fd, struct sv s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = sv_skip(s, (size_t)n);
	}
	return true;
}

enum err
os_return_input(char *p, size_t n, size_t cap, size_t limit)
{
	scoped_fd fd = memfd_create("guard-input", MFD_CLOEXEC);
	size_t all = n;

	if (fd == -1 || !write_all(fd, (struct sv){p, n}))
		return ERR_IO;
	/* What did not fit is still to come. */
	while (n == cap && all < limit) {
		if (os_read_input(p, cap, &n) == ERR_IO ||
		    !write_all(fd, (struct sv){p, n}))
			return ERR_IO;
		all += n;
	}
	if (lseek(fd, 0, SEEK_SET) != 0 || dup2(fd, STDIN_FILENO) == -1)
		return ERR_IO;
	return OK;
}

enum err
os_enter(const char *path)
{
	return chdir(path) == -1 ? os_failure() : OK;
}
