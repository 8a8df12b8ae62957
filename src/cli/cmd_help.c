/* SPDX-License-Identifier: ISC */
/*
 * guard help, guard version.
 */
#include "cli.h"

static int
run_help(struct cli *cli)
{
	static char memory[OUT_BUFFER];
	const struct cmd *cmd;
	struct buf text;

	if (!cli->args.n_operands) {
		commands_list(&cli->out);
		return EXIT_FINE;
	}
	cmd = commands_find(cli->args.operands[0]);
	if (!cmd)
		return cli_unknown_command(cli->args.operands[0]);
	buf_init(&text, memory, sizeof(memory));
	opt_help(cmd, &text);
	out_sv(&cli->out, buf_view(&text));
	return EXIT_FINE;
}

static const struct opt help_options[] = {
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "tell what guard can do, or how a command is used",
    .about = "Lists the commands, or tells how one of them is used.",
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
    .options = version_options,
    .run = run_version,
};
