/* SPDX-License-Identifier: ISC */
/*
 * The cursor of the shell reader: bytes with line continuations left out,
 * blanks, comments, keywords, and the record of what was not understood.
 */
#include "reader/shell.h"

void
shell_fail(struct shell *sh, enum err e)
{
	if (!sh->err)
		sh->err = e;
}

void *
shell_alloc(struct shell *sh, size_t n, size_t size)
{
	void *p = arena_alloc(sh->arena, n, size);

	if (p == NULL)
		shell_fail(sh, ERR_LIMIT);
	return p;
}

static size_t
skip_joins(struct sv text, size_t i)
{
	while (i + 1 < text.n && text.p[i] == '\\' && text.p[i + 1] == '\n')
		i += 2;
	return i;
}

int
shell_at(const struct shell *sh, size_t k)
{
	size_t i = skip_joins(sh->text, sh->pos);

	if (sh->err)
		return -1;
	for (; k > 0 && i < sh->text.n; k--)
		i = skip_joins(sh->text, i + 1);
	return i < sh->text.n ? (unsigned char)sh->text.p[i] : -1;
}

void
shell_eat(struct shell *sh, size_t k)
{
	size_t i = skip_joins(sh->text, sh->pos);

	for (; k > 0 && i < sh->text.n; k--)
		i = skip_joins(sh->text, i + 1);
	sh->pos = i;
}

bool
shell_is_blank(int c)
{
	return c == ' ' || c == '\t';
}

bool
shell_is_name(int c, bool first)
{
	if (byte_is_letter(c) || c == '_')
		return true;
	return !first && byte_is_digit(c);
}

bool
shell_is_literal(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '$' || s.p[i] == '`' || s.p[i] == '\\')
			return false;
	return true;
}

bool
shell_is_digit(int c, bool first)
{
	(void)first;
	return byte_is_digit(c);
}

size_t
shell_run(const struct shell *sh, size_t k, bool (*is)(int c, bool first))
{
	size_t i = skip_joins(sh->text, sh->pos), n = 0;

	for (; k > 0 && i < sh->text.n; k--)
		i = skip_joins(sh->text, i + 1);
	while (!sh->err && i < sh->text.n &&
	    is((unsigned char)sh->text.p[i], n == 0)) {
		i = skip_joins(sh->text, i + 1);
		n++;
	}
	return n;
}

bool
shell_is_name_sv(struct sv s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (!shell_is_name((unsigned char)s.p[i], i == 0))
			return false;
	}
	return s.n > 0;
}

bool
shell_ends_word(int c)
{
	return c < 0 || shell_is_blank(c) || c == '\n' || c == ';' ||
	    c == '&' || c == '|' || c == '(' || c == ')' || c == '<' ||
	    c == '>';
}

bool
shell_at_process(const struct shell *sh)
{
	int c = shell_at(sh, 0);

	return (c == '<' || c == '>') && shell_at(sh, 1) == '(';
}

bool
shell_at_word(const struct shell *sh)
{
	return !shell_ends_word(shell_at(sh, 0)) || shell_at_process(sh);
}

void
shell_skip_blanks(struct shell *sh)
{
	while (shell_is_blank(shell_at(sh, 0)))
		shell_eat(sh, 1);
}

/* A backslash does not carry a comment over to the next line. */
static void
skip_comment(struct shell *sh)
{
	sh->pos = sv_find(sh->text, sh->pos, '\n');
}

void
shell_skip_lines(struct shell *sh)
{
	for (;;) {
		shell_skip_blanks(sh);
		switch (shell_at(sh, 0)) {
		case '#':
			skip_comment(sh);
			break;
		case '\n':
			sh->pos = skip_joins(sh->text, sh->pos) + 1;
			shell_read_docs(sh);
			break;
		default:
			return;
		}
	}
}

struct sv
shell_piece(const struct shell *sh, size_t from, size_t to)
{
	if (sh->nested)
		return sh->outer;
	if (to > sh->text.n)
		to = sh->text.n;
	if (from > to)
		from = to;
	return sv_take(sv_skip(sh->text, from), to - from);
}

void
shell_doubt(struct shell *sh, struct sv piece, const char *why)
{
	struct doubt_node *d = sh->last_doubt;

	if (sh->doubted_from != NULL && piece.p >= sh->doubted_from)
		return;
	if (piece.p + piece.n == sh->root.p + sh->root.n)
		sh->doubted_from = piece.p;
	if (d != NULL && d->d.source.p == piece.p &&
	    d->d.source.n == piece.n && d->d.why == why)
		return;
	if (sh->n_doubts == SHELL_MAX_DOUBTS) {
		shell_fail(sh, ERR_LIMIT);
		return;
	}
	d = SHELL_NEW(sh, 1, struct doubt_node);
	if (d == NULL)
		return;
	d->d.source = piece;
	d->d.why = why;
	if (sh->last_doubt == NULL)
		sh->doubts = d;
	else
		sh->last_doubt->next = d;
	sh->last_doubt = d;
	sh->n_doubts++;
}

void
shell_give_up(struct shell *sh, size_t from, const char *why)
{
	shell_doubt(sh, shell_piece(sh, from, sh->text.n), why);
	sh->pos = sh->text.n;
}

bool
shell_enter(struct shell *sh)
{
	if (sh->depth == SHELL_MAX_DEPTH) {
		shell_fail(sh, ERR_LIMIT);
		return false;
	}
	sh->depth++;
	return true;
}

void
shell_leave(struct shell *sh)
{
	sh->depth--;
}

static const struct {
	struct sv name;
	enum keyword keyword;
} keywords[] = {
	{{"if", 2}, KW_IF},
	{{"then", 4}, KW_THEN},
	{{"elif", 4}, KW_ELIF},
	{{"else", 4}, KW_ELSE},
	{{"fi", 2}, KW_FI},
	{{"do", 2}, KW_DO},
	{{"done", 4}, KW_DONE},
	{{"case", 4}, KW_CASE},
	{{"esac", 4}, KW_ESAC},
	{{"while", 5}, KW_WHILE},
	{{"until", 5}, KW_UNTIL},
	{{"for", 3}, KW_FOR},
	{{"select", 6}, KW_SELECT},
	{{"function", 8}, KW_FUNCTION},
	{{"{", 1}, KW_OPEN},
	{{"}", 1}, KW_CLOSE},
	{{"!", 1}, KW_BANG},
	{{"[[", 2}, KW_TEST},
	{{"time", 4}, KW_TIME},
	{{"coproc", 6}, KW_COPROC},
	{{"in", 2}, KW_IN},
};

#define KEYWORD_MAX 8

enum keyword
shell_keyword(const struct shell *sh, size_t *out_length)
{
	char word[KEYWORD_MAX];
	size_t i, n;
	int c;

	for (n = 0; !shell_ends_word(c = shell_at(sh, n)); n++) {
		if (n == KEYWORD_MAX)
			return KW_NONE;
		word[n] = (char)c;
	}
	for (i = 0; i < ARRAY_LEN(keywords); i++) {
		if (!sv_eq(keywords[i].name, (struct sv){word, n}))
			continue;
		*out_length = n;
		return keywords[i].keyword;
	}
	return KW_NONE;
}

bool
shell_take_keyword(struct shell *sh, enum keyword want)
{
	size_t n;

	if (shell_keyword(sh, &n) != want)
		return false;
	shell_eat(sh, n);
	return true;
}
