/* SPDX-License-Identifier: ISC */
/*
 * The subcommands as a list: one by its name, and all of them for people. They
 * get the table, which knows each of them, so that none needs to know it.
 */
#include <string.h>

#include "cli.h"
#include "text.h"

enum { COMMANDS_MAX = 64 };

const struct cmd *
commands_find(const struct cmd *const *commands, const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const char *
commands_nearest(const struct cmd *const *commands, const char *name)
{
	const char *names[COMMANDS_MAX + 1] = {NULL};

	for (size_t i = 0; i < COMMANDS_MAX && commands[i]; i++)
		names[i] = commands[i]->name;
	return opt_nearest(name, names);
}

/* From that column on. */
static void
put_prose(struct out *out, const char *text, size_t column)
{
	char memory[256];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	text_wrap(sv_from(text), column, column, &b);
	out_sv(out, buf_view(&b));
	out_c(out, '\n');
}

void
commands_list(const struct cmd *const *commands, struct out *out)
{
	out_str(out, "usage: ");
	put_prose(out, "guard COMMAND [OPTION...] [ARGUMENT...]", 7);
	out_c(out, '\n');
	for (size_t i = 0; commands[i]; i++) {
		out_str(out, "  ");
		out_str(out, commands[i]->name);
		out_spaces(out, 12 - strlen(commands[i]->name));
		put_prose(out, commands[i]->summary, 14);
	}
	out_c(out, '\n');
	put_prose(out, "`guard help COMMAND` tells about one of them; guard(1) "
	    "about the whole.", 0);
}
