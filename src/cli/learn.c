/* SPDX-License-Identifier: ISC */
/*
 * Which commands may become rules. Whatever is in doubt may not: a human can
 * write such a rule themselves.
 */
#include "learn.h"

#include <string.h>

#include "guard/rules.h"

enum { REDUCED_MAX = 1 << 16 /* bytes */, REDUCED_WORDS = 1024 };

struct reduced {
	char text[REDUCED_MAX]; /* the words, one behind another */
	size_t ends[REDUCED_WORDS];
	size_t n;
};

#define DANGEROUS \
	(CLASS_FORCE | CLASS_DESTRUCTIVE | CLASS_RUNS | CLASS_OPAQUE)
/* What means itself in a pattern, in YAML between quotes, and to a shell. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789_-./:@+=,"

static bool
is_plain(struct sv word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!memchr(PLAIN, word.p[i], sizeof(PLAIN) - 1))
			return false;
	return word.n && !sv_starts(word, SV("re:")) &&
	    !sv_contains(word, SV("..")) && !sv_contains(word, SV("=re:"));
}

static const char *
judge_class(uint32_t flags)
{
	if (OPTION_CLASSES(flags) & DANGEROUS)
		return "it skips a question, destroys, or runs other code";
	if (OPTION_CLASSES(flags) & CLASS_TARGET)
		return "it names what it acts on, which may be production";
	if (OPTION_CLASSES(flags) & CLASS_SECRET)
		return "it holds a secret";
	return NULL;
}

static const char *
judge_words(const struct learnt *l)
{
	if (l->refused)
		return "a human refused it as well";
	if (l->cut)
		return "the log holds only a part of it";
	for (size_t i = 1; i < l->n_words; i++) {
		if (sv_contains(l->words[i].text, SV("[redacted]")))
			return "it holds a secret";
		if (!is_plain(l->words[i].text))
			return "a word of it means something else in a pattern";
	}
	return NULL;
}

static const char *
judge_invocation(const struct invocation *inv)
{
	const char *why = NULL;

	if (inv->n_problems)
		return "guard does not understand all of it";
	if (inv->elsewhere || inv->n_env)
		return "it hangs on more than its words";
	for (uint32_t i = 0; i < inv->n_options && !why; i++)
		why = judge_class(inv->options[i].flags);
	for (uint32_t i = 0; i < inv->n_operands && !why; i++)
		why = judge_class(inv->operands[i].flags);
	return why;
}

/* What the rule that asks looks at. */
static const char *
judge_rule(struct policy *policy, const struct invocation *inv,
    const struct ruling *ruling)
{
	struct listed_tool tool;

	if (ruling->reason != REASON_RULE)
		return NULL;
	if (rules_list(&policy->image, inv->tool, &tool))
		return "its rules cannot be read";
	for (size_t i = 0; i < tool.n_rules; i++) {
		const struct listed_rule *r = &tool.rules[i];

		if (!sv_eq(r->id, ruling->rule.id))
			continue;
		if (r->effect == EFFECT_DESTROY)
			return "it cannot be undone";
		if (r->approvals.n)
			return "it takes more than one human";
		if (r->n_when)
			return "its rule looks at what it acts on";
	}
	return NULL;
}

/* The options that it has, as the fact names them. */
static void
put_options(const struct invocation *inv, struct buf *out)
{
	if (!inv->n_options)
		buf_str(out, "absent");
	else if (inv->n_options > 1)
		buf_c(out, '{');
	for (uint32_t i = 0; i < inv->n_options; i++) {
		buf_str(out, i ? "," : "");
		buf_sv(out, inv->options[i].name);
	}
	if (inv->n_options > 1)
		buf_c(out, '}');
}

static void
put_words(const struct learnt *l, const char *tool, struct buf *out)
{
	buf_str(out, tool);
	for (size_t i = 1; i < l->n_words; i++) {
		buf_str(out, i > 1 || *tool ? " " : "");
		buf_sv(out, l->words[i].text);
	}
}

static void
put_rule(const struct learnt *l, const struct gate_outcome *o, size_t number,
    struct buf *out)
{
	const struct invocation *inv = &o->reading.invocations[0];
	char memory[256];
	struct buf name;

	memset(memory, 0, sizeof(memory));
	buf_init(&name, memory, sizeof(memory) - 1);
	buf_sv(&name, inv->tool);
	buf_str(out, "guard: 1\ntool: ");
	buf_str(out, memory);
	buf_str(out, "\nrules:\n  - id: ");
	buf_str(out, memory);
	buf_str(out, ".learnt-");
	buf_u64(out, number);
	buf_str(out, "\n    effect: ");
	buf_str(out, o->final.effect == EFFECT_READ ? "read"
	    : o->final.effect == EFFECT_LOCAL ? "local" : "change");
	buf_str(out, "\n    allow: [\"");
	put_words(l, "", out);
	buf_str(out, "\"]\n    when: {options: \"");
	put_options(inv, out);
	buf_str(out, "\"}\nexamples:\n  allow: [\"");
	put_words(l, memory, out);
	buf_str(out, "\"]\n  ask: [\"");
	put_words(l, memory, out);
	buf_str(out, " one-more-word\"]\n");
}

/* The only part that asks, if the words of it are all that it hangs on. */
static const struct invocation *
asked_part(const struct gate_outcome *o)
{
	const struct invocation *inv = NULL;

	for (uint32_t i = 0; i < o->reading.n; i++) {
		if (o->rulings[i].verdict == VERDICT_ALLOW)
			continue;
		if (inv)
			return NULL;
		inv = &o->reading.invocations[i];
	}
	if (!inv || inv->parent < 0 || inv->elsewhere || inv->changes ||
	    inv->cwd.text.n || inv->stdin_kind != STDIN_INHERITED)
		return NULL;
	return inv;
}

/* A copy outside the arena, which is about to be used again. False when a word
 * is not certain, or they do not fit. */
static bool
copy_words(const struct invocation *inv, struct reduced *out)
{
	struct buf b;

	buf_init(&b, out->text, sizeof(out->text));
	out->n = inv->n_words;
	if (out->n > REDUCED_WORDS)
		return false;
	for (size_t i = 0; i < out->n; i++) {
		if (inv->words[i].flags)
			return false;
		buf_sv(&b, inv->words[i].text);
		out->ends[i] = b.n;
	}
	return !b.full;
}

static enum err
take_words(struct arena *arena, const struct reduced *r, struct learnt *l)
{
	struct word *words = ARENA_NEW(arena, r->n, struct word);

	if (!words)
		return ERR_LIMIT;
	for (size_t i = 0, from = 0; i < r->n; from = r->ends[i++]) {
		words[i].text = arena_dup(arena,
		    (struct sv){r->text + from, r->ends[i] - from});
		words[i].known = words[i].text.n;
		if (!words[i].text.p)
			return ERR_LIMIT;
	}
	l->words = words;
	l->n_words = r->n;
	return OK;
}

enum err
learn_reduce(struct policy *policy, struct arena *arena, struct learnt *l)
{
	const struct gate_command command = {.words = l->words,
	    .n_words = l->n_words};
	static struct reduced reduced;
	size_t mark = arena->used;
	const struct invocation *inv;
	struct gate_outcome o;
	struct sv typed = l->words[0].text;
	bool reduces;

	if (l->cut)
		return OK;
	l->words[0] = (struct word){.text = sv_basename(typed),
	    .known = sv_basename(typed).n};
	gate_decide(&policy->context, &command, NULL, &o);
	inv = o.error ? NULL : asked_part(&o);
	reduces = inv && copy_words(inv, &reduced);
	arena->used = mark;
	return reduces ? take_words(arena, &reduced, l) : OK;
}

const char *
learn_rule(struct policy *policy, const struct learnt *l, size_t number,
    struct buf *out)
{
	const struct gate_command command = {.words = l->words,
	    .n_words = l->n_words};
	struct gate_outcome o;
	const struct invocation *inv;
	const char *why = judge_words(l);

	if (why)
		return why;
	if (l->n_words < 2)
		return "it has no command word that a pattern could hold";
	gate_decide(&policy->context, &command, NULL, &o);
	if (o.error || !o.reading.n)
		return "guard cannot read it";
	if (o.reading.n > 1)
		return "it starts other commands";
	if (o.verdict == VERDICT_ALLOW)
		return "it passes already";
	if (o.verdict == VERDICT_DENY)
		return "a rule denies it";
	inv = &o.reading.invocations[0];
	if (o.final.effect == EFFECT_DESTROY)
		return "it cannot be undone";
	if ((why = judge_invocation(inv)) ||
	    (why = judge_rule(policy, inv, &o.final)))
		return why;
	put_rule(l, &o, number, out);
	return NULL;
}
