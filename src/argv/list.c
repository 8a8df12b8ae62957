/* SPDX-License-Identifier: ISC */
/*
 * Growing lists in an arena, words, and loading of grammar records.
 */
#include <string.h>

#include "argv/internal.h"

/* Bytes of an item that mostly stays alone: zeroing room for more is waste. */
#define LARGE_ITEM 256u

void *
list_push(struct arena *arena, struct list *l, size_t size)
{
	unsigned char *grown;
	uint32_t cap;

	if (l->n == l->cap) {
		if (l->cap > UINT32_MAX / 2)
			return NULL;
		cap = l->cap ? l->cap * 2 : size > LARGE_ITEM ? 1 : 4;
		grown = arena_alloc(arena, cap, size);
		if (!grown)
			return NULL;
		if (l->n)
			memcpy(grown, l->p, l->n * size);
		l->p = grown;
		l->cap = cap;
	}
	return l->p + size * l->n++;
}

struct word
word_of(struct sv text)
{
	return (struct word){.text = text, .known = text.n};
}

bool
word_is_certain(const struct word *w)
{
	return !(w->flags & (WORD_DYNAMIC | WORD_SPLITS));
}

enum err
word_join_path(struct arena *arena, const struct word *base,
    const struct word *dir, struct word *out)
{
	struct word joined = {0};
	char *p;

	if (!dir->text.n) {
		*out = *base;
		return OK;
	}
	if (!base->text.n || dir->text.p[0] == '/') {
		*out = *dir;
		return OK;
	}
	p = arena_alloc(arena, base->text.n + dir->text.n + 2, 1);
	if (!p)
		return ERR_LIMIT;
	memcpy(p, base->text.p, base->text.n);
	p[base->text.n] = '/';
	memcpy(p + base->text.n + 1, dir->text.p, dir->text.n);
	joined.text = (struct sv){p, base->text.n + 1 + dir->text.n};
	joined.flags = base->flags | dir->flags;
	joined.known = word_is_certain(base) ? base->text.n + 1 + dir->known
	                                     : base->known;
	*out = joined;
	return OK;
}

enum err
tool_load(struct image *img, uint32_t offset, struct tool *out)
{
	struct tool t = {.offset = offset};
	enum err e;

	e = image_record(img, offset, RECORD_TOOL, sizeof(struct image_tool),
	    &t.record);
	if (e)
		return e;
	t.h = (const void *)t.record.p;
	if ((e = image_string(&t.record, t.h->name, &t.name)))
		return e;
	*out = t;
	return OK;
}

enum err
node_load(struct image *img, uint32_t offset, struct node *out)
{
	struct node n = {.offset = offset};
	struct record r;
	enum err e;

	e = image_record(img, offset, RECORD_NODE, sizeof(struct image_node),
	    &r);
	if (e)
		return e;
	n.h = (const void *)r.p;
	if ((e = image_string(&r, n.h->name, &n.name)))
		return e;
	*out = n;
	return OK;
}
