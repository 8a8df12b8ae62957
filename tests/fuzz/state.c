/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a state file: an error leaves nothing behind, types are sorted
 * and their counts add up, and a setting has a key.
 */

#include "facts/state.h"

#include "require.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(16) unsigned char memory[4 << 20];
	struct sv text = {(const char *)data, size};
	struct arena arena;
	struct state s;
	uint64_t sum = 0;

	arena_init(&arena, memory, sizeof(memory));
	if (state_read(&arena, text, &s)) {
		REQUIRE(!s.lineage.n && !s.n_types && !s.n_settings &&
		    !s.has_serial && !s.backend.n);
		return 0;
	}
	for (uint32_t i = 0; i < s.n_types; i++) {
		sum += s.types[i].count;
		REQUIRE(!i || sv_cmp(s.types[i - 1].name,
		    s.types[i].name) < 0);
	}
	REQUIRE(sum == s.resources);
	for (uint32_t i = 0; i < s.n_settings; i++)
		REQUIRE(sv_find(s.settings[i], 0, '=') < s.settings[i].n);
	return 0;
}
