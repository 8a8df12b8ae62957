/* SPDX-License-Identifier: ISC */
/*
 * Operands of a command: which of the expected ones a word is, what it changes
 * and what it starts.
 */
#include <string.h>

#include "argv/parse.h"

#define MAX_ENV_CHANGES 1024u

enum err
parse_expect_operands(struct parse *p, uint32_t offset)
{
	const struct image_operands *h;
	const void *specs = NULL;
	struct record r = {0};
	uint32_t n = 0;
	enum err e;

	p->any_operands = false;
	if (offset) {
		e = image_record(p->ctx->image, offset, RECORD_OPERANDS,
		    sizeof(*h), &r);
		if (e)
			return e;
		h = (const void *)r.p;
		n = h->n;
		p->any_operands = h->flags & NODE_ANY_OPERANDS;
		e = image_array(&r, sizeof(*h), n,
		    sizeof(struct image_operand), &specs);
		if (e)
			return e;
	}
	p->specs = specs;
	p->specs_record = r;
	p->n_specs = n;
	p->spec = 0;
	p->spec_used = false;
	return OK;
}

struct env_change *
env_change_push(struct arena *arena, const struct env_change **changes)
{
	const struct env_change *before = *changes;
	struct env_change *c;

	/* Each look-up goes through all of them. */
	if (before && before->count == MAX_ENV_CHANGES)
		return NULL;
	c = ARENA_NEW(arena, 1, struct env_change);
	if (!c)
		return NULL;
	c->before = before;
	c->count = before ? before->count + 1 : 1;
	c->pending = before ? before->pending : 0;
	*changes = c;
	return c;
}

enum err
parse_assignment(struct parse *p, const struct word *word)
{
	struct env_change *c =
	    env_change_push(p->ctx->arena, &p->inv->changes);
	size_t equals = sv_find(word->text, 0, '=');

	if (!c)
		return ERR_LIMIT;
	c->name = sv_take(word->text, equals);
	c->value = *word;
	c->value.text = sv_skip(word->text, equals + 1);
	c->value.known = word->known > equals ? word->known - equals - 1 : 0;
	return OK;
}

enum err
parse_unset(struct parse *p, struct sv name)
{
	struct env_change *c =
	    env_change_push(p->ctx->arena, &p->inv->changes);

	if (!c)
		return ERR_LIMIT;
	c->name = name;
	c->unset = true;
	return OK;
}

enum err
parse_clear(struct parse *p)
{
	struct env_change *c =
	    env_change_push(p->ctx->arena, &p->inv->changes);

	if (!c)
		return ERR_LIMIT;
	c->clears = c->unset = true;
	return OK;
}

bool
word_is_assignment(const struct word *w)
{
	size_t equals = sv_find(w->text, 0, '=');

	return equals > 0 && equals < w->known;
}

/* What stands behind a task of the same tool, but holds for all of them. */
static enum err
assignments_ahead(struct parse *p)
{
	enum err e = OK;

	if (!(p->style & STYLE_ASSIGNMENTS))
		return OK;
	for (size_t i = p->i; i < p->n && !e; i++)
		if (p->words[i].text.n && p->words[i].text.p[0] != '-' &&
		    word_is_assignment(&p->words[i]))
			e = parse_assignment(p, &p->words[i]);
	return e;
}

/* The spec that takes this word; NULL for a surplus one. */
static const struct image_operand *
next_spec(struct parse *p, const struct word *w)
{
	const struct image_operand *s;

	while (p->spec < p->n_specs) {
		s = &p->specs[p->spec];
		if (OPTION_CLASSES(s->flags) & CLASS_ASSIGN) {
			if (word_is_assignment(w))
				return s;
			p->spec++;
			continue;
		}
		if (s->repeated)
			p->spec_used = true;
		else
			p->spec++;
		return s;
	}
	return NULL;
}

/* Where in text the placeholder stands; text.n if it does not. */
static size_t
find_placeholder(struct sv text, struct sv placeholder)
{
	for (size_t i = 0; i + placeholder.n <= text.n; i++)
		if (sv_starts(sv_skip(text, i), placeholder))
			return i;
	return text.n;
}

/* The words from here on as xargs starts them: with words that only its input
 * knows, in place of the placeholder or behind the others. */
static enum err
words_with_input(struct parse *p, struct word **out, size_t *out_n)
{
	size_t n = p->n - p->i, at;
	struct word *words = ARENA_NEW(p->ctx->arena, n + 1, struct word);

	if (!words)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		words[i] = p->words[p->i + i];
		if (!p->placeholder.n)
			continue;
		at = find_placeholder(words[i].text, p->placeholder);
		if (at == words[i].text.n)
			continue;
		words[i].flags |= WORD_DYNAMIC;
		if (at < words[i].known)
			words[i].known = at;
	}
	if (!p->placeholder.n) {
		words[n].text = SV("...");
		words[n++].flags = WORD_DYNAMIC | WORD_SPLITS;
	}
	*out = words;
	*out_n = n;
	return OK;
}

/* The words behind an image are its entrypoint's, or another one's. */
static enum err
start_image(struct parse *p)
{
	const struct word *rest = &p->words[p->i] + 1;
	size_t n = p->n - p->i - 1;

	p->stopped = true;
	if (!p->entrypoint)
		return parse_start(p, RUNS_IMAGE, rest - 1, rest, n);
	/* podman takes a list as JSON. */
	if (p->entrypoint->text.n && p->entrypoint->text.p[0] == '[')
		return parse_problem(p, PROBLEM_DYNAMIC, p->entrypoint->text);
	if (p->entrypoint->text.n)
		return parse_start(p, RUNS_ARGV, p->entrypoint, rest, n);
	return n ? parse_start(p, RUNS_ARGV, rest, rest + 1, n - 1) : OK;
}

enum err
parse_plugin(struct parse *p)
{
	size_t before = p->i - 1; /* options of the tool itself */
	struct sv name = p->scopes[p->n_scopes - 1].name;
	struct word *words, called = {0};
	struct buf b;
	char *text;

	if (!p->n_specs || OPTION_RUNS(p->specs[0].flags) != RUNS_PLUGIN)
		return OK;
	text = arena_alloc(p->ctx->arena, p->tool.name.n + name.n + 1, 1);
	words = ARENA_NEW(p->ctx->arena, p->n, struct word);
	if (!text || !words)
		return ERR_LIMIT;
	buf_init(&b, text, p->tool.name.n + name.n + 1);
	buf_sv(&b, p->tool.name);
	buf_c(&b, '-');
	buf_sv(&b, name);
	called.text = buf_view(&b);
	called.known = called.text.n;
	memcpy(words, p->words, before * sizeof(*words));
	memcpy(words + before, p->words + p->i, (p->n - p->i) * sizeof(*words));
	return parse_start(p, RUNS_PLUGIN, &called, words, p->n - 1);
}

/* Tools that run a task of their choice when none is named. */
static bool
has_default(enum runs_kind runs)
{
	return runs == RUNS_MAKE || runs == RUNS_JUST ||
	    runs == RUNS_TASKFILE || runs == RUNS_TOX || runs == RUNS_HOOKS ||
	    runs == RUNS_NX;
}

static enum err
start_operand(struct parse *p, const struct image_operand *s)
{
	enum runs_kind runs = OPTION_RUNS(s->flags);
	struct word *words;
	size_t n;
	enum err e;

	if (p->style & STYLE_IGNORE_UNKNOWN) {
		p->deferred = p->operands.n;
		p->i++;
		return OK;
	}
	if (s->repeated && (runs == RUNS_SHELL || runs == RUNS_SCRIPT ||
	    has_default(runs))) {
		p->i++;
		return parse_start(p, runs, &p->words[p->i - 1], NULL, 0);
	}
	if (runs == RUNS_IMAGE)
		return start_image(p);
	if (runs == RUNS_SELF && (e = assignments_ahead(p)))
		return e;
	p->stopped = true;
	if (!(OPTION_CLASSES(s->flags) & CLASS_APPENDS))
		return parse_start(p, runs, &p->words[p->i],
		    &p->words[p->i] + 1, p->n - p->i - 1);
	e = words_with_input(p, &words, &n);
	return e ? e : parse_start(p, runs, words, words + 1, n - 1);
}

static enum err
add_operand(struct parse *p, const struct image_operand *s)
{
	const struct word *w = &p->words[p->i];
	struct operand *o;
	enum err e;

	o = list_push(p->ctx->arena, &p->operands, sizeof(*o));
	if (!o)
		return ERR_LIMIT;
	o->word = *w;
	if (!s)
		return OK;
	o->flags = s->flags;
	if ((e = image_string(&p->specs_record, s->name, &o->name)))
		return e;
	return parse_value_effect(p, w, &o->flags, &o->why);
}

enum err
parse_operand(struct parse *p)
{
	const struct word *w = &p->words[p->i];
	const struct image_operand *s = next_spec(p, w);
	enum runs_kind runs = s ? OPTION_RUNS(s->flags) : RUNS_NOTHING;
	enum err e;

	p->command_settled = true;
	if (s && (OPTION_CLASSES(s->flags) & CLASS_ASSIGN)) {
		e = parse_assignment(p, w);
		p->i++;
		return e;
	}
	if (p->style & STYLE_STRICT_ORDER)
		p->options_ended = true;
	if ((e = add_operand(p, s)))
		return e;
	if (!s && !p->deferred && !p->any_operands &&
	    (e = parse_problem(p, PROBLEM_SURPLUS_OPERAND, w->text)))
		return e;
	if (runs && !p->deferred)
		return start_operand(p, s);
	p->i++;
	return OK;
}

enum err
parse_deferred_start(struct parse *p)
{
	const struct operand *operands = (const void *)p->operands.p;
	uint32_t n_rest = p->operands.n - p->deferred;
	const struct operand *o;
	struct word *rest;

	if (!p->deferred)
		return OK;
	rest = ARENA_NEW(p->ctx->arena, n_rest + 1, struct word);
	if (!rest)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < n_rest; i++)
		rest[i] = operands[p->deferred + i].word;
	o = &operands[p->deferred - 1];
	return parse_start(p, OPTION_RUNS(o->flags), &o->word, rest, n_rest);
}

enum err
parse_finish_operands(struct parse *p)
{
	const struct word none = {.text = SV("")};
	const struct image_operand *s;
	struct sv name;
	enum err e;

	for (; p->spec < p->n_specs; p->spec++) {
		s = &p->specs[p->spec];
		if (has_default(OPTION_RUNS(s->flags)) && !p->spec_used &&
		    !p->stopped)
			return parse_start(p, OPTION_RUNS(s->flags), &none,
			    NULL, 0);
		if (s->optional || OPTION_RUNS(s->flags) ||
		    (OPTION_CLASSES(s->flags) & CLASS_ASSIGN) ||
		    (s->repeated && p->spec_used))
			continue;
		if ((e = image_string(&p->specs_record, s->name, &name)))
			return e;
		return parse_problem(p, PROBLEM_MISSING_OPERAND, name);
	}
	return OK;
}
