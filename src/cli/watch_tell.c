/* SPDX-License-Identifier: ISC */
/*
 * Events as lines: no colour, no cursor, a sentence each.
 */
#include "watch_tell.h"

#include <string.h>
#include <time.h>

#include "request_text.h"

enum { LINE_MAX = 2048 /* bytes */ };

static const char waiting[] = "waiting";

void
watch_clock(uint64_t wall_s, struct buf *out)
{
	time_t then = (time_t)wall_s;
	char text[16] = "";
	struct tm tm;

	if (localtime_r(&then, &tm) &&
	    strftime(text, sizeof(text), "%H:%M:%S", &tm))
		buf_str(out, text);
}

void
watch_event(const struct watch_row *row, const char *what, struct buf *out)
{
	buf_str(out, row->id);
	if (strcmp(what, "asked") == 0) {
		buf_str(out, " asks: ");
		buf_str(out, row->command);
	} else if (strcmp(what, "expired") == 0) {
		buf_str(out, " has expired");
	} else if (strcmp(what, "used") == 0) {
		buf_str(out, " was run");
	} else if (strcmp(what, "open") == 0) {
		buf_str(out, " is open again");
	} else {
		buf_str(out, " was ");
		buf_str(out, what);
	}
}

/* What one wants to know before one looks. */
static void
put_about(const struct watch_row *row, struct buf *out)
{
	buf_str(out, ". In ");
	buf_str(out, row->directory);
	if (row->why[0]) {
		buf_str(out, ". Why: ");
		buf_str(out, row->why);
	}
}

static void
tell_line(struct watch_tell *t, const struct watch_row *row, const char *what)
{
	uint64_t now_s = t->approval->now.wall_s;
	char memory[LINE_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory) - 1);
	watch_clock(now_s, &b);
	buf_c(&b, ' ');
	if (row->spoilt) {
		buf_str(&b, row->id);
		buf_str(&b, " cannot be read: somebody changed its file");
	} else if (what == waiting) {
		buf_str(&b, row->id);
		buf_str(&b, row->state == ASKING_OPEN ? " has waited for "
		    : " was approved and has not run, after ");
		request_time(now_s > row->made_s ? now_s - row->made_s : 0,
		    &b);
		buf_str(&b, ": ");
		buf_str(&b, row->command);
		put_about(row, &b);
	} else {
		watch_event(row, what, &b);
		if (strcmp(what, "asked") == 0)
			put_about(row, &b);
		else
			buf_str(&b, ": ");
		if (strcmp(what, "asked") != 0)
			buf_str(&b, row->command);
	}
	out_sv(&t->cli->out, buf_view(&b));
	out_c(&t->cli->out, '\n');
}

static void
tell_json(struct watch_tell *t, const struct watch_row *row, const char *what)
{
	struct cli *cli = t->cli;
	struct emit j = {.out = &cli->out};
	size_t mark = cli->arena.used;
	struct looked_up l;

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_str(&j, "event", what);
	emit_u64(&j, "time", t->approval->now.wall_s);
	if (row->spoilt || approval_read(cli, t->approval, &row->asking, &l)) {
		emit_none(&j, "request");
		emit_str(&j, "id", row->id);
	} else {
		l.id_length = ID_LENGTH;
		emit_object(&j, "request");
		request_json(&cli->arena, approval_assurance(t->approval), &l,
		    &j);
		emit_end_object(&j);
	}
	emit_end_object(&j);
	out_c(j.out, '\n');
	cli->arena.used = mark;
}

void
watch_tell(void *ctx, const struct watch_row *row, const char *what)
{
	struct watch_tell *t = ctx;

	if (t->cli->args.json)
		tell_json(t, row, what);
	else
		tell_line(t, row, what);
}

void
watch_tell_start(struct watch_tell *t, const struct watch_list *list)
{
	size_t n = watch_count(list);

	if (!t->cli->args.json) {
		if (n)
			out_u64(&t->cli->out, n);
		out_str(&t->cli->out, n == 0 ? "Nothing waits for you"
		    : n == 1 ? " request waits" : " requests wait");
		out_str(&t->cli->out,
		    ". A line follows for each thing that happens; "
		    "control and C ends this.\n");
	}
	for (size_t i = 0; i < list->n; i++)
		if (watch_waits(&list->rows[i]))
			watch_tell(t, &list->rows[i], waiting);
}
