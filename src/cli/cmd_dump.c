/* SPDX-License-Identifier: ISC */
/*
 * guard dump: what stands in a policy image, as canonical YAML.
 */
#include "commands.h"
#include "complaint.h"

#define DUMP_SPACE ((size_t)512 << 20) /* bytes; taken as they are used */

static int
run(struct cli *cli)
{
	const char *path = cli->args.n_operands ? cli->args.operands[0] : NULL;
	const char *tool = cli->args.tool;
	char *memory = os_reserve(DUMP_SPACE);
	struct buf text;
	enum err e;

	if (!memory)
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	if ((e = load_image(&cli->policy, &cli->arena, path)))
		return complain_no_policy(path, e);
	buf_init(&text, memory, DUMP_SPACE);
	e = rules_dump(&cli->policy.image,
	    tool ? sv_from(tool) : (struct sv){NULL, 0}, &text);
	if (e == ERR_NOT_FOUND && tool)
		return complain_no_tool(cli, tool);
	if (!e && text.full)
		e = ERR_LIMIT;
	if (e)
		return cli_fail(EXIT_GUARD_FAILED, "dump: %s", err_text(e));
	out_sv(&cli->out, buf_view(&text));
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "tool", "TOOL", "only this tool", OPT_TEXT, tool),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_dump = {
    .name = "dump",
    .usage = "[IMAGE]",
    .summary = "print a policy image as YAML",
    .about = "Verifies a policy image, the installed one unless another is "
	     "named, and prints it in the canonical form of the rule "
	     "language, a file a tool with \"---\" between them. Compiling "
	     "those gives the same policy.",
    .examples = EXAMPLES(
	"guard dump --tool git"),
    .prints = "YAML",
    .options = options,
    .max_operands = 1,
    .run = run,
};
