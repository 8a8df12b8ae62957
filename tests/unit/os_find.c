/* SPDX-License-Identifier: ISC */
/*
 * os: the real tool behind the shims, among directories of all sorts. This
 * program is linked with the mark, so its own file serves as a guard.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "guard/os.h"

#include "scratch.h"

/* Looks for the tool "t" from *from on; "%" in path stands for root. */
static enum err
find(const char *path, const char *executed, size_t *from, struct os_path *out)
{
	static char expanded[OS_PATH_MAX * 4];
	size_t n = 0;

	for (; *path != '\0'; path++) {
		if (*path == '%') {
			memcpy(expanded + n, root, strlen(root));
			n += strlen(root);
		} else {
			expanded[n++] = *path;
		}
	}
	return os_find_tool((struct sv){expanded, n}, SV("t"), executed, from,
	    out);
}

static void
check_find(const char *path, const char *want)
{
	struct os_path out;
	size_t from = 0;
	enum err e = find(path, NULL, &from, &out);

	if (want == NULL) {
		assert_int_equal(e, ERR_NOT_FOUND);
		return;
	}
	assert_int_equal(e, OK);
	assert_path(&out, want);
}

static void
make_tool_tree(void)
{
	scratch_dir("a");
	scratch_dir("b");
	scratch_dir("c");
	scratch_dir("g");
	scratch_dir("h");
	scratch_file("a/t", "#!/bin/sh\n", 0755);
	scratch_file("b/t", "#!/bin/sh\n", 0755);
	scratch_dir("c/t");
	scratch_guard("g/t");
	scratch_link(self, "h/t");
}

static void
finds_the_first_tool_that_is_no_guard(void **state)
{
	(void)state;
	make_tool_tree();
	check_find("%/a:%/b", at("a/t"));
	check_find("%/g:%/b:%/a", at("b/t"));
	check_find("%/h:%/g:%/a", at("a/t"));
	check_find("%/h:%/g", NULL);
	check_find("%/g:%/h:%/g:%/h", NULL);
}

static void
passes_over_what_execvp_passes_over(void **state)
{
	(void)state;
	make_tool_tree();
	scratch_link("nowhere", "a/dangling");
	scratch_link("loop", "loop");
	check_find("%/c:%/a", at("a/t"));
	check_find("%/missing:%/a/t:%/loop:%/a", at("a/t"));
	assert_int_equal(unlink(at("b/t")), 0);
	scratch_link("loop", "b/t");
	scratch_link("t", "b/loop");
	check_find("%/b:%/a", at("a/t"));
	check_find("%/b:%/c", NULL);
}

static void
follows_relative_and_empty_entries(void **state)
{
	(void)state;
	make_tool_tree();
	check_find("b:%/a", "b/t");
	check_find("./b", "./b/t");
	check_find("g:b", "b/t");
	/* An empty entry is the current directory, wherever it stands. */
	scratch_file("t", "#!/bin/sh\n", 0755);
	check_find("", "t");
	check_find(":%/a", "t");
	check_find("%/c:", "t");
	check_find("%/c::%/a", "t");
	assert_int_equal(unlink(at("t")), 0);
	scratch_guard("t");
	check_find(":%/a", at("a/t"));
	check_find("%/a/", at("a//t"));
}

static void
skips_the_path_that_was_executed(void **state)
{
	struct os_path out;
	size_t from = 0;

	(void)state;
	make_tool_tree();
	assert_int_equal(find("%/a:%/b", at("a/t"), &from, &out), OK);
	assert_path(&out, at("b/t"));
	from = 0;
	assert_int_equal(find("%/a", at("a/t"), &from, &out), ERR_NOT_FOUND);
	assert_int_equal(out.n, 0);
	/* A shorter or longer name is another one. */
	from = 0;
	assert_int_equal(find("%/a", at("a/"), &from, &out), OK);
	from = 0;
	assert_int_equal(find("%/a", at("a/tt"), &from, &out), OK);
}

static void
goes_on_behind_what_it_found(void **state)
{
	struct os_path out;
	size_t from = 0;

	(void)state;
	make_tool_tree();
	assert_int_equal(find("%/a:%/g:%/b:", NULL, &from, &out), OK);
	assert_path(&out, at("a/t"));
	assert_int_equal(find("%/a:%/g:%/b:", NULL, &from, &out), OK);
	assert_path(&out, at("b/t"));
	assert_int_equal(find("%/a:%/g:%/b:", NULL, &from, &out),
	    ERR_NOT_FOUND);
	assert_int_equal(find("%/a:%/g:%/b:", NULL, &from, &out),
	    ERR_NOT_FOUND);
}

static void
names_that_are_no_names_find_nothing(void **state)
{
	static char longest[300];
	struct os_path out;
	size_t from = 0;

	(void)state;
	make_tool_tree();
	assert_int_equal(os_find_tool(sv_from(root), SV("a/t"), NULL, &from,
	    &out), ERR_NOT_FOUND);
	assert_int_equal(os_find_tool(sv_from(root), SV(""), NULL, &from,
	    &out), ERR_NOT_FOUND);
	assert_int_equal(os_find_tool(sv_from(at("a")), SV(".."), NULL, &from,
	    &out), ERR_NOT_FOUND);
	from = 0;
	memset(longest, 'x', sizeof(longest));
	assert_int_equal(os_find_tool(sv_from(root),
	    (struct sv){longest, sizeof(longest)}, NULL, &from, &out),
	    ERR_LIMIT);
}

static void
entries_longer_than_any_path_are_passed_over(void **state)
{
	static char path[OS_PATH_MAX * 2];
	struct os_path out;
	size_t from = 0, n = OS_PATH_MAX;

	(void)state;
	make_tool_tree();
	memset(path, 'x', n);
	n += (size_t)snprintf(path + n, OS_PATH_MAX, ":%s", at("a"));
	assert_int_equal(os_find_tool((struct sv){path, n}, SV("t"), NULL,
	    &from, &out), OK);
	assert_path(&out, at("a/t"));
}

static void
no_device_or_fifo_makes_it_wait(void **state)
{
	(void)state;
	make_tool_tree();
	scratch_dir("f");
	assert_int_equal(mkfifo(at("f/t"), 0755), 0);
	alarm(5);
	/* An exec will refuse it; to find it must not hang. */
	check_find("%/f:%/a", at("f/t"));
	alarm(0);
}

static void
unreadable_files_are_compared_by_identity(void **state)
{
	(void)state;
	if (geteuid() == 0)
		skip();
	make_tool_tree();
	assert_int_equal(chmod(at("a/t"), 0111), 0);
	check_find("%/a:%/b", at("a/t"));
	assert_int_equal(chmod(at("a"), 0), 0);
	check_find("%/a:%/b", at("b/t"));
	assert_int_equal(chmod(at("a"), 0700), 0);
}

static void
knows_the_mark_wherever_it_lies_in_the_head(void **state)
{
	static const char mark[] = OS_MARK_A OS_MARK_B;
	char text[4200];

	(void)state;
	assert_true(os_is_guard(self));
	assert_true(os_is_guard("/proc/self/exe"));
	assert_false(os_is_guard("/bin/sh"));
	assert_false(os_is_guard(at("missing")));
	assert_false(os_is_guard(root));
	for (size_t i = 0; i < 40; i++) {
		memset(text, "g-x1"[i % 4], sizeof(text));
		text[OS_MARK_WITHIN - sizeof(mark) + 1 + 20] = '\0';
		memcpy(text + i, mark, sizeof(mark) - 1);
		scratch_file("m", text, 0755);
		assert_true(os_is_guard(at("m")));
		text[i + 3] = 'X';
		scratch_file("m", text, 0755);
		assert_false(os_is_guard(at("m")));
	}
	/* At the end of the head, and one byte too far. */
	memset(text, ' ', sizeof(text));
	memcpy(text + OS_MARK_WITHIN - (sizeof(mark) - 1), mark, sizeof(mark));
	scratch_file("m", text, 0755);
	assert_true(os_is_guard(at("m")));
	memset(text, ' ', sizeof(text));
	memcpy(text + OS_MARK_WITHIN + 1 - (sizeof(mark) - 1), mark, sizeof(mark));
	scratch_file("m", text, 0755);
	assert_false(os_is_guard(at("m")));
	scratch_file("m", "", 0755);
	assert_false(os_is_guard(at("m")));
	scratch_file("m", "guard-exec-gate-v", 0755);
	assert_false(os_is_guard(at("m")));
}

static void
leaves_only_the_tool_open_for_the_exec_to_close(void **state)
{
	int before = dup(0), after;

	(void)state;
	close(before);
	make_tool_tree();
	check_find("%/g:%/h:%/c:%/a", at("a/t"));
	assert_true(os_is_guard(self));
	assert_false(os_is_guard(at("a/t")));
	after = dup(0);
	close(after);
	assert_int_equal(fcntl(before, F_GETFD), FD_CLOEXEC);
	assert_int_equal(before + 1, after);
	close(before);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_the_first_tool_that_is_no_guard),
		TEST(passes_over_what_execvp_passes_over),
		TEST(follows_relative_and_empty_entries),
		TEST(skips_the_path_that_was_executed),
		TEST(goes_on_behind_what_it_found),
		TEST(names_that_are_no_names_find_nothing),
		TEST(entries_longer_than_any_path_are_passed_over),
		TEST(no_device_or_fifo_makes_it_wait),
		TEST(unreadable_files_are_compared_by_identity),
		TEST(knows_the_mark_wherever_it_lies_in_the_head),
		TEST(leaves_only_the_tool_open_for_the_exec_to_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
