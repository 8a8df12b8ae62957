/* SPDX-License-Identifier: ISC */
/*
 * Assignments: NAME=value, NAME+=value, NAME[i]=value, NAME=(a b c).
 */
#include "reader/shell.h"

#define MAX_SUBSCRIPT 4096

/*
 * Where the subscript that opens at byte i of the text is closed, past the
 * text if nowhere. A long one is given up where it stands, so that many of
 * them do not add up.
 */
static size_t
subscript_end(struct sv text, size_t i)
{
	size_t open = 0, limit = i + MAX_SUBSCRIPT;

	for (; i < text.n && text.p[i] != '\n'; i++) {
		if (i > limit)
			return i;
		if (text.p[i] == '[')
			open++;
		else if (text.p[i] == ']' && --open == 0)
			return i;
		else if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '\'' || text.p[i] == '"')
			i = sv_find(text, i + 1, text.p[i]);
	}
	return text.n;
}

static bool
is_equals(struct sv text, size_t i)
{
	struct sv rest = sv_skip(text, i);

	return sv_starts(rest, SV("=")) || sv_starts(rest, SV("+="));
}

bool
shell_at_assignment(const struct shell *sh)
{
	size_t n = shell_run(sh, 0, shell_is_name), end;
	int c = n == 0 ? -1 : shell_at(sh, n);

	if (n == 0 || (c != '=' && c != '[' && c != '+'))
		return false;
	if (c == '+')
		return shell_at(sh, n + 1) == '=';
	if (c == '=')
		return true;
	end = subscript_end(sh->text, sv_find(sh->text, sh->pos, '['));
	if (end < sh->text.n && sh->text.p[end] != ']')
		return true;
	return end < sh->text.n && is_equals(sh->text, end + 1);
}

/* "(a b c)" behind "=": its words are read for what runs in them. */
static void
array(struct shell *sh, struct sv name, bool appends)
{
	const struct candidate *c = shell_find_candidate(sh->candidates, name);
	struct word_list list = {0};
	size_t from = sh->pos, i;

	for (i = 0; appends && c != NULL && i < c->n; i++)
		shell_list_push(sh, &list, c->words[i]);

	shell_eat(sh, 1);
	for (;;) {
		shell_skip_lines(sh);
		if (shell_at(sh, 0) == ')')
			break;
		if (!shell_at_word(sh)) {
			shell_give_up(sh, from, "array is not understood");
			return;
		}
		shell_word(sh, &list);
	}
	shell_eat(sh, 1);
	shell_candidate(sh, name, list.p, list.n);
}

/* An index is arithmetic, and that can run commands and set variables. */
static void
subscript(struct shell *sh)
{
	size_t base = sh->cells.n;
	size_t end = subscript_end(sh->text, sh->pos);

	if (end >= sh->text.n || sh->text.p[end] != ']') {
		shell_give_up(sh, sh->pos, "subscript is not understood");
		return;
	}
	shell_arith(sh, end);
	sh->cells.n = base;
	shell_eat(sh, 1);
}

void
shell_assignment(struct shell *sh, struct assignment *out, bool *appends)
{
	size_t n = shell_run(sh, 0, shell_is_name);
	bool certain = true;

	shell_eat(sh, 0);
	out->name = sv_take(sv_skip(sh->text, sh->pos), n);
	shell_eat(sh, n);
	if (!shell_is_name_sv(out->name)) {
		/* A line continuation inside the name. */
		shell_give_up(sh, sh->pos, "name is not understood");
		return;
	}
	if (shell_at(sh, 0) == '[') {
		subscript(sh);
		certain = false;
	}
	*appends = shell_at(sh, 0) == '+';
	shell_eat(sh, *appends ? 2 : 1);
	if (shell_at(sh, 0) == '(') {
		array(sh, out->name, *appends);
		certain = false;
	} else {
		out->value = shell_value(sh);
	}
	if (!certain)
		out->value = (struct word){
		    .text = SV("?"), .flags = WORD_DYNAMIC};
}
