/* SPDX-License-Identifier: ISC */
/*
 * Reading commands, rules and matchers back from an image.
 */
#include "rules/walk.h"

#include "guard/rules.h"

bool
walk_is_first_name(const struct walked *at, uint32_t parent_style,
    struct sv key)
{
	size_t i = 0;

	if (key.n != at->name.n || !(parent_style & STYLE_CASELESS))
		return sv_eq(key, at->name);
	while (i < key.n && byte_lower(key.p[i]) == byte_lower(at->name.p[i]))
		i++;
	return i == key.n;
}

enum err
walk_node(struct image *img, uint32_t offset, struct walked *out)
{
	const void *rules;
	enum err e;

	if ((e = image_record(img, offset, RECORD_NODE,
	         sizeof(struct image_node), &out->record)))
		return e;
	out->offset = offset;
	out->node = (const void *)out->record.p;
	if ((e = image_array(&out->record, sizeof(struct image_node),
	         out->node->n_rules, sizeof(uint32_t), &rules)) ||
	    (e = image_string(&out->record, out->node->name, &out->name)))
		return e;
	out->rules = rules;
	return OK;
}

struct walk {
	struct image *img;
	walk_fn fn;
	void *ctx;
	uint32_t parent; /* offset: children stand in front of it */
	uint32_t style;  /* the parent's */
	unsigned depth;
};

static enum err walk_below(const struct walk *w, const struct walked *at);

static enum err
walk_child(void *ctx, struct sv key, uint64_t value)
{
	const struct walk *w = ctx;
	struct walked at;
	enum err e;

	if (value >= w->parent)
		return ERR_CORRUPT;
	if ((e = walk_node(w->img, (uint32_t)value, &at)))
		return e;
	if (!walk_is_first_name(&at, w->style, key))
		return OK;
	return walk_below(w, &at);
}

/* As deep as commands are nested; offsets fall all the way. */
static enum err
walk_below(const struct walk *w, const struct walked *at)
{
	struct walk below = *w;
	enum err e;

	if (++below.depth > RULES_MAX_DEPTH)
		return ERR_CORRUPT;
	below.parent = at->offset;
	below.style = at->node->style;
	if ((e = w->fn(w->ctx, at)))
		return e;
	return image_each(w->img, at->node->commands, walk_child, &below);
}

enum err
walk_commands(struct image *img, uint32_t offset, walk_fn fn, void *ctx)
{
	struct walk w = {.img = img, .fn = fn, .ctx = ctx};
	struct walked root;
	enum err e;

	if ((e = walk_node(img, offset, &root)))
		return e;
	return walk_below(&w, &root);
}

enum err
walk_rule(struct image *img, uint32_t offset, struct walked_rule *out)
{
	const void *conditions;
	enum err e;

	if ((e = image_record(img, offset, RECORD_RULE,
	         sizeof(struct image_rule), &out->record)))
		return e;
	out->offset = offset;
	out->rule = (const void *)out->record.p;
	if ((e = image_array(&out->record, sizeof(struct image_rule),
	         out->rule->n_conditions, sizeof(struct image_condition),
	         &conditions)) ||
	    (e = image_string(&out->record, out->rule->id, &out->id)) ||
	    (e = image_string(&out->record, out->rule->pattern,
	         &out->pattern)))
		return e;
	out->conditions = conditions;
	return OK;
}

enum err
walk_match(struct image *img, uint32_t offset, struct walked_match *out)
{
	const struct image_match *head;
	const void *items;
	enum err e;

	if ((e = image_record(img, offset, RECORD_MATCH, sizeof(*head),
	         &out->record)))
		return e;
	head = (const void *)out->record.p;
	if ((e = image_array(&out->record, sizeof(*head), head->n,
	         sizeof(struct image_str), &items)))
		return e;
	out->kind = head->kind;
	out->n = head->n;
	out->items = items;
	return OK;
}
