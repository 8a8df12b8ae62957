/* SPDX-License-Identifier: ISC */
/*
 * Simple commands: assignments, words and redirections up to an operator,
 * and the command or commands that these start.
 */
#include "reader/shell.h"

#include <string.h>

static void
add_assign(struct shell *sh, struct simple *s, struct assignment a)
{
	struct assignment *p;
	size_t cap = s->cap_assigns == 0 ? 4 : s->cap_assigns * 2;

	if (s->n_assigns == s->cap_assigns) {
		p = SHELL_NEW(sh, cap, struct assignment);
		if (p == NULL)
			return;
		if (s->n_assigns > 0)
			memcpy(p, s->assigns, s->n_assigns * sizeof(*p));
		s->assigns = p;
		s->cap_assigns = cap;
	}
	s->assigns[s->n_assigns++] = a;
}

/* The value that NAME+=value gives, as far as both parts are known. */
static struct word
appended(struct shell *sh, struct sv name, struct word value)
{
	const struct word *old = shell_get(sh, name);
	struct word w = {.text = SV("?"), .flags = WORD_DYNAMIC};
	size_t n;
	char *p;

	if (old == NULL || old->flags || old->text.n > SHELL_MAX_VALUE)
		return w;
	n = old->text.n + value.text.n;
	p = SHELL_NEW(sh, n + 1, char);
	if (p == NULL)
		return w;
	if (old->text.n > 0)
		memcpy(p, old->text.p, old->text.n);
	if (value.text.n > 0)
		memcpy(p + old->text.n, value.text.p, value.text.n);
	return (struct word){
	    .text = {p, n},
	    .known = old->text.n + value.known,
	    .flags = value.flags,
	};
}

static void
prefix_assignment(struct shell *sh, struct simple *s)
{
	struct assignment a = {.name = SV("")};
	size_t from = sh->pos;
	struct sv source;
	bool appends = false;

	shell_assignment(sh, &a, &appends);
	if (sh->err || a.name.n == 0)
		return;
	source = shell_piece(sh, from, sh->pos);
	if (appends)
		a.value = appended(sh, a.name, a.value);
	if (a.value.flags == 0)
		shell_suspect(sh, a.value.text, source);
	if (sv_eq(a.name, SV("PROMPT_COMMAND")))
		shell_deferred(sh, a.value.text, source);
	add_assign(sh, s, a);
}

/* NAME=value behind export: one word, that does not split. */
static void
declared(struct shell *sh, struct simple *s)
{
	struct assignment a = {.name = SV("")};
	size_t from = sh->pos;
	bool appends = false;
	struct word w;
	char *p;

	shell_assignment(sh, &a, &appends);
	if (sh->err || a.name.n == 0)
		return;
	if (appends)
		a.value = appended(sh, a.name, a.value);
	if (a.value.flags == 0)
		shell_suspect(sh, a.value.text,
		    shell_piece(sh, from, sh->pos));
	w = a.value;
	w.text.n += a.name.n + 1;
	w.known += a.name.n + 1;
	p = SHELL_NEW(sh, w.text.n, char);
	if (p == NULL)
		return;
	memcpy(p, a.name.p, a.name.n);
	p[a.name.n] = '=';
	if (a.value.text.n > 0)
		memcpy(p + a.name.n + 1, a.value.text.p, a.value.text.n);
	w.text.p = p;
	shell_list_push(sh, &s->words, w);
}

static struct shell_node *
add_node(struct shell *sh, const struct simple *s, size_t skip)
{
	struct shell_node *n = SHELL_NEW(sh, 1, struct shell_node);
	struct assignment *all;

	if (sh->n_commands == SHELL_MAX_COMMANDS)
		shell_fail(sh, ERR_LIMIT);
	shell_snapshot(sh);
	if (n == NULL || sh->err)
		return NULL;
	n->c.words = s->words.p + skip;
	n->c.n_words = s->words.n - skip;
	n->c.assigns = sh->snapshot;
	n->c.n_assigns = sh->n_snapshot;
	if (s->n_assigns > 0) {
		n->c.n_assigns += s->n_assigns;
		all = SHELL_NEW(sh, n->c.n_assigns, struct assignment);
		if (all == NULL)
			return NULL;
		if (sh->n_snapshot > 0)
			memcpy(all, sh->snapshot,
			    sh->n_snapshot * sizeof(*all));
		memcpy(all + sh->n_snapshot, s->assigns,
		    s->n_assigns * sizeof(*all));
		n->c.assigns = all;
	}
	n->c.cwd = shell_cwd(sh);
	n->c.source = shell_piece(sh, s->start, s->end);
	n->c.maybe = sh->maybe > 0;
	n->c.function = sh->function;
	n->input = s->input;
	n->redirected = s->done.out;
	if (sh->last == NULL)
		sh->first = n;
	else
		sh->last->next = n;
	sh->last = n;
	sh->n_commands++;
	return n;
}

/* The command that an alias of the text makes of this one. */
static void
expand_alias(struct shell *sh, const struct simple *s)
{
	const struct word *name = &s->words.p[0];
	const struct alias *a;
	struct sv rest;
	size_t n;
	char *p;

	for (a = sh->aliases; a != NULL && !sh->in_alias; a = a->older) {
		if (name->flags || !sv_eq(a->name, name->text))
			continue;
		rest = sv_take(sv_skip(sh->text, s->name_end),
		    s->end - s->name_end);
		n = a->value.text.n + 1 + rest.n;
		p = SHELL_NEW(sh, n, char);
		if (p == NULL)
			return;
		if (a->value.text.n > 0)
			memcpy(p, a->value.text.p, a->value.text.n);
		p[a->value.text.n] = ' ';
		if (rest.n > 0)
			memcpy(p + a->value.text.n + 1, rest.p, rest.n);
		sh->in_alias = true;
		shell_nested(sh, (struct sv){p, n},
		    shell_piece(sh, s->start, s->end));
		sh->in_alias = false;
	}
}

/* Assignments without a command stay. */
static void
keep_assigns(struct shell *sh, const struct simple *s)
{
	size_t i;

	for (i = 0; i < s->n_assigns; i++)
		shell_set(sh, s->assigns[i].name, s->assigns[i].value, false);
}

/* In front of some builtins they stay in some shells. */
static void
blur_assigns(struct shell *sh, const struct simple *s)
{
	size_t i;

	for (i = 0; i < s->n_assigns; i++) {
		if (shell_get(sh, s->assigns[i].name) != NULL)
			shell_unknown(sh, s->assigns[i].name);
	}
}

/*
 * An unquoted expansion in front may come to nothing, and then the next word
 * is the command: both are listed. What eval runs is listed in its place.
 */
static void
list(struct shell *sh, const struct simple *s, size_t skip)
{
	const struct word *w = s->words.p + skip;
	struct shell_node *node;

	if (w->flags == 0 && sv_eq(w->text, SV("eval")))
		return;
	sh->only = node = add_node(sh, s, skip);
	while ((w->flags & WORD_SPLITS) && w->known == 0 &&
	    ++skip < s->words.n && node != NULL) {
		node = add_node(sh, s, skip);
		sh->only = NULL;
		w++;
	}
}

/*
 * "env $(cat .env | xargs) COMMAND": what an expansion gives env are variables,
 * as for export. The command that they are for is listed as well.
 */
static void
list_env(struct shell *sh, const struct simple *s, size_t skip)
{
	const struct var *before = sh->vars;
	const struct word *w = s->words.p + skip;
	struct simple behind = *s;
	size_t n = s->words.n - skip, i = 1;
	struct word *words;

	if (w->flags || !sv_eq(sv_basename(w->text), SV("env")))
		return;
	for (; i < n && (w[i].flags & WORD_SPLITS) && w[i].known == 0; i++)
		shell_load_of(sh, w[i].text);
	if (i > 1 && i < n &&
	    (words = SHELL_NEW(sh, n - i + 1, struct word)) != NULL) {
		words[0] = w[0];
		memcpy(words + 1, w + i, (n - i) * sizeof(*words));
		behind.words.p = words;
		behind.words.n = n - i + 1;
		(void)add_node(sh, &behind, 0);
		sh->only = NULL;
	}
	sh->vars = before;
}

static void
finish(struct shell *sh, const struct simple *s)
{
	struct shell_node *only;
	size_t skip;

	if (sh->err)
		return;
	if (s->words.n == 0) {
		keep_assigns(sh, s);
		return;
	}
	skip = shell_prefix_words(s->words.p, s->words.n);
	if (s->words.p[skip].flags == 0 && s->words.p[skip].text.n > 0 &&
	    s->words.p[skip].text.p[0] == '{')
		shell_doubt(sh, shell_piece(sh, s->start, s->end),
		    "shells read this brace in different ways");
	list(sh, s, skip);
	list_env(sh, s, skip);
	only = sh->only;
	expand_alias(sh, s);
	blur_assigns(sh, s);
	shell_builtin(sh, s, skip);
	sh->only = only;
}

static void
add_word(struct shell *sh, struct simple *s)
{
	size_t n = s->words.n;

	if (n > 0 && s->words.p[0].flags == 0 &&
	    shell_declares(s->words.p[0].text) && shell_at_assignment(sh)) {
		declared(sh, s);
		return;
	}
	shell_word(sh, &s->words);
	if (n == 0)
		s->name_end = sh->pos;
}

static bool
is_function(const struct shell *sh, const struct simple *s)
{
	struct shell look = *sh;

	if (s->words.n != 1 || s->n_assigns > 0 || s->done.in || s->done.out)
		return false;
	shell_skip_blanks(&look);
	if (shell_at(&look, 0) != '(')
		return false;
	shell_eat(&look, 1);
	shell_skip_blanks(&look);
	return shell_at(&look, 0) == ')';
}

static struct shell_input *
new_input(struct shell *sh)
{
	struct shell_input *in = SHELL_NEW(sh, 1, struct shell_input);

	if (in == NULL)
		return NULL;
	in->kind = sh->base;
	in->from = sh->feed;
	sh->feed = NULL;
	return in;
}

void
shell_simple(struct shell *sh)
{
	struct simple s = {.input = new_input(sh)};
	int c;

	sh->only = NULL;
	if (s.input == NULL)
		return;
	shell_eat(sh, 0);
	s.start = s.end = s.name_end = sh->pos;
	for (;;) {
		shell_skip_blanks(sh);
		c = shell_at(sh, 0);
		if (shell_at_redirect(sh))
			shell_redirect(sh, s.input, &s.done);
		else if (c == '#' ||
		    (shell_ends_word(c) && c != '<' && c != '>'))
			break;
		else if (s.words.n == 0 && shell_at_assignment(sh))
			prefix_assignment(sh, &s);
		else
			add_word(sh, &s);
		if (!sh->err && sh->pos > s.end)
			s.end = sh->pos;
	}
	if (c == '(' && is_function(sh, &s)) {
		shell_redefines(sh, s.words.p[0].text);
		shell_function(sh, s.start, s.words.p[0].text);
		return;
	}
	if (c == '(')
		shell_give_up(sh, s.start, "parenthesis is not understood");
	finish(sh, &s);
}
