/* SPDX-License-Identifier: ISC */
#include "compiling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MEMORY (64u << 20)

#define TEST_TOOL                                                          \
	"guard: 1\n"                                                       \
	"tool: t\n"                                                        \
	"aliases: [tt]\n"                                                  \
	"packages: [t-kit]\n"                                              \
	"modules: [tmod]\n"                                                \
	"files: [t.py]\n"                                                  \
	"cli:\n"                                                           \
	"  options: {\"-n, --namespace\": {value: text, is: target},"      \
	" --dir: dir, -v: flag, -q: flag}\n"                               \
	"  environment: {T_MODE: target, \"T_*\": harmless,"               \
	" RUN: {is: runs, harmless: [a, \"b*\"]}}\n"                       \
	"  hidden: [T_ARGS, \"T_ARGS_{command}\"]\n"                       \
	"  commands:\n"                                                    \
	"    list: \"@read\"\n"                                            \
	"    \"remove, rm\": {operands: [name...], options:"               \
	" {\"-f, --force\": {is: force}, --why: {value: text}}}\n"         \
	"    push: {operands: [remote?, branch?...], options:"             \
	" {--force: {is: force}, -o: {value: text, many: true}}}\n"        \
	"    state:\n"                                                     \
	"      commands:\n"                                                \
	"        list: \"@read --id= name?...\"\n"                         \
	"        show: {tags: [read], operands: [name]}\n"                 \
	"        rm: {options: {--force: {is: force}}, operands: [name]}\n"\
	"        deep: {commands: {list: {}, drop: {options:"              \
	" {--force: {is: force}}}}}\n"                                     \
	"    stash: {alone: true, operands: [name?], commands:"            \
	" {list: {}, drop: {operands: [n?]}}}\n"                           \
	"rules:\n"

struct arena arena;
struct diag_sink sink;
struct model model;
struct sv bytes;
struct image image;

int
compiling_set_up(void **state)
{
	(void)state;
	arena_init(&arena, calloc(1, MEMORY), MEMORY);
	diag_sink_init(&sink, &arena);
	model = (struct model){0};
	return arena.base == NULL;
}

int
compiling_tear_down(void **state)
{
	(void)state;
	free(arena.base);
	return 0;
}

enum err
parse_as(const char *text, enum layer layer)
{
	struct source *source = ARENA_NEW(&arena, 1, struct source);

	*source = (struct source){.name = SV("test.yaml"),
	    .text = sv_from(text)};
	return rules_parse(&arena, source, layer, &sink, &model);
}

void
show_diags(void)
{
	static char memory[1 << 16];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	for (const struct diag *d = sink.first; d; d = d->next)
		diag_render(d, &b);
	print_message("%.*s", (int)b.n, b.p);
}

void
compile(const char *text)
{
	enum err e = parse_as(text, LAYER_SHIPPED);

	if (!e)
		e = rules_compile(&arena, &model, &sink, &bytes);
	if (e)
		show_diags();
	assert_int_equal(e, OK);
	assert_int_equal(image_open(&image, image_read_memory, &bytes,
	    bytes.n, &arena), OK);
	assert_int_equal(image_verify(&image), OK);
}

void
refuse(const char *text, const char *code, uint32_t line, const char *part)
{
	assert_int_equal(parse_as(text, LAYER_SHIPPED), OK);
	assert_int_equal(rules_compile(&arena, &model, &sink, &bytes),
	    ERR_SCHEMA);
	assert_non_null(sink.first);
	assert_string_equal(sink.first->code, code);
	if (!sv_contains(sink.first->text, sv_from(part)))
		show_diags();
	assert_true(sv_contains(sink.first->text, sv_from(part)));
	assert_int_equal(sink.first->span.line, line);
}

const char *
rule(const char *body)
{
	static char text[8192];
	int n = snprintf(text, sizeof(text), "%s%s", TEST_TOOL, body);

	assert_in_range(n, 1, sizeof(text) - 1);
	return text;
}

const struct image_tool *
tool(const char *name, struct record *r)
{
	uint64_t offset;

	assert_int_equal(image_find(&image, image.header.tools, sv_from(name),
	    &offset), OK);
	assert_int_equal(image_record(&image, (uint32_t)offset, RECORD_TOOL,
	    sizeof(struct image_tool), r), OK);
	return (const void *)r->p;
}

static const struct image_node *
node_at(uint32_t offset, struct record *r)
{
	assert_int_equal(image_record(&image, offset, RECORD_NODE,
	    sizeof(struct image_node), r), OK);
	return (const void *)r->p;
}

const struct image_node *
node(const char *path, struct record *r)
{
	const struct image_node *at = node_at(tool("t", r)->root, r);
	struct sv rest = sv_from(path);

	while (rest.n) {
		size_t end = sv_find(rest, 0, ' ');
		uint64_t offset;

		assert_int_equal(image_find(&image, at->commands,
		    sv_take(rest, end), &offset), OK);
		at = node_at((uint32_t)offset, r);
		rest = sv_skip(rest, end + 1);
	}
	return at;
}
