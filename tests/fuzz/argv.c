/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the decision on argv and on shell text under a small rule book. The
 * first byte chooses; words are separated by NUL. What is asserted: no crash,
 * an allow was understood to its end, and the same bytes give the same verdict.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "guard/diag.h"
#include "guard/gate.h"
#include "guard/rules.h"

#define MEMORY (16u << 20)
#define MAX_WORDS 512

static const char rules_text[] =
    "guard: 1\n"
    "tool: tf\n"
    "packages: [tf-js]\n"
    "cli:\n"
    "  style: go\n"
    "  options: {-chdir: {value: dir, is: target}, -help: {is: help}}\n"
    "  hidden: [TF_ARGS, 'TF_ARGS_{command}']\n"
    "  environment: {TF_RUN: runs, 'TF_*': unknown}\n"
    "  commands:\n"
    "    plan: {options: {-out: file, -destroy: {is: destructive}}}\n"
    "    sql: {options: {-c: {value: sql}}}\n"
    "    destroy: {}\n"
    "rules:\n"
    "  - {id: tf.read, effect: read, allow: [plan, sql -c]}\n"
    "  - {id: tf.destroy, effect: destroy, ask: [destroy], because: removes all}\n";

static const char launcher_text[] =
    "guard: 1\n"
    "tool: env\n"
    "aliases: [sh, e]\n"
    "launcher: true\n"
    "cli:\n"
    "  style: posix\n"
    "  options: {'-i': {is: clear}, '-u': {value: name, is: unset}, '-S': {value: text, runs: splice}, '-c': {operands: [{name: text, runs: shell}]}}\n"
    "  operands: [{name: assignment, is: assignment, optional: true}, {name: command, runs: argv}]\n"
    "rules:\n"
    "  - {id: env.none, ask: ['. never'], because: is only here so that the file has a rule}\n";

static struct arena arena;
static size_t mark;
static struct image image;
static struct sv image_bytes;

static void
open_rules(void)
{
	static struct source sources[2];
	struct model model = {0};
	struct diag_sink sink;

	arena_init(&arena, calloc(1, MEMORY), MEMORY);
	diag_sink_init(&sink, &arena);
	sources[0] = (struct source){.name = SV("tf"),
	    .text = sv_from(rules_text)};
	sources[1] = (struct source){.name = SV("env"),
	    .text = sv_from(launcher_text)};
	for (size_t i = 0; i < 2; i++)
		if (rules_parse(&arena, &sources[i], LAYER_SHIPPED, &sink,
		    &model))
			abort();
	if (rules_compile(&arena, &model, &sink, &image_bytes))
		abort();
	if (image_open(&image, image_read_memory, &image_bytes, image_bytes.n,
	    &arena))
		abort();
	mark = arena.used;
}

static size_t
split(const uint8_t *data, size_t size, struct word *words)
{
	size_t n = 0, start = 0;

	for (size_t i = 0; i <= size && n < MAX_WORDS; i++) {
		if (i < size && data[i])
			continue;
		words[n].text = (struct sv){(const char *)data + start,
		    i - start};
		words[n].known = i - start;
		words[n++].flags = 0;
		start = i + 1;
	}
	return n;
}

static void
check_outcome(const struct gate_outcome *o)
{
	if (o->error && o->verdict != VERDICT_DENY)
		abort();
	if (o->verdict != VERDICT_ALLOW)
		return;
	if (o->reading.n_problems)
		abort();
	for (uint32_t i = 0; i < o->reading.n; i++)
		if (o->rulings[i].verdict != VERDICT_ALLOW ||
		    o->reading.invocations[i].n_problems)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct word words[MAX_WORDS];
	struct image fresh;
	struct argv_context ctx = {.image = &fresh, .arena = &arena};
	struct gate_command command;
	struct gate_outcome first, second;
	struct gate_outcome *const outcomes[] = {&first, &second};
	size_t n;

	if (!arena.base)
		open_rules();
	if (!size)
		return 0;
	for (size_t round = 0; round < 2; round++) {
		memset(arena.base + mark, 0, arena.used - mark);
		arena.used = mark;
		fresh = image;
		n = split(data + 1, size - 1, words);
		command.words = data[0] & 1 ? words : NULL;
		command.n_words = n;
		command.shell_text = (struct sv){(const char *)data + 1,
		    size - 1};
		gate_decide(&ctx, &command, NULL, outcomes[round]);
		check_outcome(outcomes[round]);
	}
	if (first.verdict != second.verdict)
		abort();
	return 0;
}
