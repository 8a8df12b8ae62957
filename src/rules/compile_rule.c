/* SPDX-License-Identifier: ISC */
/*
 * The second step: each pattern of each rule is attached to the commands that
 * it covers. An allow covers what it names, ask and deny also what is below.
 * Options must be known where the pattern applies.
 */
#include <string.h>

#include "guard/argv.h"

#include "rules/compile.h"
#include "rules/shown.h"

/* One rule, while its patterns are attached. */
struct lowering {
	struct compiler *c;
	struct tool *t;
	struct rule *rule;
	bool *with_used;      /* one an item of `with` */
	struct option **last; /* the latest attachment's options */
	struct option **now;  /* scratch */
	size_t n_now;
};

static bool
is_option_name(struct sv name)
{
	return name.n > 0 && name.p[0] == '-';
}

static bool
covers_variable(const struct model_env *v, struct sv name)
{
	struct sv known = v->name.text;

	if (sv_eq(known, name))
		return true;
	return sv_ends(known, SV("*")) &&
	    sv_starts(name, sv_take(known, known.n - 1));
}

static bool
knows_variable(const struct tool *t, struct sv name)
{
	const struct model_env *v = t->model->environment;

	while (v && !covers_variable(v, name))
		v = v->next;
	if (v)
		return true;
	for (v = t->model->settings; v && !sv_eq(v->name.text, name);)
		v = v->next;
	return v != NULL;
}

static void
report_variable(struct lowering *l, const struct located *name)
{
	struct suggestion s;
	struct sv hint;

	suggest_init(&s, name->text);
	for (const struct model_env *v = l->t->model->environment; v;
	     v = v->next)
		suggest_name(&s, v->name.text);
	hint = suggest_text(l->c, &s);
	diag_add(l->c->sink, SEVERITY_ERROR, name->span, "unknown-variable",
	    "'%.*s' is no option and no variable of the environment of "
	    "'%.*s'%.*s", SHOWN(name->text), SHOWN(l->t->model->name.text),
	    (int)hint.n, hint.p);
}

static enum err
begin_with(struct lowering *l)
{
	const struct model_rule *m = l->rule->model;
	size_t i = 0;

	for (const struct model_name *w = m->with; w; w = w->next)
		l->rule->n_with++;
	l->with_used = ARENA_NEW(l->c->arena, l->rule->n_with, bool);
	if (!l->with_used)
		return ERR_LIMIT;
	for (const struct model_name *w = m->with; w; w = w->next, i++) {
		if (is_option_name(w->name.text))
			continue;
		l->with_used[i] = true;
		if (!knows_variable(l->t, w->name.text))
			report_variable(l, &w->name);
	}
	return OK;
}

/* The option's nearest name in the scope of a command. */
static struct sv
suggest_option(struct lowering *l, const struct command *at, struct sv name)
{
	struct suggestion s;

	suggest_init(&s, name);
	for (; at; at = at->parent) {
		for (size_t i = 0; i < at->n_options; i++) {
			const struct model_name *m =
			    at->options[i]->model->names;

			for (; m; m = m->next)
				suggest_name(&s, m->name.text);
		}
	}
	return suggest_text(l->c, &s);
}

static void
report_option(struct lowering *l, const struct command *at,
    const struct located *where, struct sv name)
{
	struct sv hint = suggest_option(l, at, name);
	struct sv path = grammar_path(l->c, l->t, at);

	diag_add(l->c->sink, SEVERITY_ERROR, where->span, "unknown-option",
	    "'%.*s' has no option '%.*s'%.*s", SHOWN(path), SHOWN(name),
	    (int)hint.n, hint.p);
}

/* `with` options that no pattern of the rule leads to. */
static void
end_with(struct lowering *l)
{
	const struct model_rule *m = l->rule->model;
	size_t i = 0;

	for (const struct model_name *w = m->with; w; w = w->next, i++) {
		if (!l->with_used[i] && m->lists[0].patterns)
			diag_add(l->c->sink, SEVERITY_ERROR, w->name.span,
			    "unknown-option",
			    "no command that the rule allows has the option "
			    "'%.*s'", SHOWN(w->name.text));
	}
}

static bool
when_name(struct sv fact, struct rule_when *out)
{
	if (sv_eq_cstr(fact, "cwd")) {
		out->kind = CONDITION_CWD;
		out->name = fact;
		return true;
	}
	if (sv_starts(fact, SV("env.")) && fact.n > 4) {
		out->kind = CONDITION_ENV;
		out->name = sv_skip(fact, 4);
		return true;
	}
	if (fact_find(fact) != FACTS) {
		out->kind = CONDITION_FACT;
		out->name = fact;
		return true;
	}
	return false;
}

static enum err
lower_when(struct lowering *l)
{
	const struct model_when *w = l->rule->model->when;
	size_t n = 0;
	enum err e;

	for (; w; w = w->next)
		n++;
	l->rule->when = ARENA_NEW(l->c->arena, n, struct rule_when);
	if (!l->rule->when)
		return ERR_LIMIT;
	for (w = l->rule->model->when; w; w = w->next) {
		struct rule_when *out = &l->rule->when[l->rule->n_when];
		struct pattern_word word = {w->value.text, w->value.text};

		if (!when_name(w->fact.text, out)) {
			diag_add(l->c->sink, SEVERITY_ERROR, w->fact.span,
			    "unknown-fact",
			    "'%.*s' is no known fact; known are 'cwd' and "
			    "'env.NAME'", SHOWN(w->fact.text));
			continue;
		}
		l->rule->n_when++;
		e = pattern_value(l->c, &w->value, &word, &out->value);
		if (e && e != ERR_SCHEMA)
			return e;
	}
	return OK;
}

/* Finds the pattern's options at a command, into l->now. False when there is
 * one that it does not have; out_missing is it then. */
static bool
resolve(struct lowering *l, const struct pattern *p, const struct command *at,
    struct sv *out_missing)
{
	const struct model_name *w = l->rule->model->with;
	size_t n = 0;

	for (; n < p->n_options; n++) {
		l->now[n] = pattern_option_at(l->t, at, p->options[n].name);
		if (!l->now[n]) {
			*out_missing = p->options[n].name;
			return false;
		}
	}
	if (p->verdict == STORED_ALLOW) {
		for (size_t i = 0; w; w = w->next, i++) {
			l->now[n] = is_option_name(w->name.text) ?
			    pattern_option_at(l->t, at, w->name.text) : NULL;
			l->with_used[i] = l->with_used[i] || l->now[n];
			n++;
		}
	}
	l->n_now = n;
	return true;
}

static enum err
attach(struct lowering *l, const struct pattern *p, struct command *at)
{
	struct attach *a = ARENA_NEW(l->c->arena, 1, struct attach);
	size_t size = l->n_now * sizeof(struct option *);

	if (!a)
		return ERR_LIMIT;
	/* Commands in one scope after another: mostly the same options. */
	if (!l->last || (size && memcmp(l->last, l->now, size))) {
		l->last = ARENA_NEW(l->c->arena, l->n_now, struct option *);
		if (!l->last)
			return ERR_LIMIT;
		if (size)
			memcpy(l->last, l->now, size);
	}
	a->pattern = p;
	a->options = l->last;
	*at->last_rule = a;
	at->last_rule = &a->next;
	at->n_rules++;
	return OK;
}

/* A copy of p for commands whose operands start at that word. */
static const struct pattern *
pattern_from(struct lowering *l, const struct pattern *p, size_t operands_from)
{
	struct pattern *copy = ARENA_NEW(l->c->arena, 1, struct pattern);

	if (copy) {
		*copy = *p;
		copy->operands_from = operands_from;
	}
	return copy;
}

/* Attaches p to all that a command it reached stands for. */
static enum err
attach_below(struct lowering *l, const struct pattern *p, struct command *at,
    struct sv *out_missing, size_t *n_attached)
{
	size_t n = p->subtree ? at->n_below : 1;
	enum err e;

	for (size_t i = 0; i < n; i++) {
		struct command *below = l->t->commands[at->number + i];

		if (below->stamp == l->c->stamp)
			continue;
		below->stamp = l->c->stamp;
		if (!resolve(l, p, below, out_missing))
			continue;
		if ((e = attach(l, p, below)))
			return e;
		++*n_attached;
	}
	return OK;
}

static enum err
attach_all(struct lowering *l, const struct match_result *m,
    const struct pattern *base)
{
	const struct pattern *p = NULL;
	struct sv missing = SV("");
	size_t n_attached = 0;
	enum err e;

	l->c->stamp++;
	l->last = NULL;
	for (size_t i = 0; i < m->n; i++) {
		const struct reached *r = &m->reached[i];

		if (!p || p->operands_from != r->operands_from)
			p = pattern_from(l, base, r->operands_from);
		if (!p)
			return ERR_LIMIT;
		if ((e = attach_below(l, p, r->command, &missing,
		         &n_attached)))
			return e;
	}
	if (!n_attached)
		report_option(l, m->reached[0].command, base->text, missing);
	return OK;
}

static enum err
lower_pattern(struct lowering *l, const struct located *text, uint8_t verdict)
{
	struct pattern p = {.rule = l->rule, .text = text, .verdict = verdict};
	struct match_result m;
	enum err e = pattern_reach(l->c, l->t, text, &m);

	if (e)
		return e == ERR_SCHEMA ? OK : e; /* was reported */
	p.options = m.options;
	p.n_options = m.n_options;
	p.words = m.words;
	p.n_words = m.n_words;
	p.subtree = verdict != STORED_ALLOW && !m.itself;
	l->now = ARENA_NEW(l->c->arena, p.n_options + l->rule->n_with,
	    struct option *);
	return l->now ? attach_all(l, &m, &p) : ERR_LIMIT;
}

static enum err
lower_rule(struct lowering *l)
{
	const struct model_rule *m = l->rule->model;
	enum err e;

	if ((e = begin_with(l)) || (e = lower_when(l)))
		return e;
	for (size_t i = 0; i < ARRAY_LEN(m->lists); i++) {
		const struct model_name *p = m->lists[i].patterns;

		for (; p; p = p->next) {
			if ((e = lower_pattern(l, &p->name,
			         m->lists[i].verdict)))
				return e;
		}
	}
	end_with(l);
	return OK;
}

/* The file's number; rules of one file stand together. */
static uint32_t
file_number(struct compiler *c, const struct source *source)
{
	for (uint32_t i = c->n_files; i-- > 0;) {
		if (c->files[i] == source)
			return i;
	}
	c->files[c->n_files] = source;
	return c->n_files++;
}

enum err
compile_rules(struct compiler *c, struct tool *t)
{
	const struct model_rule *m = t->model->rules;
	enum err e;

	t->file = file_number(c, t->model->source);
	for (; m; m = m->next) {
		struct lowering l = {.c = c, .t = t,
		    .rule = &c->rules[c->n_rules]};

		l.rule->model = m;
		l.rule->number = c->n_rules++;
		l.rule->file = file_number(c, m->source);
		if ((e = lower_rule(&l)))
			return e;
	}
	return OK;
}
