/* SPDX-License-Identifier: ISC */
/*
 * Records that are equal are written once a tool: a generated grammar has
 * thousands of commands with the same few options and operands.
 */
#include <string.h>

#include "rules/compile.h"

void
record_begin_tool(struct compiler *c)
{
	c->records = (struct map){.arena = c->arena};
}

/* Takes the record that was just written back if there is an equal one. */
static uint32_t
share(struct compiler *c, uint32_t offset)
{
	size_t head = sizeof(struct record_header), n = c->b.n - offset - head;
	const unsigned char *p = c->b.p + offset;
	struct record_header h, other;
	uint32_t *known;
	uint64_t hash;
	size_t cursor = 0;

	if (!offset)
		return 0;
	memcpy(&h, p, head);
	hash = image_check(p + head, n, h.kind);
	while ((known = map_next(&c->records, hash, &cursor))) {
		memcpy(&other, c->b.p + *known, head);
		if (other.kind == h.kind && other.size == h.size &&
		    !memcmp(c->b.p + *known + head, p + head, n)) {
			c->b.n = offset;
			return *known;
		}
	}
	known = ARENA_NEW(c->arena, 1, uint32_t);
	if (!known || !map_add(&c->records, hash, known)) {
		c->b.full = true;
		return 0;
	}
	*known = offset;
	return offset;
}

uint32_t
record_add(struct compiler *c, enum record_kind kind, const void *payload,
    size_t n)
{
	return share(c, image_build_record(&c->b, kind, payload, n));
}

uint32_t
record_strings(struct compiler *c, enum record_kind kind,
    const struct sv *strings, size_t n)
{
	return share(c, image_build_strings(&c->b, kind, strings, n));
}

uint32_t
record_tree(struct compiler *c, struct image_pair *pairs, size_t n)
{
	uint32_t root = image_build_tree(&c->b, pairs, n);

	/* A larger tree is several records. */
	return n <= IMAGE_TREE_FANOUT ? share(c, root) : root;
}

unsigned char *
record_payload(struct compiler *c, size_t which, size_t n)
{
	if (n > IMAGE_MAX_RECORD) {
		c->b.full = true;
		return NULL;
	}
	if (n > c->payload[which].n || !c->payload[which].p) {
		c->payload[which].n = n * 2 + 256;
		c->payload[which].p = arena_alloc(c->arena,
		    c->payload[which].n, 1);
	}
	if (!c->payload[which].p)
		c->b.full = true;
	return c->payload[which].p;
}

uint32_t
record_match(struct compiler *c, struct value_match *m)
{
	struct image_match head = {m->kind, (uint32_t)m->n};
	size_t at = sizeof(head) + m->n * sizeof(struct image_str), size = at;
	unsigned char *p;

	if (!m->kind || m->offset)
		return m->offset;
	for (size_t i = 0; i < m->n && size <= IMAGE_MAX_RECORD; i++)
		size += m->items[i].n;
	p = record_payload(c, PAYLOAD_PART, size);
	if (!p)
		return 0;
	memcpy(p, &head, sizeof(head));
	for (size_t i = 0; i < m->n; i++) {
		struct image_str s = {(uint32_t)at, (uint32_t)m->items[i].n};

		memcpy(p + sizeof(head) + i * sizeof(s), &s, sizeof(s));
		if (s.length)
			memcpy(p + at, m->items[i].p, s.length);
		at += s.length;
	}
	m->offset = record_add(c, RECORD_MATCH, p, size);
	return m->offset;
}

uint32_t
record_values(struct compiler *c, const struct model_name *values)
{
	struct value_match m = {.kind = MATCH_SET};
	struct sv *items;

	for (const struct model_name *v = values; v; v = v->next) {
		m.n++;
		if (!pattern_is_literal(v->name.text))
			m.kind = MATCH_GLOB;
	}
	if (!m.n)
		return 0;
	items = ARENA_NEW(c->arena, m.n, struct sv);
	if (!items) {
		c->b.full = true;
		return 0;
	}
	m.items = items;
	for (; values; values = values->next)
		*items++ = m.kind == MATCH_GLOB ? values->name.text :
		    pattern_literal(c, values->name.text);
	return record_match(c, &m);
}

uint32_t
record_operands(struct compiler *c, const struct model_operands *o)
{
	struct image_operands head = {.flags = o->any ? NODE_ANY_OPERANDS : 0};
	const struct model_operand *m;
	size_t at, size = sizeof(head), i = 0;
	unsigned char *p;

	for (m = o->first; m; m = m->next) {
		head.n++;
		size += sizeof(struct image_operand) + m->name.text.n;
	}
	p = record_payload(c, PAYLOAD_PART, size);
	if (!p)
		return 0;
	memcpy(p, &head, sizeof(head));
	at = sizeof(head) + head.n * sizeof(struct image_operand);
	for (m = o->first; m; m = m->next, i++) {
		struct image_operand operand = {
		    .name = {(uint32_t)at, (uint32_t)m->name.text.n},
		    .flags = m->flags,
		    .optional = m->optional,
		    .repeated = m->repeated,
		};

		memcpy(p + sizeof(head) + i * sizeof(operand), &operand,
		    sizeof(operand));
		if (operand.name.length)
			memcpy(p + at, m->name.text.p, operand.name.length);
		at += operand.name.length;
	}
	return record_add(c, RECORD_OPERANDS, p, size);
}
