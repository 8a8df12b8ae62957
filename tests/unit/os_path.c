/* SPDX-License-Identifier: ISC */
/*
 * os: paths, compared with what realpath says of them.
 */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "guard/os.h"

#include "scratch.h"

static void
knows_the_current_directory(void **state)
{
	struct os_path cwd;

	(void)state;
	os_cwd(&cwd);
	assert_path(&cwd, root);
	scratch_dir("gone");
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
	scratch_dir("d");
	scratch_dir("d/e");
	scratch_file("d/e/f", "", 0600);
	scratch_link("d/e/f", "tofile");
	scratch_link("d/e/f/", "tofileslash");
	scratch_link("d/e", "todir");
	scratch_link("d/e/", "todirslash");
	scratch_link(at("d/e"), "absolute");
	scratch_link("nowhere", "dangling");
	scratch_link("loop", "loop");
	scratch_link("tofile", "chain");
	scratch_link(".", "toself");
	scratch_link("/", "toroot");
	scratch_link("d/../d/./e//f", "updown");
	scratch_link("..", "d/e/up");
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
	scratch_dir("d");
	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		scratch_link(target, name);
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
		scratch_dir("closed");
		scratch_file("closed/x", "", 0600);
		assert_int_equal(chmod(at("closed"), 0600), 0);
		assert_int_equal(os_resolve(sv_from(root), SV("closed/x"),
		    &out), ERR_ACCESS);
	}
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(knows_the_current_directory),
		TEST(resolves_as_realpath_does),
		TEST(counts_the_links_that_it_follows),
		TEST(resolve_refuses_what_is_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
