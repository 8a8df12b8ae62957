/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the way from a rule file to an image and back. Asserted besides the
 * absence of crashes: what does not compile is explained, what compiles
 * verifies, and its dump is a rule file that dumps as the same text.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard/rules.h"

#define MEMORY ((size_t)64 << 20)
#define MAX_INPUT ((size_t)16 << 10)
#define MAX_DUMP ((size_t)256 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char memory[2][MEMORY];

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

/* Text → image → dump; false when it is not a good rule file. */
static bool
print_again(unsigned char *room, struct sv text, struct buf *out)
{
	struct source source = {.name = SV("fuzz.yaml"), .text = text};
	struct model model = {0};
	struct diag_sink sink;
	struct arena arena;
	struct image image;
	struct sv bytes;
	enum err e;

	arena_init(&arena, room, MEMORY);
	diag_sink_init(&sink, &arena);
	if (rules_parse(&arena, &source, LAYER_SHIPPED, &sink, &model))
		return false;
	e = rules_compile(&arena, &model, &sink, &bytes);
	must((e == ERR_SCHEMA) == (sink.n_errors > 0),
	    "an error is explained");
	if (e)
		return false;
	must(!image_open(&image, image_read_memory, &bytes, bytes.n, &arena) &&
	    !image_verify(&image), "an image verifies");
	must(!rules_lint(&arena, &model, &image, &sink),
	    "what compiles can be looked over");
	e = rules_dump(&image, SV(""), out);
	must(!e || e == ERR_LIMIT, "what compiles can be printed");
	return !e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char first[MAX_DUMP], second[MAX_DUMP];
	struct buf a, b;

	if (size > MAX_INPUT)
		return 0;
	buf_init(&a, first, sizeof(first));
	buf_init(&b, second, sizeof(second));
	if (!print_again(memory[0], (struct sv){(const char *)data, size}, &a))
		return 0;
	must(print_again(memory[1], buf_view(&a), &b), "a dump is a rule file");
	must(sv_eq(buf_view(&a), buf_view(&b)), "a dump dumps as itself");
	return 0;
}
