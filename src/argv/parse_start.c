/* SPDX-License-Identifier: ISC */
/*
 * What parsing leaves behind beside the invocation: problems, and what the
 * command starts, to be looked at later.
 */
#include <string.h>

#include "argv/parse.h"

enum err
parse_problem(struct parse *p, enum problem_kind kind, struct sv subject)
{
	struct problem *problem;

	problem = list_push(p->ctx->arena, &p->problems, sizeof(*problem));
	if (!problem)
		return ERR_LIMIT;
	problem->kind = kind;
	problem->subject = subject;
	return OK;
}

enum err
parse_start_in(struct parse *p, const struct start *start)
{
	struct start *s = list_push(p->ctx->arena, p->starts, sizeof(*s));

	if (!s)
		return ERR_LIMIT;
	*s = *start;
	return OK;
}

enum err
parse_start(struct parse *p, enum runs_kind kind, const struct word *text,
    const struct word *rest, size_t n_rest)
{
	struct word *spliced;
	struct word *all;
	size_t n;
	enum err e;

	if (kind == RUNS_SPLICE) {
		e = shell_split(p->ctx->arena, text->text, &spliced, &n);
		/* env has escapes and variables of its own in there. */
		if (e == ERR_SYNTAX || !word_is_certain(text) ||
		    sv_find(text->text, 0, '\\') < text->text.n ||
		    sv_find(text->text, 0, '$') < text->text.n)
			return parse_problem(p, PROBLEM_DYNAMIC, text->text);
		if (e)
			return e;
		all = ARENA_NEW(p->ctx->arena, n + n_rest + 1, struct word);
		if (!all)
			return ERR_LIMIT;
		memcpy(all, spliced, n * sizeof(*all));
		if (n_rest)
			memcpy(all + n, rest, n_rest * sizeof(*all));
		/* They take the place of the words that are left. */
		p->words = all;
		p->n = n + n_rest;
		p->i = 0;
		p->stopped = false;
		return OK;
	}
	if ((e = parse_start_in(p, &(struct start){.kind = kind,
	         .text = *text, .rest = rest, .n_rest = n_rest})))
		return e;
	if (kind == RUNS_ARGV || kind == RUNS_MODULE || kind == RUNS_PACKAGE ||
	    kind == RUNS_SELF || kind == RUNS_IMAGE || kind == RUNS_PLUGIN)
		p->stopped = true;
	return OK;
}
