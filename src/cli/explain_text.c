/* SPDX-License-Identifier: ISC */
/*
 * An explanation for people: the verdict and what decided, the tree of
 * commands, the rules that were looked at.
 */
#include "explain.h"
#include "reason.h"
#include "target_view.h"
#include "text.h"

enum {
	LINE_MAX_SHOWN = 400,   /* bytes of a command line … */
	WORD_MAX_SHOWN = 512,   /* … of a word … */
	PATTERN_MAX_SHOWN = 48, /* … and of a pattern */
	FIELD_COLUMNS = 9,
	TRACE_COLUMNS = 9,
};

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
add_place(const struct explanation *x, const struct rule_view *rule,
    struct buf *line)
{
	struct sv file = explain_file(x, rule);

	if (!file.n)
		return;
	buf_visible(line, file);
	buf_c(line, ':');
	buf_u64(line, rule->line);
}

/* From that column on. */
static void
put_ruling(const struct explanation *x, const struct ruling *r, size_t column)
{
	char memory[TEXT_LINE_MAX];
	size_t n = sv_from(verdict_name(r->verdict)).n;
	struct buf line;

	put_verdict(x, r->verdict, 3);
	buf_init(&line, memory, sizeof(memory));
	buf_str(&line, "  ");
	buf_visible(&line, ruling_id(r));
	if (r->reason == REASON_RULE) {
		buf_str(&line, "  ");
		add_place(x, &r->rule, &line);
	}
	text_put(x->out, &line, column + (n < 3 ? 3 : n), column + 5);
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

	put_ruling(x, &x->outcome.final, 0);
	explain_texts(x, &because, &instead);
	if (because.n || x->outcome.final.reason != REASON_RULE)
		put_reason(x);
	if (instead.n) {
		buf_init(&b, memory, sizeof(memory));
		buf_str(&b, "  safe instead:  ");
		text_prose(instead, &b);
		text_put(x->out, &b, 0, 4);
	}
}

static void
add_field(struct buf *line, size_t indent, const char *name)
{
	size_t n = sv_from(name).n;

	text_spaces(line, indent);
	buf_str(line, name);
	text_spaces(line, n < FIELD_COLUMNS ? FIELD_COLUMNS - n : 1);
}

static void
add_classes(struct buf *line, uint32_t flags)
{
	const char *before = "  [";

	for (size_t i = 0; i < REASON_CLASSES; i++) {
		const char *name = reason_class_at(flags, i);

		if (!name)
			continue;
		buf_str(line, before);
		buf_str(line, name);
		before = " ";
	}
	if (before[0] == ' ' && before[1] == '\0')
		buf_c(line, ']');
}

static void
add_word(const struct explanation *x, struct buf *line, const struct word *word,
    struct sv previous, uint32_t flags)
{
	struct word shown = *word;

	if (flags & CLASS_SECRET) {
		buf_str(line, "[redacted]");
		return;
	}
	shown.text = sv_take(text_redacted(&x->policy->arena, word->text,
	    previous), WORD_MAX_SHOWN);
	text_word(&x->policy->arena, &shown, (struct sv){NULL, 0}, line);
	if (shown.text.n == WORD_MAX_SHOWN)
		buf_str(line, "...");
	if (word->flags & WORD_DYNAMIC)
		buf_str(line, "  (not known before the shell expands it)");
}

static void
add_why(struct buf *line, const char *why)
{
	if (!why)
		return;
	buf_str(line, ": ");
	buf_visible(line, sv_from(why));
}

static void
add_option(const struct explanation *x, struct buf *line,
    const struct option_use *o)
{
	buf_visible(line, o->name);
	if (!sv_eq(o->name, o->typed)) {
		size_t n = sv_find(o->typed, 0, '=');

		if (!sv_eq(o->name, sv_take(o->typed, n))) {
			buf_str(line, " (");
			buf_visible(line, sv_take(o->typed, n < 64 ? n : 64));
			buf_c(line, ')');
		}
	}
	if (o->has_value) {
		buf_str(line, " = ");
		add_word(x, line, &o->value, o->name, o->flags);
	}
	add_classes(line, o->flags);
	if (o->off)
		buf_str(line, "  off");
	if (o->hidden)
		buf_str(line, "  from the environment");
	add_why(line, o->why);
}

static void
add_operand(const struct explanation *x, struct buf *line,
    const struct operand *o)
{
	if (o->name.n) {
		buf_visible(line, o->name);
		buf_str(line, " = ");
	}
	add_word(x, line, &o->word, (struct sv){NULL, 0}, o->flags);
	add_classes(line, o->flags);
	add_why(line, o->why);
}

static void
add_env(const struct explanation *x, struct buf *line, const struct env_use *u)
{
	buf_visible(line, u->name);
	buf_str(line, " = ");
	/* As if the name were an option: a name like PGPASSWORD redacts. */
	add_word(x, line, &u->value, u->name, u->flags);
	add_classes(line, u->flags);
}

static void
put_problem(const struct explanation *x, size_t indent,
    const struct problem *problem, const struct invocation *inv)
{
	char memory[TEXT_LINE_MAX];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	add_field(&line, indent, "problem");
	reason_problem(problem, inv, &line);
	buf_str(&line, "  [");
	buf_str(&line, problem_code(problem->kind));
	buf_c(&line, ']');
	text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
}

static void
put_parts(const struct explanation *x, size_t indent,
    const struct invocation *inv)
{
	char memory[TEXT_LINE_MAX];
	struct buf line;

	for (uint32_t i = 0; i < inv->n_options; i++) {
		buf_init(&line, memory, sizeof(memory));
		add_field(&line, indent, "option");
		add_option(x, &line, &inv->options[i]);
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	}
	for (uint32_t i = 0; i < inv->n_operands; i++) {
		buf_init(&line, memory, sizeof(memory));
		add_field(&line, indent, "operand");
		add_operand(x, &line, &inv->operands[i]);
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	}
	for (uint32_t i = 0; i < inv->n_env; i++) {
		buf_init(&line, memory, sizeof(memory));
		add_field(&line, indent, reason_is_setting(inv->env[i].name)
		    ? "setting" : "variable");
		add_env(x, &line, &inv->env[i]);
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	}
	for (uint32_t i = 0; i < inv->n_problems; i++)
		put_problem(x, indent, &inv->problems[i], inv);
}

static void
put_facts(const struct explanation *x, size_t indent,
    const struct invocation *inv)
{
	const struct fact_use *u = x->policy->world.facts.first;
	char memory[TEXT_LINE_MAX];
	struct buf line;

	for (; u; u = u->next) {
		if (u->inv != inv || fact_is_target(u->id))
			continue;
		buf_init(&line, memory, sizeof(memory));
		add_field(&line, indent, "fact");
		buf_str(&line, fact_name(u->id));
		buf_str(&line, u->fact.state == FACT_ABSENT ? " is absent"
		    : u->fact.state == FACT_UNKNOWN ? " is not known" : " =");
		for (uint32_t i = 0; i < u->fact.n; i++) {
			buf_c(&line, ' ');
			buf_visible(&line, u->fact.values[i]);
		}
		if (u->fact.source.n) {
			buf_str(&line, "  (");
			buf_visible(&line, u->fact.source);
			buf_c(&line, ')');
		}
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
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
	char memory[TEXT_LINE_MAX];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	if (script.n) {
		add_field(&line, indent, "script");
		buf_visible(&line, sv_take(script, LINE_MAX_SHOWN));
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	}
	if (inv->cwd.text.n) {
		line.n = 0;
		add_field(&line, indent, "cwd");
		add_word(x, &line, &inv->cwd, (struct sv){NULL, 0}, 0);
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	}
	if (inv->stdin_kind != STDIN_INHERITED) {
		line.n = 0;
		add_field(&line, indent, "input");
		buf_str(&line, inputs[inv->stdin_kind]);
		text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	}
}

static void
put_invocation(const struct explanation *x, uint32_t i)
{
	const struct invocation *inv = &x->outcome.reading.invocations[i];
	size_t indent = (size_t)inv->depth * 2 + 2;
	char memory[TEXT_LINE_MAX];
	struct buf line;

	out_c(x->out, '\n');
	buf_init(&line, memory, sizeof(memory));
	text_spaces(&line, indent - 2);
	(void)text_command(&x->policy->arena, inv->words, inv->n_words,
	    LINE_MAX_SHOWN, &line);
	text_put(x->out, &line, 0, indent + 2);
	line.n = 0;
	add_field(&line, indent, "verdict");
	out_sv(x->out, buf_view(&line));
	put_ruling(x, &x->outcome.rulings[i], indent + FIELD_COLUMNS);
	line.n = 0;
	add_field(&line, indent, "command");
	reason_command(inv, &line);
	if (inv->tool_flags & TOOL_LAUNCHER)
		buf_str(&line, "  (starts other commands)");
	if (inv->help)
		buf_str(&line, "  (prints help)");
	text_put(x->out, &line, 0, indent + FIELD_COLUMNS);
	put_surroundings(x, indent, inv);
	put_parts(x, indent, inv);
	put_facts(x, indent, inv);
	target_view_text(x->out, x->policy, inv, indent);
}

/* A pattern may be longer than a screen; the file has all of it. */
static void
add_cut(struct buf *line, struct sv text)
{
	bool cut = text.n > PATTERN_MAX_SHOWN;

	buf_c(line, '`');
	buf_visible(line, sv_take(text, cut ? PATTERN_MAX_SHOWN : text.n));
	buf_str(line, cut ? "...`" : "`");
}

/* "needs the option `-x`", or "`-x`: is destructive". */
static void
add_why_not(const struct explanation *x, struct buf *line, struct sv why,
    struct sv subject)
{
	bool behind = sv_starts(why, SV("needs "));

	if (behind)
		buf_sv(line, why);
	if (subject.n) {
		buf_str(line, behind ? " " : "");
		add_cut(line, text_redacted(&x->policy->arena, subject,
		    (struct sv){NULL, 0}));
		buf_str(line, behind ? "" : ": ");
	}
	if (!behind)
		buf_sv(line, why);
}

static void
put_traced(const struct explanation *x, const struct rule_trace *t)
{
	char memory[TEXT_LINE_MAX];
	struct buf line;

	out_str(x->out, "  ");
	put_verdict(x, t->rule.verdict, 5);
	buf_init(&line, memory, sizeof(memory));
	buf_str(&line, "  ");
	buf_visible(&line, t->rule.id);
	buf_str(&line, "  ");
	add_place(x, &t->rule, &line);
	buf_str(&line, "  ");
	add_cut(&line, t->rule.pattern);
	if (t->rule.layer != LAYER_SHIPPED) {
		buf_c(&line, ' ');
		buf_str(&line, reason_layer_name(t->rule.layer));
	}
	text_put(x->out, &line, 7, TRACE_COLUMNS);
	line.n = 0;
	text_spaces(&line, TRACE_COLUMNS);
	buf_str(&line, t->matched ? "matches" : "no: ");
	if (!t->matched)
		add_why_not(x, &line, sv_from(t->why ? t->why : "not said"),
		    t->subject);
	text_put(x->out, &line, 0, TRACE_COLUMNS + 4);
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
