/* SPDX-License-Identifier: ISC */
/*
 * guard show ID: one request, everything that is known of it.
 */
#include "commands.h"
#include "request_text.h"

/* What is left to do about it. */
static void
put_next(struct out *out, const struct looked_up *l)
{
	char memory[64];
	struct buf id;

	if (l->state != ASKING_OPEN)
		return;
	buf_init(&id, memory, sizeof(memory));
	id_show(l->asking.id, ID_SHOWN, &id);
	out_str(out, "\n  yes, once:  guard approve ");
	out_sv(out, buf_view(&id));
	out_str(out, "\n  no:         guard deny ");
	out_sv(out, buf_view(&id));
	out_str(out, " --because TEXT\n");
}

static int
run(struct cli *cli)
{
	static struct approval a;
	struct emit j = {.out = &cli->out};
	struct looked_up l;
	bool none;
	int status;

	if ((status = approval_open(cli, &a, &none)))
		return status;
	if (none)
		return cli_fail(EXIT_FINDINGS, "there are no requests");
	if ((status = approval_find(cli, &a, cli->args.operands[0], &l)))
		return status;
	if (!cli->args.json) {
		request_show(cli, &a, &l, &cli->out);
		put_next(&cli->out, &l);
		return EXIT_FINE;
	}
	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	request_json(&cli->arena, approval_assurance(&a), &l, &j);
	emit_end_object(&j);
	out_c(j.out, '\n');
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "user", "UID", "a request of another user", OPT_TEXT, user_id),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_show = {
    .name = "show",
    .usage = "ID",
    .summary = "show one request: what would run, on what, and why it waits",
    .about = "Shows the command with every byte visible and what makes it "
	     "grave marked >so<, the rule and its reason, the directory, the "
	     "files, the processes that asked, and what a yes would bind.",
    .examples = EXAMPLES(
	"guard show 7F3K-QD"),
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
