/* SPDX-License-Identifier: ISC */
/*
 * The script for fish: a line an option.
 */
#include "completion.h"

static const char code[] =
    "# Words of guard's own, with a description behind a tab or without.\n"
    "function __guard_words\n"
    "	set -l words (commandline -opc)\n"
    "	$words[1] completions $argv[1] 2>/dev/null\n"
    "end\n"
    "\n"
    "# Whether the subcommand is the one that is named.\n"
    "function __guard_is\n"
    "	set -l words (commandline -opc)\n"
    "	test (count $words) -ge 2; and test \"$words[2]\" = $argv[1]\n"
    "end\n"
    "\n"
    "# Whether it is, and has no operand yet. Options that take a value "
    "follow.\n"
    "function __guard_first\n"
    "	__guard_is $argv[1]; or return 1\n"
    "	set -l words (commandline -opc)\n"
    "	set -e words[1..2]\n"
    "	set -l awaited no\n"
    "	for word in $words\n"
    "		if test $awaited = yes\n"
    "			set awaited no\n"
    "		else if contains -- $word $argv[2..-1]\n"
    "			set awaited yes\n"
    "		else if not string match -q -- '-*' $word\n"
    "			return 1\n"
    "		end\n"
    "	end\n"
    "	return 0\n"
    "end\n"
    "\n"
    "function __guard_none\n"
    "	test (count (commandline -opc)) = 1\n"
    "end\n"
    "\n"
    "complete -c guard -f\n";

static void
put_quoted(struct out *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			out_c(out, '\\');
		out_c(out, *text);
	}
}

static const struct completion_actions actions = {
    .nothing = "",
    .files = " -F",
    .programs = " -a '(__fish_complete_command)'",
    .subcommands = " -a \"$__guard_subcommands\"",
    .own = " -a '(__guard_words ",
    .own_end = ")'",
    .words = " -a '",
    .words_end = "'",
};

static void
put_option(struct out *out, const struct cmd *cmd, const struct opt *o)
{
	out_str(out, "complete -c guard -n '__guard_is ");
	out_str(out, cmd->name);
	out_str(out, "' -l ");
	out_str(out, o->name);
	if (o->letter) {
		out_str(out, " -s ");
		out_c(out, o->letter);
	}
	if (o->arg) {
		out_str(out, completion_value(o) == COMPLETES_FILES
		    ? " -r" : " -x");
		completion_put_value(out, &actions, o);
	}
	out_str(out, " -d '");
	put_quoted(out, o->help);
	out_str(out, "'\n");
}

/* The condition that there is no operand yet. */
static void
put_first(struct out *out, const struct cmd *cmd)
{
	out_str(out, "__guard_first ");
	out_str(out, cmd->name);
	for (const struct opt *o = cmd->options; o->kind; o++) {
		if (!o->arg)
			continue;
		out_str(out, " --");
		out_str(out, o->name);
		if (o->letter) {
			out_str(out, " -");
			out_c(out, o->letter);
		}
	}
}

static void
put_operands(struct out *out, const struct cmd *cmd)
{
	struct completion_operands operands;

	if (!cmd->max_operands)
		return;
	completion_operands(cmd, &operands);
	out_str(out, "complete -c guard -n '");
	if (cmd->max_operands == 1 || operands.only_first) {
		put_first(out, cmd);
	} else {
		out_str(out, "__guard_is ");
		out_str(out, cmd->name);
	}
	out_c(out, '\'');
	if (operands.words.n)
		completion_put_words(out, &actions, operands.words);
	else
		completion_put_action(out, &actions, operands.kind);
	out_c(out, '\n');
	if (operands.only_first) {
		out_str(out, "complete -c guard -n '__guard_is ");
		out_str(out, cmd->name);
		out_str(out, "; and not ");
		put_first(out, cmd);
		out_str(out, "' -F\n");
	}
}

void
completion_fish(const struct cmd *const *commands, struct out *out)
{
	out_str(out,
	    "# Completion of guard for fish: guard completions fish.\n");
	out_str(out, "set -g __guard_subcommands");
	for (size_t i = 0; commands[i]; i++) {
		out_c(out, ' ');
		out_str(out, commands[i]->name);
	}
	out_str(out, "\n\n");
	out_str(out, code);
	for (size_t i = 0; commands[i]; i++) {
		out_str(out, "\ncomplete -c guard -n __guard_none -a ");
		out_str(out, commands[i]->name);
		out_str(out, " -d '");
		put_quoted(out, commands[i]->summary);
		out_str(out, "'\n");
		for (const struct opt *o = commands[i]->options; o->kind; o++)
			put_option(out, commands[i], o);
		put_operands(out, commands[i]);
	}
}
