/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as MySQL's option files: the part ahead of the first NUL is the
 * system's, the next the person's, the third what they include. A value that is
 * known lies in one of them, the same answer is given twice, and it ends.
 */
#include "facts/option_files.h"

#include "require.h"

static _Alignas(16) unsigned char memory[8 << 20];

static bool
lies_in(struct sv part, struct sv text)
{
	return !part.n || (part.p >= text.p &&
	    part.p + part.n <= text.p + text.n);
}

/* The files as if they had been read: nothing is looked for on the machine. */
static void
find(struct arena *arena, struct sv text, struct sv key, struct finding *out)
{
	static const char *const names[] = {
		"/etc/my.cnf", "~/.my.cnf", "/x.cnf", "/etc/mysql/my.cnf",
	};
	struct argv_context context = {.arena = arena};
	struct facts facts = {.context = &context};
	struct invocation inv = {.tool = SV("mysql")};
	struct sources s = {.facts = &facts, .inv = &inv, .arena = arena,
		.files = FILES_NONE, .cwd = SV("/")};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct sv one = sv_take(text, sv_find(text, 0, '\0'));

		text = sv_skip(text, one.n + 1);
		s.read[s.n_read++] = (struct source_file){
			.name = sv_from(names[i]), .text = one,
			.error = i == 3 ? ERR_NOT_FOUND : OK};
	}
	if (option_files_find(&s, key, out))
		*out = (struct finding){.state = FACT_ABSENT};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sv keys[] = {{"host", 4}, {"default-x", 9}};
	struct sv text = {(const char *)data, size};
	struct finding found, again;
	struct arena arena;

	/* A directory that is included is one of this machine. */
	if (sv_contains(text, SV("!includedir")))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		arena_init(&arena, memory, sizeof(memory));
		find(&arena, text, keys[i], &found);
		find(&arena, text, keys[i], &again);
		REQUIRE(found.state == again.state);
		REQUIRE(found.state == FACT_UNKNOWN ||
		    sv_eq(found.text, again.text));
		REQUIRE(found.state != FACT_KNOWN ||
		    lies_in(found.text, text));
		REQUIRE(found.state != FACT_ABSENT || !found.text.n);
	}
	return 0;
}
