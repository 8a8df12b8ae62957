/* SPDX-License-Identifier: ISC */
/*
 * Stands in for a real tool: writes down byte for byte what it was started
 * with, beside its own executable, then ends as the file "end" there says
 * ("3": that exit status; "s9": by that signal; none: 0).
 *
 *   argv env   each string with its NUL    cwd pid   text with a newline
 *   fds        "N TARGET" a line           runs      one byte a run
 */
#include <sys/types.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static int folder = -1;

static void
fail(const char *what)
{
	perror(what);
	exit(126);
}

/* The folder where this executable lies. */
static void
open_folder(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		fail("/proc/self/exe");
	path[n] = '\0';
	*strrchr(path, '/') = '\0';
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		fail(path);
}

static FILE *
record(const char *name, int flags)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC | flags,
	    0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		fail(name);
	return f;
}

static void
record_strings(const char *name, char *const *strings)
{
	FILE *f = record(name, O_TRUNC);

	for (; *strings; strings++)
		fwrite(*strings, 1, strlen(*strings) + 1, f);
	fclose(f);
}

static void
record_cwd(void)
{
	char path[4096];
	FILE *f;

	if (!getcwd(path, sizeof(path)))
		fail("getcwd");
	f = record("cwd", O_TRUNC);
	fprintf(f, "%s\n", path);
	fclose(f);
}

/* Every descriptor that was inherited; this program's own are CLOEXEC and
 * are left out by that. */
static void
record_fds(void)
{
	char target[4096];
	FILE *f = record("fds", O_TRUNC);

	for (int fd = 0; fd < 256; fd++) {
		char link[64];
		ssize_t n;
		int flags = fcntl(fd, F_GETFD);

		if (flags < 0 || (flags & FD_CLOEXEC))
			continue;
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, target, sizeof(target) - 1);
		target[n > 0 ? n : 0] = '\0';
		fprintf(f, "%d %s\n", fd, target);
	}
	fclose(f);
}

static int
end(void)
{
	char text[16] = "0";
	int fd = openat(folder, "end", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		ssize_t n = read(fd, text, sizeof(text) - 1);

		text[n > 0 ? n : 0] = '\0';
		close(fd);
	}
	if (text[0] == 's') {
		signal(atoi(text + 1), SIG_DFL);
		raise(atoi(text + 1));
	}
	return atoi(text);
}

int
main(int argc, char **argv)
{
	FILE *f;

	(void)argc;
	open_folder();
	record_fds();
	record_strings("argv", argv);
	record_strings("env", environ);
	record_cwd();
	f = record("pid", O_TRUNC);
	fprintf(f, "%ld\n", (long)getpid());
	fclose(f);
	f = record("runs", O_APPEND);
	fputc('x', f);
	fclose(f);
	return end();
}
