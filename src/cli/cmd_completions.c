/* SPDX-License-Identifier: ISC */
/*
 * guard completions: the script that a shell reads, and the words that it asks
 * for while a person types.
 */
#include <string.h>

#include "guard/rules.h"

#include "agents.h"
#include "commands.h"
#include "completion.h"
#include "watch_list.h"

/* A word a line; nothing of it may be wrong in a shell or on a terminal. */
static void
put_word(struct out *out, struct sv word)
{
	out_visible(out, word);
	out_c(out, '\n');
}

static enum err
put_tools(struct cli *cli)
{
	struct image *img = &cli->policy.image;
	struct listed_tool t;
	struct sv *names;
	size_t n;
	enum err e;

	if ((e = load_image(&cli->policy, &cli->arena, NULL)) ||
	    (e = rules_list_names(img, &names, &n)))
		return e;
	for (size_t i = 0; !e && i < n; i++) {
		put_word(&cli->out, names[i]);
		e = rules_list(img, names[i], &t);
		for (size_t k = 0; !e && k < t.n_aliases; k++)
			put_word(&cli->out, t.aliases[k]);
	}
	return e;
}

static enum err
put_requests(struct cli *cli, const struct approval *a)
{
	static struct watch_list list;
	enum err e = watch_load(cli, a, NULL, &list);

	/* The newest first: that is the one that is meant. */
	for (size_t i = list.n; !e && i-- > 0;) {
		const struct watch_row *row = &list.rows[i];

		if (row->spoilt || !watch_waits(row))
			continue;
		out_str(&cli->out, row->id);
		out_c(&cli->out, '\t');
		out_str(&cli->out, row->command);
		out_c(&cli->out, '\n');
	}
	return e;
}

static enum err
put_people(struct cli *cli, bool requests)
{
	static struct approval a;
	bool none;

	if (approval_open(cli, &a, &none))
		return ERR_IO;
	if (requests)
		return none ? OK : put_requests(cli, &a);
	for (size_t i = 0; i < a.approvers.n; i++)
		put_word(&cli->out, sv_from(a.approvers.list[i].name));
	return OK;
}

static enum err
put_agents(struct cli *cli)
{
	for (const struct agent *agent = agents; agent->name; agent++)
		put_word(&cli->out, sv_from(agent->name));
	return OK;
}

static enum err
put_script(struct cli *cli, const char *shell)
{
	if (strcmp(shell, "bash") == 0)
		completion_bash(cli->commands, &cli->out);
	else if (strcmp(shell, "zsh") == 0)
		completion_zsh(cli->commands, &cli->out);
	else if (strcmp(shell, "fish") == 0)
		completion_fish(cli->commands, &cli->out);
	else
		return ERR_USAGE;
	return OK;
}

static int
run(struct cli *cli)
{
	const char *what = cli->args.operands[0];
	enum err e;

	if (strcmp(what, completion_name(COMPLETES_TOOLS)) == 0)
		e = put_tools(cli);
	else if (strcmp(what, completion_name(COMPLETES_REQUESTS)) == 0)
		e = put_people(cli, true);
	else if (strcmp(what, completion_name(COMPLETES_APPROVERS)) == 0)
		e = put_people(cli, false);
	else if (strcmp(what, completion_name(COMPLETES_AGENTS)) == 0)
		e = put_agents(cli);
	else
		e = put_script(cli, what);
	if (e == ERR_USAGE)
		return cli_fail(EXIT_WRONG_USAGE,
		    "completions: for bash, zsh or fish");
	return e ? cli_fail(EXIT_GUARD_FAILED, "completions: %s", err_text(e))
		 : EXIT_FINE;
}

static const struct opt options[] = {
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_completions = {
    .name = "completions",
    .usage = "bash|zsh|fish",
    .summary = "print what makes bash, zsh or fish complete guard's words",
    .about = "Prints the script by which that shell completes. "
	     " Installed packages bring it already. With tools, "
	     "requests, agents or approvers in place of a shell, the words of "
	     "that kind are printed, a line each, as the scripts ask for them.",
    .examples = EXAMPLES(
	"guard completions bash >guard.bash"),
    .prints = "a script, or words",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
