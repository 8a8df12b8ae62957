/* SPDX-License-Identifier: ISC */
/*
 * The rules of a tool as YAML.
 */
#include "guard/policy.h"
#include "rules/dump.h"
#include "rules/list.h"

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
dump_patterns(struct dump *d, const struct listed_rule *r)
{
	for (size_t i = 0; i < r->n_patterns; i++) {
		const struct listed_pattern *p = &r->patterns[i];

		if (!i || p->verdict != p[-1].verdict) {
			dump_indent(d, 4);
			buf_str(d->out, list_key(p->verdict));
			buf_str(d->out, ":\n");
		}
		dump_indent(d, 6);
		buf_str(d->out, "- ");
		dump_scalar(d, p->text);
		buf_c(d->out, '\n');
	}
}

static void
dump_with(struct dump *d, const struct listed_rule *r)
{
	if (!r->n_with)
		return;
	dump_indent(d, 4);
	buf_str(d->out, "with: ");
	dump_list(d, r->with, r->n_with);
	buf_c(d->out, '\n');
}

static void
dump_when(struct dump *d, const struct listed_rule *r)
{
	if (r->n_when)
		buf_str(d->out, "    when:\n");
	for (size_t i = 0; i < r->n_when; i++) {
		dump_indent(d, 6);
		buf_sv(d->out, r->when[i].name);
		buf_str(d->out, ": ");
		dump_scalar(d, r->when[i].value);
		buf_c(d->out, '\n');
	}
}

static void
dump_layer(struct dump *d, enum layer layer)
{
	static const char *const names[LAYERS] = {
	    [LAYER_SITE] = "site",
	    [LAYER_USER] = "user",
	    [LAYER_PROJECT] = "project",
	};

	if (!names[layer])
		return;
	buf_str(d->out, "  # of layer ");
	buf_str(d->out, names[layer]);
	buf_c(d->out, '\n');
}

/* A command of a step. False when there is no more. */
static bool
dump_step(struct dump *d, struct sv *steps, const char *key)
{
	struct sv words[BEFORE_WORDS_MAX];
	size_t n;

	if (before_read(steps, words, &n))
		return false;
	buf_str(d->out, key);
	dump_list(d, words, n);
	buf_c(d->out, '\n');
	return true;
}

static void
dump_before(struct dump *d, struct sv steps)
{
	if (steps.n)
		buf_str(d->out, "    before:\n");
	while (steps.n)
		if (!dump_step(d, &steps, "      - run: ") ||
		    !dump_step(d, &steps, "        verify: "))
			return;
}

static void
dump_rule(struct dump *d, const struct listed_rule *r)
{
	static const char *const effects[EFFECTS] = {
	    "", "read", "local", "change", "destroy"};

	dump_layer(d, r->layer);
	buf_str(d->out, "  - id: ");
	dump_scalar(d, r->id);
	buf_c(d->out, '\n');
	dump_line(d, 4, "effect", sv_from(effects[r->effect]));
	dump_patterns(d, r);
	dump_with(d, r);
	dump_line(d, 4, "because", r->because);
	dump_line(d, 4, "instead", r->instead);
	dump_line(d, 4, "approvals", r->approvals);
	dump_line(d, 4, "wait", r->wait);
	dump_before(d, r->before);
	dump_when(d, r);
}

enum err
dump_rules(struct dump *d)
{
	struct listed_rule *rules;
	size_t n;
	enum err e;

	if ((e = list_rules(d->img, d->head->root, &rules, &n)))
		return e;
	if (n)
		buf_str(d->out, "rules:\n");
	for (size_t i = 0; i < n; i++)
		dump_rule(d, &rules[i]);
	return OK;
}
