/* SPDX-License-Identifier: ISC */
/*
 * RULE records: a pattern as it stands at one command, its conditions in the
 * order in which they are cheap to check.
 */
#include <string.h>

#include "guard/argv.h"
#include "rules/compile.h"

/* A RULE payload that is being filled. */
struct rule_writer {
	struct compiler *c;
	const struct attach *a;
	unsigned char *p;
	size_t n_conditions;
	size_t text_at; /* where the next string goes */
};

static bool
is_option_name(struct sv name)
{
	return name.n > 0 && name.p[0] == '-';
}

static struct image_str
put_text(struct rule_writer *w, struct sv s)
{
	struct image_str out = {(uint32_t)w->text_at, (uint32_t)s.n};

	if (s.n)
		memcpy(w->p + w->text_at, s.p, s.n);
	w->text_at += s.n;
	return out;
}

static void
put_condition(struct rule_writer *w, struct image_condition *condition,
    struct sv name, struct value_match *value)
{
	condition->name = put_text(w, name);
	condition->match = value ? record_match(w->c, value) : 0;
	memcpy(w->p + sizeof(struct image_rule) +
	    w->n_conditions++ * sizeof(*condition), condition,
	    sizeof(*condition));
}

static void
put_options(struct rule_writer *w)
{
	const struct pattern *p = w->a->pattern;

	for (size_t i = 0; i < p->n_options; i++) {
		struct image_condition condition = {.kind = CONDITION_OPTION,
		    .id = w->a->options[i]->id};

		put_condition(w, &condition, p->options[i].name,
		    &p->options[i].value);
	}
}

static void
put_operands(struct rule_writer *w)
{
	const struct pattern *p = w->a->pattern;

	for (size_t i = p->operands_from; i < p->n_words; i++) {
		struct image_condition condition = {.kind = CONDITION_OPERAND,
		    .index = UINT32_MAX};

		if (p->verdict == STORED_ALLOW)
			condition.index = (uint32_t)(i - p->operands_from);
		put_condition(w, &condition, p->words[i].text, &p->words[i]);
	}
}

static void
put_permits(struct rule_writer *w)
{
	const struct pattern *p = w->a->pattern;
	const struct model_name *with = p->rule->model->with;

	for (size_t i = p->n_options; with; with = with->next, i++) {
		const struct option *option = w->a->options[i];
		struct image_condition condition = {.kind = CONDITION_PERMIT,
		    .id = option ? option->id : 0};

		if (option || !is_option_name(with->name.text))
			put_condition(w, &condition, with->name.text, NULL);
	}
}

static void
put_facts(struct rule_writer *w)
{
	const struct rule *rule = w->a->pattern->rule;

	for (size_t i = 0; i < rule->n_when; i++) {
		struct image_condition condition = {
		    .kind = rule->when[i].kind};

		if (condition.kind == CONDITION_FACT)
			condition.index = fact_find(rule->when[i].name);

		put_condition(w, &condition, rule->when[i].name,
		    &rule->when[i].value);
	}
}

/* The most that the payload can take, and how many conditions. */
static size_t
measure(const struct pattern *p, size_t *out_conditions)
{
	const struct rule *rule = p->rule;
	size_t n = rule->n_when, text = rule->model->id.text.n +
	    p->text->text.n;

	for (size_t i = 0; i < p->n_options; i++, n++)
		text += p->options[i].name.n;
	for (size_t i = p->operands_from; i < p->n_words; i++, n++)
		text += p->words[i].text.n;
	for (size_t i = 0; i < rule->n_when; i++)
		text += rule->when[i].name.n;
	if (p->verdict == STORED_ALLOW) {
		n += rule->n_with;
		for (const struct model_name *with = rule->model->with; with;
		     with = with->next)
			text += with->name.text.n;
	}
	*out_conditions = n;
	return sizeof(struct image_rule) +
	    n * sizeof(struct image_condition) + text;
}

static void
put_head(struct rule_writer *w)
{
	const struct pattern *p = w->a->pattern;
	const struct rule *rule = p->rule;
	struct image_rule head = {
	    .id = put_text(w, rule->model->id.text),
	    .pattern = put_text(w, p->text->text),
	    .verdict = p->verdict,
	    .effect = (uint8_t)rule->model->effect,
	    .layer = (uint8_t)rule->model->layer,
	    .subtree = p->subtree,
	    .file = rule->file,
	    .line = p->text->span.line,
	    .texts = rule->texts,
	    .n_conditions = (uint32_t)w->n_conditions,
	    .number = rule->number,
	};

	memcpy(w->p, &head, sizeof(head));
}

uint32_t
emit_rule(struct compiler *c, const struct attach *a)
{
	struct rule_writer w = {.c = c, .a = a};
	size_t n_conditions;
	size_t size = measure(a->pattern, &n_conditions);

	w.p = record_payload(c, PAYLOAD_RULE, size);
	if (!w.p)
		return 0;
	w.text_at = sizeof(struct image_rule) +
	    n_conditions * sizeof(struct image_condition);
	put_options(&w);
	put_operands(&w);
	if (a->pattern->verdict == STORED_ALLOW)
		put_permits(&w);
	put_facts(&w);
	put_head(&w);
	return record_add(c, RECORD_RULE, w.p, w.text_at);
}
