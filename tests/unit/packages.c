/* SPDX-License-Identifier: ISC */
/*
 * The packages of a repository that holds several: who is one, and which of
 * them a selector names.
 */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/packages.h"

static char root[] = "/tmp/guard-packages-XXXXXX";
static char real_root[4096];
static unsigned char memory[4 << 20];
static struct arena arena;

static void
make(const char *path, const char *content)
{
	char full[4096];
	FILE *f;

	(void)snprintf(full, sizeof(full), "%s/%s", real_root, path);
	for (char *p = full + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		(void)mkdir(full, 0755);
	}
	f = fopen(full, "w");
	assert_non_null(f);
	assert_true(fputs(content, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
drop(const char *path)
{
	char full[8192];

	(void)snprintf(full, sizeof(full), "%s/%s", real_root, path);
	assert_int_equal(unlink(full), 0);
}

static int
set_up(void **state)
{
	(void)state;
	if (!mkdtemp(root) || !realpath(root, real_root))
		return -1;
	make("package.json", "{\"name\":\"shop\","
	    "\"workspaces\":[\"packages/*\",\"./tools/build/\",\"!x\"]}");
	make("packages/db/package.json", "{\"name\":\"@shop/db\"}");
	make("packages/db/src/x.js", "");
	make("packages/web/package.json", "{\"name\":\"web\"}");
	make("packages/none/readme", "");
	make("packages/broken/package.json", "{\"name\":");
	make("packages/node_modules/package.json", "{\"name\":\"m\"}");
	make("packages/.hidden/package.json", "{\"name\":\"h\"}");
	make("tools/build/package.json", "{}");
	make("apps/one/two/package.json", "{\"name\":\"two\"}");
	make("apps/package.json", "{\"name\":\"apps\"}");
	return 0;
}

static int
tear_down(void **state)
{
	char command[128];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

/* The directories found from below the root, "a b", or an error. */
static enum err
find(const char *from, const char *selector, char *text, size_t size)
{
	struct argv_packages found = {0};
	size_t skip = strlen(real_root) + 1;
	struct os_path dir;
	struct buf b;
	enum err e;

	arena_init(&arena, memory, sizeof(memory));
	assert_int_equal(os_resolve(sv_from(real_root), sv_from(from), &dir),
	    OK);
	e = packages_find(&arena, &dir, sv_from(selector), &found);
	buf_init(&b, text, size - 1);
	for (uint32_t i = 0; i < found.n; i++) {
		if (i)
			buf_c(&b, ' ');
		buf_sv(&b, sv_skip(found.dirs[i], skip));
	}
	text[b.n] = '\0';
	return e;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In whatever order the directories are listed. */
static void
assert_found(const char *from, const char *selector, const char *expected)
{
	char text[1024], sorted[1024];
	char *words[32];
	size_t n = 0;
	struct buf b;

	assert_int_equal(find(from, selector, text, sizeof(text)), OK);
	for (char *w = strtok(text, " "); w; w = strtok(NULL, " "))
		words[n++] = w;
	qsort(words, n, sizeof(words[0]), compare);
	buf_init(&b, sorted, sizeof(sorted) - 1);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_c(&b, ' ');
		buf_str(&b, words[i]);
	}
	sorted[b.n] = '\0';
	assert_string_equal(sorted, expected);
}

static void
finds_all_that_the_patterns_match(void **state)
{
	(void)state;
	assert_found(".", "", "packages/db packages/web tools/build");
	assert_found("packages/db/src", "",
	    "packages/db packages/web tools/build");
}

static void
selects_by_name_and_by_path(void **state)
{
	(void)state;
	assert_found(".", "@shop/db", "packages/db");
	assert_found(".", "db", "packages/db");
	assert_found(".", "web", "packages/web");
	assert_found(".", "packages/db", "packages/db");
	assert_found(".", "./packages/db/", "packages/db");
	assert_found("packages", "db", "packages/db");
	assert_found("packages/web", "../db", "packages/db");
	assert_found(".", "@shop/*", "packages/db");
	assert_found(".", "./packages/*", "packages/db packages/web");
	assert_found(".", "nothing", "");
	assert_found(".", "packages", "");
	assert_found("packages/db", "shop", "");
}

static void
reads_each_manager_s_own_list(void **state)
{
	(void)state;
	make("pnpm-workspace.yaml", "# all\nignored:\n  - 'packages/*'\n"
	    "packages:\n  - \"apps/**\"\n\n  - '!**/test/**' \n"
	    "- tools/*\ncatalog:\n  - packages/*\n");
	assert_found(".", "", "apps apps/one/two tools/build");
	make("pnpm-workspace.yaml", "packages: ['apps/*/*', \"tools/*\"]\n");
	assert_found(".", "", "apps/one/two tools/build");
	drop("pnpm-workspace.yaml");
	make("package.json", "{\"workspaces\":{\"packages\":[\"apps\",1]}}");
	assert_found(".", "", "apps");
	make("package.json", "{\"name\":\"shop\"}");
	make("lerna.json", "{\"packages\":[\"tools/*\"]}");
	assert_found("apps", "", "tools/build");
	make("lerna.json", "{\"version\":\"1\"}");
	assert_found(".", "", "packages/db packages/web");
	drop("lerna.json");
}

static void
counts_projects_of_nx_wherever_they_are(void **state)
{
	(void)state;
	make("nx.json", "{}");
	make("libs/deep/er/project.json", "{\"name\":\"er\"}");
	make("libs/plain/project.json", "{\"targets\":{}}");
	make("node_modules/x/project.json", "{\"name\":\"x\"}");
	assert_found(".", "er", "libs/deep/er");
	assert_found("libs/deep", "plain", "libs/plain");
	assert_found(".", "x", "");
	drop("libs/deep/er/project.json");
	drop("libs/plain/project.json");
	drop("nx.json");
}

static void
tells_where_there_is_none(void **state)
{
	char text[64];

	(void)state;
	assert_int_equal(find(".", "", text, sizeof(text)), ERR_NOT_FOUND);
}

static void
gives_up_on_what_is_too_large(void **state)
{
	static char large[(1 << 20) + 64];
	char text[64];

	(void)state;
	memset(large, ' ', sizeof(large) - 1);
	large[0] = '{';
	large[sizeof(large) - 2] = '}';
	make("package.json", "{\"workspaces\":[\"packages/*\"]}");
	make("packages/web/package.json", large);
	assert_int_equal(find(".", "", text, sizeof(text)), ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_all_that_the_patterns_match),
		cmocka_unit_test(selects_by_name_and_by_path),
		cmocka_unit_test(reads_each_manager_s_own_list),
		cmocka_unit_test(counts_projects_of_nx_wherever_they_are),
		cmocka_unit_test(tells_where_there_is_none),
		cmocka_unit_test(gives_up_on_what_is_too_large),
	};

	return cmocka_run_group_tests_name("packages", tests, set_up,
	    tear_down);
}
