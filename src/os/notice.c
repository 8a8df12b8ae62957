/* SPDX-License-Identifier: ISC */
/*
 * When a directory changes, by inotify. Which file it was does not matter: who
 * asks looks at all of them again.
 */
#include "guard/os.h"

#include <sys/inotify.h>
#include <unistd.h>

#include "os/failure.h"

#define CHANGES (IN_CREATE | IN_MOVED_TO | IN_MODIFY | IN_DELETE)
#define ENDS (IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

enum err
os_notice_open(const char *directory, int *out_fd)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd == -1)
		return ERR_NOT_FOUND;
	if (inotify_add_watch(fd, directory, CHANGES | ENDS) == -1) {
		os_close(&fd);
		return ERR_NOT_FOUND;
	}
	*out_fd = fd;
	return OK;
}

bool
os_notice_take(int fd)
{
	_Alignas(struct inotify_event) char memory[4096];
	bool there = true;
	ssize_t n;

	while ((n = read(fd, memory, sizeof(memory))) > 0) {
		size_t at = 0;

		while (at < (size_t)n) {
			const struct inotify_event *event =
			    (const void *)(memory + at);

			if (event->mask &
			    (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED))
				there = false;
			at += sizeof(*event) + event->len;
		}
	}
	return there;
}

void
os_notice_close(int fd)
{
	os_close(&fd);
}
