/* SPDX-License-Identifier: ISC */
/*
 * Which words of argv are secrets by the grammars of what they start. A value
 * is a view into its word, so its place tells.
 */
#include "guard/gate.h"

static bool
lies_in(struct sv value, struct sv word)
{
	return value.n && value.p >= word.p && value.p < word.p + word.n;
}

static void
mark(const struct gate_command *command, struct sv value, bool *secret)
{
	for (size_t i = 0; i < command->n_words; i++)
		if (lies_in(value, command->words[i].text))
			secret[i] = true;
}

static bool
is_secret(const struct option_use *o)
{
	return o->has_value && (OPTION_CLASSES(o->flags) & CLASS_SECRET);
}

static void
mark_invocation(const struct gate_command *command,
    const struct invocation *inv, bool *secret)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (is_secret(&inv->options[i]))
			mark(command, inv->options[i].value.text, secret);
	for (uint32_t i = 0; i < inv->n_operands; i++)
		if (OPTION_CLASSES(inv->operands[i].flags) & CLASS_SECRET)
			mark(command, inv->operands[i].word.text, secret);
}

static bool
has_secret(const struct invocation *inv)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (is_secret(&inv->options[i]))
			return true;
	for (uint32_t i = 0; i < inv->n_operands; i++)
		if (OPTION_CLASSES(inv->operands[i].flags) & CLASS_SECRET)
			return true;
	return false;
}

enum err
gate_secrets(const struct gate_outcome *outcome,
    const struct gate_command *command, struct arena *arena, const bool **out)
{
	const struct reading *r = &outcome->reading;
	bool *secret = NULL;

	for (uint32_t i = 0; i < r->n; i++) {
		if (!has_secret(&r->invocations[i]))
			continue;
		if (!secret)
			secret = ARENA_NEW(arena, command->n_words + 1, bool);
		if (!secret)
			return ERR_LIMIT;
		mark_invocation(command, &r->invocations[i], secret);
	}
	*out = secret;
	return OK;
}
