/* SPDX-License-Identifier: ISC */
/*
 * watch_view: what `guard watch` shows, and which key does what there. Draws
 * into a frame; does nothing to requests.
 */
#ifndef CLI_WATCH_VIEW_H
#define CLI_WATCH_VIEW_H

#include "frame.h"
#include "watch_list.h"

enum watch_page { WATCH_LIST = 0, WATCH_LOOK, WATCH_HELP };

/* What is left to do behind a key. */
enum watch_wish {
	WISH_NOTHING = 0,
	WISH_LOOK,    /* fill block, then draw */
	WISH_APPROVE,
	WISH_DENY,
	WISH_RELOAD,
	WISH_QUIT
};

struct watch_view {
	enum watch_page page;
	bool all;                /* those that ended, too */
	bool color;
	uint32_t user;           /* whose requests, if they are another's */
	bool other_user;
	const struct watch_list *list;
	uint64_t now_s;
	struct asking chosen;    /* id "" when there is none */
	size_t top;              /* the first line or row that is seen */
	struct sv block;         /* WATCH_LOOK: the text of the chosen one */
	char message[256];       /* what happened last; fit to be shown */
	struct frame *frame;
};

/* The chosen one; NULL when nothing is. */
const struct watch_row *watch_chosen(const struct watch_view *v);

/* Keeps the choice where it was, after the list changed. */
void watch_keep(struct watch_view *v);

/* One key press: a character, or an escape sequence. */
enum watch_wish watch_key(struct watch_view *v, struct sv key);

/* Puts the whole picture into the frame. */
void watch_draw(struct watch_view *v);

#endif
