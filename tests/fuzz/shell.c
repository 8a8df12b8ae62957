/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as shell text: what is read lies inside the text, words exist and
 * hold together, and the same text read twice reads the same.
 */
#include <string.h>

#include "guard/reader.h"

#include "require.h"

#define ARENA_SIZE (8u << 20)

static unsigned char memory[2][ARENA_SIZE] __attribute__((aligned(16)));

/* Every byte of s can be read. */
static void
touch(struct sv s)
{
	volatile char c = 0;

	for (size_t i = 0; i < s.n; i++)
		c = s.p[i];
	(void)c;
}

static void
check_word(const struct word *w)
{
	touch(w->text);
	REQUIRE(w->text.p != NULL || w->text.n == 0);
	REQUIRE(w->known <= w->text.n);
	REQUIRE(w->flags || w->known == w->text.n);
	REQUIRE(!(w->flags & WORD_SPLITS) || (w->flags & WORD_DYNAMIC));
}

static void
check_inside(struct sv piece, struct sv text)
{
	REQUIRE(piece.n <= text.n);
	REQUIRE(piece.n == 0 || (piece.p >= text.p &&
	    piece.p + piece.n <= text.p + text.n));
}

static void
check(const struct shell_reading *r, struct sv text)
{
	for (size_t i = 0; i < r->n_commands; i++) {
		const struct shell_command *c = &r->commands[i];

		REQUIRE(c->n_words > 0);
		REQUIRE(c->words != NULL);
		for (size_t k = 0; k < c->n_words; k++)
			check_word(&c->words[k]);
		for (size_t k = 0; k < c->n_assigns; k++) {
			touch(c->assigns[k].name);
			check_word(&c->assigns[k].value);
		}
		check_word(&c->cwd);
		REQUIRE(c->stdin_kind <= STDIN_UNKNOWN);
		if (c->stdin_kind == STDIN_TEXT)
			REQUIRE(c->stdin_word.flags == 0);
		touch(c->stdin_word.text);
		check_inside(c->source, text);
	}
	for (size_t i = 0; i < r->n_doubts; i++) {
		REQUIRE(r->doubts[i].why != NULL);
		check_inside(r->doubts[i].source, text);
	}
}

static bool
same_words(const struct word *a, const struct word *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!sv_eq(a[i].text, b[i].text) || a[i].known != b[i].known ||
		    a[i].flags != b[i].flags)
			return false;
	}
	return true;
}

static void
check_same(const struct shell_reading *a, const struct shell_reading *b)
{
	REQUIRE(a->n_commands == b->n_commands);
	REQUIRE(a->n_doubts == b->n_doubts);
	for (size_t i = 0; i < a->n_commands; i++) {
		REQUIRE(a->commands[i].n_words == b->commands[i].n_words);
		REQUIRE(same_words(a->commands[i].words, b->commands[i].words,
		    a->commands[i].n_words));
		REQUIRE(same_words(&a->commands[i].cwd, &b->commands[i].cwd, 1));
		REQUIRE(sv_eq(a->commands[i].source, b->commands[i].source));
	}
}

static void
split(struct sv text)
{
	struct arena arena;
	struct word *words;
	size_t n;

	arena_init(&arena, memory[0], ARENA_SIZE);
	if (shell_split(&arena, text, &words, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		check_word(&words[i]);
		REQUIRE(words[i].flags == 0);
	}
}

/*
 * A line that begins a text and that is read to its end for certain is found
 * again when the text stands behind another command.
 */
static void
check_behind(struct sv text, size_t n_commands)
{
	static char longer[1 << 17];
	struct shell_reading r;
	struct arena arena;

	if (text.n + 8 > sizeof(longer))
		return;
	memcpy(longer, "first\n", 6);
	if (text.n > 0)
		memcpy(longer + 6, text.p, text.n);
	arena_init(&arena, memory[1], ARENA_SIZE);
	if (shell_read(&arena, (struct sv){longer, text.n + 6}, NULL, 0, &r))
		return;
	REQUIRE(r.n_commands == n_commands + 1);
	REQUIRE(sv_eq_cstr(r.commands[0].words[0].text, "first"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	struct word params[2] = {
	    {.text = SV("sh"), .known = 2},
	    {.text = SV("a $b"), .known = 2, .flags = WORD_DYNAMIC},
	};
	struct shell_reading r[2];
	struct arena arena[2];
	enum err e[2];

	split(text);
	for (size_t i = 0; i < 2; i++) {
		arena_init(&arena[i], memory[i], ARENA_SIZE);
		e[i] = shell_read(&arena[i], text, params, 2, &r[i]);
		REQUIRE(e[i] == OK || e[i] == ERR_LIMIT);
	}
	REQUIRE(e[0] == e[1]);
	/* A short text fills no arena, unless a loop makes no progress. */
	REQUIRE(e[0] == OK || size > 64);
	if (e[0])
		return 0;
	check(&r[0], text);
	check_same(&r[0], &r[1]);
	arena_init(&arena[0], memory[0], ARENA_SIZE);
	if (shell_read(&arena[0], text, NULL, 0, &r[0]) == OK)
		check_behind(text, r[0].n_commands);
	return 0;
}
