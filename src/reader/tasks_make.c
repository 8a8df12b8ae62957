/* SPDX-License-Identifier: ISC */
/*
 * What make runs for a target: the recipes of what it needs, then its own.
 */
#include "reader/make.h"

/* Whether a word of targets names the target; the bytes that "%" stands for. */
static bool
matches(struct sv targets, struct sv name, struct sv *out_stem)
{
	struct sv word, tail;
	size_t percent;

	while ((word = tasks_word(&targets)).n) {
		percent = sv_find(word, 0, '%');
		tail = sv_skip(word, percent + 1);
		*out_stem = (struct sv){0};
		if (percent == word.n) {
			if (sv_eq(word, name))
				return true;
		} else if (name.n > percent + tail.n &&
		    sv_starts(name, sv_take(word, percent)) &&
		    sv_ends(name, tail)) {
			*out_stem = sv_skip(sv_take(name, name.n - tail.n),
			    percent);
			return true;
		}
	}
	return false;
}

static bool
is_pattern(const struct make_rule *r)
{
	return sv_find(r->targets, 0, '%') < r->targets.n;
}

static enum err run(struct make *m, struct sv name);

/* "%" in the word becomes the stem. */
static enum err
run_prerequisite(struct make *m, struct sv word, struct sv stem)
{
	size_t percent = sv_find(word, 0, '%');
	struct buf b = m->t->scratch;
	struct sv name = word;

	if (percent < word.n) {
		buf_sv(&b, sv_take(word, percent));
		buf_sv(&b, stem);
		buf_sv(&b, sv_skip(word, percent + 1));
		name = arena_dup(m->t->arena, buf_view(&b));
		if (!name.p)
			return ERR_LIMIT;
	}
	return run(m, name);
}

static enum err
add_lines(struct make *m, const struct make_rule *r,
    const struct make_automatic *a)
{
	struct sv text;
	bool unsure;
	enum err e = OK;

	for (const struct make_recipe *l = r->recipe; l && !e; l = l->next) {
		unsure = false;
		if ((e = make_expand(m, l->text, a, &text, &unsure)))
			return e;
		text = sv_trim(text);
		while (text.n && (text.p[0] == '@' || text.p[0] == '-' ||
		    text.p[0] == '+'))
			text = sv_trim(sv_skip(text, 1));
		e = tasks_add(m->t, text, unsure);
	}
	return e;
}

static enum err
run_rule(struct make *m, const struct make_rule *r, struct sv name,
    struct sv stem)
{
	struct make_automatic a = {
		.target = name, .all = sv_trim(r->prerequisites), .stem = stem,
	};
	struct sv words = r->prerequisites, word;
	enum err e = OK;

	if (r->pattern.n && !matches(r->pattern, name, &a.stem))
		return OK;
	m->t->out->found = true;
	while ((word = tasks_word(&words)).n && !e) {
		if (sv_eq(word, SV("|")))
			continue;
		if (!a.first.n)
			a.first = word;
		e = run_prerequisite(m, word, a.stem);
	}
	return e ? e : add_lines(m, r, &a);
}

static enum err
run(struct make *m, struct sv name)
{
	struct sv stem;
	bool ran = false;
	enum err e = OK;

	if (m->t->depth == TASKS_MAX_DEPTH) {
		tasks_leave_out(m->t);
		return OK;
	}
	if (!tasks_enter(m->t, name))
		return OK;
	m->t->depth++;
	for (const struct make_rule *r = m->rules; r && !e; r = r->next)
		if (!is_pattern(r) && matches(r->targets, name, &stem)) {
			ran |= r->recipe != NULL;
			e = run_rule(m, r, name, stem);
		}
	for (const struct make_rule *r = m->rules; r && !e && !ran;
	     r = r->next)
		if (is_pattern(r) && r->recipe &&
		    matches(r->targets, name, &stem)) {
			ran = true;
			e = run_rule(m, r, name, stem);
		}
	m->t->depth--;
	return e;
}

/* The first target that is no special one. */
static struct sv
default_target(const struct make *m)
{
	struct sv targets, word;

	for (const struct make_rule *r = m->rules; r; r = r->next) {
		targets = r->targets;
		while ((word = tasks_word(&targets)).n)
			if (word.p[0] != '.' && sv_find(word, 0, '%') == word.n)
				return word;
	}
	return (struct sv){0};
}

/* "make -j 4": a number behind the option is no target. */
static bool
is_number(struct sv name)
{
	uint64_t n;

	return sv_u64(name, &n);
}

enum err
tasks_make(struct tasks *t, struct sv name)
{
	struct make m = {.t = t};
	struct make_variable *goal;
	enum err e = make_parse(&m, t->at.text);

	if (e)
		return e;
	goal = make_variable(&m, SV(".DEFAULT_GOAL"));
	if (!name.n || is_number(name))
		name = goal && !goal->unsure ? goal->value
		                             : default_target(&m);
	if (name.n && (e = run(&m, name)))
		return e;
	/* It may stand in what was not understood. */
	t->out->unsure = !t->out->found && m.unsure;
	return OK;
}
