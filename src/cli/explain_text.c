/* SPDX-License-Identifier: ISC */
/*
 * An explanation for people: the verdict and what decided, the tree of
 * commands, the rules that were looked at.
 */
#include "explain.h"
#include "reason.h"
#include "target_view.h"
#include "text.h"

enum { LINE_MAX_SHOWN = 400 /* bytes of a command line */ };

static const char *
color_of(const struct explanation *x, enum verdict v)
{
	if (!x->out->color)
		return "";
	switch (v) {
	case VERDICT_ALLOW:
		return "\033[32m";
	case VERDICT_ASK:
		return "\033[33m";
	case VERDICT_DENY:
		break;
	}
	return "\033[31m";
}

static void
put_verdict(const struct explanation *x, enum verdict v, size_t width)
{
	const char *name = verdict_name(v);
	size_t n = sv_from(name).n;

	out_str(x->out, color_of(x, v));
	out_str(x->out, name);
	out_str(x->out, x->out->color ? "\033[0m" : "");
	out_spaces(x->out, n < width ? width - n : 0);
}

static void
put_place(const struct explanation *x, const struct rule_view *rule)
{
	struct sv file = explain_file(x, rule);

	if (!file.n)
		return;
	out_visible(x->out, file);
	out_c(x->out, ':');
	out_u64(x->out, rule->line);
}

static void
put_ruling(const struct explanation *x, const struct ruling *r)
{
	put_verdict(x, r->verdict, 3);
	out_str(x->out, "  ");
	out_visible(x->out, ruling_id(r));
	if (r->reason == REASON_RULE) {
		out_str(x->out, "  ");
		put_place(x, &r->rule);
	}
	out_c(x->out, '\n');
}

/* The reason as a sentence, indented. */
static void
put_reason(const struct explanation *x)
{
	char reason_memory[4096], memory[8192];
	struct buf reason, b;

	buf_init(&reason, reason_memory, sizeof(reason_memory));
	explain_reason(x, &reason);
	if (reason.n && byte_is_lower(reason.p[0]) &&
	    !sv_starts(buf_view(&reason), SV("guard ")))
		reason.p[0] = (char)(reason.p[0] - 'a' + 'A');
	buf_c(&reason, '.');
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "  ");
	text_wrap(buf_view(&reason), 2, 2, &b);
	buf_c(&b, '\n');
	out_sv(x->out, buf_view(&b));
}

static void
put_head(const struct explanation *x)
{
	char memory[8192];
	struct sv because, instead;
	struct buf b;

	put_ruling(x, &x->outcome.final);
	explain_texts(x, &because, &instead);
	if (because.n || x->outcome.final.reason != REASON_RULE)
		put_reason(x);
	if (instead.n) {
		buf_init(&b, memory, sizeof(memory));
		text_prose(instead, &b);
		out_str(x->out, "  safe instead:  ");
		out_sv(x->out, buf_view(&b));
		out_c(x->out, '\n');
	}
}

static void
put_field(const struct explanation *x, size_t indent, const char *name)
{
	size_t n = sv_from(name).n;

	out_spaces(x->out, indent);
	out_str(x->out, name);
	out_spaces(x->out, n < 9 ? 9 - n : 1);
}

static void
put_classes(const struct explanation *x, uint32_t flags)
{
	const char *before = "  [";

	for (size_t i = 0; i < REASON_CLASSES; i++) {
		const char *name = reason_class_at(flags, i);

		if (!name)
			continue;
		out_str(x->out, before);
		out_str(x->out, name);
		before = " ";
	}
	if (before[0] == ' ' && before[1] == '\0')
		out_c(x->out, ']');
}

static void
put_word(const struct explanation *x, const struct word *word,
    struct sv previous, uint32_t flags)
{
	char memory[4096];
	struct word shown = *word;
	struct buf b;

	if (flags & CLASS_SECRET) {
		out_str(x->out, "[redacted]");
		return;
	}
	buf_init(&b, memory, sizeof(memory));
	shown.text = sv_take(text_redacted(&x->policy->arena, word->text,
	    previous), sizeof(memory) / 8);
	text_word(&x->policy->arena, &shown, (struct sv){NULL, 0}, &b);
	out_sv(x->out, buf_view(&b));
	if (shown.text.n == sizeof(memory) / 8)
		out_str(x->out, "...");
	if (word->flags & WORD_DYNAMIC)
		out_str(x->out, "  (not known before the shell expands it)");
}

static void
put_why(const struct explanation *x, const char *why)
{
	if (!why)
		return;
	out_str(x->out, ": ");
	out_visible(x->out, sv_from(why));
}

static void
put_option(const struct explanation *x, size_t indent,
    const struct option_use *o)
{
	put_field(x, indent, "option");
	out_visible(x->out, o->name);
	if (!sv_eq(o->name, o->typed)) {
		size_t n = sv_find(o->typed, 0, '=');

		if (!sv_eq(o->name, sv_take(o->typed, n))) {
			out_str(x->out, " (");
			out_visible(x->out, sv_take(o->typed, n < 64 ? n : 64));
			out_c(x->out, ')');
		}
	}
	if (o->has_value) {
		out_str(x->out, " = ");
		put_word(x, &o->value, o->name, o->flags);
	}
	put_classes(x, o->flags);
	if (o->off)
		out_str(x->out, "  off");
	if (o->hidden)
		out_str(x->out, "  from the environment");
	put_why(x, o->why);
	out_c(x->out, '\n');
}

static void
put_operand(const struct explanation *x, size_t indent, const struct operand *o)
{
	put_field(x, indent, "operand");
	if (o->name.n) {
		out_visible(x->out, o->name);
		out_str(x->out, " = ");
	}
	put_word(x, &o->word, (struct sv){NULL, 0}, o->flags);
	put_classes(x, o->flags);
	put_why(x, o->why);
	out_c(x->out, '\n');
}

static void
put_env(const struct explanation *x, size_t indent, const struct env_use *u)
{
	put_field(x, indent,
	    reason_is_setting(u->name) ? "setting" : "variable");
	out_visible(x->out, u->name);
	out_str(x->out, " = ");
	/* As if the name were an option: a name like PGPASSWORD redacts. */
	put_word(x, &u->value, u->name, u->flags);
	put_classes(x, u->flags);
	out_c(x->out, '\n');
}

static void
put_problem(const struct explanation *x, size_t indent,
    const struct problem *problem, const struct invocation *inv)
{
	char memory[2048];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	reason_problem(problem, inv, &b);
	put_field(x, indent, "problem");
	out_sv(x->out, buf_view(&b));
	out_str(x->out, "  [");
	out_str(x->out, problem_code(problem->kind));
	out_str(x->out, "]\n");
}

static void
put_parts(const struct explanation *x, size_t indent,
    const struct invocation *inv)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		put_option(x, indent, &inv->options[i]);
	for (uint32_t i = 0; i < inv->n_operands; i++)
		put_operand(x, indent, &inv->operands[i]);
	for (uint32_t i = 0; i < inv->n_env; i++)
		put_env(x, indent, &inv->env[i]);
	for (uint32_t i = 0; i < inv->n_problems; i++)
		put_problem(x, indent, &inv->problems[i], inv);
}

static void
put_facts(const struct explanation *x, size_t indent,
    const struct invocation *inv)
{
	const struct fact_use *u = x->policy->world.facts.first;

	for (; u; u = u->next) {
		if (u->inv != inv || fact_is_target(u->id))
			continue;
		put_field(x, indent, "fact");
		out_str(x->out, fact_name(u->id));
		out_str(x->out, u->fact.state == FACT_ABSENT ? " is absent"
		    : u->fact.state == FACT_UNKNOWN ? " is not known" : " =");
		for (uint32_t i = 0; i < u->fact.n; i++) {
			out_c(x->out, ' ');
			out_visible(x->out, u->fact.values[i]);
		}
		if (u->fact.source.n) {
			out_str(x->out, "  (");
			out_visible(x->out, u->fact.source);
			out_c(x->out, ')');
		}
		out_c(x->out, '\n');
	}
}

static void
put_surroundings(const struct explanation *x, size_t indent,
    const struct invocation *inv)
{
	static const char *const inputs[] = {
	    [STDIN_TEXT] = "text that is known",
	    [STDIN_FILE] = "a file",
	    [STDIN_UNKNOWN] = "not known",
	};
	struct sv script = reason_script(&x->outcome.reading, inv);

	if (script.n) {
		put_field(x, indent, "script");
		out_visible(x->out, sv_take(script, LINE_MAX_SHOWN));
		out_c(x->out, '\n');
	}
	if (inv->cwd.text.n) {
		put_field(x, indent, "cwd");
		put_word(x, &inv->cwd, (struct sv){NULL, 0}, 0);
		out_c(x->out, '\n');
	}
	if (inv->stdin_kind != STDIN_INHERITED) {
		put_field(x, indent, "input");
		out_str(x->out, inputs[inv->stdin_kind]);
		out_c(x->out, '\n');
	}
}

static void
put_invocation(const struct explanation *x, uint32_t i)
{
	const struct invocation *inv = &x->outcome.reading.invocations[i];
	size_t indent = (size_t)inv->depth * 2 + 2;
	char memory[LINE_MAX_SHOWN * 2];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	(void)text_command(&x->policy->arena, inv->words, inv->n_words,
	    LINE_MAX_SHOWN, &b);
	out_c(x->out, '\n');
	out_spaces(x->out, indent - 2);
	out_sv(x->out, buf_view(&b));
	out_c(x->out, '\n');
	put_field(x, indent, "verdict");
	put_ruling(x, &x->outcome.rulings[i]);
	put_field(x, indent, "command");
	b.n = 0;
	reason_command(inv, &b);
	out_sv(x->out, buf_view(&b));
	if (inv->tool_flags & TOOL_LAUNCHER)
		out_str(x->out, "  (starts other commands)");
	if (inv->help)
		out_str(x->out, "  (prints help)");
	out_c(x->out, '\n');
	put_surroundings(x, indent, inv);
	put_parts(x, indent, inv);
	put_facts(x, indent, inv);
	target_view_text(x->out, x->policy, inv, indent);
}

/* "needs the option `-x`", or "`-x`: is destructive". */
static void
put_why_not(const struct explanation *x, struct sv why, struct sv subject)
{
	bool behind = sv_starts(why, SV("needs "));

	if (behind)
		out_sv(x->out, why);
	if (subject.n) {
		out_str(x->out, behind ? " `" : "`");
		out_visible(x->out, sv_take(text_redacted(&x->policy->arena,
		    subject, (struct sv){NULL, 0}), 128));
		out_str(x->out, behind ? "`" : "`: ");
	}
	if (!behind)
		out_sv(x->out, why);
	out_c(x->out, '\n');
}

static void
put_traced(const struct explanation *x, const struct rule_trace *t)
{
	out_str(x->out, "  ");
	put_verdict(x, t->rule.verdict, 5);
	out_str(x->out, "  ");
	out_visible(x->out, t->rule.id);
	out_str(x->out, "  ");
	put_place(x, &t->rule);
	out_str(x->out, "  `");
	out_visible(x->out, t->rule.pattern);
	out_c(x->out, '`');
	if (t->rule.layer != LAYER_SHIPPED) {
		out_c(x->out, ' ');
		out_str(x->out, reason_layer_name(t->rule.layer));
	}
	out_str(x->out, "\n         ");
	out_str(x->out, t->matched ? "matches\n" : "no: ");
	if (!t->matched)
		put_why_not(x, sv_from(t->why ? t->why : "not said"),
		    t->subject);
}

void
explain_text(const struct explanation *x)
{
	const struct gate_outcome *o = &x->outcome;
	char memory[1024];
	struct buf b;

	put_head(x);
	if (o->error)
		return;
	for (uint32_t i = 0; i < o->reading.n; i++)
		put_invocation(x, i);
	if (o->reading.n_problems)
		out_c(x->out, '\n');
	for (uint32_t i = 0; i < o->reading.n_problems; i++)
		put_problem(x, 0, &o->reading.problems[i], NULL);
	if (!x->trace.first)
		return;
	buf_init(&b, memory, sizeof(memory));
	reason_command(reason_decisive(o), &b);
	out_str(x->out, "\nrules for `");
	out_sv(x->out, buf_view(&b));
	out_str(x->out, "`\n");
	for (const struct rule_trace *t = x->trace.first; t; t = t->next)
		put_traced(x, t);
}
