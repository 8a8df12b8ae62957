/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a file of environments: an error leaves no line behind, every
 * line has a name, a condition and its place, and what is found is the
 * strictest.
 */

#include "facts/environments.h"

#include "require.h"

static enum err
ask(void *ctx, const struct environment_condition *c, enum answer_of *out)
{
	(void)ctx;
	*out = (enum answer_of)(c->glob.n % 3);
	return OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(16) unsigned char memory[1 << 20];
	struct sv text = {(const char *)data, size};
	struct environment_finding found;
	struct environments all;
	struct arena arena;
	uint32_t line;

	arena_init(&arena, memory, sizeof(memory));
	if (environments_read(&arena, text, &all, &line)) {
		REQUIRE(!all.n && !all.n_names);
		return 0;
	}
	for (uint32_t i = 0; i < all.n; i++)
		REQUIRE(all.lines[i].n && all.lines[i].rank < all.n_names &&
		    all.lines[i].number <= line);
	REQUIRE(!environments_find(&all, ask, NULL, &found));
	REQUIRE(!found.known || found.rank < all.n_names);
	return 0;
}
