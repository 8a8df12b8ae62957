/* SPDX-License-Identifier: ISC */
/*
 * guard requests: what waits for a human, a line each.
 */
#include <unistd.h>

#include "commands.h"
#include "request_text.h"
#include "text.h"
#include "watch_list.h"

enum { ROW_MAX = 512 };

static void
put_one(struct cli *cli, const struct approval *a, const struct looked_up *l,
    struct emit *j)
{
	char memory[ROW_MAX];
	struct buf row;

	if (cli->args.json) {
		emit_object(j, NULL);
		request_json(&cli->arena, approval_assurance(a), l, j);
		emit_end_object(j);
		return;
	}
	buf_init(&row, memory, sizeof(memory));
	request_row(cli, a, l, text_row_width(), &row);
	out_sv(&cli->out, buf_view(&row));
	out_c(&cli->out, '\n');
}

/* For people; programs read the rows. */
static void
put_next(struct out *out)
{
	char memory[256];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	text_wrap(SV("`guard show ID` tells all about one; `guard approve ID` "
	    "and `guard deny ID` answer it."), 0, 0, &b);
	out_c(out, '\n');
	out_sv(out, buf_view(&b));
	out_c(out, '\n');
}

static enum err
put_all(struct cli *cli, const struct approval *a, struct emit *j,
    size_t *out_shown)
{
	static struct watch_list list;
	enum err e = watch_load(cli, a, NULL, &list);

	for (size_t i = 0; !e && i < list.n; i++) {
		const struct watch_row *row = &list.rows[i];
		size_t mark = cli->arena.used;
		struct looked_up l;

		if (row->spoilt || approval_read(cli, a, &row->asking, &l)) {
			/* Told, not hidden: somebody may have spoilt it. */
			cli_fail(0, "request %s cannot be read", row->id);
		} else if (cli->args.all || watch_waits(row)) {
			l.id_length = row->id_length;
			put_one(cli, a, &l, j);
			++*out_shown;
		}
		cli->arena.used = mark;
	}
	return e;
}

static int
run(struct cli *cli)
{
	static struct approval a;
	struct emit j = {.out = &cli->out};
	size_t shown = 0;
	bool none;
	int status;
	enum err e = OK;

	if ((status = approval_open(cli, &a, &none)))
		return status;
	if (cli->args.json) {
		emit_object(&j, NULL);
		emit_u64(&j, "schema", CLI_SCHEMA);
		emit_array(&j, "requests");
	}
	if (!none)
		e = put_all(cli, &a, &j, &shown);
	if (cli->args.json) {
		emit_end_array(&j);
		emit_end_object(&j);
		out_c(j.out, '\n');
	} else if (!shown && !e) {
		out_str(&cli->out, "Nothing waits for you.\n");
	} else if (!e && isatty(STDOUT_FILENO)) {
		put_next(&cli->out);
	}
	return e ? cli_fail_on(EXIT_GUARD_FAILED, a.store.dir.p, e)
	         : EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "all", NULL, "those that ended, too", OPT_FLAG, all),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "user", "UID", "the requests of another user", OPT_TEXT,
	user_id),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_requests = {
    .name = "requests",
    .usage = "",
    .summary = "list what waits for a human's yes",
    .about = "A line each, the newest last: id, state, age, command. `guard "
	     "show ID` tells all about one of them, `guard watch` follows "
	     "them.",
    .examples = EXAMPLES(
	"guard requests --all"),
    .options = options,
    .run = run,
};
