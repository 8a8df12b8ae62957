/* SPDX-License-Identifier: ISC */
/*
 * os, what only the engine has: files made once, private directories, other
 * programs, processes. In a directory of its own.
 */
#include <sys/stat.h>

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

static char root[] = "/tmp/guard-os-XXXXXX";

static int
set_up(void **state)
{
	(void)state;
	return !mkdtemp(root) || chdir(root);
}

static int
tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void
make_file(const char *name, const char *text)
{
	assert_int_equal(os_replace_file(name, text, strlen(text), 0600, 0),
	    OK);
}

static void
tells_what_a_descriptor_leads_to(void **state)
{
	struct os_status s;
	enum os_stream kind = OS_STREAM_OTHER;
	uint64_t offset = 99;
	int fd, ends[2];

	(void)state;
	make_file("f", "12345678");
	fd = open("f", O_RDONLY | O_CLOEXEC);
	assert_int_equal(lseek(fd, 3, SEEK_SET), 3);
	assert_int_equal(os_stream(fd, &kind, &s, &offset), OK);
	assert_int_equal(kind, OS_STREAM_FILE);
	assert_int_equal(offset, 3);
	assert_int_equal(s.size, 8);
	close(fd);
	assert_int_equal(os_stream(fd, &kind, &s, &offset), OK);
	assert_int_equal(kind, OS_STREAM_NONE);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(os_stream(ends[0], &kind, &s, &offset), OK);
	assert_int_equal(kind, OS_STREAM_OTHER);
	close(ends[0]);
	close(ends[1]);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(os_stream(fd, &kind, &s, &offset), OK);
	assert_int_equal(kind, OS_STREAM_NONE);
	close(fd);
	fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	assert_int_equal(os_stream(fd, &kind, &s, &offset), OK);
	assert_int_equal(kind, OS_STREAM_OTHER);
	close(fd);
}

static void
makes_a_file_once(void **state)
{
	char p[8];
	size_t n;

	(void)state;
	assert_int_equal(os_create_file("once", "one", 3, 0600), OK);
	assert_int_equal(os_create_file("once", "two", 3, 0600), ERR_EXISTS);
	assert_int_equal(os_read_file("once", p, sizeof(p), &n), OK);
	assert_int_equal(n, 3);
	assert_memory_equal(p, "one", 3);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(os_create_file("dangling", "x", 1, 0600), ERR_EXISTS);
	assert_int_equal(os_create_file("none/x", "x", 1, 0600),
	    ERR_NOT_FOUND);
}

static void
makes_a_directory_that_nobody_else_may_use(void **state)
{
	(void)state;
	assert_int_equal(os_private_directory("own"), OK);
	assert_int_equal(os_private_directory("own"), OK);
	assert_int_equal(chmod("own", 0750), 0);
	assert_int_equal(os_private_directory("own"), ERR_INSECURE);
	assert_int_equal(os_shared_directory("own"), OK);
	assert_int_equal(chmod("own", 0775), 0);
	assert_int_equal(os_shared_directory("own"), ERR_INSECURE);
	make_file("file", "");
	assert_int_equal(os_private_directory("file"), ERR_INSECURE);
	assert_int_equal(symlink("own", "link"), 0);
	assert_int_equal(os_private_directory("link"), ERR_INSECURE);
	assert_int_equal(os_remove("file"), OK);
	assert_int_equal(os_remove("file"), OK);
}

static void
runs_a_program_and_waits_for_it(void **state)
{
	static char cat[] = "cat", sh[] = "sh", c[] = "-c",
	    slow[] = "exec sleep 30", fails[] = "exit 7";
	char *copy[] = {cat, NULL}, *sleeps[] = {sh, c, slow, NULL},
	    *exits[] = {sh, c, fails, NULL}, *env[] = {NULL};
	char out[4] = "";
	size_t n;
	int status;

	(void)state;
	assert_int_equal(os_run(&(struct os_child){.path = "/bin/cat",
	    .argv = copy, .envp = env, .input = SV("12345678"), .out = out,
	    .cap = sizeof(out)}, &n, &status), OK);
	assert_int_equal(status, 0);
	assert_int_equal(n, 4);
	assert_memory_equal(out, "1234", 4);
	assert_int_equal(os_run(&(struct os_child){.path = "/bin/sh",
	    .argv = exits, .envp = env}, &n, &status), OK);
	assert_int_equal(status, 7);
	assert_int_equal(os_run(&(struct os_child){.path = "/bin/sh",
	    .argv = sleeps, .envp = env, .out = out, .cap = sizeof(out),
	    .milliseconds = 50}, &n, &status), OK);
	assert_int_equal(status, 124);
	assert_int_equal(os_run(&(struct os_child){.path = "/nonexistent",
	    .argv = exits, .envp = env}, &n, &status), OK);
	assert_int_equal(status, 127);
}

static void
knows_its_own_process(void **state)
{
	struct os_process p, again;

	(void)state;
	assert_int_equal(os_process(getpid(), &p), OK);
	assert_int_equal(p.parent, getppid());
	assert_true(p.started > 0);
	assert_true(strlen(p.command) > 0);
	assert_int_equal(os_process(getpid(), &again), OK);
	assert_true(again.started == p.started);
	assert_int_equal(os_process(999999999, &p), ERR_NOT_FOUND);
}

static void
reads_the_boot(void **state)
{
	struct os_boot boot, again;

	(void)state;
	assert_int_equal(os_boot(&boot), OK);
	assert_true(strlen(boot.id) == 36);
	assert_int_equal(os_boot(&again), OK);
	assert_string_equal(boot.id, again.id);
	assert_true(again.seconds >= boot.seconds && boot.seconds > 0);
}

static void
knows_the_file_that_it_holds(void **state)
{
	const struct timespec nap = {.tv_nsec = 20000000};
	struct os_held held;

	(void)state;
	make_file("held", "one");
	assert_int_equal(symlink("held", "held-link"), 0);
	assert_int_equal(os_hold("missing", &held), ERR_NOT_FOUND);
	assert_int_equal(os_hold("held-link", &held), OK);
	assert_int_equal(os_held_is(&held, "held"), OK);
	assert_int_equal(os_held_is(&held, "held-link"), OK);
	/* Another file under the name, with the same bytes. */
	make_file("held", "one");
	assert_int_equal(os_held_is(&held, "held-link"), ERR_CORRUPT);
	close(held.fd);
	/* Another text in the same file, of the same length. */
	assert_int_equal(os_hold("held", &held), OK);
	nanosleep(&nap, NULL);
	assert_int_equal(os_append_line("held", SV("")), OK);
	assert_int_equal(os_held_is(&held, "held"), OK);
	assert_int_equal(truncate("held", 2), 0);
	assert_int_equal(os_append_line("held", SV("E")), OK);
	assert_int_equal(os_held_is(&held, "held"), ERR_CORRUPT);
	assert_int_equal(unlink("held"), 0);
	assert_int_equal(os_held_is(&held, "held"), ERR_NOT_FOUND);
	close(held.fd);
	unlink("held-link");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_a_descriptor_leads_to),
		cmocka_unit_test(makes_a_file_once),
		cmocka_unit_test(makes_a_directory_that_nobody_else_may_use),
		cmocka_unit_test(runs_a_program_and_waits_for_it),
		cmocka_unit_test(knows_its_own_process),
		cmocka_unit_test(reads_the_boot),
		cmocka_unit_test(knows_the_file_that_it_holds),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
