/* SPDX-License-Identifier: ISC */
/*
 * os: on a real file system, in a directory that is made for each test. This
 * program is linked with the mark, so its own file serves as a guard.
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

static char root[OS_PATH_MAX];
static char self[OS_PATH_MAX];

/* root + "/" + name; a ring of results, so that calls can be joined. */
static const char *
at(const char *name)
{
	static char ring[8][OS_PATH_MAX * 2];
	static unsigned next;
	char *out = ring[next++ % ARRAY_LEN(ring)];

	snprintf(out, sizeof(ring[0]), "%s/%s", root, name);
	return out;
}

static void
make_dir(const char *name)
{
	assert_int_equal(mkdir(at(name), 0755), 0);
}

static void
make_file(const char *name, const char *text, mode_t mode)
{
	int fd = open(at(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
make_link(const char *target, const char *name)
{
	assert_int_equal(symlink(target, at(name)), 0);
}

/* A copy of this program's head is as good as a guard. */
static void
copy_guard(const char *name)
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

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char name[512];
	ssize_t n;

	(void)state;
	snprintf(name, sizeof(name), "%s/guard-os-XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(name) == NULL || realpath(name, root) == NULL)
		return -1;
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n <= 0)
		return -1;
	self[n] = '\0';
	return chdir(root);
}

static int
tear_down(void **state)
{
	char command[OS_PATH_MAX * 2 + 64];

	(void)state;
	if (chdir("/") != 0)
		return -1;
	snprintf(command, sizeof(command), "chmod -R u+rwx '%s'; rm -rf '%s'",
	    root, root);
	return system(command);
}

static struct sv
view(const struct os_path *path)
{
	return (struct sv){path->p, path->n};
}

static void
assert_path(const struct os_path *got, const char *want)
{
	assert_string_equal(got->p, want);
	assert_int_equal(got->n, strlen(want));
}

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
	make_dir("p");
	make_dir("p/bin");
	make_dir("p/libexec");
	make_dir("p/libexec/guard");
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
	make_file("image", "0123456789", 0644);
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
	make_file("image", "x", 0664);
	assert_int_equal(open_image("image", &image), ERR_INSECURE);
	make_file("image", "x", 0646);
	assert_int_equal(open_image("image", &image), ERR_INSECURE);
	assert_int_equal(image.fd, -7);
}

static void
image_that_is_no_file_is_refused(void **state)
{
	struct os_image image = {.fd = -7};

	(void)state;
	assert_int_equal(open_image("image", &image), ERR_NOT_FOUND);
	make_file("image", "x", 0600);
	make_link("image", "link");
	assert_int_equal(open_image("link", &image), ERR_INSECURE);
	make_dir("dir");
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
	make_file("image", "x", 0644);
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
	make_file("image", "x", 0200);
	assert_int_equal(open_image("image", &image), ERR_ACCESS);
}

/* The real tool. */

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
	make_dir("a");
	make_dir("b");
	make_dir("c");
	make_dir("g");
	make_dir("h");
	make_file("a/t", "#!/bin/sh\n", 0755);
	make_file("b/t", "#!/bin/sh\n", 0755);
	make_dir("c/t");
	copy_guard("g/t");
	make_link(self, "h/t");
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
	make_link("nowhere", "a/dangling");
	make_link("loop", "loop");
	check_find("%/c:%/a", at("a/t"));
	check_find("%/missing:%/a/t:%/loop:%/a", at("a/t"));
	assert_int_equal(unlink(at("b/t")), 0);
	make_link("loop", "b/t");
	make_link("t", "b/loop");
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
	make_file("t", "#!/bin/sh\n", 0755);
	check_find("", "t");
	check_find(":%/a", "t");
	check_find("%/c:", "t");
	check_find("%/c::%/a", "t");
	assert_int_equal(unlink(at("t")), 0);
	copy_guard("t");
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
	make_dir("f");
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
		make_file("m", text, 0755);
		assert_true(os_is_guard(at("m")));
		text[i + 3] = 'X';
		make_file("m", text, 0755);
		assert_false(os_is_guard(at("m")));
	}
	/* At the end of the head, and one byte too far. */
	memset(text, ' ', sizeof(text));
	memcpy(text + OS_MARK_WITHIN - (sizeof(mark) - 1), mark, sizeof(mark));
	make_file("m", text, 0755);
	assert_true(os_is_guard(at("m")));
	memset(text, ' ', sizeof(text));
	memcpy(text + OS_MARK_WITHIN + 1 - (sizeof(mark) - 1), mark, sizeof(mark));
	make_file("m", text, 0755);
	assert_false(os_is_guard(at("m")));
	make_file("m", "", 0755);
	assert_false(os_is_guard(at("m")));
	make_file("m", "guard-exec-gate-v", 0755);
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
	make_file("target", "", 0600);
	make_link("target", "link");
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

/* Paths. */

static void
knows_the_current_directory(void **state)
{
	struct os_path cwd;

	(void)state;
	os_cwd(&cwd);
	assert_path(&cwd, root);
	make_dir("gone");
	assert_int_equal(chdir(at("gone")), 0);
	assert_int_equal(rmdir(at("gone")), 0);
	os_cwd(&cwd);
	assert_int_equal(cwd.n, 0);
	assert_int_equal(cwd.p[0], '\0');
}

/* What os_resolve says of path must be what realpath says. */
static void
check_resolve(const char *path)
{
	char want[OS_PATH_MAX];
	struct os_path out;
	enum err e = os_resolve(sv_from(root), sv_from(path), &out);

	if (realpath(path, want) == NULL) {
		if (e == OK)
			fail_msg("'%s' is '%s'?", path, out.p);
		assert_int_equal(out.n, 0);
		return;
	}
	if (e != OK)
		fail_msg("'%s': %s", path, err_text(e));
	assert_path(&out, want);
}

static void
resolves_as_realpath_does(void **state)
{
	static const char *const paths[] = {
		"/", "//", "/.", "/..", "/../..", ".", "./", "..", "../", "",
		"d", "d/", "d//", "d/.", "d/..", "d/./e/../e", "d/e/f",
		"d/e/f/", "d/e/f/.", "d/e/f/..", "d/missing", "missing/..",
		"tofile", "tofile/", "todir", "todir/", "todir/..",
		"todir/f", "todirslash", "tofileslash", "absolute",
		"absolute/f", "absolute/../..", "dangling", "dangling/",
		"loop", "loop/x", "chain", "toself/todir/f", "toroot",
		"toroot/etc", "updown", "d/e/up/e/up/e/f", "fifo", "...",
		"d/e/...", "/dev/null", "/dev/null/", "/dev/null/..",
		"/proc/self/exe",
	};

	(void)state;
	make_dir("d");
	make_dir("d/e");
	make_file("d/e/f", "", 0600);
	make_link("d/e/f", "tofile");
	make_link("d/e/f/", "tofileslash");
	make_link("d/e", "todir");
	make_link("d/e/", "todirslash");
	make_link(at("d/e"), "absolute");
	make_link("nowhere", "dangling");
	make_link("loop", "loop");
	make_link("tofile", "chain");
	make_link(".", "toself");
	make_link("/", "toroot");
	make_link("d/../d/./e//f", "updown");
	make_link("..", "d/e/up");
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		check_resolve(paths[i]);
}

static void
counts_the_links_that_it_follows(void **state)
{
	char name[16], target[16] = "d";
	struct os_path out;

	(void)state;
	make_dir("d");
	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		make_link(target, name);
		memcpy(target, name, sizeof(name));
	}
	assert_int_equal(os_resolve(sv_from(root), SV("l40"), &out), OK);
	assert_path(&out, at("d"));
	assert_int_equal(os_resolve(sv_from(root), SV("l41"), &out),
	    ERR_LIMIT);
}

static void
resolve_refuses_what_is_no_path(void **state)
{
	static char text[OS_PATH_MAX * 2];
	struct os_path out;

	(void)state;
	assert_int_equal(os_resolve(sv_from(root), SV(""), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(os_resolve(SV(""), SV("a"), &out), ERR_NOT_FOUND);
	assert_int_equal(os_resolve(SV("tmp"), SV("a"), &out), ERR_NOT_FOUND);
	assert_int_equal(os_resolve(SV("/tmp"), SV("/\0"), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(os_resolve(SV("/\0"), SV("tmp"), &out),
	    ERR_NOT_FOUND);
	memset(text, '/', sizeof(text));
	assert_int_equal(os_resolve(SV("/"),
	    (struct sv){text, sizeof(text)}, &out), ERR_LIMIT);
	assert_int_equal(os_resolve(SV("/"), (struct sv){text, OS_PATH_MAX},
	    &out), OK);
	assert_path(&out, "/");
	assert_int_equal(os_resolve(sv_from(root),
	    (struct sv){text + 1, OS_PATH_MAX}, &out), OK);
	memset(text, 'x', sizeof(text));
	assert_int_equal(os_resolve(sv_from(root),
	    (struct sv){text, OS_PATH_MAX - 10}, &out), ERR_LIMIT);
	for (size_t i = 0; i + 1 < OS_PATH_MAX; i += 2)
		memcpy(text + i, "./", 2);
	assert_int_equal(os_resolve(SV("/"), (struct sv){text,
	    OS_PATH_MAX - 2}, &out), OK);
	if (geteuid() != 0) {
		make_dir("closed");
		make_file("closed/x", "", 0600);
		assert_int_equal(chmod(at("closed"), 0600), 0);
		assert_int_equal(os_resolve(sv_from(root), SV("closed/x"),
		    &out), ERR_ACCESS);
	}
}

/* Whole files. */

static void
reads_files_up_to_the_limit(void **state)
{
	char p[8] = "";
	size_t n = 99;

	(void)state;
	make_file("f", "12345678", 0600);
	assert_int_equal(os_read_file(at("f"), p, 7, &n), ERR_LIMIT);
	assert_int_equal(n, 99);
	assert_int_equal(os_read_file(at("f"), p, 8, &n), OK);
	assert_int_equal(n, 8);
	assert_memory_equal(p, "12345678", 8);
	make_file("f", "", 0600);
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
		make_file("f", "x", 0200);
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
	make_file("f", "12345678", 0600);
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
	make_file("f", "the old text", 0600);
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
	make_file("target", "old", 0600);
	make_link("target", "link");
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
	make_dir("d");
	make_file("d/f", "x", 0600);
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
	make_file("f", "old", 0600);
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

/* Becoming another program. */

static void
exec_says_why_it_could_not(void **state)
{
	char *const argv[] = {(char[]){"x"}, NULL};
	char *const none[] = {NULL};

	(void)state;
	assert_int_equal(os_exec(at("missing"), argv, none), ERR_NOT_FOUND);
	make_file("plain", "x", 0600);
	assert_int_equal(os_exec(at("plain"), argv, none), ERR_ACCESS);
	assert_int_equal(os_exec(root, argv, none), ERR_ACCESS);
	make_file("garbage", "\x7f" "ELF?", 0755);
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
		os_write_all(1, e == OK ? view(&prefix) : sv_from(err_text(e)));
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--open") == 0) {
		prefix.n = strlen(argv[2]);
		memcpy(prefix.p, argv[2], prefix.n + 1);
		return (int)os_image_open(&prefix, &image);
	}
	if (argc == 3 && strcmp(argv[1], "--replace") == 0)
		return (int)os_replace_file(argv[2], "longer", 6, 0600, 1);
	return -1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

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
		TEST(the_clock_is_the_wall_clock),
		TEST(appends_lines_to_a_private_file),
		TEST(a_log_that_is_no_file_is_an_error),
		TEST(writes_all_into_a_slow_pipe_that_does_not_block),
		TEST(knows_the_current_directory),
		TEST(resolves_as_realpath_does),
		TEST(counts_the_links_that_it_follows),
		TEST(resolve_refuses_what_is_no_path),
		TEST(reads_files_up_to_the_limit),
		TEST(reads_regular_files_only),
		TEST(reads_the_rest_of_a_file_and_stays_where_it_is),
		TEST(replaces_a_file_whole),
		TEST(replacing_breaks_a_link_instead_of_following_it),
		TEST(a_failed_replacement_leaves_nothing_behind),
		TEST(a_write_that_fails_keeps_the_old_file),
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
