/* SPDX-License-Identifier: ISC */
/*
 * What plans are made of: changes, and the texts in them.
 */
#include <string.h>

#include "setup.h"

struct change *
changes_add(struct arena *arena, struct changes *c)
{
	if (!c->list && !(c->list = arena_take(arena,
	    CHANGES_MAX * sizeof(*c->list))))
		return NULL;
	if (c->n == CHANGES_MAX)
		return NULL;
	memset(&c->list[c->n], 0, sizeof(*c->list));
	return &c->list[c->n++];
}

const char *
setup_text(struct arena *arena, const char *const *parts)
{
	size_t n = 1;
	char *memory;
	struct buf b;

	for (size_t i = 0; parts[i]; i++)
		n += strlen(parts[i]);
	if (!(memory = arena_take(arena, n)))
		return NULL;
	buf_init(&b, memory, n);
	for (size_t i = 0; parts[i]; i++)
		buf_str(&b, parts[i]);
	buf_c(&b, '\0');
	return memory;
}

const char *
setup_expand(struct setup *s, const char *model)
{
	size_t cap = strlen(model) + 1;
	const char *at;
	char *memory;
	struct buf b;

	for (at = model; (at = strstr(at, "@P")); at += 2)
		cap += s->front.prefix.n;
	if (!(memory = arena_take(s->arena, cap)))
		return NULL;
	buf_init(&b, memory, cap);
	while ((at = strstr(model, "@P"))) {
		buf_sv(&b, (struct sv){model, (size_t)(at - model)});
		buf_str(&b, s->front.prefix.p);
		model = at + 2;
	}
	buf_str(&b, model);
	buf_c(&b, '\0');
	return memory;
}
