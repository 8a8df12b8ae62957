/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the reading of rule files. Asserted besides the absence of crashes:
 * an error is explained and an explanation is an error, every place lies in
 * the text, every message can be shown, and a file that is accepted gives a
 * model in which everything that must be there is.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard/rules.h"

#define MEMORY ((size_t)64 << 20)
#define SHOWN 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

static uint32_t
lines_of(struct sv text)
{
	uint32_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static void
check_located(const struct located *at)
{
	must(at->text.p && at->text.n > 0, "text is there");
	must(at->span.source != NULL, "place is known");
	must(at->span.line > 0 && at->span.col > 0 && at->span.length > 0,
	    "place is within the text");
}

static void
check_names(const struct model_name *names)
{
	for (; names; names = names->next)
		check_located(&names->name);
}

static void
check_operands(const struct model_operands *operands)
{
	must(!operands->any || !operands->first, "any operands has no list");
	for (const struct model_operand *at = operands->first; at;
	    at = at->next) {
		check_located(&at->name);
		must(!at->repeated || !at->next ||
		    (OPTION_CLASSES(at->flags) & CLASS_ASSIGN),
		    "only the last operand repeats");
	}
}

static void
check_options(const struct model_option *option)
{
	for (; option; option = option->next) {
		must(option->names != NULL, "option has a name");
		check_names(option->names);
		must(option->names->name.text.p[0] == '-', "option has a dash");
		must(OPTION_VALUE_KIND(option->flags) < VALUE_KINDS, "kind");
		must(OPTION_RUNS(option->flags) < RUNS_KINDS, "runs");
		must(!OPTION_RUNS(option->flags) ||
		    OPTION_ARITY(option->flags) != ARITY_FLAG,
		    "what runs something has a value");
		check_operands(&option->operands);
		check_names(option->harmless);
	}
}

/* As deep as files may nest. */
static void
check_command(const struct model_command *command, unsigned depth)
{
	must(depth <= RULES_MAX_DEPTH, "commands are not too deep");
	must(depth == 0 || command->names, "command has a name");
	check_names(command->names);
	check_names(command->tags);
	check_names(command->scripts);
	check_options(command->options);
	check_operands(&command->operands);
	must(!command->any_command || command->operands.any ||
	    command->operands.first, "any command has operands");
	for (const struct model_command *at = command->commands; at;
	    at = at->next)
		check_command(at, depth + 1);
}

static void
check_rules(const struct model_rule *rule)
{
	for (; rule; rule = rule->next) {
		check_located(&rule->id);
		must(rule->source != NULL, "rule has a source");
		must(rule->lists[0].patterns || rule->lists[1].patterns ||
		    rule->lists[2].patterns, "rule has a pattern");
		must(!rule->lists[0].patterns || rule->effect != EFFECT_UNSET,
		    "allow has an effect");
		must((!rule->lists[1].patterns && !rule->lists[2].patterns) ||
		    rule->because.text.n, "ask and deny say why");
		for (size_t i = 0; i < ARRAY_LEN(rule->lists); i++)
			check_names(rule->lists[i].patterns);
		check_names(rule->with);
		for (const struct model_when *at = rule->when; at;
		    at = at->next)
			check_located(&at->value);
	}
}

static void
check_model(const struct model *model)
{
	const struct model_tool *tool = model->tools;

	must(tool && !tool->next, "one file gives one tool");
	check_located(&tool->name);
	must(tool->has_cli || tool->rules, "tool has a cli or rules");
	check_names(tool->aliases);
	check_names(tool->packages);
	check_names(tool->modules);
	check_names(tool->files);
	check_names(tool->hidden);
	check_command(&tool->root, 0);
	check_rules(tool->rules);
	for (const struct model_env *at = tool->environment; at; at = at->next)
		check_located(&at->name);
	for (const struct model_example *at = tool->examples; at;
	    at = at->next)
		check_located(&at->text);
}

static void
check_diags(const struct diag_sink *sink, struct sv text)
{
	static char memory[SHOWN];
	uint32_t lines = lines_of(text);
	struct buf out;

	for (const struct diag *d = sink->first; d; d = d->next) {
		must(d->span.line <= lines, "line is within the text");
		must(d->span.col <= text.n + 1, "column is within the text");
		must(d->text.n > 0 && d->code, "message is there");
		buf_init(&out, memory, sizeof(memory));
		diag_render(d, &out);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void *memory;
	struct source source = {.name = SV("fuzz.yaml"),
	    .text = {(const char *)data, size}};
	struct model model = {0};
	struct diag_sink sink;
	struct arena arena;
	enum err e;

	if (!memory)
		memory = malloc(MEMORY);
	arena_init(&arena, memory, MEMORY);
	diag_sink_init(&sink, &arena);
	e = rules_parse(&arena, &source, LAYER_SHIPPED, &sink, &model);
	must((e != OK) == (sink.n_errors > 0), "an error is explained");
	check_diags(&sink, source.text);
	if (e == OK)
		check_model(&model);
	return 0;
}
