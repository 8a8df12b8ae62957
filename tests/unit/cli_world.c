/* SPDX-License-Identifier: ISC */
/*
 * What the engine tells about files: scripts and names of packages, resolved
 * paths, small texts; and that an unreadable answer is never "not there".
 */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/world.h"

static char root[] = "/tmp/guard-world-XXXXXX";
static char real_root[4096];
static unsigned char memory[8 << 20];
static struct arena arena;
static struct world world;
static struct argv_world face;

static const char *
in_root(const char *path)
{
	static char full[4096];

	(void)snprintf(full, sizeof(full), "%s/%s", root, path);
	return full;
}

static void
make(const char *path, const char *content)
{
	FILE *f;

	if (!content) {
		assert_int_equal(mkdir(in_root(path), 0755), 0);
		return;
	}
	f = fopen(in_root(path), "w");
	assert_non_null(f);
	assert_true(fputs(content, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int
set_up(void **state)
{
	(void)state;
	if (!mkdtemp(root) || !realpath(root, real_root) || chdir(root))
		return -1;
	make("package.json", "\xef\xbb\xbf{\"name\":\"app\",\"scripts\":"
	    "{\"reset\":\"old\",\"reset\":\"prisma migrate reset\",\"n\":1,"
	    "\"escaped\":\"a \\u0026\\u0026 b\"}}");
	make("sub", NULL);
	make("sub/deep", NULL);
	make("broken", NULL);
	make("broken/package.json", "{\"scripts\": {");
	make("list", NULL);
	make("list/package.json", "[]");
	make("node_modules", NULL);
	make("node_modules/prisma", NULL);
	make("node_modules/prisma/package.json", "{\"name\":\"prisma\"}");
	make("node_modules/prisma/build", NULL);
	make("node_modules/prisma/build/package.json",
	    "{\"type\":\"commonjs\"}");
	make("node_modules/prisma/build/index.js", "x");
	make("node_modules/@scope", NULL);
	make("node_modules/@scope/tool", NULL);
	make("node_modules/@scope/tool/cli.js", "x");
	make("node_modules/alias", NULL);
	make("node_modules/alias/package.json", "{\"name\":\"drizzle-kit\"}");
	make("node_modules/alias/bin.js", "x");
	make("query.sql", "select 1");
	assert_int_equal(symlink("node_modules/prisma/build/index.js",
			     in_root("link")), 0);
	return 0;
}

static int
tear_down(void **state)
{
	char command[4200];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	return chdir("/") || system(command) ? -1 : 0;
}

static int
fresh(void **state)
{
	(void)state;
	arena_init(&arena, memory, sizeof(memory));
	world_init(&world, &arena, NULL, &face);
	return 0;
}

static struct sv
absolute(const char *path)
{
	static char full[4][8192];
	static int next;
	char *p = full[next++ & 3];

	(void)snprintf(p, sizeof(full[0]), "%s/%s", real_root, path);
	return sv_from(p);
}

static void
assert_script(const char *cwd, const char *name, const char *expected)
{
	struct sv out = {NULL, 0};

	assert_int_equal(face.script(face.ctx, sv_from(cwd), sv_from(name),
			     &out), OK);
	assert_true(sv_eq_cstr(out, expected));
}

static enum err
script_error(const char *cwd, const char *name)
{
	struct sv out = {NULL, 0};

	return face.script(face.ctx, sv_from(cwd), sv_from(name), &out);
}

static void
finds_a_script_here_and_from_below(void **state)
{
	(void)state;
	assert_script("", "reset", "prisma migrate reset");
	assert_script("sub/deep", "reset", "prisma migrate reset");
	assert_script("sub/../sub", "reset", "prisma migrate reset");
}

static void
reads_a_script_as_node_does(void **state)
{
	(void)state;
	/* Escapes are undone; of equal keys the last counts, see above. */
	assert_script("", "escaped", "a && b");
}

static void
tells_a_missing_script_from_a_broken_file(void **state)
{
	(void)state;
	assert_int_equal(script_error("", "none"), ERR_NOT_FOUND);
	assert_int_equal(script_error("", "n"), ERR_NOT_FOUND);
	assert_int_equal(script_error("broken", "reset"), ERR_SYNTAX);
	assert_int_equal(script_error("list", "reset"), ERR_SYNTAX);
}

static void
refuses_a_package_json_past_its_limit(void **state)
{
	static char large[(1 << 20) + 64];

	(void)state;
	memset(large, ' ', sizeof(large) - 1);
	large[0] = '{';
	large[sizeof(large) - 2] = '}';
	make("sub/package.json", large);
	assert_int_equal(script_error("sub", "reset"), ERR_LIMIT);
	assert_int_equal(unlink(in_root("sub/package.json")), 0);
}

static void
cannot_tell_without_a_current_directory(void **state)
{
	(void)state;
	world.cwd.n = 0;
	assert_int_equal(script_error("", "reset"), ERR_ENGINE);
	assert_int_equal(script_error("sub", "reset"), ERR_ENGINE);
}

static void
resolves_links_and_relative_paths(void **state)
{
	struct sv out = {NULL, 0};

	(void)state;
	assert_int_equal(face.resolve(face.ctx, SV("sub"), SV("../link"),
			     &out), OK);
	assert_true(sv_eq(out, absolute("node_modules/prisma/build/index.js")));
	assert_int_equal(face.resolve(face.ctx, SV(""), SV("missing"), &out),
	    ERR_NOT_FOUND);
}

static void
assert_package(const char *path, const char *expected)
{
	struct sv out = {NULL, 0};

	assert_int_equal(face.package(face.ctx, absolute(path), &out), OK);
	assert_true(sv_eq_cstr(out, expected));
}

static void
names_a_package_by_what_it_declares(void **state)
{
	(void)state;
	assert_package("node_modules/prisma/build/index.js", "prisma");
	assert_package("node_modules/alias/bin.js", "drizzle-kit");
	assert_package("query.sql", "app");
}

static void
names_a_package_by_its_folder_if_it_declares_nothing(void **state)
{
	(void)state;
	assert_package("node_modules/@scope/tool/cli.js", "@scope/tool");
}

static void
finds_no_package_where_there_is_none(void **state)
{
	struct sv out = {NULL, 0};

	(void)state;
	assert_int_equal(face.package(face.ctx, SV("/bin/sh"), &out),
	    ERR_NOT_FOUND);
}

static void
refuses_a_broken_package(void **state)
{
	struct sv out = {NULL, 0};

	(void)state;
	assert_int_equal(face.package(face.ctx, absolute("broken/x.js"), &out),
	    ERR_SYNTAX);
}

static void
reads_small_files(void **state)
{
	struct sv out = {NULL, 0};

	(void)state;
	assert_int_equal(face.file(face.ctx, SV("sub"), SV("../query.sql"),
			     &out), OK);
	assert_true(sv_eq_cstr(out, "select 1"));
	assert_int_equal(face.file(face.ctx, SV(""), SV("nothing.sql"), &out),
	    ERR_NOT_FOUND);
	assert_int_not_equal(face.file(face.ctx, SV(""), SV("sub"), &out), OK);
}

static void
stops_when_memory_is_out(void **state)
{
	(void)state;
	arena_init(&arena, memory, 16);
	assert_int_equal(script_error("", "reset"), ERR_LIMIT);
}

static void
has_no_files_in_the_empty_world(void **state)
{
	struct argv_world none;
	struct sv out = {NULL, 0};

	(void)state;
	world_none(&world, &none);
	assert_int_equal(none.script(none.ctx, SV(""), SV("reset"), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(none.resolve(none.ctx, SV(""), SV("/bin/sh"), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(none.package(none.ctx, SV("/bin/sh"), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(none.file(none.ctx, SV(""), SV("/etc/passwd"), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(none.cwd(none.ctx, &out), ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, fresh)
	    TEST(finds_a_script_here_and_from_below),
	    TEST(reads_a_script_as_node_does),
	    TEST(tells_a_missing_script_from_a_broken_file),
	    TEST(refuses_a_package_json_past_its_limit),
	    TEST(cannot_tell_without_a_current_directory),
	    TEST(resolves_links_and_relative_paths),
	    TEST(names_a_package_by_what_it_declares),
	    TEST(names_a_package_by_its_folder_if_it_declares_nothing),
	    TEST(finds_no_package_where_there_is_none),
	    TEST(refuses_a_broken_package),
	    TEST(reads_small_files),
	    TEST(stops_when_memory_is_out),
	    TEST(has_no_files_in_the_empty_world),
#undef TEST
	};

	return cmocka_run_group_tests_name("cli_world", tests, set_up,
	    tear_down);
}
