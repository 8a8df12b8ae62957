/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a file of tasks: the first one says of which format, the line
 * behind it which task, the rest is the file (and what it includes). What comes
 * of it is bounded, and the same each time.
 */
#include <string.h>

#include "guard/reader.h"

#include "require.h"

static _Alignas(16) unsigned char memory[16 << 20];

static enum err
give_file(void *ctx, struct sv path, struct sv *out)
{
	REQUIRE(path.n > 0);
	*out = *(struct sv *)ctx;
	return OK;
}

static bool
give_variable(void *ctx, struct sv name, bool *out_given, struct sv *out)
{
	(void)ctx;
	*out_given = name.n > 3;
	*out = SV("value");
	return name.n % 2;
}

static size_t
read_once(const struct task_query *query)
{
	struct task_reading r;
	struct arena arena;
	size_t bytes = 0;

	arena_init(&arena, memory, sizeof(memory));
	if (tasks_read(&arena, query, &r))
		return 0;
	REQUIRE(r.n <= TASKS_MAX_LINES && (r.found || !r.n));
	for (size_t i = 0; i < r.n; i++) {
		REQUIRE(r.lines[i].text.n > 0 &&
		    r.lines[i].text.n <= 128 << 10);
		bytes += r.lines[i].text.n;
	}
	return bytes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	size_t mid = sv_find(text, 0, '\n');
	const struct word words[] = {{.text = SV("word"), .known = 4}};
	struct task_query query = {
		.section = SV("tool.poe.tasks"), .words = words, .n_words = 1,
		.ctx = &text, .file = give_file, .variable = give_variable,
	};

	if (!size || size > 64 << 10 || data[0] < '0' || data[0] > '0' + TASKS_TURBO)
		return 0;
	query.format = (enum task_format)(data[0] - '0');
	query.name = sv_skip(sv_take(text, mid), 1);
	text = sv_skip(text, mid + 1);
	REQUIRE(read_once(&query) == read_once(&query));
	return 0;
}
