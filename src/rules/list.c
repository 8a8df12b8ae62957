/* SPDX-License-Identifier: ISC */
/*
 * Rules and names read back from an image.
 */
#include "rules/list.h"

#include <stdlib.h>

#include "rules/walk.h"

/* One RULE record; equal ones of several commands are one. */
struct item {
	uint32_t offset;
	uint32_t number;
	uint8_t verdict;
	struct sv pattern;
};

struct items {
	struct image *img;
	struct item *p;
	size_t n;
	size_t cap;
};

static enum err
count_rules(void *ctx, const struct walked *at)
{
	struct items *items = ctx;

	items->cap += at->node->n_rules;
	return OK;
}

static enum err
take_rules(void *ctx, const struct walked *at)
{
	struct items *items = ctx;

	for (uint32_t i = 0; i < at->node->n_rules; i++) {
		if (items->n == items->cap)
			return ERR_CORRUPT;
		items->p[items->n++].offset = at->rules[i];
	}
	return OK;
}

static int
by_offset(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* The order of the keys allow, ask, deny: falling. */
static int
by_rule(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->verdict != y->verdict)
		return x->verdict > y->verdict ? -1 : 1;
	return sv_cmp(x->pattern, y->pattern);
}

_Static_assert(STORED_ALLOW > STORED_ASK && STORED_ASK > STORED_DENY,
    "rules are sorted by it");

static int
by_bytes(const void *a, const void *b)
{
	const struct sv *x = a, *y = b;

	return sv_cmp(*x, *y);
}

/* Takes each record once and reads it. */
static enum err
read_items(struct items *items)
{
	struct walked_rule rule;
	size_t n = 0;
	enum err e;

	if (!items->n)
		return OK;
	qsort(items->p, items->n, sizeof(*items->p), by_offset);
	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->p[i];

		if (n && items->p[n - 1].offset == item->offset)
			continue;
		if ((e = walk_rule(items->img, item->offset, &rule)))
			return e;
		items->p[n++] = (struct item){item->offset, rule.rule->number,
		    rule.rule->verdict, rule.pattern};
	}
	items->n = n;
	qsort(items->p, n, sizeof(*items->p), by_rule);
	return OK;
}

static enum err
collect(struct items *items, uint32_t root)
{
	enum err e;

	if ((e = walk_commands(items->img, root, count_rules, items)))
		return e;
	if (!items->cap)
		return OK;
	items->p = ARENA_NEW(items->img->arena, items->cap, struct item);
	if (!items->p)
		return ERR_LIMIT;
	if ((e = walk_commands(items->img, root, take_rules, items)))
		return e;
	return read_items(items);
}

static enum err
list_patterns(struct image *img, const struct item *items, size_t n,
    struct listed_rule *out)
{
	struct walked_rule r;
	enum err e;

	out->patterns = ARENA_NEW(img->arena, n, struct listed_pattern);
	if (!out->patterns)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		if (i && items[i].verdict == items[i - 1].verdict &&
		    sv_eq(items[i].pattern, items[i - 1].pattern))
			continue;
		if ((e = walk_rule(img, items[i].offset, &r)))
			return e;
		out->patterns[out->n_patterns++] = (struct listed_pattern){
		    items[i].pattern, items[i].verdict, r.rule->line};
	}
	return OK;
}

static enum err
count_conditions(struct image *img, const struct item *items, size_t n,
    size_t *out)
{
	struct walked_rule r;
	enum err e;

	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if ((e = walk_rule(img, items[i].offset, &r)))
			return e;
		*out += r.rule->n_conditions;
	}
	return OK;
}

/* The names that any record of the rule permits. */
static enum err
list_with(struct image *img, const struct item *items, size_t n,
    struct listed_rule *out)
{
	struct walked_rule r;
	size_t cap, k = 0;
	enum err e;

	if ((e = count_conditions(img, items, n, &cap)))
		return e;
	if (!cap)
		return OK;
	out->with = ARENA_NEW(img->arena, cap, struct sv);
	if (!out->with)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		if ((e = walk_rule(img, items[i].offset, &r)))
			return e;
		for (uint32_t j = 0; j < r.rule->n_conditions; j++) {
			if (r.conditions[j].kind != CONDITION_PERMIT)
				continue;
			if ((e = image_string(&r.record, r.conditions[j].name,
			         &out->with[k++])))
				return e;
		}
	}
	qsort(out->with, k, sizeof(*out->with), by_bytes);
	for (size_t i = 0; i < k; i++) {
		if (!out->n_with ||
		    !sv_eq(out->with[out->n_with - 1], out->with[i]))
			out->with[out->n_with++] = out->with[i];
	}
	return OK;
}

/* A condition's fact by its name in rule files; n is 0 if it is none. */
static enum err
condition_fact(struct image *img, const struct walked_rule *r,
    const struct image_condition *c, struct sv *out)
{
	char *p;
	struct sv name;
	struct buf b;
	enum err e;

	*out = (struct sv){0};
	if (c->kind != CONDITION_CWD && c->kind != CONDITION_ENV &&
	    c->kind != CONDITION_FACT)
		return OK;
	if ((e = image_string(&r->record, c->name, &name)))
		return e;
	if (c->kind != CONDITION_ENV) {
		*out = name;
		return OK;
	}
	p = arena_alloc(img->arena, name.n + 5, 1);
	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, name.n + 5);
	buf_str(&b, "env.");
	buf_sv(&b, name);
	*out = buf_view(&b);
	return OK;
}

/* Number i of a TEXTS record, which must have it. */
static enum err
text_at(struct image *img, uint32_t texts, uint32_t i, struct sv *out)
{
	enum err e = image_strings_get(img, texts, RECORD_TEXTS, i, out);

	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

/* Facts are the same in every record of a rule. */
static enum err
list_when(struct image *img, const struct walked_rule *r,
    struct listed_rule *out)
{
	struct listed_fact *facts;
	struct sv name;
	enum err e;

	if (!r->rule->n_conditions)
		return OK;
	facts = ARENA_NEW(img->arena, r->rule->n_conditions,
	    struct listed_fact);
	if (!facts)
		return ERR_LIMIT;
	out->when = facts;
	for (uint32_t i = 0; i < r->rule->n_conditions; i++) {
		if ((e = condition_fact(img, r, &r->conditions[i], &name)))
			return e;
		if (!name.n)
			continue;
		facts[out->n_when].name = name;
		if ((e = text_at(img, r->rule->texts,
		         RULE_WHEN + (uint32_t)out->n_when,
		         &facts[out->n_when].value)))
			return e;
		out->n_when++;
	}
	return OK;
}

/* One rule from its n items. */
static enum err
list_rule(struct image *img, const struct item *items, size_t n,
    struct listed_rule *out)
{
	struct walked_rule r;
	enum err e;

	if ((e = walk_rule(img, items[0].offset, &r)) ||
	    (e = text_at(img, r.rule->texts, RULE_BECAUSE, &out->because)) ||
	    (e = text_at(img, r.rule->texts, RULE_INSTEAD, &out->instead)) ||
	    (e = text_at(img, r.rule->texts, RULE_APPROVALS,
	         &out->approvals)) ||
	    (e = text_at(img, r.rule->texts, RULE_WAIT, &out->wait)) ||
	    (e = text_at(img, r.rule->texts, RULE_BEFORE, &out->before)) ||
	    (e = image_strings_get(img, img->header.files, RECORD_FILES,
	         r.rule->file, &out->file)))
		return e;
	if (r.rule->effect >= EFFECTS || r.rule->layer >= LAYERS)
		return ERR_CORRUPT;
	out->id = r.id;
	out->effect = (enum effect)r.rule->effect;
	out->layer = (enum layer)r.rule->layer;
	if ((e = list_patterns(img, items, n, out)) ||
	    (e = list_with(img, items, n, out)))
		return e;
	return list_when(img, &r, out);
}

/* How many items from the first on belong to the same rule. */
static size_t
rule_length(const struct item *items, size_t n)
{
	size_t k = 1;

	while (k < n && items[k].number == items[0].number)
		k++;
	return k;
}

enum err
list_rules(struct image *img, uint32_t root, struct listed_rule **out,
    size_t *out_n)
{
	struct items items = {.img = img};
	size_t k, n_rules = 0;
	enum err e;

	*out = NULL;
	*out_n = 0;
	if ((e = collect(&items, root)) || !items.n)
		return e;
	for (size_t i = 0; i < items.n; i += k, n_rules++)
		k = rule_length(&items.p[i], items.n - i);
	*out = ARENA_NEW(img->arena, n_rules, struct listed_rule);
	if (!*out)
		return ERR_LIMIT;
	for (size_t i = 0; !e && i < items.n; i += k) {
		k = rule_length(&items.p[i], items.n - i);
		e = list_rule(img, &items.p[i], k, &(*out)[(*out_n)++]);
	}
	return e;
}

/* The names that a filter takes: counted first, then kept, sorted. */
struct names {
	uint64_t tool;
	struct sv own; /* the tool's name */
	char kind;     /* 0: every key as it is */
	struct sv *items;
	size_t n;
};

static enum err
take_name(void *ctx, struct sv key, uint64_t value)
{
	struct names *names = ctx;

	if (names->kind) {
		if (value != names->tool || key.n < 2 ||
		    key.p[0] != names->kind ||
		    (names->kind == 'c' && sv_eq(sv_skip(key, 2), names->own)))
			return OK;
		key = sv_skip(key, 2);
	}
	if (names->items)
		names->items[names->n] = key;
	names->n++;
	return OK;
}

static enum err
each_name(struct image *img, struct names *names)
{
	return names->kind
	    ? image_each_identity(img, take_name, names)
	    : image_each(img, img->header.tools, take_name, names);
}

static enum err
take_names(struct image *img, struct names *names)
{
	enum err e;

	if ((e = each_name(img, names)) || !names->n)
		return e;
	names->items = ARENA_NEW(img->arena, names->n, struct sv);
	if (!names->items)
		return ERR_LIMIT;
	names->n = 0;
	if ((e = each_name(img, names)))
		return e;
	qsort(names->items, names->n, sizeof(*names->items), by_bytes);
	return OK;
}

static enum err
load_tool(struct image *img, uint32_t offset, struct record *r,
    const struct image_tool **out)
{
	enum err e = image_record(img, offset, RECORD_TOOL,
	    sizeof(struct image_tool), r);

	if (!e)
		*out = (const void *)r->p;
	return e;
}

enum err
list_names(struct image *img, uint32_t tool, char kind, struct sv **out,
    size_t *out_n)
{
	struct names names = {.tool = tool, .kind = kind};
	const struct image_tool *head;
	struct record r;
	enum err e;

	if ((e = load_tool(img, tool, &r, &head)) ||
	    (e = image_string(&r, head->name, &names.own)) ||
	    (e = take_names(img, &names)))
		return e;
	*out = names.items;
	*out_n = names.n;
	return OK;
}

enum err
rules_list_names(struct image *image, struct sv **out, size_t *out_n)
{
	struct names names = {0};
	enum err e = take_names(image, &names);

	*out = names.items;
	*out_n = names.n;
	return e;
}

/* The TOOL of a command name. */
static enum err
find_tool(struct image *img, struct sv name, uint32_t *out)
{
	char *p = arena_alloc(img->arena, name.n + 2, 1);
	struct buf key;

	if (!p)
		return ERR_LIMIT;
	buf_init(&key, p, name.n + 2);
	buf_str(&key, "c:");
	buf_sv(&key, name);
	return image_identity(img, buf_view(&key), out);
}

enum err
rules_list(struct image *image, struct sv tool, struct listed_tool *out)
{
	const struct image_tool *head;
	struct record r;
	uint32_t offset;
	enum err e;

	*out = (struct listed_tool){0};
	if ((e = find_tool(image, tool, &offset)) ||
	    (e = load_tool(image, offset, &r, &head)) ||
	    (e = image_string(&r, head->name, &out->name)) ||
	    (e = image_string(&r, head->summary, &out->summary)) ||
	    (e = text_at(image, head->texts, 0, &out->source)) ||
	    (e = list_names(image, offset, 'c', &out->aliases,
	         &out->n_aliases)))
		return e;
	out->launcher = head->flags & TOOL_LAUNCHER;
	return list_rules(image, head->root, &out->rules, &out->n_rules);
}
