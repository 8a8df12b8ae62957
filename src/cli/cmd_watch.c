/* SPDX-License-Identifier: ISC */
/*
 * guard watch: what waits for a human, on a screen that follows it. Answers go
 * the way of `guard approve` and `guard deny`, on the plain terminal.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "answering.h"
#include "commands.h"
#include "request_text.h"
#include "watch_tell.h"
#include "watch_view.h"

enum {
	SECOND_MS = 1000,
	QUIET_MS = 150,      /* between two looks at a busy store, … */
	STALE_S = 15,        /* … and at a quiet one, for what expires */
	REASON_MAX = 500,    /* bytes */
};

struct watch {
	struct cli *cli;
	struct approval a;
	int notice;              /* -1: the store is looked at every second */
	bool none;               /* there is no store yet */
	struct watch_list lists[2];
	unsigned current;        /* of lists */
	struct watch_view view;
	struct frame frame;
	uint64_t loaded_s, loaded_ns;
	bool screen;
	bool stale;              /* something changed since it was read */
};

static const struct watch_list *
list_of(const struct watch *w)
{
	return &w->lists[w->current];
}

/* Finds the store, if there is one by now, and listens to it. */
static enum err
open_store(struct watch *w)
{
	enum err e;

	if (w->notice != -1 && !w->none)
		return OK;
	e = store_open(&w->a.prefix, w->a.user, false, &w->a.store);
	w->none = e == ERR_NOT_FOUND;
	if (e)
		return w->none ? OK : e;
	if (os_notice_open(w->a.store.dir.p, &w->notice))
		w->notice = -1;
	return OK;
}

/* Reads the store anew. */
static enum err
load(struct watch *w)
{
	struct watch_list *next = &w->lists[!w->current];
	enum err e;

	if (w->notice != -1 && !os_notice_take(w->notice)) {
		os_notice_close(w->notice);
		w->notice = -1;
		w->none = true;
	}
	next->n = 0;
	if ((e = moment_now(&w->a.now)) || (e = open_store(w)))
		return e;
	if (!w->none)
		e = watch_load(w->cli, &w->a, list_of(w), next);
	/* Taken away while it was read. */
	if (e == ERR_NOT_FOUND) {
		w->none = true;
		e = OK;
	}
	w->current = !w->current;
	w->loaded_ns = os_wall_clock_ns();
	w->loaded_s = w->a.now.wall_s;
	w->stale = false;
	return e;
}

/* The last thing that happened, in the line for that. */
static void
keep_message(void *ctx, const struct watch_row *row, const char *what)
{
	struct watch *w = ctx;
	struct buf b;

	memset(w->view.message, 0, sizeof(w->view.message));
	buf_init(&b, w->view.message, sizeof(w->view.message) - 1);
	watch_clock(w->a.now.wall_s, &b);
	buf_c(&b, ' ');
	watch_event(row, what, &b);
}

/* Reads and tells what is new. */
static enum err
reload(struct watch *w)
{
	struct watch_tell tell = {w->cli, &w->a};
	enum err e = load(w);

	watch_compare(&w->lists[!w->current], list_of(w),
	    w->screen ? keep_message : watch_tell,
	    w->screen ? (void *)w : (void *)&tell);
	w->view.list = list_of(w);
	w->view.now_s = w->a.now.wall_s;
	watch_keep(&w->view);
	return e;
}

static bool
is_due(const struct watch *w)
{
	uint64_t now_ns = os_wall_clock_ns();

	if (w->stale)
		return now_ns - w->loaded_ns > QUIET_MS * (uint64_t)1000000;
	return w->notice == -1 ||
	    now_ns / 1000000000u - w->loaded_s >= STALE_S;
}

/* Waits for what comes next. */
static enum os_event
wait_for(struct watch *w, struct os_keys *keys)
{
	enum os_event event = os_event_wait(w->stale ? -1 : w->notice,
	    w->stale ? QUIET_MS : SECOND_MS, keys);

	w->stale |= event == OS_EVENT_NOTICE;
	return event;
}

static int
fail(struct watch *w, enum err e)
{
	os_screen_close();
	return cli_fail_on(EXIT_GUARD_FAILED, w->a.store.dir.p, e);
}

/* ---- lines ---- */

static int
tell_lines(struct watch *w)
{
	struct watch_tell tell = {w->cli, &w->a};
	struct os_keys keys;
	enum err e = load(w);

	if (e)
		return fail(w, e);
	watch_tell_start(&tell, list_of(w));
	while (!out_flush(&w->cli->out)) {
		if (wait_for(w, &keys) == OS_EVENT_GONE)
			break;
		if (is_due(w) && (e = reload(w)))
			return fail(w, e);
	}
	return EXIT_FINE;
}

/* ---- screen ---- */

/* The text of the chosen request as it is now; it stays where reading began. */
static void
look(struct watch *w, size_t mark)
{
	const struct watch_row *row = watch_chosen(&w->view);
	struct looked_up l;

	w->cli->arena.used = mark;
	if (w->view.page != WATCH_LOOK)
		return;
	if (!row || approval_read(w->cli, &w->a, &row->asking, &l))
		w->view.block = SV("This request cannot be read.\n");
	else
		w->view.block = request_block(w->cli, &w->a, &l,
		    w->view.color);
}

static bool
ask_reason(struct watch *w, char *out, size_t cap)
{
	struct cli *cli = w->cli;

	out_str(&cli->out, "Deny ");
	out_str(&cli->out, watch_chosen(&w->view)->id);
	out_str(&cli->out, ": ");
	out_str(&cli->out, watch_chosen(&w->view)->command);
	out_str(&cli->out, "\nWhy? The agent is told; Enter alone gives no "
	    "reason, ^C goes back.\n> ");
	if (out_flush(&cli->out) || !fgets(out, (int)cap, stdin)) {
		clearerr(stdin);
		return false;
	}
	out[strcspn(out, "\n")] = '\0';
	return true;
}

static void
wait_for_enter(struct cli *cli)
{
	char line[256];

	out_str(&cli->out, "\nEnter goes back to the list. ");
	os_forget_typed();
	if (!out_flush(&cli->out))
		(void)!fgets(line, sizeof(line), stdin);
	clearerr(stdin);
}

/* On the plain terminal, as if the command had been typed. */
static void
answer(struct watch *w, enum watch_wish wish)
{
	struct cli *cli = w->cli;
	char id[ID_LENGTH + 1], reason[REASON_MAX] = "";
	size_t mark = cli->arena.used;

	memcpy(id, watch_chosen(&w->view)->asking.id, sizeof(id));
	os_screen_close();
	os_forget_typed();
	os_interrupts_break(true);
	out_c(&cli->out, '\n');
	cli->args.because = NULL;
	if (wish == WISH_APPROVE) {
		(void)answer_yes(cli, id);
		wait_for_enter(cli);
	} else if (ask_reason(w, reason, sizeof(reason))) {
		cli->args.because = reason;
		(void)answer_no(cli, id);
		wait_for_enter(cli);
	}
	cli->args.because = NULL;
	os_interrupts_break(false);
	cli->arena.used = mark;
	w->view.page = WATCH_LIST;
	w->view.top = 0;
}

/* A new size, or all of it must be drawn again. */
static void
measure(struct watch *w)
{
	unsigned rows, columns;

	os_screen_size(&rows, &columns);
	frame_forget(&w->frame, rows, columns);
	out_str(&w->cli->out, "\033[2J");
}

/* One after the other; false to quit. What was typed ahead of an answer is
 * dropped. */
static bool
take_keys(struct watch *w, const struct os_keys *keys, bool *out_open)
{
	struct sv rest = {keys->p, keys->n};

	while (rest.n) {
		size_t n = rest.p[0] == '\033' ? rest.n : 1;
		enum watch_wish wish = watch_key(&w->view, sv_take(rest, n));

		rest = sv_skip(rest, n);
		if (wish == WISH_QUIT)
			return false;
		if (wish == WISH_RELOAD)
			measure(w);
		if (wish != WISH_APPROVE && wish != WISH_DENY)
			continue;
		answer(w, wish);
		w->stale = true;
		w->loaded_ns = 0;
		*out_open = os_screen_open() == OK;
		measure(w);
		return *out_open;
	}
	return true;
}

static int
show_screen(struct watch *w)
{
	size_t mark = w->cli->arena.used;
	struct os_keys keys = {.n = 0};
	bool open = true;
	enum err e = reload(w);

	if (e)
		return fail(w, e);
	if ((e = os_screen_open()))
		return fail(w, e);
	w->view.message[0] = '\0';
	measure(w);
	while (open) {
		enum os_event event;

		look(w, mark);
		w->view.now_s = os_wall_clock_ns() / 1000000000u;
		watch_draw(&w->view);
		if (frame_send(&w->frame, &w->cli->out))
			break;
		event = wait_for(w, &keys);
		if (event == OS_EVENT_GONE)
			break;
		if (event == OS_EVENT_SCREEN)
			measure(w);
		if (event == OS_EVENT_KEYS && !take_keys(w, &keys, &open))
			break;
		if (is_due(w) && (e = reload(w)))
			return fail(w, e);
	}
	os_screen_close();
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	static struct watch w;
	int status;

	w.cli = cli;
	w.notice = -1;
	if ((status = approval_open(cli, &w.a, &w.none)))
		return status;
	w.none = true;
	w.view.frame = &w.frame;
	w.view.all = cli->args.all;
	w.view.color = cli->out.color;
	w.view.user = w.a.user;
	w.view.other_user = w.a.user != os_user();
	w.screen = !cli->args.plain && !cli->args.json && !out_is_dumb() &&
	    isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	return w.screen ? show_screen(&w) : tell_lines(&w);
}

static const struct opt options[] = {
    OPT_ROW(0, "plain", NULL,
	"a line for each thing that happens, no colour, no cursor", OPT_FLAG,
	plain),
    OPT_ROW(0, "json", NULL, "these lines as JSON", OPT_FLAG, json),
    OPT_ROW(0, "all", NULL, "those that ended, too", OPT_FLAG, all),
    OPT_ROW(0, "name", "APPROVER", "who approves", OPT_TEXT, name),
    OPT_ROW(0, "key", "FILE", "the sealed key, if it lies elsewhere",
	OPT_TEXT, key),
    OPT_ROW(0, "ssh", "KEY", "sign with this ssh key instead", OPT_TEXT, ssh),
    OPT_ROW(0, "ttl", "SECONDS", "how long a yes holds (600)", OPT_TEXT,
	ttl),
    OPT_ROW(0, "user", "UID", "the requests of another user", OPT_TEXT,
	user_id),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_watch = {
    .name = "watch",
    .usage = "",
    .summary = "follow what waits, and say yes or no to it",
    .about = "A list on the whole screen that follows what agents ask for, "
	     "the newest last. Keys look at a request, approve it (as guard "
	     "approve does, with the passphrase) and deny it; ? tells them. "
	     "Where standard output is no terminal, or a dumb one, a line is "
	     "printed for each thing that happens. Run it where the agent "
	     "cannot type.",
    .examples = EXAMPLES(
	"guard watch"),
    .options = options,
    .run = run,
};
