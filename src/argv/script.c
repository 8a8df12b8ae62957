/* SPDX-License-Identifier: ISC */
/*
 * Scripts of package.json: their text is shell text, with the scripts that
 * package managers run before and after, and further words behind it.
 */
#include <string.h>

#include "argv/internal.h"

/* A script's text with the further words behind it, as npm appends them. */
static enum err
read_script_text(struct unwrap *u, struct sv text, const struct start *s,
    const struct origin *from)
{
	const struct sv tail = SV(" \"$@\"");
	struct start with_zero = *s;
	struct word *params;
	struct buf b;
	char *p;

	if (!s->n_rest)
		return unwrap_text(u, text, NULL, from);
	params = ARENA_NEW(u->ctx->arena, s->n_rest + 1, struct word);
	p = arena_alloc(u->ctx->arena, text.n + tail.n, 1);
	if (!params || !p)
		return ERR_LIMIT;
	buf_init(&b, p, text.n + tail.n);
	buf_sv(&b, text);
	buf_sv(&b, tail);
	params[0] = (struct word){.text = SV("sh"), .known = 2};
	memcpy(params + 1, s->rest, s->n_rest * sizeof(*params));
	with_zero.rest = params;
	with_zero.n_rest = s->n_rest + 1;
	return unwrap_text(u, buf_view(&b), &with_zero, from);
}

static enum err
script_text(struct unwrap *u, const struct origin *from, struct sv name,
    struct sv *out)
{
	const struct argv_world *world = unwrap_context(u, from)->world;

	if (!world || !world->script || !word_is_certain(&from->cwd))
		return ERR_NOT_FOUND;
	return world->script(world->ctx, from->cwd.text, name, out);
}

/* pre or post script: it is run without the further words. */
static enum err
read_side_script(struct unwrap *u, const char *side, struct sv name,
    const struct origin *from)
{
	const struct start alone = {0};
	char memory[256];
	struct sv text;
	struct buf b;
	enum err e;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, side);
	buf_sv(&b, name);
	if (b.full)
		return OK;
	e = script_text(u, from, buf_view(&b), &text);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	return read_script_text(u, text, &alone, from);
}

static enum err
read_script(struct unwrap *u, const struct start *s, const struct origin *from)
{
	struct start trimmed = *s;
	struct sv name = s->text.text, text;
	enum err e;

	if (!word_is_certain(&s->text))
		return ERR_NOT_FOUND;
	if ((e = script_text(u, from, name, &text)))
		return e;
	if (s->n_rest && sv_eq(s->rest[0].text, SV("--"))) {
		trimmed.rest++;
		trimmed.n_rest--;
	}
	if ((e = read_side_script(u, "pre", name, from)) ||
	    (e = read_script_text(u, text, &trimmed, from)) ||
	    (e = read_side_script(u, "post", name, from)))
		return e;
	return OK;
}

/* The script in each package that has it. */
static enum err
read_in_packages(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	const struct packages *p = from->packages;
	struct origin inside = *from;
	/* --include-workspace-root, yarn's -A; never with turbo. */
	bool root = p->foreseen && s->kind != RUNS_WORKSPACES;
	bool found = false;
	enum err e = OK;

	inside.packages = NULL;
	u->foreseeing += p->foreseen;
	for (uint32_t i = 0; i < p->found.n + root && !e; i++) {
		inside.cwd = i < p->found.n ? word_of(p->found.dirs[i])
		    : p->around;
		e = read_script(u, s, &inside);
		found |= !e;
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	u->foreseeing -= p->foreseen;
	return e || found ? e : ERR_NOT_FOUND;
}

enum err
unwrap_script(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	if (from->packages)
		return read_in_packages(u, s, from);
	return s->kind == RUNS_WORKSPACES ? ERR_NOT_FOUND
	    : read_script(u, s, from);
}

static enum err
read_lifecycle(struct unwrap *u, const struct invocation *inv,
    const struct origin *from)
{
	struct start s = {.kind = RUNS_SCRIPT};
	const struct invocation copy = *inv;
	struct word *rest;
	struct node node;
	struct sv name, text;
	uint32_t n;
	enum err e;

	if ((e = node_load(u->ctx->image, inv->node, &node)) ||
	    (e = image_strings_count(u->ctx->image, node.h->scripts,
	    RECORD_STRINGS, &n)) || !n)
		return e;
	rest = ARENA_NEW(u->ctx->arena, copy.n_operands + 1, struct word);
	if (!rest)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < copy.n_operands; i++)
		rest[i] = copy.operands[i].word;
	for (uint32_t i = 0; i < n; i++) {
		e = image_strings_get(u->ctx->image, node.h->scripts,
		    RECORD_STRINGS, i, &name);
		if (e)
			return e;
		e = script_text(u, from, name, &text);
		if (e == ERR_NOT_FOUND)
			continue;
		s.rest = rest;
		s.n_rest = sv_eq(name, node.name) ? copy.n_operands : 0;
		if (e || (e = read_script_text(u, text, &s, from)))
			return e;
	}
	return OK;
}

enum err
unwrap_lifecycle(struct unwrap *u, const struct invocation *inv,
    const struct origin *from)
{
	const struct packages *p = from->packages;
	const struct invocation copy = *inv; /* the list may move */
	struct origin inside = *from;
	enum err e = OK;

	if (!p)
		return read_lifecycle(u, inv, from);
	inside.packages = NULL;
	u->foreseeing += p->foreseen;
	for (uint32_t i = 0; i < p->found.n && !e; i++) {
		inside.cwd = word_of(p->found.dirs[i]);
		e = read_lifecycle(u, &copy, &inside);
	}
	u->foreseeing -= p->foreseen;
	return e;
}
