/* SPDX-License-Identifier: ISC */
/*
 * An explanation for programs. Values are as bytes (see out_json), without
 * their secrets.
 */
#include "explain.h"
#include "reason.h"
#include "target_view.h"
#include "text.h"

static void
put_classes(struct emit *j, uint32_t flags)
{
	emit_array(j, "classes");
	for (size_t i = 0; i < REASON_CLASSES; i++)
		if (reason_class_at(flags, i))
			emit_str(j, NULL, reason_class_at(flags, i));
	emit_end_array(j);
}

static void
put_value(const struct explanation *x, struct emit *j,
    const struct word *word, struct sv previous, uint32_t flags)
{
	if (flags & CLASS_SECRET)
		emit_str(j, "value", "[redacted]");
	else
		emit_text(j, "value", text_redacted(&x->policy->arena,
		    word->text, previous));
	emit_flag(j, "known", !(word->flags & WORD_DYNAMIC));
}

static void
put_options(const struct explanation *x, struct emit *j,
    const struct invocation *inv)
{
	emit_array(j, "options");
	for (uint32_t i = 0; i < inv->n_options; i++) {
		const struct option_use *o = &inv->options[i];

		emit_object(j, NULL);
		emit_text(j, "name", o->name);
		/* What stands behind "=" is in value, without secrets. */
		emit_text(j, "typed",
		    sv_take(o->typed, sv_find(o->typed, 0, '=')));
		if (o->has_value)
			put_value(x, j, &o->value, o->name, o->flags);
		put_classes(j, o->flags);
		emit_str(j, "from", o->hidden ? "environment" : "argv");
		emit_flag(j, "off", o->off);
		if (o->why)
			emit_str(j, "why", o->why);
		emit_end_object(j);
	}
	emit_end_array(j);
}

static void
put_operands(const struct explanation *x, struct emit *j,
    const struct invocation *inv)
{
	emit_array(j, "operands");
	for (uint32_t i = 0; i < inv->n_operands; i++) {
		const struct operand *o = &inv->operands[i];

		emit_object(j, NULL);
		emit_text(j, "name", o->name);
		put_value(x, j, &o->word, (struct sv){NULL, 0}, o->flags);
		put_classes(j, o->flags);
		if (o->why)
			emit_str(j, "why", o->why);
		emit_end_object(j);
	}
	emit_end_array(j);
}

static void
put_environment(const struct explanation *x, struct emit *j,
    const struct invocation *inv)
{
	emit_array(j, "environment");
	for (uint32_t i = 0; i < inv->n_env; i++) {
		const struct env_use *u = &inv->env[i];

		emit_object(j, NULL);
		emit_text(j, "name", u->name);
		emit_str(j, "kind", reason_is_setting(u->name) ? "setting"
							       : "variable");
		put_value(x, j, &u->value, u->name, u->flags);
		put_classes(j, u->flags);
		emit_end_object(j);
	}
	emit_end_array(j);
}

static void
put_facts(const struct explanation *x, struct emit *j,
    const struct invocation *inv)
{
	static const char *const states[] = {
	    [FACT_UNKNOWN] = "unknown",
	    [FACT_ABSENT] = "absent",
	    [FACT_KNOWN] = "known",
	};
	const struct fact_use *u = x->policy->world.facts.first;

	emit_array(j, "facts");
	for (; u; u = u->next) {
		if (u->inv != inv || fact_is_target(u->id))
			continue;
		emit_object(j, NULL);
		emit_str(j, "name", fact_name(u->id));
		emit_str(j, "state", states[u->fact.state]);
		emit_array(j, "values");
		for (uint32_t i = 0; i < u->fact.n; i++)
			emit_text(j, NULL, u->fact.values[i]);
		emit_end_array(j);
		emit_text(j, "source", u->fact.source);
		emit_end_object(j);
	}
	emit_end_array(j);
}

static void
put_subject(const struct explanation *x, struct emit *j, struct sv subject)
{
	emit_text(j, "subject", text_redacted(&x->policy->arena, subject,
	    (struct sv){NULL, 0}));
}

static void
put_problems(const struct explanation *x, struct emit *j,
    const struct problem *problems, uint32_t n, const struct invocation *inv)
{
	char memory[2048];
	struct buf b;

	emit_array(j, "problems");
	for (uint32_t i = 0; i < n; i++) {
		buf_init(&b, memory, sizeof(memory));
		reason_problem(&problems[i], inv, &b);
		emit_object(j, NULL);
		emit_str(j, "code", problem_code(problems[i].kind));
		put_subject(x, j, problems[i].subject);
		emit_text(j, "text", buf_view(&b));
		emit_end_object(j);
	}
	emit_end_array(j);
}

static void
put_place(const struct explanation *x, struct emit *j,
    const struct rule_view *rule)
{
	if (!rule) {
		emit_none(j, "file");
		emit_none(j, "line");
		return;
	}
	emit_text(j, "file", explain_file(x, rule));
	emit_u64(j, "line", rule->line);
}

static void
put_ruling(const struct explanation *x, struct emit *j, const struct ruling *r)
{
	emit_str(j, "verdict", verdict_name(r->verdict));
	emit_text(j, "rule", ruling_id(r));
	emit_str(j, "reason", x->outcome.error ? "error"
	    : reason_kind_name(r->reason));
	emit_str(j, "effect", reason_effect_name(r->effect));
	put_place(x, j, r->reason == REASON_RULE ? &r->rule : NULL);
}

static void
put_words(const struct explanation *x, struct emit *j,
    const struct word *words, size_t n)
{
	struct sv previous = {NULL, 0};

	emit_array(j, "argv");
	for (size_t i = 0; i < n; i++) {
		emit_text(j, NULL, text_redacted(&x->policy->arena,
		    words[i].text, previous));
		previous = words[i].text;
	}
	emit_end_array(j);
}

static void
put_invocation(const struct explanation *x, struct emit *j, const char *key,
    uint32_t i)
{
	const struct invocation *inv = &x->outcome.reading.invocations[i];
	struct sv script = reason_script(&x->outcome.reading, inv);

	emit_object(j, key);
	emit_text(j, "tool", inv->tool);
	put_ruling(x, j, &x->outcome.rulings[i]);
	put_words(x, j, inv->words, inv->n_words);
	emit_array(j, "path");
	for (uint32_t k = 0; k < inv->n_path; k++)
		emit_text(j, NULL, inv->path[k]);
	emit_end_array(j);
	put_options(x, j, inv);
	put_operands(x, j, inv);
	put_environment(x, j, inv);
	put_problems(x, j, inv->problems, inv->n_problems, inv);
	put_facts(x, j, inv);
	target_view_json(j, x->policy, inv, "target");
	emit_flag(j, "launcher", inv->tool_flags & TOOL_LAUNCHER);
	emit_flag(j, "help", inv->help);
	if (inv->parent >= 0)
		emit_u64(j, "parent", (uint64_t)inv->parent);
	else
		emit_none(j, "parent");
	if (script.n)
		emit_text(j, "script", script);
	else
		emit_none(j, "script");
	emit_text(j, "cwd", inv->cwd.text);
	emit_end_object(j);
}

static void
put_trace(const struct explanation *x, struct emit *j)
{
	emit_array(j, "trace");
	for (const struct rule_trace *t = x->trace.first; t; t = t->next) {
		emit_object(j, NULL);
		emit_str(j, "verdict", verdict_name(t->rule.verdict));
		emit_text(j, "rule", t->rule.id);
		emit_text(j, "pattern", t->rule.pattern);
		emit_str(j, "layer", reason_layer_name(t->rule.layer));
		put_place(x, j, &t->rule);
		emit_flag(j, "matched", t->matched);
		emit_str(j, "why", t->why);
		put_subject(x, j, t->subject);
		emit_end_object(j);
	}
	emit_end_array(j);
}

static void
put_text_or_none(struct emit *j, const char *key, struct sv text)
{
	if (text.n)
		emit_text(j, key, text);
	else
		emit_none(j, key);
}

static void
put_texts(const struct explanation *x, struct emit *j)
{
	char memory[8192];
	struct sv because, instead;
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	explain_reason(x, &b);
	emit_text(j, "explanation", buf_view(&b));
	explain_texts(x, &because, &instead);
	put_text_or_none(j, "because", because);
	put_text_or_none(j, "instead", instead);
}

void
explain_json(const struct explanation *x)
{
	const struct gate_outcome *o = &x->outcome;
	const struct invocation *inv = reason_decisive(o);
	struct emit j = {.out = x->out};

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	put_ruling(x, &j, &o->final);
	put_text_or_none(&j, "tool", inv ? inv->tool : (struct sv){NULL, 0});
	put_texts(x, &j);
	emit_u64(&j, "exit_status", (uint64_t)gate_exit_status(o));
	if (inv)
		put_invocation(x, &j, "invocation", o->decisive);
	else
		emit_none(&j, "invocation");
	emit_array(&j, "invocations");
	for (uint32_t i = 0; !o->error && i < o->reading.n; i++)
		put_invocation(x, &j, NULL, i);
	emit_end_array(&j);
	put_problems(x, &j, o->reading.problems,
	    o->error ? 0 : o->reading.n_problems, NULL);
	emit_u64(&j, "unguarded", o->reading.n_unguarded);
	put_trace(x, &j);
	emit_end_object(&j);
	out_c(x->out, '\n');
}
