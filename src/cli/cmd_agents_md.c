/* SPDX-License-Identifier: ISC */
/*
 * guard agents-md: what an agent should know before it runs into a refusal.
 */
#include "commands.h"
#include "complaint.h"
#include "markdown.h"

enum { TEXT_MAX = 1 << 20 /* bytes */ };

static const char head[] =
    "# Commands in this project\n"
    "\n"
    "Tools that can destroy data run behind guard here. It reads each command "
    "line,\n"
    "lets what is known to be harmless run, and stops the rest for a human.\n"
    "\n"
    "- Reads, plans, builds and tests run as always.\n"
    "- When a command ends with status 75 and `guard: ask`, it was **not** "
    "run. Stop,\n"
    "  tell your user the command, what it would do and what the refusal says, "
    "and\n"
    "  wait. Do not try another spelling, another tool, an absolute path or a "
    "script:\n"
    "  the answer is a human's.\n"
    "- Status 77 is never. Status 78 or 70 means that guard needs a human's "
    "repair.\n"
    "- `guard explain -- COMMAND` tells beforehand what guard would say and "
    "why, and\n"
    "  runs nothing; `guard rules TOOL` lists what runs freely.\n"
    "- Do not change guard's files, its rules or PATH.\n"
    "- Prefer what the refusal names as safe: a plan, a status, a dry run.\n";

/* The tools that have something to ask about. */
static enum err
put_names(struct cli *cli, struct buf *out)
{
	struct image *img = &cli->policy.image;
	struct listed_tool t;
	struct buf names;
	struct sv *items;
	size_t n;
	enum err e;
	char *memory = arena_alloc(&cli->arena, TEXT_MAX, 1);

	if (!memory)
		return ERR_LIMIT;
	buf_init(&names, memory, TEXT_MAX);
	if ((e = rules_list_names(img, &items, &n)))
		return e;
	for (size_t i = 0; i < n; i++) {
		if ((e = rules_list(img, items[i], &t)))
			return e;
		if (t.launcher || !t.n_rules)
			continue;
		buf_str(&names, names.n ? ", " : "");
		buf_visible(&names, t.name);
	}
	buf_str(out, "\nThe tools: ");
	text_wrap(buf_view(&names), 11, 0, out);
	buf_str(out, ".\n");
	return names.full ? ERR_LIMIT : OK;
}

static int
run(struct cli *cli)
{
	char *memory = arena_alloc(&cli->arena, TEXT_MAX, 1);
	struct listed_tool t;
	struct buf b;
	enum err e = OK;

	if (!memory)
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	buf_init(&b, memory, TEXT_MAX);
	buf_str(&b, head);
	if (!cli->args.n_operands)
		e = put_names(cli, &b);
	for (size_t i = 0; !e && i < cli->args.n_operands; i++) {
		const char *name = cli->args.operands[i];

		e = rules_list(&cli->policy.image, sv_from(name), &t);
		if (e == ERR_NOT_FOUND)
			return complain_no_tool(cli, name);
		if (!e)
			markdown_agent(&t, &b);
	}
	if (!e && b.full)
		e = ERR_LIMIT;
	if (e)
		return cli_fail(EXIT_GUARD_FAILED, "agents-md: %s",
		    err_text(e));
	out_sv(&cli->out, buf_view(&b));
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_agents_md = {
    .name = "agents-md",
    .usage = "[TOOL...]",
    .summary = "print what an agent should know of the rules, for AGENTS.md",
    .about = "Prints a text for a project's AGENTS.md: how guard answers and "
	     "what to do then. For each tool that is named, what runs freely, "
	     "what a human decides on and what to do instead.",
    .examples = EXAMPLES(
	"guard agents-md git terraform >>AGENTS.md"),
    .prints = "Markdown",
    .options = options,
    .needs = NEED_POLICY,
    .max_operands = SIZE_MAX,
    .run = run,
};
