/* SPDX-License-Identifier: ISC */
#include "scratch.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

char root[OS_PATH_MAX];
char self[OS_PATH_MAX];

const char *
at(const char *name)
{
	static char ring[8][OS_PATH_MAX * 2];
	static unsigned next;
	char *out = ring[next++ % ARRAY_LEN(ring)];

	snprintf(out, sizeof(ring[0]), "%s/%s", root, name);
	return out;
}

void
scratch_dir(const char *name)
{
	assert_int_equal(mkdir(at(name), 0755), 0);
}

void
scratch_file(const char *name, const char *text, mode_t mode)
{
	ssize_t length = (ssize_t)strlen(text);
	int fd = open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), length);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

void
scratch_link(const char *target, const char *name)
{
	assert_int_equal(symlink(target, at(name)), 0);
}

void
scratch_guard(const char *name)
{
	char head[4096];
	int from = open(self, O_RDONLY), to;
	ssize_t n = read(from, head, sizeof(head));

	assert_true(n > 0);
	close(from);
	to = open(at(name), O_WRONLY | O_CREAT, 0755);
	assert_int_equal(write(to, head, (size_t)n), n);
	close(to);
}

int
scratch_set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char name[512];
	ssize_t n;

	(void)state;
	snprintf(name, sizeof(name), "%s/guard-test-XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(name) == NULL || realpath(name, root) == NULL)
		return -1;
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n <= 0)
		return -1;
	self[n] = '\0';
	return chdir(root);
}

int
scratch_tear_down(void **state)
{
	char command[OS_PATH_MAX * 2 + 64];

	(void)state;
	if (chdir("/") != 0)
		return -1;
	snprintf(command, sizeof(command), "chmod -R u+rwx '%s'; rm -rf '%s'",
	    root, root);
	return system(command);
}

void
assert_path(const struct os_path *got, const char *want)
{
	assert_string_equal(got->p, want);
	assert_int_equal(got->n, strlen(want));
}
