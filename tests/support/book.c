/* SPDX-License-Identifier: ISC */
#include "book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char *book_tests = "tests";

void
book_open(struct book *book, size_t size)
{
	memset(book, 0, sizeof(*book));
	book->memory = malloc(size);
	assert_non_null(book->memory);
	arena_init(&book->arena, book->memory, size);
	diag_sink_init(&book->sink, &book->arena);
}

void
book_close(struct book *book)
{
	free(book->memory);
}

enum err
book_read(struct book *book, const char *name, struct sv text,
    enum layer layer)
{
	uint32_t before = book->sink.n_errors;
	struct source *source = ARENA_NEW(&book->arena, 1, struct source);

	assert_non_null(source);
	*source = (struct source){.name = sv_from(name), .text = text};
	book->last = rules_parse(&book->arena, source, layer, &book->sink,
	    &book->model);
	/* An error nobody explained, or an explanation without an error. */
	assert_int_equal(book->last != OK, book->sink.n_errors != before);
	return book->last;
}

struct model_tool *
book_tool(struct book *book, const char *text)
{
	struct buf out;
	static char shown[4096];

	book_open(book, BOOK_SIZE);
	buf_init(&out, shown, sizeof(shown) - 1);
	if (book_read(book, "test.yaml", sv_from(text), LAYER_SHIPPED)) {
		for (struct diag *d = book->sink.first; d; d = d->next)
			diag_render(d, &out);
		shown[out.n] = '\0';
		fail_msg("%s", shown);
	}
	return book->model.tools;
}

char *
book_file(const char *path, size_t *out_n)
{
	FILE *file = fopen(path, "rb");
	char *text = malloc((size_t)1 << 20);

	if (!file || !text) {
		free(text);
		if (file)
			fclose(file);
		return NULL;
	}
	*out_n = fread(text, 1, ((size_t)1 << 20) - 1, file);
	fclose(file);
	return text;
}
