/* SPDX-License-Identifier: ISC */
/*
 * A command whose name is only known when it runs: "$@" behind "set --" or in a
 * function, "${array[@]}", "$name" of a loop. What the text itself may put
 * there is listed as further commands; it is not known to be all.
 */
#include "reader/shell.h"

#include <string.h>

#define MAX_CANDIDATES 64
#define MAX_GUESSES 64

void
shell_candidate(struct shell *sh, struct sv name, const struct word *words,
    size_t n)
{
	struct candidate *c;

	if (n == 0 || sh->err || sh->n_candidates == MAX_CANDIDATES)
		return;
	if ((c = SHELL_NEW(sh, 1, struct candidate)) == NULL)
		return;
	*c = (struct candidate){sh->candidates, name, words, n};
	sh->candidates = c;
	sh->n_candidates++;
}

const struct candidate *
shell_find_candidate(const struct candidate *from, struct sv name)
{
	while (from != NULL && !sv_eq(from->name, name))
		from = from->older;
	return from;
}

/* The parameter that a word is an expansion of; n is 0 for any other. */
static struct sv
expanded(const struct word *w)
{
	struct sv s = w->text, name;
	size_t n = 0;

	if (w->flags == 0 || w->known > 0 || s.n < 2 || s.p[0] != '$')
		return (struct sv){"", 0};
	s = sv_skip(s, s.p[1] == '{' ? 2 : 1);
	if (s.n > 0 && (s.p[0] == '@' || s.p[0] == '*'))
		return SV("@");
	if (s.n > 0 && s.p[0] == '1' && (s.n == 1 || s.p[1] == '}'))
		return SV("1");
	while (n < s.n && shell_is_name((unsigned char)s.p[n], n == 0))
		n++;
	name = sv_take(s, n);
	s = sv_skip(s, n);
	return s.n == 0 || s.p[0] == '}' || s.p[0] == '[' ? name :
	    (struct sv){"", 0};
}

/* The command of node with words in the place of its first one. */
static void
guess(struct shell *sh, const struct shell_node *node,
    const struct word *words, size_t n)
{
	struct shell_node *p;
	struct word *all;

	if (sh->n_guesses == MAX_GUESSES || n == 0 || sh->err)
		return;
	p = SHELL_NEW(sh, 1, struct shell_node);
	all = SHELL_NEW(sh, n + node->c.n_words, struct word);
	if (p == NULL || all == NULL)
		return;
	memcpy(all, words, n * sizeof(*all));
	if (node->c.n_words > 1)
		memcpy(all + n, node->c.words + 1,
		    (node->c.n_words - 1) * sizeof(*all));
	*p = *node;
	p->c.words = all;
	p->c.n_words = n + node->c.n_words - 1;
	p->next = NULL;
	sh->last->next = p;
	sh->last = p;
	sh->n_commands++;
	sh->n_guesses++;
}

/* Calls of the function that node stands in, with their operands. */
static void
guess_calls(struct shell *sh, const struct shell_node *node,
    size_t n_commands, bool all)
{
	const struct shell_node *call = sh->first;
	size_t i, n;

	if (node->c.function.n == 0)
		return;
	for (i = 0; i < n_commands; i++, call = call->next) {
		if (call->c.words[0].flags ||
		    !sv_eq(call->c.words[0].text, node->c.function))
			continue;
		n = call->c.n_words - 1;
		guess(sh, node, call->c.words + 1, all || n == 0 ? n : 1);
	}
}

void
shell_guess(struct shell *sh)
{
	const struct shell_node *node = sh->first;
	size_t n = sh->n_commands, i;
	const struct candidate *c;
	struct sv name;

	for (i = 0; i < n && !sh->err; i++, node = node->next) {
		name = expanded(&node->c.words[0]);
		if (name.n == 0)
			continue;
		for (c = sh->candidates; c != NULL; c = c->older)
			if (sv_eq(c->name, name))
				guess(sh, node, c->words, c->n);
		if (sv_eq(name, SV("@")) || sv_eq(name, SV("1")))
			guess_calls(sh, node, n, name.p[0] == '@');
	}
}
