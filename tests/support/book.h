/* SPDX-License-Identifier: ISC */
/*
 * Rule files read inside a test.
 */
#ifndef GUARD_TESTS_BOOK_H
#define GUARD_TESTS_BOOK_H

#include "guard/rules.h"

#define BOOK_SIZE ((size_t)256 << 20)

extern const char *book_tests; /* the directory of the tests */

/* Everything that one test reads; freed as a whole. */
struct book {
	void *memory;
	struct arena arena;
	struct diag_sink sink;
	struct model model;
	enum err last;
};

void book_open(struct book *book, size_t size);
void book_close(struct book *book);
enum err book_read(struct book *book, const char *name, struct sv text,
    enum layer layer);
/* Opens the book and reads text, which must be valid; its tool. */
struct model_tool *book_tool(struct book *book, const char *text);

/* A whole file, for the caller to free; NULL if it cannot be read. */
char *book_file(const char *path, size_t *out_n);

#endif
