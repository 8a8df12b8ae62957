/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as the index of a repository, and as a pattern and a path of
 * gitignore, and as git's configuration: what is understood is in order and inside the bytes, and each
 * entry is found again.
 */
#include <string.h>

#include "facts/repository.h"

#include "require.h"

static _Alignas(16) unsigned char memory[8 << 20];

static void
try_index(struct sv text)
{
	struct repository r = {0};
	struct arena arena;

	arena_init(&arena, memory, sizeof(memory));
	r.arena = &arena;
	if (!repo_index_parse(&r, text))
		return;
	REQUIRE(r.tree[0] == '\0' || strlen(r.tree) == 40);
	for (uint32_t i = 0; i < r.n_entries; i++) {
		REQUIRE(r.entries[i].path.n > 0);
		REQUIRE(repo_tracks(&r, r.entries[i].path));
		REQUIRE(!i || sv_cmp(r.entries[i - 1].path,
		    r.entries[i].path) <= 0);
	}
}

static enum err
check_entry(void *ctx, const struct config_entry *e)
{
	const struct sv *text = ctx;

	REQUIRE(e->section.n && e->section.n <= text->n);
	REQUIRE(e->key.n && e->sub.n + e->value.n <= text->n + 4);
	return OK;
}

static void
try_config(struct sv text)
{
	struct arena arena;

	arena_init(&arena, memory, sizeof(memory));
	(void)!config_parse(&arena, text, check_entry, &text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	size_t mid = sv_find(text, 0, '\n');

	try_index(text);
	try_config(text);
	if (size <= 512)
		(void)ignore_match(sv_take(text, mid), sv_skip(text, mid + 1));
	return 0;
}
