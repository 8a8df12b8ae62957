/* SPDX-License-Identifier: ISC */
/*
 * The options of subcommands: rows in, values and help texts out. Knows no
 * subcommand by name.
 */
#include "opt.h"

#include <string.h>

#include "text.h"

enum {
	MAX_OPTIONS = 32,
	HELP_COLUMN = 24,  /* where the descriptions of options begin … */
	NARROW_COLUMN = 8, /* … and where on a terminal that is narrow */
};

struct parser {
	struct arena *arena;
	const struct cmd *cmd;
	char **next;
	struct cli_args *args;
	struct buf *complaint;
};

const char *
opt_nearest(const char *word, const char *const *names)
{
	const char *nearest = NULL;
	size_t best = 3;

	for (; *names; names++) {
		size_t d = sv_edits(sv_from(word), sv_from(*names));

		/* Two edits make any two letters of a short word others. */
		if (d < best && d * 2 < strlen(word)) {
			best = d;
			nearest = *names;
		}
	}
	return nearest;
}

static enum err
complain(struct parser *p, const char *what, struct sv subject)
{
	buf_str(p->complaint, what);
	buf_str(p->complaint, " '");
	buf_visible(p->complaint, subject);
	buf_c(p->complaint, '\'');
	return ERR_USAGE;
}

static enum err
unknown(struct parser *p, const char *word)
{
	const char *names[MAX_OPTIONS + 1] = {NULL};
	const char *nearest;
	size_t n = 0;

	for (const struct opt *o = p->cmd->options; o->kind; o++)
		if (n < MAX_OPTIONS)
			names[n++] = o->name;
	nearest = word[1] == '-' ? opt_nearest(word + 2, names) : NULL;
	(void)complain(p, "unknown option", sv_from(word));
	if (nearest) {
		buf_str(p->complaint, "; did you mean --");
		buf_str(p->complaint, nearest);
		buf_c(p->complaint, '?');
	}
	return ERR_USAGE;
}

static enum err
choose(struct parser *p, const struct opt *o, const char *value, unsigned *out)
{
	for (unsigned i = 0; o->choices[i]; i++) {
		if (strcmp(o->choices[i], value) == 0) {
			*out = i;
			return OK;
		}
	}
	buf_str(p->complaint, "--");
	buf_str(p->complaint, o->name);
	return complain(p, " cannot be", sv_from(value));
}

static enum err
append(struct parser *p, struct opt_list *list, const char *value)
{
	const char **items = ARENA_NEW(p->arena, list->n + 1, const char *);

	if (!items)
		return ERR_LIMIT;
	for (size_t i = 0; i < list->n; i++)
		items[i] = list->items[i];
	items[list->n++] = value;
	list->items = items;
	return OK;
}

static enum err
store(struct parser *p, const struct opt *o, const char *value)
{
	unsigned char *at = (unsigned char *)p->args + o->offset;

	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)(void *)at = true;
		return OK;
	case OPT_TEXT:
		*(const char **)(void *)at = value;
		return OK;
	case OPT_LIST:
		return append(p, (struct opt_list *)(void *)at, value);
	case OPT_CHOICE:
		return choose(p, o, value, (unsigned *)(void *)at);
	case OPT_END:
		break;
	}
	return ERR_INTERNAL;
}

/* The option word with its value, which may be the next word. */
static enum err
take(struct parser *p, const struct opt *o, const char *word, const char *value)
{
	if (o->kind == OPT_FLAG && value)
		return complain(p, "a value is not taken by", sv_from(word));
	if (o->kind != OPT_FLAG && !value) {
		value = *p->next;
		if (!value)
			return complain(p, "a value is missing after",
			    sv_from(word));
		p->next++;
	}
	return store(p, o, value);
}

static enum err
take_long(struct parser *p, const char *word)
{
	size_t equals = strcspn(word, "=");
	const char *value = word[equals] ? word + equals + 1 : NULL;

	for (const struct opt *o = p->cmd->options; o->kind; o++) {
		if (strlen(o->name) == equals - 2 &&
		    strncmp(o->name, word + 2, equals - 2) == 0)
			return take(p, o, word, value);
	}
	return unknown(p, word);
}

static enum err
take_short(struct parser *p, const char *word)
{
	for (const struct opt *o = p->cmd->options; o->kind; o++) {
		if (o->letter && o->letter == word[1])
			return take(p, o, word, word[2] ? word + 2 : NULL);
	}
	return unknown(p, word);
}

static bool
is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

static enum err
count_operands(struct parser *p)
{
	size_t n = p->args->n_operands;

	if (p->args->help)
		return OK;
	if (n > p->cmd->max_operands)
		return complain(p, "too many arguments, beginning with",
		    sv_from(p->args->operands[p->cmd->max_operands]));
	if (n < p->cmd->min_operands) {
		buf_str(p->complaint, "arguments are missing: guard ");
		buf_str(p->complaint, p->cmd->name);
		buf_c(p->complaint, ' ');
		buf_str(p->complaint, p->cmd->usage);
		return ERR_USAGE;
	}
	return OK;
}

enum err
opt_parse(struct arena *arena, const struct cmd *cmd, char **argv,
    struct cli_args *out, struct buf *complaint)
{
	struct cli_args args = *out;
	struct parser p = {arena, cmd, argv, &args, complaint};
	bool only_operands = false;
	size_t n = 0;
	enum err e = OK;

	while (argv[n])
		n++;
	args.n_operands = 0;
	args.operands = ARENA_NEW(arena, n + 1, char *);
	if (!args.operands)
		return ERR_LIMIT;
	while (!e && *p.next) {
		char *word = *p.next++;

		if (!only_operands && strcmp(word, "--") == 0) {
			only_operands = true;
		} else if (only_operands || !is_option(word)) {
			args.operands[args.n_operands++] = word;
			only_operands |= (cmd->needs & OPTIONS_FIRST) != 0;
		} else if (word[1] == '-') {
			e = take_long(&p, word);
		} else {
			e = take_short(&p, word);
		}
	}
	if (!e)
		e = count_operands(&p);
	if (!e)
		*out = args;
	return e;
}

static void
help_row(const struct opt *o, struct buf *out)
{
	size_t column = text_width() < TEXT_WIDTH - HELP_COLUMN
	    ? NARROW_COLUMN : HELP_COLUMN;
	size_t start = out->n;

	buf_str(out, o->letter ? "  -" : "    ");
	if (o->letter)
		buf_c(out, o->letter);
	buf_str(out, o->letter ? ", --" : "  --");
	buf_str(out, o->name);
	if (o->arg) {
		buf_c(out, ' ');
		buf_str(out, o->arg);
	}
	if (out->n - start + 2 > column) {
		buf_c(out, '\n');
		start = out->n;
	}
	while (out->n - start < column && !out->full)
		buf_c(out, ' ');
	text_wrap(sv_from(o->help), column, column, out);
	buf_c(out, '\n');
}

void
opt_help(const struct cmd *cmd, struct buf *out)
{
	char memory[512];
	struct buf usage;

	buf_init(&usage, memory, sizeof(memory));
	buf_str(&usage, "usage: guard ");
	buf_str(&usage, cmd->name);
	buf_str(&usage, " [OPTION...]");
	if (cmd->usage[0]) {
		buf_c(&usage, ' ');
		buf_str(&usage, cmd->usage);
	}
	text_fold(buf_view(&usage), 0, 7, out);
	buf_c(out, '\n');
	text_wrap(sv_from(cmd->about), 0, 0, out);
	buf_str(out, "\n\n");
	for (const struct opt *o = cmd->options; o->kind; o++)
		help_row(o, out);
	buf_str(out, "\nfor example:\n");
	for (const char *const *line = cmd->examples; *line; line++) {
		buf_str(out, "  ");
		buf_str(out, *line);
		buf_c(out, '\n');
	}
}
