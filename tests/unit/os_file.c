/* SPDX-License-Identifier: ISC */
/*
 * os: files read and replaced whole, and what stands in the way.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "guard/os.h"

#include "scratch.h"

static void
reads_files_up_to_the_limit(void **state)
{
	char p[8] = "";
	size_t n = 99;

	(void)state;
	scratch_file("f", "12345678", 0600);
	assert_int_equal(os_read_file(at("f"), p, 7, &n), ERR_LIMIT);
	assert_int_equal(n, 99);
	assert_int_equal(os_read_file(at("f"), p, 8, &n), OK);
	assert_int_equal(n, 8);
	assert_memory_equal(p, "12345678", 8);
	scratch_file("f", "", 0600);
	assert_int_equal(os_read_file(at("f"), p, 0, &n), OK);
	assert_int_equal(n, 0);
	/* A file that says that it has no bytes, and has. */
	assert_int_equal(os_read_file("/proc/self/status", p, 8, &n),
	    ERR_LIMIT);
}

static void
reads_regular_files_only(void **state)
{
	char p[8];
	size_t n = 99;

	(void)state;
	assert_int_equal(os_read_file(at("f"), p, 8, &n), ERR_NOT_FOUND);
	assert_int_equal(os_read_file(root, p, 8, &n), ERR_IO);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	assert_int_equal(os_read_file(at("fifo"), p, 8, &n), ERR_IO);
	assert_int_equal(os_read_file("/dev/zero", p, 8, &n), ERR_IO);
	assert_int_equal(n, 99);
	if (geteuid() != 0) {
		scratch_file("f", "x", 0200);
		assert_int_equal(os_read_file(at("f"), p, 8, &n), ERR_ACCESS);
	}
}

static void
reads_the_rest_of_a_file_and_stays_where_it_is(void **state)
{
	char p[8] = "";
	size_t n = 99;
	int fd, ends[2];

	(void)state;
	scratch_file("f", "12345678", 0600);
	fd = open(at("f"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(lseek(fd, 3, SEEK_SET), 3);
	assert_int_equal(os_read_rest(fd, p, 4, &n), ERR_LIMIT);
	assert_int_equal(n, 99);
	assert_int_equal(os_read_rest(fd, p, 5, &n), OK);
	assert_int_equal(n, 5);
	assert_memory_equal(p, "45678", 5);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 3);
	close(fd);
	assert_int_equal(os_read_rest(fd, p, 8, &n), ERR_NOT_FOUND);
	fd = open(at("f"), O_WRONLY | O_CLOEXEC);
	assert_int_equal(os_read_rest(fd, p, 8, &n), ERR_NOT_FOUND);
	close(fd);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(os_read_rest(ends[0], p, 8, &n), ERR_NOT_FOUND);
	close(ends[0]);
	close(ends[1]);
}

static int
count_entries(void)
{
	char command[OS_PATH_MAX + 32], text[16] = "";
	FILE *pipe;
	size_t n;

	snprintf(command, sizeof(command), "ls -A '%s' | wc -l", root);
	pipe = popen(command, "r");
	n = fread(text, 1, sizeof(text) - 1, pipe);
	pclose(pipe);
	text[n] = '\0';
	return atoi(text);
}

static void
replaces_a_file_whole(void **state)
{
	char text[64];
	struct stat st;
	size_t n;

	(void)state;
	scratch_file("f", "the old text", 0600);
	assert_int_equal(os_replace_file(at("f"), "new", 3, 0644, 123456789),
	    OK);
	assert_int_equal(os_read_file(at("f"), text, sizeof(text), &n), OK);
	assert_int_equal(n, 3);
	assert_memory_equal(text, "new", 3);
	assert_int_equal(stat(at("f"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(st.st_mtim.tv_nsec, 123456789);
	assert_true(st.st_mtim.tv_sec + 5 >= time(NULL));
	assert_int_equal(count_entries(), 1);
	/* Also one that is not there, in the current directory, empty. */
	assert_int_equal(os_replace_file("g", "", 0, 0600, 0), OK);
	assert_int_equal(stat(at("g"), &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(count_entries(), 2);
}

static void
replacing_breaks_a_link_instead_of_following_it(void **state)
{
	struct stat st;

	(void)state;
	scratch_file("target", "old", 0600);
	scratch_link("target", "link");
	assert_int_equal(os_replace_file(at("link"), "new!", 4, 0600, 1), OK);
	assert_int_equal(lstat(at("link"), &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(stat(at("target"), &st), 0);
	assert_int_equal(st.st_size, 3);
}

static void
a_failed_replacement_leaves_nothing_behind(void **state)
{
	struct stat st;

	(void)state;
	scratch_dir("d");
	scratch_file("d/f", "x", 0600);
	assert_int_equal(os_replace_file(at("no/f"), "x", 1, 0600, 1),
	    ERR_NOT_FOUND);
	assert_int_not_equal(os_replace_file(at("d"), "x", 1, 0600, 1), OK);
	assert_int_equal(os_replace_file(at("d/"), "x", 1, 0600, 1),
	    ERR_USAGE);
	assert_int_equal(os_replace_file("", "x", 1, 0600, 1), ERR_USAGE);
	assert_int_equal(os_replace_file(at("f"), "x", 1, 0600, 1000000000),
	    ERR_USAGE);
	assert_int_equal(count_entries(), 1);
	assert_int_equal(stat(at("d/f"), &st), 0);
	if (geteuid() != 0) {
		assert_int_equal(chmod(at("d"), 0500), 0);
		assert_int_equal(os_replace_file(at("d/f"), "xx", 2, 0600, 1),
		    ERR_ACCESS);
		assert_int_equal(stat(at("d/f"), &st), 0);
		assert_int_equal(st.st_size, 1);
	}
}

/* A disk that is full: files of the child may not grow at all. */
static void
a_write_that_fails_keeps_the_old_file(void **state)
{
	struct stat st;
	int status;
	pid_t child;

	(void)state;
	scratch_file("f", "old", 0600);
	child = fork();
	if (child == 0) {
		char command[OS_PATH_MAX * 2];

		snprintf(command, sizeof(command), "trap '' XFSZ; ulimit -f 0;"
		    " exec '%s' --replace '%s'", self, at("f"));
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(1);
	}
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), ERR_IO);
	assert_int_equal(stat(at("f"), &st), 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(count_entries(), 1);
}

/* What a test above starts this program for. */
static int
serve(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--replace") == 0)
		return (int)os_replace_file(argv[2], "longer", 6, 0600, 1);
	return -1;
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_files_up_to_the_limit),
		TEST(reads_regular_files_only),
		TEST(reads_the_rest_of_a_file_and_stays_where_it_is),
		TEST(replaces_a_file_whole),
		TEST(replacing_breaks_a_link_instead_of_following_it),
		TEST(a_failed_replacement_leaves_nothing_behind),
		TEST(a_write_that_fails_keeps_the_old_file),
	};
	int status = serve(argc, argv);

	if (status >= 0)
		return status;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
