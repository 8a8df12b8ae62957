/* SPDX-License-Identifier: ISC */
/*
 * What the values and operands of subcommands are, from their names in the
 * table.
 */
#include "completion.h"

#include <ctype.h>
#include <string.h>

static const char *const kind_names[] = {
    [COMPLETES_NOTHING] = "",
    [COMPLETES_FILES] = "files",
    [COMPLETES_PROGRAMS] = "programs",
    [COMPLETES_SUBCOMMANDS] = "subcommands",
    [COMPLETES_TOOLS] = "tools",
    [COMPLETES_REQUESTS] = "requests",
    [COMPLETES_AGENTS] = "agents",
    [COMPLETES_APPROVERS] = "approvers",
};

/* Names of values, as options and usage lines have them. A name that is not
 * here is completed by nothing. */
static const struct {
	const char *name;
	enum completes kind;
} values[] = {
    {"AGENT", COMPLETES_AGENTS},
    {"APPROVER", COMPLETES_APPROVERS},
    {"COMMAND", COMPLETES_TOOLS},
    {"FILE", COMPLETES_FILES},
    {"FILE.pub", COMPLETES_FILES},
    {"ID", COMPLETES_REQUESTS},
    {"IMAGE", COMPLETES_FILES},
    {"KEY", COMPLETES_FILES},
    {"PATH", COMPLETES_FILES},
    {"PROGRAM", COMPLETES_PROGRAMS},
    {"SUBCOMMAND", COMPLETES_SUBCOMMANDS},
    {"TOOL", COMPLETES_TOOLS},
    {"TOOLS", COMPLETES_TOOLS},
};

const char *
completion_name(enum completes kind)
{
	return kind_names[kind];
}

static enum completes
kind_of(struct sv name)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (sv_eq(name, sv_from(values[i].name)))
			return values[i].kind;
	return COMPLETES_NOTHING;
}

enum completes
completion_value(const struct opt *o)
{
	return o->arg ? kind_of(sv_from(o->arg)) : COMPLETES_NOTHING;
}

bool
completion_words(const struct opt *o, struct buf *out)
{
	if (o->arg && strcmp(o->arg, "VERDICT") == 0) {
		buf_str(out, "allow|ask|deny|approve|refuse");
		return true;
	}
	if (o->kind != OPT_CHOICE)
		return false;
	for (size_t i = 0; o->choices[i]; i++) {
		buf_str(out, i ? "|" : "");
		buf_str(out, o->choices[i]);
	}
	return true;
}

void
completion_operands(const struct cmd *cmd, struct completion_operands *out)
{
	const char *at = cmd->usage;
	struct sv word;

	memset(out, 0, sizeof(*out));
	out->only_first = (cmd->needs & OPTIONS_FIRST) != 0;
	at += strspn(at, "[");
	if (strncmp(at, "--] ", 4) == 0)
		at += 4;
	at += strspn(at, "[");
	word = (struct sv){at, strcspn(at, "]. ")};
	if (word.n && islower((unsigned char)word.p[0]))
		out->words = word;
	else
		out->kind = kind_of(word);
}

void
completion_put_action(struct out *out,
    const struct completion_actions *actions, enum completes kind)
{
	switch (kind) {
	case COMPLETES_NOTHING:
		out_str(out, actions->nothing);
		return;
	case COMPLETES_FILES:
		out_str(out, actions->files);
		return;
	case COMPLETES_PROGRAMS:
		out_str(out, actions->programs);
		return;
	case COMPLETES_SUBCOMMANDS:
		out_str(out, actions->subcommands);
		return;
	case COMPLETES_TOOLS:
	case COMPLETES_REQUESTS:
	case COMPLETES_AGENTS:
	case COMPLETES_APPROVERS:
		break;
	}
	out_str(out, actions->own);
	out_str(out, completion_name(kind));
	out_str(out, actions->own_end);
}

void
completion_put_words(struct out *out,
    const struct completion_actions *actions, struct sv words)
{
	out_str(out, actions->words);
	for (size_t i = 0; i < words.n; i++)
		out_c(out, words.p[i] == '|' ? ' ' : words.p[i]);
	out_str(out, actions->words_end);
}

void
completion_put_value(struct out *out,
    const struct completion_actions *actions, const struct opt *o)
{
	char memory[256];
	struct buf words;

	buf_init(&words, memory, sizeof(memory));
	if (completion_words(o, &words))
		completion_put_words(out, actions, buf_view(&words));
	else
		completion_put_action(out, actions, completion_value(o));
}
