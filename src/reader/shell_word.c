/* SPDX-License-Identifier: ISC */
/*
 * Reads one word of shell text: quotes, escapes, and where expansions stand
 * in it. What an expansion gives is shell_dollar.c's, how many words come of
 * it shell_expand.c's.
 */
#include "reader/shell.h"

#include <string.h>

void
shell_put(struct shell *sh, char byte, enum cell_kind kind)
{
	struct cell_stack *s = &sh->cells;
	struct cell *p;
	size_t cap;

	if (s->n == s->cap) {
		cap = s->cap == 0 ? 128 : s->cap * 2;
		p = SHELL_NEW(sh, cap, struct cell);
		if (p == NULL)
			return;
		if (s->n > 0)
			memcpy(p, s->p, s->n * sizeof(*p));
		s->p = p;
		s->cap = cap;
	}
	s->p[s->n++] = (struct cell){byte, (unsigned char)kind};
}

void
shell_put_raw(struct shell *sh, struct sv s, enum cell_kind kind)
{
	size_t i;

	for (i = 0; i < s.n && !sh->err; i++)
		shell_put(sh, s.p[i], kind);
}

static void
single(struct shell *sh)
{
	size_t from = sh->pos;
	size_t end = sv_find(sh->text, from + 1, '\'');

	if (end >= sh->text.n) {
		shell_give_up(sh, from, "quote is not closed");
		return;
	}
	if (end == from + 1)
		shell_put(sh, 0, CELL_EMPTY);
	shell_put_raw(sh, sv_take(sv_skip(sh->text, from + 1),
	    end - from - 1), CELL_QUOTED);
	sh->pos = end + 1;
}

/* A backslash and the byte behind it; only some are special in quotes. */
static void
escape(struct shell *sh, const char *special)
{
	char c;

	shell_eat(sh, 0);
	if (sh->pos + 1 >= sh->text.n) {
		shell_put(sh, '\\', CELL_QUOTED);
		sh->pos = sh->text.n;
		return;
	}
	c = sh->text.p[sh->pos + 1];
	if (special != NULL && (c == '\0' || strchr(special, c) == NULL))
		shell_put(sh, '\\', CELL_QUOTED);
	shell_put(sh, c, CELL_QUOTED);
	sh->pos += 2;
}

static void
quoted_piece(struct shell *sh, int c, const char *special)
{
	switch (c) {
	case '\\':
		escape(sh, special);
		break;
	case '$':
		shell_dollar(sh, true);
		break;
	case '`':
		shell_backtick(sh, true);
		break;
	default:
		shell_put(sh, (char)c, CELL_QUOTED);
		shell_eat(sh, 1);
		break;
	}
}

/* "$@" alone gives no word where there are no parameters. */
static bool
is_all_params(const struct shell *sh, size_t from)
{
	struct sv s = sv_take(sv_skip(sh->text, from), sh->pos - from);

	return sv_eq(s, SV("$@")) || sv_eq(s, SV("${@}"));
}

void
shell_double(struct shell *sh)
{
	size_t base = sh->cells.n, from;
	int c;

	from = sh->pos;
	shell_eat(sh, 1);
	while ((c = shell_at(sh, 0)) != '"') {
		if (c < 0) {
			shell_give_up(sh, from, "quote is not closed");
			return;
		}
		quoted_piece(sh, c, "$`\"\\");
	}
	if (sh->cells.n == base && !is_all_params(sh, from + 1))
		shell_put(sh, 0, CELL_EMPTY);
	shell_eat(sh, 1);
}

void
shell_body_cells(struct shell *sh, bool strips)
{
	bool line_start = true;
	int c;

	while ((c = shell_at(sh, 0)) >= 0) {
		if (strips && line_start && c == '\t') {
			shell_eat(sh, 1);
			continue;
		}
		line_start = c == '\n';
		quoted_piece(sh, c, "$`\\");
	}
}

void
shell_process(struct shell *sh)
{
	enum stdin_kind base = sh->base;
	size_t from;

	shell_eat(sh, 0);
	from = sh->pos;
	shell_eat(sh, 2);
	sh->base = STDIN_UNKNOWN;
	shell_subshell(sh, from);
	sh->base = base;
	shell_put_raw(sh, sv_take(sv_skip(sh->text, from), sh->pos - from),
	    CELL_UNKNOWN);
}

static void
piece(struct shell *sh, int c)
{
	switch (c) {
	case '\'':
		shell_eat(sh, 0);
		single(sh);
		break;
	case '"':
		shell_eat(sh, 0);
		shell_double(sh);
		break;
	case '\\':
		escape(sh, NULL);
		break;
	case '$':
		shell_dollar(sh, false);
		break;
	case '`':
		shell_backtick(sh, false);
		break;
	default:
		shell_put(sh, (char)c, CELL_PLAIN);
		shell_eat(sh, 1);
		break;
	}
}

/* What stands in the parentheses of ?( *( +( @( !( is a pattern. */
static void
group(struct shell *sh)
{
	size_t base = sh->cells.n, from = sh->pos, i, open = 0;
	int c;

	do {
		c = shell_at(sh, 0);
		if (c < 0 || c == '\n') {
			shell_give_up(sh, from, "pattern is not closed");
			return;
		}
		open += c == '(';
		open -= c == ')';
		piece(sh, c);
	} while (open > 0);
	for (i = base; i < sh->cells.n; i++)
		sh->cells.p[i].kind = CELL_SPLITS;
}

static bool
opens_group(const struct shell *sh, size_t base)
{
	struct cell last;

	if (sh->cells.n == base || shell_at(sh, 1) == ')')
		return false;
	last = sh->cells.p[sh->cells.n - 1];
	return last.kind == CELL_PLAIN && last.byte != '\0' &&
	    strchr("?*+@!", last.byte) != NULL;
}

void
shell_word_cells(struct shell *sh)
{
	size_t base = sh->cells.n;
	int c;

	for (;;) {
		c = shell_at(sh, 0);
		if (shell_at_process(sh))
			shell_process(sh);
		else if (c == '(' && opens_group(sh, base))
			group(sh);
		else if (shell_ends_word(c))
			return;
		else
			piece(sh, c);
	}
}

static bool
is_safe(unsigned char c)
{
	return shell_is_name(c, false) || c >= 0x80 ||
	    (c != '\0' && strchr("./:@%+,-", c) != NULL);
}

/* Whether a word may end at byte i of the text, with no second thought. */
static bool
ends_at(const struct shell *sh, size_t i)
{
	unsigned char c;

	if (i >= sh->text.n)
		return true;
	c = (unsigned char)sh->text.p[i];
	return shell_ends_word(c) && c != '(' && c != '<' && c != '>';
}

/* Most words are views into the text. */
static bool
easy_word(struct shell *sh, struct word *out)
{
	size_t i, from;
	char quote;

	shell_eat(sh, 0);
	from = i = sh->pos;
	quote = i < sh->text.n ? sh->text.p[i] : '\0';
	if (quote == '\'' || quote == '"') {
		from++;
		i = sv_find(sh->text, from, quote);
		if (quote == '"' && !shell_is_literal(sv_take(
		    sv_skip(sh->text, from), i - from)))
			return false;
		if (i >= sh->text.n || !ends_at(sh, i + 1))
			return false;
		sh->pos = i + 1;
	} else {
		while (i < sh->text.n && is_safe((unsigned char)sh->text.p[i]))
			i++;
		if (i == from || !ends_at(sh, i))
			return false;
		sh->pos = i;
	}
	*out = (struct word){
	    .text = sv_take(sv_skip(sh->text, from), i - from),
	    .known = i - from,
	};
	return true;
}

void
shell_word(struct shell *sh, struct word_list *list)
{
	size_t base = sh->cells.n;
	struct word w;

	if (sh->err)
		return;
	if (easy_word(sh, &w)) {
		shell_list_push(sh, list, w);
		return;
	}
	shell_word_cells(sh);
	shell_fields(sh, base, list);
}

struct word
shell_value(struct shell *sh)
{
	size_t base = sh->cells.n;
	struct word w;

	if (!sh->err && easy_word(sh, &w))
		return w;
	shell_word_cells(sh);
	return shell_one(sh, base);
}
