/* SPDX-License-Identifier: ISC */
/*
 * The pages of `guard watch`: the list, one request, the help.
 */
#include "watch_view.h"

#include <string.h>

#include "request_text.h"

#define REVERSE "7"
#define BOLD "1"

enum {
	NARROW = 60,   /* columns; below that only what must be said is */
	LOW = 12,      /* rows; below that nothing is told of the chosen one */
	DETAILS = 4,   /* lines of that */
	HEAD = 2, FOOT = 2,
	LINE_MAX = 1024, /* bytes that are put together for one line */
};

static const char help[] =
    "Up, Down or k, j   choose a request; Home and End: the first, the last\n"
    "Enter or l         look at it: all that guard show tells; again: back\n"
    "a                  approve it: it is shown, and your passphrase asked\n"
    "                   for; what cannot be undone wants its name typed, too\n"
    "d                  deny it; you may say why, and the agent is told\n"
    "e                  show those that ended, too, or hide them\n"
    "Space, b           a page on, a page back\n"
    "?                  this text; again: back\n"
    "q                  quit; so does ^C. ^Z stops it, fg goes on\n"
    "\n"
    "The list is in the order of time, the newest last. It changes by itself.\n"
    "An approval passes the same command once, when the agent runs it again.\n"
    "States: open, approved (not run yet), denied, used (it ran), expired.\n"
    "Nothing can be approved without the passphrase, whoever types here.\n";

static bool
is_listed(const struct watch_view *v, const struct watch_row *row)
{
	return v->all || watch_waits(row);
}

const struct watch_row *
watch_chosen(const struct watch_view *v)
{
	return v->chosen.id[0] ? watch_find(v->list, &v->chosen) : NULL;
}

/* The rows that are listed; which of them is the chosen one. */
static size_t
count_listed(const struct watch_view *v, size_t *out_chosen)
{
	const struct watch_row *chosen = watch_chosen(v);
	size_t n = 0;

	*out_chosen = 0;
	for (size_t i = 0; i < v->list->n; i++) {
		if (&v->list->rows[i] == chosen)
			*out_chosen = n;
		n += is_listed(v, &v->list->rows[i]);
	}
	return n;
}

/* Chooses the listed row number i. */
static void
choose(struct watch_view *v, size_t i)
{
	size_t n = 0;

	v->chosen.id[0] = '\0';
	for (size_t k = 0; k < v->list->n; k++) {
		if (!is_listed(v, &v->list->rows[k]))
			continue;
		v->chosen = v->list->rows[k].asking;
		if (n++ == i)
			break;
	}
}

void
watch_keep(struct watch_view *v)
{
	const struct watch_row *chosen = watch_chosen(v);
	size_t before = 0;

	if (chosen && (is_listed(v, chosen) || v->page == WATCH_LOOK))
		return;
	/* It is gone: the next one, where there is none the one before. */
	for (size_t i = 0; chosen && &v->list->rows[i] != chosen; i++)
		before += is_listed(v, &v->list->rows[i]);
	choose(v, chosen ? before : SIZE_MAX);
	if (!chosen && v->page == WATCH_LOOK)
		v->page = WATCH_LIST;
}

/* ---- keys ---- */

enum motion { STAY, UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST };

static enum motion
motion_of(struct sv key)
{
	static const struct {
		const char *key;
		enum motion motion;
	} keys[] = {
	    {"\033[A", UP}, {"\033OA", UP}, {"k", UP},
	    {"\033[B", DOWN}, {"\033OB", DOWN}, {"j", DOWN},
	    {"\033[5~", PAGE_UP}, {"b", PAGE_UP}, {"\002", PAGE_UP},
	    {"\033[6~", PAGE_DOWN}, {" ", PAGE_DOWN}, {"\006", PAGE_DOWN},
	    {"\033[H", FIRST}, {"\033[1~", FIRST}, {"\033OH", FIRST},
	    {"g", FIRST},
	    {"\033[F", LAST}, {"\033[4~", LAST}, {"\033OF", LAST}, {"G", LAST},
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (sv_eq_cstr(key, keys[i].key))
			return keys[i].motion;
	return STAY;
}

/* at moved within 0 and last. */
static size_t
moved(size_t at, enum motion motion, size_t page, size_t last)
{
	switch (motion) {
	case STAY:
		break;
	case UP:
		return at ? at - 1 : 0;
	case DOWN:
		return at < last ? at + 1 : last;
	case PAGE_UP:
		return at > page ? at - page : 0;
	case PAGE_DOWN:
		return at + page < last ? at + page : last;
	case FIRST:
		return 0;
	case LAST:
		return last;
	}
	return at;
}

static size_t
room(const struct watch_view *v)
{
	unsigned rows = v->frame->rows;
	unsigned around = HEAD + FOOT +
	    (v->page == WATCH_LIST && rows >= LOW ? DETAILS : 0);

	return rows > around ? rows - around : 1;
}

/* Lines of a text as they are broken here. */
static size_t
count_lines(const struct watch_view *v, struct sv text)
{
	size_t n = 0, next;

	for (; text.n; text = sv_skip(text, next), n++)
		(void)frame_break(text, v->frame->columns, &next);
	return n;
}

static struct sv
page_text(const struct watch_view *v)
{
	return v->page == WATCH_HELP ? sv_from(help) : v->block;
}

static void
move(struct watch_view *v, enum motion motion)
{
	size_t page = room(v), chosen, n;

	if (v->page == WATCH_LIST) {
		n = count_listed(v, &chosen);
		if (n)
			choose(v, moved(chosen, motion, page, n - 1));
		return;
	}
	n = count_lines(v, page_text(v));
	v->top = moved(v->top, motion, page, n > page ? n - page : 0);
}

static enum watch_wish
turn_to(struct watch_view *v, enum watch_page page)
{
	v->page = v->page == page ? WATCH_LIST : page;
	v->top = 0;
	if (v->page == WATCH_LIST)
		watch_keep(v);
	return v->page == WATCH_LOOK ? WISH_LOOK : WISH_NOTHING;
}

enum watch_wish
watch_key(struct watch_view *v, struct sv key)
{
	bool can = v->page != WATCH_HELP && watch_chosen(v);

	if (motion_of(key) != STAY) {
		move(v, motion_of(key));
		return WISH_NOTHING;
	}
	if (key.n != 1)
		return WISH_NOTHING;
	switch (key.p[0]) {
	case 'a':
		return can ? WISH_APPROVE : WISH_NOTHING;
	case 'd':
		return can ? WISH_DENY : WISH_NOTHING;
	case '\r':
	case '\n':
	case 'l':
		return can ? turn_to(v, WATCH_LOOK) : WISH_NOTHING;
	case 'e':
		v->all = !v->all;
		watch_keep(v);
		return WISH_NOTHING;
	case '?':
	case 'h':
		return turn_to(v, WATCH_HELP);
	case '\014': /* ^L */
		return WISH_RELOAD;
	case 'q':
	case '\033':
		if (v->page == WATCH_LIST)
			return key.p[0] == 'q' ? WISH_QUIT : WISH_NOTHING;
		return turn_to(v, v->page);
	default:
		return WISH_NOTHING;
	}
}

/* ---- drawing ---- */

static void
pad(struct buf *b, size_t from, size_t columns)
{
	do {
		buf_c(b, ' ');
	} while (b->n - from < columns);
}

/* As guard requests has it, with a mark for the chosen one in front. */
static void
draw_row(struct watch_view *v, const struct watch_row *row, bool chosen)
{
	char memory[LINE_MAX];
	uint64_t age = v->now_s > row->made_s ? v->now_s - row->made_s : 0;
	struct buf b;
	size_t from;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, chosen ? "> " : "  ");
	from = b.n;
	buf_str(&b, row->id);
	pad(&b, from, ID_SHOWN + 3);
	from = b.n;
	if (row->spoilt) {
		buf_str(&b, "its file cannot be read: somebody changed it");
	} else if (v->frame->columns < NARROW) {
		if (row->state != ASKING_OPEN) {
			buf_str(&b, asking_state_name(row->state));
			buf_c(&b, ' ');
		}
		buf_str(&b, row->command);
	} else {
		buf_str(&b, asking_state_name(row->state));
		pad(&b, from, 10);
		from = b.n;
		request_time(age, &b);
		pad(&b, from, 12);
		buf_str(&b, row->command);
	}
	frame_line(v->frame, buf_view(&b), chosen && v->color ? REVERSE : NULL);
}

static void
draw_list(struct watch_view *v)
{
	size_t chosen, n = count_listed(v, &chosen), at = 0, page = room(v);

	if (chosen < v->top)
		v->top = chosen;
	if (chosen >= v->top + page)
		v->top = chosen - page + 1;
	if (v->top + page > n)
		v->top = n > page ? n - page : 0;
	for (size_t i = 0; i < v->list->n; i++) {
		const struct watch_row *row = &v->list->rows[i];

		if (!is_listed(v, row))
			continue;
		if (at >= v->top && at < v->top + page)
			draw_row(v, row, at == chosen);
		at++;
	}
	if (!n)
		frame_line(v->frame, v->all ? SV("There are no requests.")
		    : SV("Nothing waits for you. What does will appear here."),
		    NULL);
}

/* A label and up to n lines of text behind it. */
static void
draw_labelled(struct watch_view *v, const char *label, const char *text,
    unsigned n)
{
	size_t indent = strlen(label), width = v->frame->columns, next;
	struct sv rest = sv_from(text);

	width = width > indent + 8 ? width - indent : 8;
	for (unsigned i = 0; i < n && rest.n; i++) {
		char memory[LINE_MAX];
		struct buf b;
		size_t length = frame_break(rest, width, &next);

		buf_init(&b, memory, sizeof(memory));
		buf_str(&b, label);
		if (i)
			memset(memory, ' ', indent);
		/* What does not fit into the last line is cut there. */
		buf_sv(&b, i + 1 < n ? sv_take(rest, length) : rest);
		frame_line(v->frame, buf_view(&b), NULL);
		rest = sv_skip(rest, next);
	}
}

static void
draw_details(struct watch_view *v)
{
	const struct watch_row *row = watch_chosen(v);
	char memory[LINE_MAX];
	struct buf b;

	if (v->frame->rows < LOW || !row || row->spoilt)
		return;
	frame_fill(v->frame, FOOT + DETAILS - 1);
	memset(memory, 0, sizeof(memory));
	buf_init(&b, memory, sizeof(memory) - 1);
	buf_str(&b, row->directory);
	buf_str(&b, row->tries == 1 ? ", tried once" : ", tried ");
	if (row->tries != 1) {
		buf_u64(&b, row->tries);
		buf_str(&b, " times");
	}
	if (watch_waits(row) && row->until_s > v->now_s) {
		buf_str(&b, ", open for ");
		request_time(row->until_s - v->now_s, &b);
		buf_str(&b, " more");
	}
	draw_labelled(v, "Why: ", row->why, 2);
	draw_labelled(v, "In: ", memory, 1);
}

static void
draw_text(struct watch_view *v)
{
	struct sv text = page_text(v);
	size_t page = room(v), n = count_lines(v, text), next;

	if (v->top + page > n)
		v->top = n > page ? n - page : 0;
	for (size_t i = 0; text.n && i < v->top + page; i++) {
		size_t length = frame_break(text, v->frame->columns, &next);

		if (i >= v->top)
			frame_line(v->frame, sv_take(text, length), NULL);
		text = sv_skip(text, next);
	}
}

static void
put_part(struct watch_view *v, struct buf *b)
{
	size_t n = count_lines(v, page_text(v)), page = room(v);

	if (n <= page)
		return;
	buf_str(b, ": lines ");
	buf_u64(b, v->top + 1);
	buf_str(b, " to ");
	buf_u64(b, v->top + page);
	buf_str(b, " of ");
	buf_u64(b, n);
	buf_str(b, v->top + page < n ? ", Space goes on" : ", b goes back");
}

static void
draw_head(struct watch_view *v)
{
	size_t n = watch_count(v->list);
	char memory[LINE_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "guard watch: ");
	if (v->page == WATCH_HELP) {
		buf_str(&b, "help");
		put_part(v, &b);
	} else if (v->page == WATCH_LOOK) {
		buf_str(&b, "one request");
		put_part(v, &b);
	} else {
		buf_u64(&b, n);
		buf_str(&b, n == 1 ? " request waits" : " requests wait");
		if (v->other_user) {
			buf_str(&b, ", of user ");
			buf_u64(&b, v->user);
		}
		buf_str(&b, v->all ? "; those that ended are shown" : "");
	}
	frame_line(v->frame, buf_view(&b), v->color ? BOLD : NULL);
	frame_line(v->frame, SV(""), NULL);
}

static void
draw_foot(struct watch_view *v)
{
	static const char *const keys[3][2] = {
	    {"Up/Down choose  Enter look  a approve  d deny  e ended too  "
	     "? help  q quit", "Enter look a yes d no ? help q quit"},
	    {"a approve  d deny  Space, b page  Enter or q back to the list",
	     "a yes d no Enter back"},
	    {"q back to the list", "q back"},
	};

	frame_fill(v->frame, FOOT);
	frame_line(v->frame, sv_from(v->message), NULL);
	frame_line(v->frame, sv_from(keys[v->page]
	    [v->frame->columns < 78]), v->color ? BOLD : NULL);
}

void
watch_draw(struct watch_view *v)
{
	frame_begin(v->frame);
	draw_head(v);
	if (v->page == WATCH_LIST) {
		draw_list(v);
		draw_details(v);
	} else {
		draw_text(v);
	}
	draw_foot(v);
}
