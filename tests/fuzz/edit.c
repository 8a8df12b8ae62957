/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the readers of agents' settings. The first byte chooses JSON or TOML.
 * What is asserted: no crash; what was whole JSON is whole JSON with a member
 * more, which can be taken out again to the same bytes; TOML comes to an end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/agents.h"
#include "cli/jsonc.h"
#include "cli/toml.h"

#define MEMORY (8u << 20)

static struct arena arena;

static void
try_json(struct sv text)
{
	struct json_span root;
	struct edit edit;
	enum err e;

	edit_init(&edit, &arena, text);
	if (jsonc_root(text, &root))
		return;
	if (root.end > text.n || root.start >= root.end)
		abort();
	e = agent_json_item(&edit, "hooks.Before", "{\n\t\"fuzz-mark\": 1\n}",
	    "fuzz-mark");
	if (e || !edit.n)
		return;
	if (jsonc_root(edit.text, &root))
		abort();
	if (!edit_undo(&edit, edit.pieces[0]) && !sv_eq(edit.text, text))
		abort();
}

static void
try_toml(struct sv text)
{
	struct toml_scan scan = {.text = text};
	struct toml_item item;
	size_t before = 0;

	while (!toml_next(&scan, &item)) {
		if (scan.at <= before || item.end > text.n ||
		    item.value > item.end || item.start > item.value)
			abort();
		before = scan.at;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text;

	if (!arena.base)
		arena_init(&arena, calloc(1, MEMORY), MEMORY);
	if (!size)
		return 0;
	arena.used = 0;
	text = (struct sv){(const char *)data + 1, size - 1};
	if (data[0] & 1)
		try_json(text);
	else
		try_toml(text);
	return 0;
}
