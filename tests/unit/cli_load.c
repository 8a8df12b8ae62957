/* SPDX-License-Identifier: ISC */
/*
 * From rule files to a policy that decides: directories, broken files, images
 * that are damaged or not safe.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/load.h"
#include "guard/gate.h"

static char root[] = "/tmp/guard-load-XXXXXX";
static struct arena arena;
static void *memory;

static const char a_rules[] =
    "guard: 1\ntool: a\n"
    "cli: {commands: {read: {}, drop: {}}}\n"
    "rules:\n"
    "  - {id: a.read, effect: read, allow: [read]}\n"
    "  - {id: a.drop, ask: [drop], because: drops it}\n";

static const char b_rules[] =
    "guard: 1\ntool: b\ncli: {commands: {go: {}}}\n"
    "rules:\n"
    "  - {id: b.go, deny: [go], because: goes}\n";

static const char *
in_root(const char *name)
{
	static char paths[4][256];
	static unsigned next;
	char *path = paths[next++ & 3];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", root, name);
	return path;
}

static void
make(const char *name, const void *content, size_t n)
{
	FILE *f = fopen(in_root(name), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(content, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static int
set_up(void **state)
{
	(void)state;
	memory = os_reserve(LOAD_DECIDE_SPACE);
	if (!memory || !mkdtemp(root) || mkdir(in_root("rules"), 0755) ||
	    mkdir(in_root("empty"), 0755))
		return -1;
	make("rules/b.yaml", b_rules, strlen(b_rules));
	make("rules/a.yaml", a_rules, strlen(a_rules));
	make("rules/notes.txt", "tool: [", 7);
	make("rules/.hidden.yaml", "tool: [", 7);
	make("broken.yaml", "guard: 1\ntool: [\n", 17);
	return 0;
}

static int
tear_down(void **state)
{
	char command[256];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command) ? -1 : 0;
}

static int
fresh(void **state)
{
	(void)state;
	arena_init(&arena, memory, LOAD_DECIDE_SPACE);
	return 0;
}

static struct sv
compiled(void)
{
	struct rulebook book;

	rulebook_init(&book, &arena);
	assert_int_equal(rulebook_add(&book, in_root("rules"), LAYER_SHIPPED),
	    OK);
	assert_int_equal(rulebook_compile(&book), OK);
	return book.image;
}

static enum verdict
verdict_on(struct policy *p, const char *text)
{
	struct gate_outcome o;

	gate_decide(&p->context,
	    &(struct gate_command){.shell_text = sv_from(text)},
	    NULL, &o);
	load_reset(p);
	return o.verdict;
}

static void
takes_the_yaml_of_a_directory_in_order(void **state)
{
	struct rulebook book;

	(void)state;
	rulebook_init(&book, &arena);
	assert_int_equal(rulebook_add(&book, in_root("rules"), LAYER_SHIPPED),
	    OK);
	assert_int_equal(book.n_files, 2);
	assert_int_equal(book.sink.n_errors, 0);
}

static void
reports_what_cannot_be_read(void **state)
{
	static const char *const names[] = {"missing", "empty",
	    "rules/a.yaml/x"};
	struct rulebook book;

	(void)state;
	rulebook_init(&book, &arena);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(rulebook_add(&book, in_root(names[i]),
				     LAYER_SHIPPED), OK);
		assert_int_equal(book.sink.n_errors, i + 1);
	}
	assert_string_equal(book.sink.first->code, "unreadable");
	assert_int_equal(rulebook_compile(&book), ERR_SCHEMA);
}

static void
goes_on_behind_a_broken_file(void **state)
{
	struct rulebook book;

	(void)state;
	rulebook_init(&book, &arena);
	assert_int_equal(rulebook_add(&book, in_root("broken.yaml"),
			     LAYER_SHIPPED), OK);
	assert_int_not_equal(book.sink.n_errors, 0);
	assert_int_equal(rulebook_add(&book, in_root("rules"), LAYER_SHIPPED),
	    OK);
	assert_int_equal(book.n_files, 3);
	assert_int_equal(rulebook_compile(&book), ERR_SCHEMA);
	assert_int_equal(book.image.n, 0);
}

static void
compiles_the_same_image_each_time(void **state)
{
	struct sv first, second;

	(void)state;
	first = compiled();
	second = compiled();
	assert_true(sv_eq(first, second));
}

static void
decides_with_rules_in_memory(void **state)
{
	static struct policy p;

	(void)state;
	assert_int_equal(load_bytes(&p, compiled()), OK);
	assert_int_equal(verdict_on(&p, "a read"), VERDICT_ALLOW);
	assert_int_equal(verdict_on(&p, "a drop"), VERDICT_ASK);
	assert_int_equal(verdict_on(&p, "a read && b go"), VERDICT_DENY);
}

static void
takes_no_memory_from_decision_to_decision(void **state)
{
	static struct policy p;
	size_t before;

	(void)state;
	assert_int_equal(load_bytes(&p, compiled()), OK);
	before = p.arena.used;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(verdict_on(&p, "a read; a drop"),
		    VERDICT_ASK);
	assert_int_equal(p.arena.used, before);
}

static void
refuses_bytes_that_are_damaged_anywhere(void **state)
{
	struct sv image;
	char *copy;
	size_t step;

	(void)state;
	image = compiled();
	copy = malloc(image.n);
	assert_non_null(copy);
	step = image.n / 64 + 1;
	for (size_t i = 0; i < image.n; i += step) {
		static struct policy p;

		memcpy(copy, image.p, image.n);
		copy[i] ^= 1;
		memset(&p, 0, sizeof(p));
		assert_int_not_equal(load_bytes(&p,
					 (struct sv){copy, image.n}), OK);
	}
	free(copy);
}

static void
refuses_bytes_that_are_cut(void **state)
{
	struct sv image;
	static struct policy p;

	(void)state;
	image = compiled();
	assert_int_not_equal(load_bytes(&p, sv_take(image, image.n - 8)), OK);
	assert_int_not_equal(load_bytes(&p, sv_take(image, 10)), OK);
	assert_int_not_equal(load_bytes(&p, sv_take(image, 0)), OK);
}

static void
reads_an_image_from_a_file(void **state)
{
	struct sv image;
	static struct policy p;

	(void)state;
	image = compiled();
	make("image", image.p, image.n);
	assert_int_equal(load_image(&p, &arena, in_root("image")), OK);
	assert_int_equal(verdict_on(&p, "a read"), VERDICT_ALLOW);
}

static void
refuses_an_image_that_others_can_write(void **state)
{
	struct sv image;
	static struct policy p;

	(void)state;
	image = compiled();
	make("loose", image.p, image.n);
	assert_int_equal(chmod(in_root("loose"), 0666), 0);
	assert_int_equal(load_image(&p, &arena, in_root("loose")),
	    ERR_INSECURE);
	assert_int_equal(load_image(&p, &arena, in_root("none")),
	    ERR_NOT_FOUND);
	assert_int_equal(load_image(&p, &arena, root), ERR_INSECURE);
}

static void
seals_only_what_was_not_written_since(void **state)
{
	struct os_path path;
	struct os_image file, again;
	struct timespec now[2] = {{.tv_sec = 5, .tv_nsec = 111},
	    {.tv_sec = 5, .tv_nsec = 111}};

	(void)state;
	make("sealed", "x", 1);
	(void)snprintf(path.p, sizeof(path.p), "%s", in_root("sealed"));
	path.n = strlen(path.p);
	assert_int_equal(os_image_open(&path, &file), OK);
	assert_int_equal(os_image_seal(&file, 123456789), OK);
	assert_int_equal(os_image_open(&path, &again), OK);
	assert_int_equal(again.mtime_ns, 123456789);
	assert_int_equal(utimensat(AT_FDCWD, path.p, now, 0), 0);
	assert_int_equal(os_image_seal(&again, 1), ERR_IO);
	(void)close(file.fd);
	(void)close(again.fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, fresh)
	    TEST(takes_the_yaml_of_a_directory_in_order),
	    TEST(reports_what_cannot_be_read),
	    TEST(goes_on_behind_a_broken_file),
	    TEST(compiles_the_same_image_each_time),
	    TEST(decides_with_rules_in_memory),
	    TEST(takes_no_memory_from_decision_to_decision),
	    TEST(refuses_bytes_that_are_damaged_anywhere),
	    TEST(refuses_bytes_that_are_cut),
	    TEST(reads_an_image_from_a_file),
	    TEST(refuses_an_image_that_others_can_write),
	    TEST(seals_only_what_was_not_written_since),
#undef TEST
	};

	return cmocka_run_group_tests_name("cli_load", tests, set_up,
	    tear_down);
}
