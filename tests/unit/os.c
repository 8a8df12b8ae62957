/* SPDX-License-Identifier: ISC */
/*
 * os: where guard is, its image, clock and log, and becoming another program,
 * in a directory that is made for each test. This program is linked with the
 * mark, so its own file serves as a guard.
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

/* Where guard is. */

static void
prefix_is_refused_for_other_programs(void **state)
{
	struct os_path out = {.n = 99};

	(void)state;
	assert_int_equal(os_prefix(&out), ERR_NOT_FOUND);
	assert_int_equal(out.n, 99);
}

/*
 * Runs a copy of this program from name, which prints its prefix (see main),
 * with an environment and a directory that say something else.
 */
static void
check_prefix(const char *name, const char *want)
{
	char command[OS_PATH_MAX * 4], out[OS_PATH_MAX] = "";
	FILE *pipe;
	size_t n;

	snprintf(command, sizeof(command), "cp '%s' '%s' && cd / && "
	    "HOME=/nowhere PREFIX=/nowhere '%s' --print-prefix",
	    self, at(name), at(name));
	pipe = popen(command, "r");
	assert_non_null(pipe);
	n = fread(out, 1, sizeof(out) - 1, pipe);
	pclose(pipe);
	out[n] = '\0';
	assert_string_equal(out, want);
}

static void
prefix_comes_from_the_executable(void **state)
{
	(void)state;
	scratch_dir("p");
	scratch_dir("p/bin");
	scratch_dir("p/libexec");
	scratch_dir("p/libexec/guard");
	check_prefix("p/bin/guard", at("p"));
	check_prefix("p/libexec/guard/guard-engine", at("p"));
	check_prefix("p/bin/guardian", "not found");
	check_prefix("p/libexec/guard/guard", "not found");
}

static void
joins_paths_within_the_limit(void **state)
{
	struct os_path prefix = {.p = "/usr", .n = 4}, out = {.n = 0};
	char rest[OS_PATH_MAX];

	(void)state;
	assert_int_equal(os_join(&prefix, "etc/x", &out), OK);
	assert_path(&out, "/usr/etc/x");
	assert_int_equal(os_join(&out, "y", &out), OK);
	assert_path(&out, "/usr/etc/x/y");
	assert_int_equal(os_prefix_join(&prefix, "etc/x", &out), OK);
	assert_path(&out, "/etc/x");
	assert_int_equal(os_prefix_join(&prefix, "var/guard/x", &out), OK);
	assert_path(&out, "/var/lib/guard/x");
	assert_int_equal(os_prefix_join(&prefix, "share/guard", &out), OK);
	assert_path(&out, "/usr/share/guard");
	prefix = (struct os_path){.p = "/usr/local", .n = 10};
	assert_int_equal(os_prefix_join(&prefix, "etc/x", &out), OK);
	assert_path(&out, "/usr/local/etc/x");
	prefix = (struct os_path){.n = 0};
	assert_int_equal(os_join(&prefix, "etc", &out), OK);
	assert_path(&out, "/etc");
	memset(rest, 'a', sizeof(rest));
	rest[OS_PATH_MAX - 2] = '\0';
	assert_int_equal(os_join(&prefix, rest, &out), OK);
	assert_int_equal(out.n, OS_PATH_MAX - 1);
	prefix = (struct os_path){.p = "/", .n = 1};
	assert_int_equal(os_join(&prefix, rest, &out), ERR_LIMIT);
	prefix.n = OS_PATH_MAX + 5;
	assert_int_equal(os_join(&prefix, "", &out), ERR_LIMIT);
}

/* The image. */

static enum err
open_image(const char *name, struct os_image *out)
{
	struct os_path path;

	path.n = strlen(at(name));
	memcpy(path.p, at(name), path.n + 1);
	return os_image_open(&path, out);
}

static void
image_reads_exactly_what_is_asked(void **state)
{
	struct os_image image;
	char p[8] = "";

	(void)state;
	scratch_file("image", "0123456789", 0644);
	assert_int_equal(open_image("image", &image), OK);
	assert_int_equal(image.size, 10);
	assert_int_equal(os_image_read(&image, 4, p, 3), OK);
	assert_memory_equal(p, "456", 3);
	assert_int_equal(os_image_read(&image, 10, p, 0), OK);
	assert_int_equal(os_image_read(&image, 8, p, 3), ERR_IO);
	assert_int_equal(os_image_read(&image, 11, p, 0), ERR_IO);
	assert_int_equal(os_image_read(&image, UINT64_MAX, p, 2), ERR_IO);
	assert_int_equal(os_image_read(&image, 2, p, SIZE_MAX), ERR_IO);
	/* It shrinks after it was opened. */
	assert_int_equal(truncate(at("image"), 5), 0);
	assert_int_equal(os_image_read(&image, 4, p, 3), ERR_IO);
	close(image.fd);
}

static void
image_that_others_may_write_is_refused(void **state)
{
	struct os_image image = {.fd = -7};

	(void)state;
	scratch_file("image", "x", 0664);
	assert_int_equal(open_image("image", &image), ERR_INSECURE);
	scratch_file("image", "x", 0646);
	assert_int_equal(open_image("image", &image), ERR_INSECURE);
	assert_int_equal(image.fd, -7);
}

static void
image_that_is_no_file_is_refused(void **state)
{
	struct os_image image = {.fd = -7};

	(void)state;
	assert_int_equal(open_image("image", &image), ERR_NOT_FOUND);
	scratch_file("image", "x", 0600);
	scratch_link("image", "link");
	assert_int_equal(open_image("link", &image), ERR_INSECURE);
	scratch_dir("dir");
	assert_int_equal(open_image("dir", &image), ERR_INSECURE);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	assert_int_equal(open_image("fifo", &image), ERR_INSECURE);
	assert_int_equal(open_image("image/x", &image), ERR_NOT_FOUND);
	assert_int_equal(image.fd, -7);
}

static void
image_of_a_stranger_is_refused(void **state)
{
	char command[OS_PATH_MAX * 6];
	struct os_image image;

	(void)state;
	if (geteuid() != 0)
		skip();
	scratch_file("image", "x", 0644);
	assert_int_equal(chown(at("image"), 12345, 12345), 0);
	assert_int_equal(open_image("image", &image), ERR_INSECURE);
	/* It is no stranger to a guard that belongs to the same user. */
	snprintf(command, sizeof(command), "cp '%s' '%s' && "
	    "chown 12345 '%s' && '%s' --open '%s'", self, at("exe"),
	    at("exe"), at("exe"), at("image"));
	assert_int_equal(system(command), 0);
}

static void
image_without_permission_is_no_access(void **state)
{
	struct os_image image;

	(void)state;
	if (geteuid() == 0)
		skip();
	scratch_file("image", "x", 0200);
	assert_int_equal(open_image("image", &image), ERR_ACCESS);
}

/* Clock, log, texts. */

static void
the_clock_is_the_wall_clock(void **state)
{
	uint64_t now = os_wall_clock_ns() / 1000000000u;
	uint64_t libc = (uint64_t)time(NULL);

	(void)state;
	assert_true(now + 2 >= libc && now <= libc + 2);
}

static void
appends_lines_to_a_private_file(void **state)
{
	char text[64];
	struct stat st;
	size_t n;

	(void)state;
	umask(0);
	assert_int_equal(os_append_line(at("log"), SV("one\n")), OK);
	assert_int_equal(os_append_line(at("log"), SV("two\n")), OK);
	assert_int_equal(os_read_file(at("log"), text, sizeof(text), &n), OK);
	assert_int_equal(n, 8);
	assert_memory_equal(text, "one\ntwo\n", 8);
	assert_int_equal(stat(at("log"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	umask(022);
}

static void
a_log_that_is_no_file_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(os_append_line(at("no/log"), SV("x\n")),
	    ERR_NOT_FOUND);
	scratch_file("target", "", 0600);
	scratch_link("target", "link");
	assert_int_equal(os_append_line(at("link"), SV("x\n")), ERR_IO);
	assert_int_equal(os_append_line(root, SV("x\n")), ERR_IO);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	assert_int_equal(os_append_line(at("fifo"), SV("x\n")), ERR_IO);
	assert_int_equal(os_append_line("/dev/full", SV("x\n")), ERR_IO);
	if (geteuid() != 0) {
		assert_int_equal(chmod(at("target"), 0400), 0);
		assert_int_equal(os_append_line(at("target"), SV("x\n")),
		    ERR_ACCESS);
	}
}

static void
writes_all_into_a_slow_pipe_that_does_not_block(void **state)
{
	static char text[300000];
	int ends[2], status;
	size_t total = 0;
	ssize_t n;
	pid_t child;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		os_write_all(ends[1], (struct sv){text, sizeof(text)});
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(fcntl(ends[0], F_SETFL, 0), 0);
	while ((n = read(ends[0], text, 4096)) > 0)
		total += (size_t)n;
	close(ends[0]);
	waitpid(child, &status, 0);
	assert_int_equal(total, sizeof(text));
	os_write_all(-1, SV("into nothing"));
}

/* Becoming another program. */

static void
exec_says_why_it_could_not(void **state)
{
	char *const argv[] = {(char[]){"x"}, NULL};
	char *const none[] = {NULL};

	(void)state;
	assert_int_equal(os_exec(at("missing"), argv, none), ERR_NOT_FOUND);
	scratch_file("plain", "x", 0600);
	assert_int_equal(os_exec(at("plain"), argv, none), ERR_ACCESS);
	assert_int_equal(os_exec(root, argv, none), ERR_ACCESS);
	scratch_file("garbage", "\x7f" "ELF?", 0755);
	assert_int_equal(os_exec(at("garbage"), argv, none), ERR_IO);
	assert_int_equal(errno, ENOEXEC);
}

static void
exec_hands_over_argv_and_environment(void **state)
{
	char *const argv[] = {(char[]){"other"}, (char[]){"-c"},
		(char[]){"test \"$0 $1 $A\" = 'x a\nb 1'"}, (char[]){"x"},
		(char[]){"a\nb"}, NULL};
	char *const envp[] = {(char[]){"A=1"}, NULL};
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		os_exec("/bin/sh", argv, envp);
		_exit(99);
	}
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
knows_the_path_that_was_executed(void **state)
{
	const char *path = os_executed_path();

	(void)state;
	assert_non_null(path);
	assert_true(path[0] != '\0');
}

static void
reserves_zeroed_memory_or_says_no(void **state)
{
	unsigned char *p = os_reserve(64u << 20);

	(void)state;
	assert_non_null(p);
	assert_int_equal(p[0], 0);
	assert_int_equal(p[(64u << 20) - 1], 0);
	p[12345] = 1;
	assert_null(os_reserve(SIZE_MAX / 2));
	assert_null(os_reserve(0));
}

/* What the tests above start this program for. */
static int
serve(int argc, char **argv)
{
	struct os_path prefix;
	struct os_image image;
	enum err e;

	if (argc == 2 && strcmp(argv[1], "--print-prefix") == 0) {
		e = os_prefix(&prefix);
		os_write_all(1, e ? sv_from(err_text(e))
		    : (struct sv){prefix.p, prefix.n});
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--open") == 0) {
		prefix.n = strlen(argv[2]);
		memcpy(prefix.p, argv[2], prefix.n + 1);
		return (int)os_image_open(&prefix, &image);
	}
	return -1;
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(prefix_is_refused_for_other_programs),
		TEST(prefix_comes_from_the_executable),
		TEST(joins_paths_within_the_limit),
		TEST(image_reads_exactly_what_is_asked),
		TEST(image_that_others_may_write_is_refused),
		TEST(image_that_is_no_file_is_refused),
		TEST(image_of_a_stranger_is_refused),
		TEST(image_without_permission_is_no_access),
		TEST(the_clock_is_the_wall_clock),
		TEST(appends_lines_to_a_private_file),
		TEST(a_log_that_is_no_file_is_an_error),
		TEST(writes_all_into_a_slow_pipe_that_does_not_block),
		TEST(exec_says_why_it_could_not),
		TEST(exec_hands_over_argv_and_environment),
		TEST(knows_the_path_that_was_executed),
		TEST(reserves_zeroed_memory_or_says_no),
	};
	int status = serve(argc, argv);

	if (status >= 0)
		return status;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
