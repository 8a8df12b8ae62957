/* SPDX-License-Identifier: ISC */
/*
 * By what each tool is known: names on PATH "c:", npm packages "p:", python
 * modules "m:", script files "f:", container images "i:", accounts "a:".
 * Nothing may name two tools.
 */
#include "rules/compile.h"
#include "rules/shown.h"

struct identity {
	struct sv key;
	const struct located *where;
};

struct collector {
	struct compiler *c;
	struct map known;
};

static struct sv
identity_key(struct compiler *c, char kind, struct sv name)
{
	char *p = arena_alloc(c->arena, name.n + 2, 1);
	struct buf b;

	if (!p)
		return (struct sv){NULL, 0};
	buf_init(&b, p, name.n + 2);
	buf_c(&b, kind);
	buf_c(&b, ':');
	buf_sv(&b, name);
	return buf_view(&b);
}

static const struct identity *
find_identity(const struct collector *k, struct sv key, uint64_t hash)
{
	size_t cursor = 0;
	struct identity *known;

	while ((known = map_next(&k->known, hash, &cursor))) {
		if (sv_eq(known->key, key))
			return known;
	}
	return NULL;
}

/* What kind of name a key's first letter stands for. */
static const char *
kind_text(char kind)
{
	switch (kind) {
	case 'p':
		return "package";
	case 'm':
		return "module";
	case 'f':
		return "file";
	case 'i':
		return "image";
	case 'a':
		return "account";
	default:
		return "command";
	}
}

static enum err
add_identity(struct collector *k, char kind, const struct located *name,
    size_t tool)
{
	struct compiler *c = k->c;
	struct sv key = identity_key(c, kind, name->text);
	struct identity *identity = ARENA_NEW(c->arena, 1, struct identity);
	const struct identity *known;
	uint64_t hash;

	if (!key.p || !identity)
		return ERR_LIMIT;
	hash = image_check(key.p, key.n, 1);
	known = find_identity(k, key, hash);
	if (known) {
		diag_add(c->sink, SEVERITY_ERROR, name->span,
		    "duplicate-identity", "%s '%.*s' is a tool's already",
		    kind_text(kind), SHOWN(name->text));
		diag_add(c->sink, SEVERITY_NOTE, known->where->span,
		    "duplicate-identity", "first defined here");
		return OK;
	}
	identity->key = key;
	identity->where = name;
	if (!map_add(&k->known, hash, identity))
		return ERR_LIMIT;
	c->identities[c->n_identities++] = (struct image_pair){key, tool};
	return OK;
}

static size_t
count_identities(const struct model_tool *m)
{
	const struct model_name *lists[] = {m->aliases, m->packages,
	    m->modules, m->files, m->images, m->accounts};
	size_t n = 1;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (const struct model_name *at = lists[i]; at; at = at->next)
			n++;
	}
	return n;
}

static enum err
add_tool(struct collector *k, const struct model_tool *m, size_t tool)
{
	const struct {
		char kind;
		const struct model_name *names;
	} lists[] = {{'c', m->aliases}, {'p', m->packages}, {'m', m->modules},
	    {'f', m->files}, {'i', m->images}, {'a', m->accounts}};
	enum err e = add_identity(k, 'c', &m->name, tool);

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const struct model_name *at = lists[i].names;

		for (; at && !e; at = at->next)
			e = add_identity(k, lists[i].kind, &at->name, tool);
	}
	return e;
}

/* The value of each is the number of its tool for now. */
enum err
compile_identities(struct compiler *c)
{
	struct collector k = {.c = c, .known = {.arena = c->arena}};
	size_t n = 0;
	enum err e;

	for (size_t i = 0; i < c->n_tools; i++)
		n += count_identities(c->tools[i].model);
	c->identities = ARENA_NEW(c->arena, n, struct image_pair);
	if (!c->identities)
		return ERR_LIMIT;
	for (size_t i = 0; i < c->n_tools; i++) {
		if ((e = add_tool(&k, c->tools[i].model, i)))
			return e;
	}
	return OK;
}
