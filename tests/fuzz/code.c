/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as code: the words that are found can be read and hold together,
 * and there are no more than the limit; so are the files that it writes. What
 * it does by itself is the same,
 * whatever is spared, or less.
 */

#include "guard/reader.h"

#include "require.h"

#define ARENA_SIZE (8u << 20)

static unsigned char memory[ARENA_SIZE] __attribute__((aligned(16)));

static void
touch(struct sv s)
{
	volatile char c;

	for (size_t i = 0; i < s.n; i++)
		c = s.p[i];
	(void)c;
}

static void
check(const struct code_command *c)
{
	touch(c->shell);
	REQUIRE(!c->n_words || !c->shell.n);
	for (size_t i = 0; i < c->n_words; i++) {
		const struct word *w = &c->words[i];

		touch(w->text);
		REQUIRE(w->known <= w->text.n);
		REQUIRE(w->flags || w->known == w->text.n);
	}
}

static bool
spares_all(struct sv path)
{
	touch(path);
	return true;
}

static bool
spares_none(struct sv path)
{
	touch(path);
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	struct code_command *commands;
	struct arena arena;
	size_t n;

	for (int javascript = 0; javascript < 2; javascript++) {
		arena_init(&arena, memory, sizeof(memory));
		if (code_read(&arena, text, javascript, &commands, &n))
			continue;
		REQUIRE(n <= CODE_MAX_COMMANDS);
		for (size_t i = 0; i < n; i++)
			check(&commands[i]);
	}
	arena_init(&arena, memory, sizeof(memory));
	if (!code_writes(&arena, text, &commands, &n)) {
		REQUIRE(n <= CODE_MAX_COMMANDS);
		for (size_t i = 0; i < n; i++) {
			REQUIRE(commands[i].n_words > 2);
			check(&commands[i]);
		}
	}
	REQUIRE(!(code_deeds(text, spares_all) &
	    ~code_deeds(text, spares_none)));
	return 0;
}
