/* SPDX-License-Identifier: ISC */
/*
 * Rules of one command against each other: which can never decide, because
 * whenever they match another does too that is as strict or stricter.
 */
#include "rules/lint.h"

/* A command with more rules than this is compared in part: the work grows
 * with the square. */
#define MAX_COMPARED 512u

static bool
restricts(const struct image_condition *c)
{
	return c->kind != CONDITION_PERMIT;
}

static bool
names_equal(const struct walked_rule *a, const struct image_condition *x,
    const struct walked_rule *b, const struct image_condition *y)
{
	struct sv s, t;

	return image_string(&a->record, x->name, &s) == OK &&
	    image_string(&b->record, y->name, &t) == OK && sv_eq(s, t);
}

/* Whether x of rule a holds whenever y of rule b does. Equal matchers of a
 * tool are one record. */
static bool
follows(const struct walked_rule *a, const struct image_condition *x,
    const struct walked_rule *b, const struct image_condition *y)
{
	if (x->kind != y->kind || (x->match && x->match != y->match))
		return false;
	switch (x->kind) {
	case CONDITION_OPTION:
		return x->id == y->id;
	case CONDITION_OPERAND:
		return x->index == UINT32_MAX || x->index == y->index;
	case CONDITION_CWD:
		return true;
	case CONDITION_ENV:
	case CONDITION_FACT:
		return names_equal(a, x, b, y);
	default:
		return false;
	}
}

/* Whether a matches whenever b does, permissions apart. */
static bool
matches_too(const struct walked_rule *a, const struct walked_rule *b)
{
	for (uint32_t i = 0; i < a->rule->n_conditions; i++) {
		const struct image_condition *x = &a->conditions[i];
		bool found = !restricts(x);

		for (uint32_t k = 0; k < b->rule->n_conditions && !found; k++)
			found = follows(a, x, b, &b->conditions[k]);
		if (!found)
			return false;
	}
	return true;
}

/* Whether what x permits in rule b is permitted in a. */
static bool
permits(const struct walked_rule *a, const struct walked_rule *b,
    const struct image_condition *x)
{
	for (uint32_t i = 0; i < a->rule->n_conditions; i++) {
		const struct image_condition *y = &a->conditions[i];

		if (y->kind != CONDITION_PERMIT && y->kind != CONDITION_OPTION)
			continue;
		if (x->id ? x->id == y->id : names_equal(a, y, b, x))
			return true;
	}
	return false;
}

static bool
permits_all(const struct walked_rule *a, const struct walked_rule *b)
{
	for (uint32_t i = 0; i < b->rule->n_conditions; i++) {
		const struct image_condition *x = &b->conditions[i];

		if ((x->kind == CONDITION_PERMIT ||
		        x->kind == CONDITION_OPTION) &&
		    !permits(a, b, x))
			return false;
	}
	return true;
}

static uint32_t
operands_named(const struct walked_rule *rule)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rule->rule->n_conditions; i++)
		n += rule->conditions[i].kind == CONDITION_OPERAND;
	return n;
}

/* An allow that names operands takes no more than those. */
static bool
takes_fewer(const struct walked_rule *a, const struct walked_rule *b)
{
	return operands_named(a) > 0 && operands_named(a) < operands_named(b);
}

/* Whether b adds nothing where a stands. Another rule that asks or denies may
 * be there for its text. */
static bool
covers(const struct lint_entry *a, const struct lint_entry *b)
{
	const struct image_rule *x = a->rule.rule, *y = b->rule.rule;

	if (x->verdict != y->verdict || x->layer != y->layer ||
	    !matches_too(&a->rule, &b->rule))
		return false;
	if (x->verdict != STORED_ALLOW)
		return x->number == y->number;
	return x->effect == y->effect && permits_all(&a->rule, &b->rule) &&
	    !takes_fewer(&a->rule, &b->rule);
}

/* Whether the allow b can never decide where a stands. */
static bool
blocks(const struct lint_entry *a, const struct lint_entry *b)
{
	const struct image_rule *x = a->rule.rule, *y = b->rule.rule;

	return x->verdict != STORED_ALLOW && y->verdict == STORED_ALLOW &&
	    x->layer == y->layer && matches_too(&a->rule, &b->rule);
}

/* The rule among n that takes all from entries[i], by blocks or covers. */
static const struct lint_pattern *
find_cover(const struct lint_entry *entries, size_t n, size_t i)
{
	const struct lint_entry *b = &entries[i];

	for (size_t k = 0; k < n; k++) {
		const struct lint_entry *a = &entries[k];

		if (a->pattern == b->pattern || !covers(a, b))
			continue;
		/* Of two that say the same the first one stays. */
		if (a->pattern->order < b->pattern->order || !covers(b, a))
			return a->pattern;
	}
	return NULL;
}

static const struct lint_pattern *
find_block(const struct lint_entry *entries, size_t n, size_t i)
{
	for (size_t k = 0; k < n; k++) {
		if (blocks(&entries[k], &entries[i]))
			return entries[k].pattern;
	}
	return NULL;
}

void
lint_compare(struct lint *l, const struct lint_entry *entries, size_t n)
{
	size_t compared = n < MAX_COMPARED ? n : MAX_COMPARED;

	(void)l;
	for (size_t i = 0; i < n; i++) {
		struct lint_pattern *p = entries[i].pattern;
		const struct lint_pattern *by;

		if (!p)
			continue;
		p->n_commands++;
		by = find_block(entries, compared, i);
		if (by) {
			p->n_blocked++;
			p->blocked_by = by;
		}
		by = find_cover(entries, compared, i);
		if (by) {
			p->n_covered++;
			p->covered_by = by;
		}
	}
}
