/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as an agent's call: what is read is text that could be run, twice
 * the same; and a command that an agent writes down is the one that is read.
 */
#include <string.h>

#include "guard/hook.h"

#include "require.h"

#define ARENA_SIZE (4u << 20)

static unsigned char memory[2][ARENA_SIZE] __attribute__((aligned(16)));
static char text[1 << 20], said[HOOK_ANSWER_MAX];

static void
check_text(struct sv s)
{
	REQUIRE(memchr(s.n ? s.p : "", '\0', s.n) == NULL);
	REQUIRE(s.n == 0 || s.p[s.n] == '\0');
	for (size_t i = 0; i < s.n;) {
		size_t n = utf8_length((const unsigned char *)s.p + i,
		    s.n - i, NULL);

		REQUIRE(n > 0);
		i += n;
	}
}

static void
check_call(const struct hook_call *c)
{
	REQUIRE((c->kind == HOOK_WRONG) == (c->fault != NULL));
	if (c->kind != HOOK_SHELL)
		return;
	check_text(c->cwd);
	check_text(c->dir);
	REQUIRE(!c->cwd.n || c->cwd.p[0] == '/');
	if (!c->words) {
		REQUIRE(c->text.p != NULL);
		check_text(c->text);
	}
	for (size_t i = 0; i < c->n_words; i++)
		check_text(c->words[i].text);
}

static void
read_call(size_t which, const struct hook_agent *agent, struct sv call,
    struct hook_call *out)
{
	struct arena arena;

	arena_init(&arena, memory[which], ARENA_SIZE);
	hook_read(agent, call, &arena, out);
	check_call(out);
}

static bool
is_text(struct sv s)
{
	for (size_t i = 0; i < s.n;) {
		size_t n = utf8_length((const unsigned char *)s.p + i,
		    s.n - i, NULL);

		if (!n || !s.p[i])
			return false;
		i += n;
	}
	return true;
}

static void
write_and_read(struct sv command)
{
	const struct hook_agent *agent = hook_find(SV("claude-code"));
	struct hook_call call;
	struct buf b;

	buf_init(&b, text, sizeof(text));
	buf_str(&b, " {\"tool_input\" :{\"command\":\"");
	buf_json(&b, command);
	buf_str(&b, "\"},\"tool_name\":\"Bash\"}\n");
	if (b.full || !is_text(command))
		return;
	read_call(0, agent, buf_view(&b), &call);
	REQUIRE(call.kind == HOOK_SHELL && sv_eq(call.text, command));
}

/* An answer is JSON whatever the reason is. */
static void
answer(const struct hook_agent *agent, struct sv reason)
{
	struct hook_call call;
	struct buf b;

	buf_init(&b, said, sizeof(said));
	hook_deny(agent, sv_take(reason, HOOK_TEXT_MAX), &b);
	REQUIRE(!b.full);
	read_call(0, agent, buf_view(&b), &call);
	REQUIRE(call.kind == HOOK_WRONG &&
	    strcmp(call.fault, "it is no JSON") != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv input = {(const char *)data, size};
	const struct hook_agent *agent;

	for (size_t i = 0; (agent = hook_at(i)); i++) {
		struct hook_call a, b;

		read_call(0, agent, input, &a);
		read_call(1, agent, input, &b);
		REQUIRE(a.kind == b.kind && a.n_words == b.n_words);
		REQUIRE(sv_eq(a.text, b.text) && sv_eq(a.cwd, b.cwd));
		answer(agent, input);
	}
	write_and_read(input);
	return 0;
}
