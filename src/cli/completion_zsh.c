/* SPDX-License-Identifier: ISC */
/*
 * The script for zsh: _arguments with a specification an option.
 */
#include "completion.h"

static const char code[] =
    "# Words of guard's own, with a description behind a tab or without.\n"
    "_guard_words() # KIND\n"
    "{\n"
    "	local -a lines\n"
    "	lines=(${(f)\"$(\"$guard\" completions $1 2>/dev/null)\"})\n"
    "	lines=(${lines//:/\\\\:})\n"
    "	lines=(${lines/$'\\t'/:})\n"
    "	_describe -V ${1%s} lines\n"
    "}\n"
    "\n"
    "_guard_subcommands()\n"
    "{\n"
    "	_describe -V command _guard_commands\n"
    "}\n"
    "\n"
    "_guard()\n"
    "{\n"
    "	local guard=${(e)words[1]/#\\~/$HOME} command=$words[2]\n"
    "	if (( CURRENT == 2 )); then\n"
    "		_guard_subcommands\n"
    "		return\n"
    "	fi\n"
    "	shift words\n"
    "	(( CURRENT-- ))\n"
    "	_guard_arguments $command\n"
    "}\n"
    "\n"
    "if [[ $funcstack[1] = _guard ]]; then\n"
    "	_guard \"$@\"\n"
    "else\n"
    "	compdef _guard guard\n"
    "fi\n";

/* Text inside of single quotes; a mark in front of those bytes that would end
 * the part of the specification. */
static void
put_quoted(struct out *out, const char *text, const char *ends)
{
	for (; *text; text++) {
		if (*text == '\'') {
			out_str(out, "'\\''");
			continue;
		}
		for (const char *end = ends; *end; end++)
			if (*text == *end)
				out_c(out, '\\');
		out_c(out, *text);
	}
}

/* ": action": the blank keeps _arguments from adding words of its own. */
static const struct completion_actions actions = {
    .nothing = ": ",
    .files = ":_files",
    .programs = ":_command_names -e",
    .subcommands = ": _guard_subcommands",
    .own = ": _guard_words ",
    .own_end = "",
    .words = ":(",
    .words_end = ")",
};

static void
put_spelling(struct out *out, const struct opt *o, bool is_letter)
{
	out_str(out, " \\\n\t\t    '");
	out_str(out, o->kind == OPT_LIST ? "*" : "");
	out_str(out, is_letter ? "-" : "--");
	if (is_letter)
		out_c(out, o->letter);
	else
		out_str(out, o->name);
	if (o->arg)
		out_str(out, is_letter ? "+" : "=");
	out_c(out, '[');
	put_quoted(out, o->help, "[]\\");
	out_c(out, ']');
	if (o->arg) {
		out_c(out, ':');
		put_quoted(out, o->arg, ":\\");
		completion_put_value(out, &actions, o);
	}
	out_c(out, '\'');
}

static void
put_operands(struct out *out, const struct cmd *cmd)
{
	struct completion_operands operands;

	if (!cmd->max_operands)
		return;
	completion_operands(cmd, &operands);
	out_str(out, " \\\n\t\t    '");
	out_str(out, cmd->max_operands == 1 || operands.only_first ? "1" : "*");
	out_str(out, ":argument");
	if (operands.words.n)
		completion_put_words(out, &actions, operands.words);
	else
		completion_put_action(out, &actions, operands.kind);
	out_str(out, operands.only_first
	    ? "' \\\n\t\t    '*:argument:_files'" : "'");
}

void
completion_zsh(const struct cmd *const *commands, struct out *out)
{
	out_str(out, "#compdef guard\n"
	    "# Completion of guard for zsh: guard completions zsh.\n\n"
	    "typeset -ga _guard_commands\n_guard_commands=(\n");
	for (size_t i = 0; commands[i]; i++) {
		out_str(out, "\t'");
		out_str(out, commands[i]->name);
		out_c(out, ':');
		put_quoted(out, commands[i]->summary, "\\");
		out_str(out, "'\n");
	}
	out_str(out, ")\n\n_guard_arguments() # SUBCOMMAND\n{\n\tcase $1 in\n");
	for (size_t i = 0; commands[i]; i++) {
		out_c(out, '\t');
		out_str(out, commands[i]->name);
		out_str(out, ")\n\t\t_arguments -S");
		if (commands[i]->needs & OPTIONS_FIRST)
			out_str(out, " -A '-*'");
		out_str(out, " :");
		for (const struct opt *o = commands[i]->options; o->kind; o++) {
			put_spelling(out, o, false);
			if (o->letter)
				put_spelling(out, o, true);
		}
		put_operands(out, commands[i]);
		out_str(out, " ;;\n");
	}
	out_str(out, "\tesac\n}\n\n");
	out_str(out, code);
}
