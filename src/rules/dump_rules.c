/* SPDX-License-Identifier: ISC */
/*
 * The rules of a tool as YAML. An image holds a rule as one record for each
 * pattern and each scope of options; here they become one again.
 */
#include "rules/dump.h"

#include <stdlib.h>

/* One RULE record; equal ones of several commands are one. */
struct item {
	uint32_t offset;
	uint32_t number;
	uint8_t verdict;
	struct sv pattern;
};

struct items {
	struct dump *d;
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
		if ((e = walk_rule(items->d->img, item->offset, &rule)))
			return e;
		items->p[n++] = (struct item){item->offset, rule.rule->number,
		    rule.rule->verdict, rule.pattern};
	}
	items->n = n;
	qsort(items->p, n, sizeof(*items->p), by_rule);
	return OK;
}

static const char *
list_key(uint8_t verdict)
{
	switch (verdict) {
	case STORED_ALLOW:
		return "allow";
	case STORED_ASK:
		return "ask";
	default:
		return "deny";
	}
}

static void
dump_patterns(struct dump *d, const struct item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool same = i && items[i].verdict == items[i - 1].verdict;

		if (!same) {
			dump_indent(d, 4);
			buf_str(d->out, list_key(items[i].verdict));
			buf_str(d->out, ":\n");
		}
		if (same && sv_eq(items[i].pattern, items[i - 1].pattern))
			continue;
		dump_indent(d, 6);
		buf_str(d->out, "- ");
		dump_scalar(d, items[i].pattern);
		buf_c(d->out, '\n');
	}
}

static enum err
count_permits(struct dump *d, const struct item *items, size_t n, size_t *out)
{
	struct walked_rule r;
	size_t total = 0;
	enum err e;

	for (size_t i = 0; i < n; i++) {
		if ((e = walk_rule(d->img, items[i].offset, &r)))
			return e;
		total += r.rule->n_conditions;
	}
	*out = total;
	return OK;
}

/* The names that any record of the rule permits. */
static enum err
dump_with(struct dump *d, const struct item *items, size_t n)
{
	struct walked_rule r;
	struct sv *names;
	size_t cap, k = 0, unique = 0;
	enum err e;

	if ((e = count_permits(d, items, n, &cap)))
		return e;
	names = dump_views(d, cap);
	if (!names)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		if ((e = walk_rule(d->img, items[i].offset, &r)))
			return e;
		for (uint32_t j = 0; j < r.rule->n_conditions; j++) {
			if (r.conditions[j].kind != CONDITION_PERMIT)
				continue;
			if ((e = image_string(&r.record, r.conditions[j].name,
			         &names[k++])))
				return e;
		}
	}
	dump_sort(names, k);
	for (size_t i = 0; i < k; i++) {
		if (!unique || !sv_eq(names[unique - 1], names[i]))
			names[unique++] = names[i];
	}
	if (!unique)
		return OK;
	dump_indent(d, 4);
	buf_str(d->out, "with: ");
	dump_list(d, names, unique);
	buf_c(d->out, '\n');
	return OK;
}

/* Facts are the same in every record of a rule. */
static enum err
dump_when(struct dump *d, const struct walked_rule *r)
{
	struct sv name, value;
	uint32_t n = 0;
	enum err e;

	for (uint32_t i = 0; i < r->rule->n_conditions; i++) {
		const struct image_condition *c = &r->conditions[i];

		if (c->kind != CONDITION_CWD && c->kind != CONDITION_ENV)
			continue;
		if ((e = image_string(&r->record, c->name, &name)) ||
		    (e = dump_text(d, r->rule->texts, 2 + n, &value)))
			return e;
		if (n++ == 0)
			buf_str(d->out, "    when:\n");
		dump_indent(d, 6);
		if (c->kind == CONDITION_ENV)
			buf_str(d->out, "env.");
		buf_sv(d->out, name);
		buf_str(d->out, ": ");
		dump_scalar(d, value);
		buf_c(d->out, '\n');
	}
	return OK;
}

static void
dump_layer(struct dump *d, uint8_t layer)
{
	static const char *const names[] = {
	    [LAYER_SHIPPED] = NULL,
	    [LAYER_SITE] = "site",
	    [LAYER_USER] = "user",
	    [LAYER_PROJECT] = "project",
	};

	if (layer >= ARRAY_LEN(names) || !names[layer])
		return;
	buf_str(d->out, "  # of layer ");
	buf_str(d->out, names[layer]);
	buf_c(d->out, '\n');
}

static enum err
dump_rule(struct dump *d, const struct item *items, size_t n)
{
	static const char *const effects[EFFECTS] = {
	    "", "read", "local", "change", "destroy"};
	struct sv because, instead;
	struct walked_rule r;
	enum err e;

	if ((e = walk_rule(d->img, items[0].offset, &r)) ||
	    (e = dump_text(d, r.rule->texts, 0, &because)) ||
	    (e = dump_text(d, r.rule->texts, 1, &instead)))
		return e;
	if (r.rule->effect >= EFFECTS)
		return ERR_CORRUPT;
	dump_layer(d, r.rule->layer);
	buf_str(d->out, "  - id: ");
	dump_scalar(d, r.id);
	buf_c(d->out, '\n');
	dump_line(d, 4, "effect", sv_from(effects[r.rule->effect]));
	dump_patterns(d, items, n);
	if ((e = dump_with(d, items, n)))
		return e;
	dump_line(d, 4, "because", because);
	dump_line(d, 4, "instead", instead);
	return dump_when(d, &r);
}

enum err
dump_rules(struct dump *d)
{
	struct items items = {.d = d};
	size_t n;
	enum err e;

	if ((e = walk_commands(d->img, d->head->root, count_rules, &items)))
		return e;
	if (!items.cap)
		return OK;
	items.p = ARENA_NEW(d->img->arena, items.cap, struct item);
	if (!items.p)
		return ERR_LIMIT;
	if ((e = walk_commands(d->img, d->head->root, take_rules, &items)) ||
	    (e = read_items(&items)))
		return e;
	buf_str(d->out, "rules:\n");
	for (size_t i = 0; i < items.n; i += n) {
		n = 1;
		while (i + n < items.n &&
		    items.p[i + n].number == items.p[i].number)
			n++;
		if ((e = dump_rule(d, &items.p[i], n)))
			return e;
	}
	return OK;
}
