/* SPDX-License-Identifier: ISC */
/*
 * edit: changes to a text that a person wrote. Only pieces are put in or
 * replaced; every other byte stays where it was. What was done is kept as a
 * list of pieces, by which it can be undone.
 */
#ifndef CLI_EDIT_H
#define CLI_EDIT_H

#include "guard/base.h"

enum { EDIT_PIECES = 16, EDIT_TEXT_MAX = 1 << 20 /* bytes */ };

struct piece {
	struct sv old, new;
};

struct edit {
	struct arena *arena;
	struct sv original;
	struct sv text; /* as it is now */
	bool fresh;     /* there was no file */
	struct piece pieces[EDIT_PIECES]; /* in the order of their making */
	size_t n;
};

void edit_init(struct edit *e, struct arena *arena, struct sv text);
/* Puts new in the place of the n bytes at offset. ERR_LIMIT. */
enum err edit_replace(struct edit *e, size_t offset, size_t n, struct sv new)
    MUST_USE;
/* Takes one piece out again, wherever it is now. ERR_NOT_FOUND unless it
 * stands there exactly once. */
enum err edit_undo(struct edit *e, struct piece piece) MUST_USE;

/* How a text is indented: its first indentation, else two blanks. */
struct sv edit_indent_unit(struct sv text);
/* The blanks at the beginning of the line that offset is in. */
struct sv edit_line_indent(struct sv text, size_t offset);
/* model with each tab as unit and each new line behind base. */
void edit_put_indented(struct buf *b, const char *model, struct sv base,
    struct sv unit);

/* The unified diff of two texts, three lines around each change. path is
 * shown, made visible; so are the lines. */
struct out;
void diff_show(struct out *out, struct arena *arena, struct sv path,
    struct sv before, struct sv after);

#endif
