/* SPDX-License-Identifier: ISC */
/*
 * Golden tests of the canonical form: tests/golden/NAME.yaml dumps as
 * NAME.dump, and a dump dumps as itself. The tests directory is the first
 * argument, "tests" without one; with GUARD_GOLDEN_WRITE set the goldens are
 * written instead of compared.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/rules.h"

#define MEMORY ((size_t)512 << 20)
#define DUMP_MAX ((size_t)32 << 20)

static const char *tests = "tests";

/* A rule book on its way to an image. */
struct book {
	struct arena arena;
	struct diag_sink sink;
	struct model model;
	struct sv bytes;
	struct image image;
};

static void
book_open(struct book *b)
{
	memset(b, 0, sizeof(*b));
	arena_init(&b->arena, calloc(1, MEMORY), MEMORY);
	assert_non_null(b->arena.base);
	diag_sink_init(&b->sink, &b->arena);
}

static void
book_close(struct book *b)
{
	free(b->arena.base);
}

static void
show_diags(struct book *b)
{
	static char memory[1 << 16];
	struct buf out;

	buf_init(&out, memory, sizeof(memory));
	for (const struct diag *d = b->sink.first; d; d = d->next)
		diag_render(d, &out);
	print_message("%.*s", (int)out.n, out.p);
}

static void
book_add(struct book *b, const char *name, struct sv text)
{
	struct source *source = ARENA_NEW(&b->arena, 1, struct source);
	enum err e;

	*source = (struct source){
	    .name = arena_dup(&b->arena, sv_from(name)),
	    .text = arena_dup(&b->arena, text)};
	e = rules_parse(&b->arena, source, LAYER_SHIPPED, &b->sink, &b->model);
	if (e)
		show_diags(b);
	assert_int_equal(e, OK);
}

static void
book_compile(struct book *b)
{
	enum err e = rules_compile(&b->arena, &b->model, &b->sink, &b->bytes);

	if (e)
		show_diags(b);
	assert_int_equal(e, OK);
	assert_int_equal(image_open(&b->image, image_read_memory, &b->bytes,
	    b->bytes.n, &b->arena), OK);
}

static struct sv
book_dump(struct book *b, struct sv tool)
{
	struct buf out;

	buf_init(&out, arena_alloc(&b->arena, DUMP_MAX, 1), DUMP_MAX);
	assert_int_equal(rules_dump(&b->image, tool, &out), OK);
	assert_false(out.full);
	return buf_view(&out);
}

static struct sv
read_whole(struct arena *arena, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct sv text = {NULL, 0};
	char *p;
	long n;

	if (!f)
		fail_msg("%s is missing", path);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	n = ftell(f);
	rewind(f);
	p = arena_alloc(arena, (size_t)n + 1, 1);
	assert_non_null(p);
	text = (struct sv){p, fread(p, 1, (size_t)n, f)};
	fclose(f);
	return text;
}

static void
write_whole(const char *path, struct sv text)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
}

static void
assert_text(struct sv actual, struct sv expected)
{
	size_t i = 0, line = 1;

	while (i < actual.n && i < expected.n && actual.p[i] == expected.p[i])
		line += actual.p[i++] == '\n';
	if (i != actual.n || i != expected.n)
		fail_msg("differs in line %zu: \"%.60s\" not \"%.60s\"", line,
		    i < actual.n ? actual.p + i : "",
		    i < expected.n ? expected.p + i : "");
}

static void
compare(const char *name)
{
	char source[512], golden[512];
	struct book book, again;
	struct sv dump;

	snprintf(source, sizeof(source), "%s/golden/%s.yaml", tests, name);
	snprintf(golden, sizeof(golden), "%s/golden/%s.dump", tests, name);
	book_open(&book);
	book_add(&book, source, read_whole(&book.arena, source));
	book_compile(&book);
	dump = book_dump(&book, SV(""));
	if (getenv("GUARD_GOLDEN_WRITE"))
		write_whole(golden, dump);
	assert_text(dump, read_whole(&book.arena, golden));
	book_open(&again);
	book_add(&again, golden, dump);
	book_compile(&again);
	assert_text(book_dump(&again, SV("")), dump);
	assert_int_equal(again.image.header.n_rules,
	    book.image.header.n_rules);
	assert_int_equal(again.image.header.n_commands,
	    book.image.header.n_commands);
	book_close(&again);
	book_close(&book);
}

static void
every_feature_dumps_in_its_canonical_form(void **state)
{
	(void)state;
	compare("everything");
}

static void
a_whole_tool_dumps_in_its_canonical_form(void **state)
{
	(void)state;
	compare("terraform");
}

static void
quoting_survives(void **state)
{
	(void)state;
	compare("quoting");
}

/* Adds the dump of every tool of one book to another, as files. */
static enum err
add_dump(void *ctx, struct sv name, uint64_t offset)
{
	struct book **books = ctx;

	(void)offset;
	book_add(books[1], "dump.yaml", book_dump(books[0], name));
	books[0]->arena.used -= DUMP_MAX; /* it was copied */
	return OK;
}

static int
is_yaml(const struct dirent *entry)
{
	return sv_ends(sv_from(entry->d_name), SV(".yaml"));
}

static void
the_shipped_rules_survive_a_dump(void **state)
{
	struct book book, again, *books[] = {&book, &again};
	struct dirent **names;
	char path[512];
	int n;

	(void)state;
	snprintf(path, sizeof(path), "%s/../rules", tests);
	n = scandir(path, &names, is_yaml, alphasort);
	assert_true(n > 0);
	book_open(&book);
	book_open(&again);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/../rules/%s", tests,
		    names[i]->d_name);
		book_add(&book, path, read_whole(&book.arena, path));
		free(names[i]);
	}
	free(names);
	book_compile(&book);
	assert_int_equal(image_each(&book.image, book.image.header.tools,
	    add_dump, books), OK);
	book_compile(&again);
	assert_text(book_dump(&again, SV("")), book_dump(&book, SV("")));
	book_close(&again);
	book_close(&book);
}

static void
reports_a_tool_that_is_not_there(void **state)
{
	struct book book;
	char memory[64];
	struct buf out;

	(void)state;
	book_open(&book);
	book_add(&book, "a", SV("guard: 1\ntool: a\ncli: {operands: any}\n"));
	book_compile(&book);
	buf_init(&out, memory, sizeof(memory));
	assert_int_equal(rules_dump(&book.image, SV("b"), &out),
	    ERR_NOT_FOUND);
	assert_int_equal(out.n, 0);
	book_close(&book);
}

static void
reports_a_full_buffer(void **state)
{
	struct book book;
	char memory[40];
	struct buf out;

	(void)state;
	book_open(&book);
	book_add(&book, "a", SV("guard: 1\ntool: a\ncli: {operands: any}\n"));
	book_compile(&book);
	for (size_t n = 0; n < sizeof("guard: 1\ntool: a\n"); n++) {
		buf_init(&out, memory, n);
		assert_int_equal(rules_dump(&book.image, SV("a"), &out),
		    ERR_LIMIT);
	}
	book_close(&book);
}

static void
marks_rules_of_other_layers(void **state)
{
	struct book book;
	struct source source = {.name = SV("site.yaml"), .text =
	    SV("guard: 1\ntool: a\nrules:\n"
	       "  - {id: a.no, deny: [.], because: x}\n")};

	(void)state;
	book_open(&book);
	book_add(&book, "a", SV("guard: 1\ntool: a\ncli: {operands: any}\n"));
	assert_int_equal(rules_parse(&book.arena, &source, LAYER_SITE,
	    &book.sink, &book.model), OK);
	book_compile(&book);
	assert_text(book_dump(&book, SV("a")), SV("guard: 1\ntool: a\n"
	    "cli:\n  style: gnu\n  operands: any\nrules:\n"
	    "  # of layer site\n  - id: a.no\n    deny:\n      - .\n"
	    "    because: x\n"));
	book_close(&book);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest cases[] = {
	    cmocka_unit_test(every_feature_dumps_in_its_canonical_form),
	    cmocka_unit_test(a_whole_tool_dumps_in_its_canonical_form),
	    cmocka_unit_test(quoting_survives),
	    cmocka_unit_test(the_shipped_rules_survive_a_dump),
	    cmocka_unit_test(reports_a_tool_that_is_not_there),
	    cmocka_unit_test(reports_a_full_buffer),
	    cmocka_unit_test(marks_rules_of_other_layers),
	};

	if (argc > 1)
		tests = argv[1];
	return cmocka_run_group_tests_name("rules_dump", cases, NULL, NULL);
}
