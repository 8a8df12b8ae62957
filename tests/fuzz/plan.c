/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a saved plan, as its head and as what is printed of one: an error
 * leaves nothing behind, a member that is found passes for what it is, and the
 * counts of types add up.
 */

#include "facts/plan.h"
#include "facts/zip.h"

#include "require.h"

static bool
holds(const void *ctx, struct sv type)
{
	(void)ctx;
	return sv_starts(type, SV("aws_db"));
}

static void
read_archive(struct sv bytes)
{
	static char out[1 << 16];
	struct sv backend, workspace;
	size_t n;

	if (!zip_member(bytes, SV("tfplan"), out, sizeof(out), &n)) {
		REQUIRE(n <= sizeof(out));
		(void)!plan_head((struct sv){out, n}, &backend, &workspace);
	}
	if (zip_member(bytes, SV("tfstate"), out, sizeof(out), &n))
		REQUIRE(!n);
}

static void
read_head(struct sv bytes)
{
	struct sv backend, workspace;

	if (plan_head(bytes, &backend, &workspace))
		REQUIRE(!backend.n && !workspace.n);
	REQUIRE(backend.n <= bytes.n && workspace.n <= bytes.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(16) unsigned char memory[4 << 20];
	struct sv text = {(const char *)data, size};
	struct arena arena;
	struct plan p;
	uint64_t sum = 0;

	read_archive(text);
	read_head(text);
	arena_init(&arena, memory, sizeof(memory));
	if (plan_read(&arena, text, holds, NULL, &p)) {
		REQUIRE(!p.create && !p.remove && !p.replace && !p.n_types &&
		    !p.n_lost);
		return 0;
	}
	for (uint32_t i = 0; i < p.n_types; i++)
		sum += p.types[i].count;
	REQUIRE(sum <= p.create + p.update + p.replace + p.remove + p.forget);
	REQUIRE(p.n_lost + p.lost_more <= p.remove + p.replace);
	return 0;
}
