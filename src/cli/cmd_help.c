/* SPDX-License-Identifier: ISC */
/*
 * guard help, guard version.
 */
#include "commands.h"
#include "complaint.h"

static void
option_json(struct emit *j, const struct opt *o)
{
	char letter[] = {o->letter, '\0'};

	emit_object(j, NULL);
	emit_str(j, "name", o->name);
	emit_str(j, "letter", letter);
	emit_str(j, "argument", o->arg ? o->arg : "");
	emit_array(j, "values");
	for (size_t i = 0; o->kind == OPT_CHOICE && o->choices[i]; i++)
		emit_str(j, NULL, o->choices[i]);
	emit_end_array(j);
	emit_flag(j, "repeats", o->kind == OPT_LIST);
	emit_str(j, "help", o->help);
	emit_end_object(j);
}

static void
command_json(struct emit *j, const struct cmd *cmd)
{
	emit_object(j, NULL);
	emit_str(j, "name", cmd->name);
	emit_str(j, "usage", cmd->usage);
	emit_str(j, "summary", cmd->summary);
	emit_str(j, "about", cmd->about);
	if (cmd->prints)
		emit_str(j, "prints", cmd->prints);
	else
		emit_none(j, "prints");
	emit_array(j, "options");
	for (const struct opt *o = cmd->options; o->kind; o++)
		option_json(j, o);
	emit_end_array(j);
	emit_array(j, "examples");
	for (const char *const *line = cmd->examples; *line; line++)
		emit_str(j, NULL, *line);
	emit_end_array(j);
	emit_end_object(j);
}

static void
help_json(struct cli *cli, const struct cmd *only)
{
	struct emit j = {.out = &cli->out};

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_array(&j, "commands");
	for (size_t i = 0; cli->commands[i]; i++)
		if (!only || only == cli->commands[i])
			command_json(&j, cli->commands[i]);
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(&cli->out, '\n');
}

static int
run_help(struct cli *cli)
{
	static char memory[OUT_BUFFER];
	const struct cmd *cmd = NULL;
	struct buf text;

	if (cli->args.n_operands) {
		cmd = commands_find(cli->commands, cli->args.operands[0]);
		if (!cmd)
			return complain_no_command(cli,
			    cli->args.operands[0]);
	}
	buf_init(&text, memory, sizeof(memory));
	if (cli->args.json) {
		help_json(cli, cmd);
	} else if (cmd) {
		opt_help(cmd, &text);
		out_sv(&cli->out, buf_view(&text));
	} else {
		commands_list(cli->commands, &cli->out);
	}
	return EXIT_FINE;
}

static const struct opt help_options[] = {
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_help = {
    .name = "help",
    .usage = "[SUBCOMMAND]",
    .summary = "tell what guard can do, or how a command is used",
    .about = "Lists the commands, or tells how one of them is used. With "
	     "--json tells all that is known of them to programs.",
    .examples = EXAMPLES(
	"guard help explain",
	"guard help --json"),
    .options = help_options,
    .max_operands = 1,
    .run = run_help,
};

static int
run_version(struct cli *cli)
{
	struct emit j = {.out = &cli->out};

	if (!cli->args.json) {
		out_str(&cli->out, "guard " CLI_VERSION "\n");
		return EXIT_FINE;
	}
	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_str(&j, "version", CLI_VERSION);
	emit_u64(&j, "image_version", IMAGE_VERSION);
	emit_end_object(&j);
	out_c(&cli->out, '\n');
	return EXIT_FINE;
}

static const struct opt version_options[] = {
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_version = {
    .name = "version",
    .usage = "",
    .summary = "print the version",
    .about = "Prints guard's version. With --json also the version of the "
	     "policy image that it reads.",
    .examples = EXAMPLES(
	"guard version --json"),
    .options = version_options,
    .run = run_version,
};
