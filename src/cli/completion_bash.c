/* SPDX-License-Identifier: ISC */
/*
 * The script for bash: the table as a function, and the code that reads it.
 * Nothing of bash-completion is needed.
 */
#include "completion.h"

/*
 * "=" is a word of its own for bash, so --format=json are three. $flags take
 * no value; of a pair NAME:WHAT in $values WHAT is a kind of words or the words
 * themselves, with "|" between them.
 */
static const char code[] =
    "_guard_words() # KIND-OR-WORDS\n"
    "{\n"
    "	case $1 in\n"
    "	'') ;;\n"
    "	files) compopt -o filenames 2>/dev/null\n"
    "		mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
    "	programs) mapfile -t COMPREPLY < <(compgen -c -- \"$cur\" | sort -u) "
    ";;\n"
    "	subcommands) mapfile -t COMPREPLY < <(compgen -W "
    "\"$_guard_subcommands\" -- \"$cur\") ;;\n"
    "	tools | requests | agents | approvers)\n"
    "		mapfile -t COMPREPLY < <(compgen -W \"$(\"$guard\" "
    "completions \"$1\" \\\n"
    "		    2>/dev/null | cut -f 1)\" -- \"$cur\") ;;\n"
    "	*) mapfile -t COMPREPLY < <(compgen -W \"${1//|/ }\" -- \"$cur\") ;;\n"
    "	esac\n"
    "}\n"
    "\n"
    "_guard()\n"
    "{\n"
    "	local guard=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} i pair "
    "word\n"
    "	local flags='' values='' operands='' first='' most='' n=0 awaited='' "
    "only=''\n"
    "	guard=${guard/#\\~/$HOME}\n"
    "	COMPREPLY=()\n"
    "	if ((COMP_CWORD == 1)); then\n"
    "		_guard_words subcommands\n"
    "		return\n"
    "	fi\n"
    "	_guard_table \"${COMP_WORDS[1]}\" || return\n"
    "	for ((i = 2; i < COMP_CWORD; i++)); do\n"
    "		word=${COMP_WORDS[i]}\n"
    "		if [[ $word == '=' && $awaited ]]; then\n"
    "			continue\n"
    "		elif [[ $awaited ]]; then\n"
    "			awaited=\n"
    "		elif [[ $only || $word != -* ]]; then\n"
    "			((++n))\n"
    "			only=${only:-$first}\n"
    "		elif [[ $word == -- ]]; then\n"
    "			only=yes\n"
    "		else\n"
    "			for pair in $values; do\n"
    "				[[ $word != \"${pair%%:*}\" ]] || "
    "awaited=$pair\n"
    "			done\n"
    "		fi\n"
    "	done\n"
    "	[[ $cur != '=' || ! $awaited ]] || cur=\n"
    "	if [[ $awaited ]]; then\n"
    "		_guard_words \"${awaited#*:}\"\n"
    "	elif [[ $cur == -* && ! $only ]]; then\n"
    "		for pair in $values; do\n"
    "			flags+=\" ${pair%%:*}\"\n"
    "		done\n"
    "		mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$cur\")\n"
    "	elif [[ $first && $n != 0 ]]; then\n"
    "		_guard_words files\n"
    "	elif [[ ! $most ]] || ((n < most)); then\n"
    "		_guard_words \"$operands\"\n"
    "	fi\n"
    "}\n"
    "\n"
    "complete -F _guard guard\n";

/* Each spelling of the options with a value, or of those without. */
static void
put_options(struct out *out, const struct cmd *cmd, bool valued)
{
	char memory[512];
	struct buf words;

	for (const struct opt *o = cmd->options; o->kind; o++) {
		if (!o->arg != !valued)
			continue;
		buf_init(&words, memory, sizeof(memory));
		if (!completion_words(o, &words))
			buf_str(&words, completion_name(completion_value(o)));
		out_str(out, " --");
		out_str(out, o->name);
		if (valued) {
			out_c(out, ':');
			out_sv(out, buf_view(&words));
		}
		if (!o->letter)
			continue;
		out_str(out, " -");
		out_c(out, o->letter);
		if (valued) {
			out_c(out, ':');
			out_sv(out, buf_view(&words));
		}
	}
}

static void
put_row(struct out *out, const struct cmd *cmd)
{
	struct completion_operands operands;

	completion_operands(cmd, &operands);
	out_c(out, '\t');
	out_str(out, cmd->name);
	out_str(out, ")\n\t\tflags='");
	put_options(out, cmd, false);
	out_str(out, "'\n\t\tvalues='");
	put_options(out, cmd, true);
	out_str(out, "'\n\t\toperands='");
	if (operands.words.n)
		out_sv(out, operands.words);
	else
		out_str(out, completion_name(operands.kind));
	out_str(out, operands.only_first ? "' first=yes" : "'");
	if (cmd->max_operands <= 1)
		out_str(out, cmd->max_operands ? " most=1" : " most=0");
	out_str(out, " ;;\n");
}

void
completion_bash(const struct cmd *const *commands, struct out *out)
{
	out_str(out, "# Completion of guard for bash: guard completions "
	    "bash.\n\n_guard_table()\n{\n\tcase $1 in\n");
	for (size_t i = 0; commands[i]; i++)
		put_row(out, commands[i]);
	out_str(out, "\t*) return 1 ;;\n\tesac\n}\n\n_guard_subcommands='");
	for (size_t i = 0; commands[i]; i++) {
		out_str(out, i ? " " : "");
		out_str(out, commands[i]->name);
	}
	out_str(out, "'\n\n");
	out_str(out, code);
}
