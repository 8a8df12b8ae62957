/* SPDX-License-Identifier: ISC */
/*
 * Compiles rule text in memory for unit tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/diag.h"
#include "guard/rules.h"

#include "fixture.h"

#define FIXTURE_ARENA (64u << 20)

static void
print_diags(const struct diag_sink *sink)
{
	static char text[1 << 16];
	struct buf b;

	buf_init(&b, text, sizeof(text) - 1);
	for (const struct diag *d = sink->first; d; d = d->next)
		diag_render(d, &b);
	text[b.n] = '\0';
	print_error("%s", text);
}

void
fixture_open(struct fixture *f, const char *const *files)
{
	struct source *sources;
	struct diag_sink sink;
	struct model model = {0};
	size_t n = 0;
	enum err e = OK;

	memset(f, 0, sizeof(*f));
	arena_init(&f->arena, calloc(1, FIXTURE_ARENA), FIXTURE_ARENA);
	assert_non_null(f->arena.base);
	diag_sink_init(&sink, &f->arena);
	while (files[n])
		n++;
	sources = ARENA_NEW(&f->arena, n + 1, struct source);
	for (size_t i = 0; i < n; i++) {
		sources[i] = (struct source){.name = SV("test.yaml"),
		    .text = sv_from(files[i])};
		if (rules_parse(&f->arena, &sources[i], LAYER_SHIPPED, &sink,
		    &model))
			e = ERR_SCHEMA;
	}
	if (!e)
		e = rules_compile(&f->arena, &model, &sink, &f->bytes);
	if (e)
		print_diags(&sink);
	assert_int_equal(e, OK);
	e = image_open(&f->image, image_read_memory, &f->bytes, f->bytes.n,
	    &f->arena);
	assert_int_equal(e, OK);
	f->ctx.image = &f->image;
	f->ctx.arena = &f->arena;
	f->ctx.world = &f->world;
}

void
fixture_close(struct fixture *f)
{
	free(f->arena.base);
}

struct word *
fixture_words(struct fixture *f, const char *const *argv, size_t *out_n)
{
	struct word *words;
	size_t n = 0;

	while (argv[n])
		n++;
	words = ARENA_NEW(&f->arena, n + 1, struct word);
	assert_non_null(words);
	for (size_t i = 0; i < n; i++) {
		words[i].text = sv_from(argv[i]);
		words[i].known = words[i].text.n;
	}
	*out_n = n;
	return words;
}

static struct gate_outcome *
decide_line(struct fixture *f, const char *line)
{
	static struct gate_outcome o;

	gate_decide(&f->ctx,
	    &(struct gate_command){.shell_text = sv_from(line)},
	    NULL, &o);
	return &o;
}

enum verdict
fixture_verdict(struct fixture *f, const char *line)
{
	const struct gate_outcome *o = decide_line(f, line);

	assert_int_equal(o->error, OK);
	return o->verdict;
}

const char *
fixture_id(struct fixture *f, const char *line)
{
	static char id[128];
	const struct gate_outcome *o = decide_line(f, line);
	struct sv v = ruling_id(&o->final);

	assert_int_equal(o->error, OK);
	assert_true(v.n < sizeof(id));
	memcpy(id, v.p, v.n);
	id[v.n] = '\0';
	return id;
}
