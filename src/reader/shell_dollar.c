/* SPDX-License-Identifier: ISC */
/*
 * Expansions: what is known of their value, and the commands in them. The
 * commands of "$(", "`" and "${...}" are read wherever they stand.
 */
#include "reader/shell.h"

#include <string.h>

static struct sv
span(const struct shell *sh, size_t from, size_t to)
{
	return sv_take(sv_skip(sh->text, from), to > from ? to - from : 0);
}

static enum cell_kind
unknown_kind(bool quoted)
{
	return quoted ? CELL_UNKNOWN : CELL_SPLITS;
}

/* The value of a variable or parameter, as far as it is known. */
static void
put_word(struct shell *sh, const struct word *w, bool quoted)
{
	bool certain = w->flags == 0;
	size_t known = certain ? w->text.n : w->known;
	enum cell_kind kind = unknown_kind(quoted);

	/* Unknown, but no byte says so: none is to be believed. */
	if (!certain && known >= w->text.n)
		known = 0;
	if (w->flags & WORD_SPLITS)
		kind = CELL_SPLITS;
	if (!quoted && sh->ifs_changed) {
		shell_put_raw(sh, w->text, CELL_SPLITS);
		return;
	}
	shell_put_raw(sh, sv_take(w->text, known),
	    quoted ? CELL_QUOTED : CELL_VALUE);
	if (!certain && w->text.n == 0)
		shell_put(sh, '$', kind);
	shell_put_raw(sh, sv_skip(w->text, known), kind);
}

static void
all_params(struct shell *sh, bool quoted, bool joined)
{
	size_t i;

	for (i = 1; i < sh->n_params && !sh->err; i++) {
		if (i > 1 && joined)
			shell_put(sh, ' ', quoted ? CELL_QUOTED : CELL_VALUE);
		else if (i > 1)
			shell_put(sh, 0, CELL_BREAK);
		if (quoted && !joined && sh->params[i].text.n == 0)
			shell_put(sh, 0, CELL_EMPTY);
		put_word(sh, &sh->params[i], quoted);
	}
}

/* $1, $@ and their like; false if that is not known. */
static bool
put_param(struct shell *sh, struct sv name, bool quoted)
{
	uint64_t i;

	if (sh->n_params == 0 || sh->params_lost || sh->hidden > 0)
		return false;
	if (sv_eq(name, SV("@")) || sv_eq(name, SV("*"))) {
		if (name.p[0] == '*' && sh->ifs_changed)
			return false;
		all_params(sh, quoted, name.p[0] == '*' && quoted);
		return true;
	}
	if (!sv_u64(name, &i))
		return false;
	if (i < sh->n_params)
		put_word(sh, &sh->params[i], quoted);
	return true;
}

static void
put_named(struct shell *sh, struct sv name, struct sv raw, bool quoted)
{
	const struct word *value = NULL;

	if (shell_is_name_sv(name))
		value = shell_get(sh, name);
	else if (put_param(sh, name, quoted))
		return;
	if (value != NULL)
		put_word(sh, value, quoted);
	else if (sv_eq(name, SV("@")))
		shell_put_raw(sh, raw, CELL_SPLITS);
	else
		shell_put_raw(sh, raw, unknown_kind(quoted));
}

static bool
is_special(int c)
{
	return c > 0 && strchr("@*#?-$!0123456789", c) != NULL;
}

/* The length of the parameter's name at the k-th byte from here. */
static size_t
name_length(const struct shell *sh, size_t k, bool braced)
{
	int c = shell_at(sh, k);

	if (shell_is_name(c, true))
		return shell_run(sh, k, shell_is_name);
	if (braced && shell_is_digit(c, true))
		return shell_run(sh, k, shell_is_digit);
	return is_special(c) ? 1 : 0;
}

/* Reads over the inside of "${", running what substitutions it holds. */
static void
single_in_brace(struct shell *sh, bool quoted)
{
	size_t from, end;

	shell_eat(sh, 0);
	from = sh->pos;
	end = sv_find(sh->text, from + 1, '\'');
	if (!quoted && end >= sh->text.n) {
		shell_give_up(sh, from, "quote is not closed");
		return;
	}
	if (!quoted) {
		sh->pos = end + 1;
		return;
	}
	/* Some operators take it as a quote, others as itself. */
	for (; from < end; from++) {
		if (strchr("}\"$`\\", sh->text.p[from]) != NULL)
			break;
	}
	if (from == end && end < sh->text.n) {
		sh->pos = end + 1;
		return;
	}
	shell_doubt(sh, shell_piece(sh, sh->pos, sh->text.n),
	    "shells read this quote in different ways");
	shell_eat(sh, 1);
}

static void
brace_piece(struct shell *sh, int c, bool quoted)
{
	size_t base = sh->cells.n;

	if (c == '\\') {
		shell_eat(sh, 0);
		sh->pos += sh->pos + 1 < sh->text.n ? 2 : 1;
	} else if (c == '\'') {
		single_in_brace(sh, quoted);
	} else if (c == '"') {
		shell_eat(sh, 0);
		shell_double(sh);
	} else if (c == '$') {
		shell_dollar(sh, quoted);
	} else if (c == '`') {
		shell_backtick(sh, quoted);
	} else if (shell_at_process(sh)) {
		shell_process(sh);
	} else {
		shell_eat(sh, 1);
	}
	sh->cells.n = base;
}

static bool
may_assign(struct sv s)
{
	return sv_find(s, 0, '=') < s.n || sv_contains(s, SV("++")) ||
	    sv_contains(s, SV("--"));
}

/*
 * Whether "${NAME<op>" gives just the value, when that is known and not
 * empty. What the operator may do to variables is done.
 */
static bool
operator(struct shell *sh, struct sv name, struct sv op)
{
	bool colon = op.n > 1 && op.p[0] == ':';
	char c = '\0';

	if (op.n > 0)
		c = op.p[colon ? 1 : 0];
	if (sv_contains(op, SV("@P")))
		shell_doubt(sh, shell_piece(sh, sh->pos, sh->pos + op.n),
		    "the value is expanded as a prompt");
	if (!shell_is_name_sv(name)) {
		if (may_assign(op))
			shell_kill_all(sh);
		return false;
	}
	if (c == '=' && shell_get(sh, name) == NULL) {
		shell_unknown(sh, name);
		return false;
	}
	if (c == '-' || c == '=' || c == '?')
		return true;
	if ((colon || c == '[') && c != '+' && may_assign(op))
		shell_kill_all(sh);
	return false;
}

static void
dollar_brace(struct shell *sh, bool quoted)
{
	size_t n = name_length(sh, 2, true), from, op;
	const struct word *value;
	struct sv name;
	int c = shell_at(sh, 2);

	shell_eat(sh, 0);
	from = sh->pos;
	if (shell_is_blank(c) || c == '\n' || c == '|') {
		shell_give_up(sh, from, "command inside ${ } is not read");
		return;
	}
	if (n == 1 && (c == '#' || c == '!') && shell_at(sh, 3) != '}')
		n = 0;
	shell_eat(sh, 2);
	name = span(sh, sh->pos, sh->pos + n);
	shell_eat(sh, n);
	op = sh->pos;
	while ((c = shell_at(sh, 0)) != '}') {
		if (c < 0) {
			shell_give_up(sh, from, "${ is not closed");
			return;
		}
		brace_piece(sh, c, quoted);
	}
	shell_eat(sh, 0);
	n = sh->pos;
	shell_eat(sh, 1);
	if (n == op) {
		put_named(sh, name, span(sh, from, sh->pos), quoted);
		return;
	}
	if (operator(sh, name, span(sh, op, n))) {
		value = shell_get(sh, name);
		if (value != NULL && !value->flags && value->text.n > 0) {
			put_word(sh, value, quoted);
			return;
		}
	}
	shell_put_raw(sh, span(sh, from, sh->pos), unknown_kind(quoted));
}

size_t
shell_arith_end(const struct shell *sh, size_t from)
{
	size_t i, open = 0;
	char c;

	for (i = from; i < sh->text.n; i++) {
		c = sh->text.p[i];
		if (c == '\\')
			i++;
		else if (c == '\'' || c == '"')
			i = sv_find(sh->text, i + 1, c);
		else if (c == '(')
			open++;
		else if (c == ')' && open > 0)
			open--;
		else if (c == ')')
			break;
	}
	if (i + 1 >= sh->text.n || sh->text.p[i + 1] != ')')
		return 0;
	return i;
}

void
shell_arith(struct shell *sh, size_t end)
{
	size_t base = sh->cells.n, from = sh->pos;
	int c;

	while (!sh->err && sh->pos < end) {
		c = (unsigned char)sh->text.p[sh->pos];
		if (c == '\\')
			sh->pos += 2;
		else if (c == '$')
			shell_dollar(sh, true);
		else if (c == '`')
			shell_backtick(sh, true);
		else
			sh->pos++;
		sh->cells.n = base;
	}
	if (sh->pos > end)
		shell_give_up(sh, from, "arithmetic is not understood");
	if (may_assign(span(sh, from, end)))
		shell_kill_all(sh);
}

static void
dollar_paren(struct shell *sh, bool quoted)
{
	size_t from, end = 0;
	enum cell_kind kind = unknown_kind(quoted);

	shell_eat(sh, 0);
	from = sh->pos;
	if (shell_at(sh, 2) == '(') {
		shell_eat(sh, 3);
		end = shell_arith_end(sh, sh->pos);
	}
	if (end != 0) {
		kind = CELL_UNKNOWN;
		shell_arith(sh, end);
		shell_eat(sh, 2);
	} else {
		sh->pos = from;
		shell_eat(sh, 2);
		shell_subshell(sh, from);
	}
	shell_put_raw(sh, span(sh, from, sh->pos), kind);
}

void
shell_dollar(struct shell *sh, bool quoted)
{
	int c = shell_at(sh, 1);
	size_t n, from;

	if (c == '(' || c == '{') {
		if (!shell_enter(sh))
			return;
		if (c == '(')
			dollar_paren(sh, quoted);
		else
			dollar_brace(sh, quoted);
		shell_leave(sh);
	} else if (!quoted && c == '\'') {
		shell_ansi(sh);
	} else if (!quoted && c == '"') {
		shell_eat(sh, 1);
		shell_double(sh);
	} else if ((n = name_length(sh, 1, false)) > 0) {
		shell_eat(sh, 0);
		from = sh->pos;
		shell_eat(sh, n + 1);
		put_named(sh, span(sh, from + 1, from + 1 + n),
		    span(sh, from, sh->pos), quoted);
	} else {
		/* "$[" is arithmetic of old. */
		shell_put(sh, '$', c == '[' ? CELL_UNKNOWN : CELL_QUOTED);
		shell_eat(sh, 1);
	}
}

/* Inside backticks a backslash quotes only these. */
static struct sv
unescape(struct shell *sh, struct sv s, bool quoted)
{
	char *p = SHELL_NEW(sh, s.n + 1, char);
	size_t i, n = 0;

	if (p == NULL)
		return SV("");
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] != '\0' &&
		    strchr(quoted ? "`\\$\"" : "`\\$", s.p[i + 1]) != NULL)
			i++;
		p[n++] = s.p[i];
	}
	return (struct sv){p, n};
}

void
shell_backtick(struct shell *sh, bool quoted)
{
	const struct var *mark = sh->vars;
	size_t i, from;
	struct sv inside;

	shell_eat(sh, 0);
	from = sh->pos;
	for (i = from + 1; i < sh->text.n && sh->text.p[i] != '`'; i++)
		i += sh->text.p[i] == '\\';
	if (i >= sh->text.n) {
		shell_give_up(sh, from, "backtick is not closed");
		return;
	}
	inside = unescape(sh, span(sh, from + 1, i), quoted);
	shell_nested(sh, inside, shell_piece(sh, from, i + 1));
	sh->vars = mark;
	sh->pos = i + 1;
	shell_put_raw(sh, span(sh, from, i + 1), unknown_kind(quoted));
}
