/* SPDX-License-Identifier: ISC */
/*
 * Pieces of a text, put in and taken out.
 */
#include "edit.h"

#include <string.h>

void
edit_init(struct edit *e, struct arena *arena, struct sv text)
{
	memset(e, 0, sizeof(*e));
	e->arena = arena;
	e->original = text;
	e->text = text;
}

static enum err
splice(struct edit *e, size_t offset, size_t n, struct sv new)
{
	size_t total = e->text.n - n + new.n;
	char *p;

	if (offset > e->text.n || n > e->text.n - offset)
		return ERR_INTERNAL;
	if (total > EDIT_TEXT_MAX || !(p = arena_take(e->arena, total + 1)))
		return ERR_LIMIT;
	if (offset)
		memcpy(p, e->text.p, offset);
	if (new.n)
		memcpy(p + offset, new.p, new.n);
	if (e->text.n > offset + n)
		memcpy(p + offset + new.n, e->text.p + offset + n,
		    e->text.n - offset - n);
	p[total] = '\0';
	e->text = (struct sv){p, total};
	return OK;
}

enum err
edit_replace(struct edit *e, size_t offset, size_t n, struct sv new)
{
	struct piece piece;
	enum err err;

	if (e->n == EDIT_PIECES)
		return ERR_LIMIT;
	piece.old = arena_dup(e->arena, sv_take(sv_skip(e->text, offset), n));
	piece.new = arena_dup(e->arena, new);
	if (!piece.old.p || !piece.new.p)
		return ERR_LIMIT;
	if ((err = splice(e, offset, n, new)))
		return err;
	e->pieces[e->n++] = piece;
	return OK;
}

/* Where needle begins at or after from; text.n when it does not. */
static size_t
find(struct sv text, size_t from, struct sv needle)
{
	const char *at;

	if (from >= text.n || !needle.n)
		return text.n;
	at = memmem(text.p + from, text.n - from, needle.p, needle.n);
	return at ? (size_t)(at - text.p) : text.n;
}

enum err
edit_undo(struct edit *e, struct piece piece)
{
	size_t at = find(e->text, 0, piece.new);

	if (at == e->text.n || find(e->text, at + 1, piece.new) < e->text.n)
		return ERR_NOT_FOUND;
	return splice(e, at, piece.new.n, piece.old);
}

struct sv
edit_indent_unit(struct sv text)
{
	size_t at = 0;

	while (at < text.n) {
		struct sv indent = edit_line_indent(text, at);

		if (indent.n && indent.p + indent.n < text.p + text.n &&
		    indent.p[indent.n] != '\n' && indent.p[indent.n] != '*')
			return indent;
		at = sv_find(text, at, '\n') + 1;
	}
	return SV("  ");
}

struct sv
edit_line_indent(struct sv text, size_t offset)
{
	size_t start = offset, n = 0;

	while (start > 0 && text.p[start - 1] != '\n')
		start--;
	while (start + n < text.n &&
	    (text.p[start + n] == ' ' || text.p[start + n] == '\t'))
		n++;
	return (struct sv){text.p + start, n};
}

void
edit_put_indented(struct buf *b, const char *model, struct sv base,
    struct sv unit)
{
	for (; *model; model++) {
		if (*model == '\t')
			buf_sv(b, unit);
		else
			buf_c(b, *model);
		if (*model == '\n')
			buf_sv(b, base);
	}
}
