/* SPDX-License-Identifier: ISC */
/*
 * Which commands of a text plainly run when it does. Only a file is read that
 * way, whose commands are judged again when they start.
 */
#include "guard/reader.h"

#define ROUNDS 8 /* functions that call functions, so deep */

static bool
is_called(const struct shell_reading *r, const bool *kept, struct sv name)
{
	for (size_t i = 0; i < r->n_commands; i++) {
		const struct word *w = &r->commands[i].words[0];

		if (kept[i] && w->flags == 0 && sv_eq(w->text, name))
			return true;
	}
	return false;
}

void
shell_keep_certain(struct shell_reading *r)
{
	bool kept[SHELL_CERTAIN_MAX];
	bool more = true;
	size_t n = 0;

	if (r->n_commands > SHELL_CERTAIN_MAX)
		r->n_commands = SHELL_CERTAIN_MAX;
	for (size_t i = 0; i < r->n_commands; i++)
		kept[i] = !r->commands[i].maybe && !r->commands[i].function.n;
	for (int round = 0; round < ROUNDS && more; round++) {
		more = false;
		for (size_t i = 0; i < r->n_commands; i++) {
			const struct shell_command *c = &r->commands[i];

			if (kept[i] || c->maybe ||
			    !is_called(r, kept, c->function))
				continue;
			kept[i] = more = true;
		}
	}
	for (size_t i = 0; i < r->n_commands; i++)
		if (kept[i])
			r->commands[n++] = r->commands[i];
	r->n_commands = n;
}
