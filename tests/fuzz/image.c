/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes reading of policy images: any bytes are opened, walked, printed and
 * decided by. Because a checksum stops most damage at once, the same bytes are
 * tried again with all checksums set right, as a hostile writer would.
 * Asserted besides the absence of crashes: a sound image with one byte changed
 * does not verify.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard/gate.h"
#include "guard/image.h"
#include "guard/rules.h"
#include "image/layout.h"

#define MEMORY ((size_t)16 << 20)
#define MAX_INPUT ((size_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char memory[MEMORY];

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

/* Reads as from a file, so that windows are used. */
static enum err
read_file(void *ctx, uint64_t offset, void *p, size_t n)
{
	return image_read_memory(ctx, offset, p, n);
}

/* Sets the header and the checks of all records that follow each other. */
static void
repair(unsigned char *p, size_t n)
{
	struct image_header h;
	struct record_header r;
	size_t at = sizeof(h), padded;

	memcpy(&h, p, sizeof(h));
	memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
	h.version = IMAGE_VERSION;
	h.size = n;
	h.check = layout_header_check(&h);
	memcpy(p, &h, sizeof(h));
	while (at + sizeof(r) <= n) {
		memcpy(&r, p + at, sizeof(r));
		padded = (size_t)layout_pad(r.size);
		if (padded > n - at - sizeof(r))
			return;
		r.check = image_check(p + at + sizeof(r), padded,
		    layout_seed(r.kind, r.size, (uint32_t)at));
		memcpy(p + at, &r, sizeof(r));
		at += sizeof(r) + padded;
	}
}

static enum err
count(void *ctx, struct sv key, uint64_t value)
{
	size_t *n = ctx;

	(void)key;
	(void)value;
	++*n;
	return OK;
}

static enum err
look_up(void *ctx, struct sv key, uint64_t value)
{
	struct image *img = ctx;
	uint32_t tree = img->header.tools;
	uint64_t found = 0;
	struct sv first;
	size_t n = 0;
	enum err e;

	/* In a hostile tree a key may stand where no search comes by. */
	e = image_find(img, tree, key, &found);
	must(e || found == value || image_each(img, tree, count, &n),
	    "a tree in order has each key once");
	e = image_find_prefix(img, tree, sv_take(key, 3), &first, &found);
	must(e || sv_starts(first, sv_take(key, 3)), "a prefix is one");
	return OK;
}

static enum err
find_identity(void *ctx, struct sv key, uint64_t value)
{
	uint32_t found = 0;
	enum err e = image_identity(ctx, key, &found);

	must(!e && found == value, "each identity leads to its tool");
	return OK;
}

static void
walk(struct image *img, struct arena *arena)
{
	static char text[1 << 16];
	static const char *const lines[] = {"terraform -chdir=x state rm a",
	    "everything plan -out=x --label y", "quoting yes 'a b'"};
	struct argv_world world = {0};
	size_t n = 0;
	struct argv_context ctx = {
	    .image = img, .arena = arena, .world = &world};
	struct buf out;
	enum err e;

	e = image_each(img, img->header.tools, look_up, img);
	must(e != ERR_NOT_FOUND, "a walk ends well or with damage");
	e = image_each_identity(img, count, &n);
	must(e != ERR_NOT_FOUND, "so does a walk over all cells");
	buf_init(&out, text, sizeof(text));
	/* In a hostile tree a tool may be listed that no search comes by. */
	(void)rules_dump(img, SV(""), &out);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct gate_outcome outcome;

		gate_decide(&ctx,
		    &(struct gate_command){.shell_text = sv_from(lines[i])},
		    NULL, &outcome);
		must(!outcome.error || outcome.verdict == VERDICT_DENY,
		    "an error refuses");
	}
}

static bool
open_and_walk(struct sv bytes)
{
	struct arena arena;
	struct image img;

	arena_init(&arena, memory, sizeof(memory));
	if (image_open(&img, read_file, &bytes, bytes.n, &arena))
		return false;
	walk(&img, &arena);
	return image_verify(&img) == OK;
}

/* For an image that nobody has touched since it was built. */
static void
find_all(struct sv bytes)
{
	static char text[1 << 16];
	struct arena arena;
	struct image img;
	struct buf out;

	arena_init(&arena, memory, sizeof(memory));
	must(!image_open(&img, read_file, &bytes, bytes.n, &arena) &&
	    !image_each_identity(&img, find_identity, &img), "cells are sound");
	buf_init(&out, text, sizeof(text));
	must(!rules_dump(&img, SV(""), &out), "a tool that is listed is there");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char copy[MAX_INPUT];
	struct sv bytes = {(const char *)copy, size};
	struct arena arena;
	struct image img;
	size_t at;

	if (size < sizeof(struct image_header) || size > MAX_INPUT)
		return 0;
	memcpy(copy, data, size);
	if (open_and_walk(bytes)) {
		find_all(bytes);
		at = copy[size / 2] * (size_t)257 % size;
		copy[at] ^= 0x10;
		arena_init(&arena, memory, sizeof(memory));
		must(image_open(&img, read_file, &bytes, size, &arena) ||
		    image_verify(&img), "damage is noticed");
		copy[at] ^= 0x10;
	}
	repair(copy, size);
	open_and_walk(bytes);
	return 0;
}
