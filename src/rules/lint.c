/* SPDX-License-Identifier: ISC */
/*
 * Findings of a rule book that are no errors of form. Only what is certain is
 * reported: a finding in a good file would teach people to pass over them.
 */
#include "rules/lint.h"

#include "rules/shown.h"

static uint64_t
pattern_hash(uint32_t number, uint8_t verdict, struct sv text)
{
	return image_check(text.p, text.n, (uint64_t)number << 8 | verdict);
}

static struct lint_pattern *
find_pattern(const struct lint *l, uint32_t number, uint8_t verdict,
    struct sv text)
{
	size_t cursor = 0;
	struct lint_pattern *p;

	while ((p = map_next(&l->patterns, pattern_hash(number, verdict, text),
	            &cursor))) {
		if (p->number == number && p->verdict == verdict &&
		    sv_eq(p->text->text, text))
			return p;
	}
	return NULL;
}

/* Adds a pattern; one that stands twice in its list is a finding. */
static enum err
add_pattern(struct lint *l, const struct lint_pattern *pattern)
{
	struct sv text = pattern->text->text;
	struct lint_pattern *p = find_pattern(l, pattern->number,
	    pattern->verdict, text);

	if (p) {
		diag_add(l->sink, SEVERITY_WARNING, pattern->text->span,
		    "covered", "'%.*s' is given twice", SHOWN(text));
		return OK;
	}
	p = &l->first[l->n_patterns];
	*p = *pattern;
	p->order = (uint32_t)l->n_patterns++;
	return map_add(&l->patterns,
	    pattern_hash(p->number, p->verdict, text), p) ? OK : ERR_LIMIT;
}

static enum err
add_rule(struct lint *l, const struct model_rule *r, uint32_t number)
{
	enum err e;

	for (size_t i = 0; i < ARRAY_LEN(r->lists); i++) {
		const struct model_name *m = r->lists[i].patterns;

		for (; m; m = m->next) {
			struct lint_pattern p = {.rule = r, .text = &m->name,
			    .number = number,
			    .verdict = r->lists[i].verdict};

			if ((e = add_pattern(l, &p)))
				return e;
		}
	}
	return OK;
}

static size_t
count_patterns(const struct model *model)
{
	size_t n = 0;

	for (const struct model_tool *t = model->tools; t; t = t->next) {
		for (const struct model_rule *r = t->rules; r; r = r->next) {
			for (size_t i = 0; i < ARRAY_LEN(r->lists); i++) {
				const struct model_name *m =
				    r->lists[i].patterns;

				for (; m; m = m->next)
					n++;
			}
		}
	}
	return n;
}

/* Rules are numbered as the compiler numbers them. */
static enum err
collect(struct lint *l)
{
	uint32_t number = 0;
	enum err e;

	l->patterns.arena = l->arena;
	l->first = ARENA_NEW(l->arena, count_patterns(l->model),
	    struct lint_pattern);
	if (!l->first)
		return ERR_LIMIT;
	for (const struct model_tool *t = l->model->tools; t; t = t->next) {
		for (const struct model_rule *r = t->rules; r; r = r->next) {
			if ((e = add_rule(l, r, number++)))
				return e;
		}
	}
	return OK;
}

static bool
has_example(const struct model_tool *t, uint8_t verdict)
{
	const struct model_example *x = t->examples;

	while (x && x->verdict != verdict)
		x = x->next;
	return x != NULL;
}

/* Rules none of whose examples can show what they decide. */
static void
lint_examples(struct lint *l, const struct model_tool *t)
{
	for (const struct model_rule *r = t->rules; r; r = r->next) {
		for (size_t i = 0; i < ARRAY_LEN(r->lists); i++) {
			uint8_t verdict = r->lists[i].verdict;

			if (!r->lists[i].patterns || has_example(t, verdict))
				continue;
			diag_add(l->sink, SEVERITY_WARNING, r->id.span,
			    "no-example", "no example shows what '%.*s' %s",
			    SHOWN(r->id.text),
			    verdict == STORED_ALLOW ? "allows" :
			    verdict == STORED_ASK ? "asks for" : "denies");
		}
	}
}

static enum err
make_room(struct lint *l, size_t n)
{
	if (n <= l->cap)
		return OK;
	l->entries = ARENA_NEW(l->arena, n * 2, struct lint_entry);
	l->cap = l->entries ? n * 2 : 0;
	return l->entries ? OK : ERR_LIMIT;
}

static enum err
lint_command(void *ctx, const struct walked *at)
{
	struct lint *l = ctx;
	size_t n = at->node->n_rules;
	enum err e;

	if ((e = make_room(l, n)))
		return e;
	for (size_t i = 0; i < n; i++) {
		struct lint_entry *entry = &l->entries[i];

		if ((e = walk_rule(l->img, at->rules[i], &entry->rule)))
			return e;
		entry->pattern = find_pattern(l, entry->rule.rule->number,
		    entry->rule.rule->verdict, entry->rule.pattern);
		if (!entry->pattern)
			return ERR_USAGE; /* not the image of this model */
	}
	lint_compare(l, l->entries, n);
	for (size_t i = 0; i < n; i++) {
		lint_target(l, &l->entries[i]);
		if ((e = lint_regexes(l, &l->entries[i])))
			return e;
	}
	return OK;
}

static enum err
lint_tool(struct lint *l, const struct model_tool *t)
{
	const struct image_tool *tool;
	struct record r;
	uint64_t offset;
	enum err e;

	if ((e = lint_options(l, t)) ||
	    (e = image_find(l->img, l->img->header.tools, t->name.text,
	         &offset)))
		return e;
	if (offset > UINT32_MAX)
		return ERR_CORRUPT;
	if ((e = image_record(l->img, (uint32_t)offset, RECORD_TOOL,
	         sizeof(*tool), &r)))
		return e;
	tool = (const void *)r.p;
	lint_examples(l, t);
	return walk_commands(l->img, tool->root, lint_command, l);
}

static void
report_pattern(struct lint *l, const struct lint_pattern *p)
{
	const struct lint_pattern *by = NULL;
	struct sv text = p->text->text;

	if (p->n_commands && p->n_blocked == p->n_commands) {
		by = p->blocked_by;
		diag_add(l->sink, SEVERITY_WARNING, p->text->span,
		    "unreachable", "'%.*s' never allows anything: what it "
		    "matches, '%.*s' %s", SHOWN(text), SHOWN(by->rule->id.text),
		    by->verdict == STORED_ASK ? "asks for" : "denies");
	} else if (p->n_commands && p->n_covered == p->n_commands) {
		by = p->covered_by;
		diag_add(l->sink, SEVERITY_WARNING, p->text->span, "covered",
		    "'%.*s' adds nothing to '%.*s'", SHOWN(text),
		    SHOWN(by->text->text));
	}
	if (by)
		diag_add(l->sink, SEVERITY_NOTE, by->text->span,
		    p->n_blocked == p->n_commands ? "unreachable" : "covered",
		    "it stands here");
}

enum err
rules_lint(struct arena *arena, const struct model *model, struct image *image,
    struct diag_sink *sink)
{
	struct lint l = {.arena = arena, .model = model, .img = image,
	    .sink = sink};
	enum err e;

	if ((e = collect(&l)))
		return e;
	for (const struct model_tool *t = model->tools; t; t = t->next) {
		if ((e = lint_tool(&l, t)))
			return e;
	}
	for (size_t i = 0; i < l.n_patterns; i++)
		report_pattern(&l, &l.first[i]);
	return OK;
}
