/* SPDX-License-Identifier: ISC */
/*
 * An image under construction, one for each test.
 */
#ifndef GUARD_TESTS_BUILDING_H
#define GUARD_TESTS_BUILDING_H

#include "guard/image.h"

/* Where everything of a test is kept, and what it builds. */
extern struct arena built_in;
extern struct image_builder builder;
/* What building_open opened. */
extern struct sv finished;

int building_set_up(void **state);
int building_tear_down(void **state);

/* "key-000007" for 7, and tail. */
struct sv building_key(size_t i, const char *tail);
/* n keys "key-000000" …, each with its number plus 1000. */
uint32_t building_tree(size_t n);
struct sv building_finish(void);

/* Reads that copy, as from a file. */
enum err building_read(void *ctx, uint64_t offset, void *p, size_t n);
/* Opens what was built through such reads. */
void building_open(struct image *img);

#endif
