/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as an agent's configuration: what doctor would call is a text of
 * guard's hook for that agent, as the file has it, and the same when it is read
 * again. The first byte chooses the agent.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/hook_config.h"

#include "require.h"

#define ARENA_SPACE ((size_t)8 << 20)

static struct arena arena;
static struct hook_config one, two;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct agent *agent = agents;
	struct sv text;
	enum err e;

	if (!arena.base)
		arena_init(&arena, malloc(ARENA_SPACE), ARENA_SPACE);
	if (!size)
		return 0;
	for (unsigned n = data[0] % 8; n && agent[1].name; n--)
		agent++;
	if (!agent->hooks)
		return 0;
	arena.used = 0;
	text = (struct sv){(const char *)data + 1, size - 1};
	one.file = two.file = "/home/me/file";
	e = hook_config_parse(&arena, agent, text, &one);
	REQUIRE(e == hook_config_parse(&arena, agent, text, &two));
	REQUIRE(one.n == two.n && one.n <= HOOK_CONFIG_MAX);
	if (e)
		return 0;
	for (size_t i = 0; i < one.n; i++) {
		const struct configured_hook *hook = &one.list[i];

		REQUIRE(memchr(hook->command, 0, sizeof(hook->command)));
		REQUIRE(strstr(hook->command, " hook "));
		REQUIRE(strstr(hook->command, agent->name));
		REQUIRE(!hook->off == !hook->fix);
		REQUIRE(!strcmp(hook->command, two.list[i].command));
	}
	return 0;
}
