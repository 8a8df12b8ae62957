/* SPDX-License-Identifier: ISC */
/*
 * Lists and pipelines: what runs for sure, what runs maybe, what runs in a
 * process of its own, and what a pipe carries.
 */
#include "reader/shell.h"

#include <string.h>

static bool
closes(enum keyword k)
{
	switch (k) {
	case KW_THEN:
	case KW_ELIF:
	case KW_ELSE:
	case KW_FI:
	case KW_DO:
	case KW_DONE:
	case KW_ESAC:
	case KW_CLOSE:
		return true;
	case KW_NONE:
	case KW_IF:
	case KW_CASE:
	case KW_WHILE:
	case KW_UNTIL:
	case KW_FOR:
	case KW_SELECT:
	case KW_FUNCTION:
	case KW_OPEN:
	case KW_BANG:
	case KW_TEST:
	case KW_TIME:
	case KW_COPROC:
	case KW_IN:
		break;
	}
	return false;
}

void
shell_command(struct shell *sh)
{
	if (!shell_enter(sh))
		return;
	sh->only = NULL;
	if (!shell_compound(sh))
		shell_simple(sh);
	shell_leave(sh);
}

static bool
is_text(const struct word *w, const char *text)
{
	return w->flags == 0 && sv_eq_cstr(w->text, text);
}

/* Whether words are certain and hold no byte that some echo interprets. */
static bool
all_plain(const struct word *words, size_t n, const char *special)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (words[i].flags)
			return false;
		for (k = 0; k < words[i].text.n; k++) {
			if (strchr(special, words[i].text.p[k]) != NULL)
				return false;
		}
	}
	return true;
}

/* Words joined by sep, and behind them end. */
static struct shell_input *
text_of(struct shell *sh, const struct word *words, size_t n,
    const char *sep, const char *end)
{
	struct shell_input *in = SHELL_NEW(sh, 1, struct shell_input);
	size_t i, k, size = 2;
	struct buf b;
	char *p;

	for (i = 0; i < n; i++)
		size += words[i].text.n + 1;
	p = SHELL_NEW(sh, size, char);
	if (in == NULL || p == NULL)
		return NULL;
	buf_init(&b, p, size);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_str(&b, sep);
		for (k = 0; k < words[i].text.n; k++)
			buf_c(&b, words[i].text.p[k]);
	}
	buf_str(&b, end);
	in->kind = STDIN_TEXT;
	in->word.text = buf_view(&b);
	in->word.known = in->word.text.n;
	return in;
}

static struct shell_input *
text_of_echo(struct shell *sh, const struct word *w, size_t n)
{
	size_t i = n > 1 && is_text(&w[1], "-n") ? 2 : 1;

	if (!all_plain(w + i, n - i, "\\") ||
	    (i < n && sv_starts(w[i].text, SV("-"))))
		return NULL;
	return text_of(sh, w + i, n - i, " ", i == 2 ? "" : "\n");
}

static struct shell_input *
text_of_printf(struct shell *sh, const struct word *w, size_t n)
{
	if (n < 2 || !all_plain(w + 1, n - 1, ""))
		return NULL;
	if (n > 2 && is_text(&w[1], "%s"))
		return text_of(sh, w + 2, n - 2, "", "");
	if (n > 2 && is_text(&w[1], "%s\\n"))
		return text_of(sh, w + 2, n - 2, "\n", "\n");
	if (n == 2 && all_plain(w + 1, 1, "\\%") &&
	    !sv_starts(w[1].text, SV("-")))
		return text_of(sh, w + 1, 1, "", "");
	return NULL;
}

/* What the command writes into the pipe behind it, if that is certain. */
static struct shell_input *
output_of(struct shell *sh, const struct shell_node *node)
{
	const struct word *w;
	struct shell_input *in;

	if (node == NULL || node->redirected || sh->redefined || sh->err)
		return NULL;
	w = node->c.words;
	if (is_text(&w[0], "echo"))
		return text_of_echo(sh, w, node->c.n_words);
	if (is_text(&w[0], "printf"))
		return text_of_printf(sh, w, node->c.n_words);
	if (!is_text(&w[0], "cat") || node->c.n_words > 2)
		return NULL;
	if (node->c.n_words == 2 && (w[1].flags ||
	    sv_starts(w[1].text, SV("-"))))
		return NULL;
	in = SHELL_NEW(sh, 1, struct shell_input);
	if (in == NULL)
		return NULL;
	if (node->c.n_words == 1) {
		in->from = node->input;
	} else {
		in->kind = STDIN_FILE;
		in->word = w[1];
	}
	return in;
}

/* "!", "time -p" */
static void
skip_prefixes(struct shell *sh)
{
	size_t from;

	shell_skip_blanks(sh);
	for (;;) {
		from = sh->pos;
		if (shell_take_keyword(sh, KW_TIME)) {
			shell_skip_blanks(sh);
			if (shell_at(sh, 0) == '-' && shell_at(sh, 1) == 'p' &&
			    shell_ends_word(shell_at(sh, 2))) {
				shell_eat(sh, 2);
			} else if (shell_at(sh, 0) == '-') {
				/* With other options it is the program. */
				sh->pos = from;
				return;
			}
		} else if (!shell_take_keyword(sh, KW_BANG)) {
			return;
		}
		shell_skip_blanks(sh);
	}
}

/* Whether "|" stands here, which is then taken. */
static bool
take_pipe(struct shell *sh, bool *errors_too)
{
	shell_skip_blanks(sh);
	if (shell_at(sh, 0) != '|' || shell_at(sh, 1) == '|')
		return false;
	*errors_too = shell_at(sh, 1) == '&';
	shell_eat(sh, *errors_too ? 2 : 1);
	shell_skip_lines(sh);
	return true;
}

static void
pipeline(struct shell *sh)
{
	const struct var *mark = sh->vars;
	enum stdin_kind base = sh->base;
	bool errors_too = false;

	skip_prefixes(sh);
	shell_command(sh);
	if (!take_pipe(sh, &errors_too))
		return;
	do {
		sh->feed = errors_too ? NULL : output_of(sh, sh->only);
		sh->base = STDIN_UNKNOWN;
		/* Each part has a process of its own, or not: shells differ. */
		shell_weaken(sh, mark);
		skip_prefixes(sh);
		shell_command(sh);
		sh->feed = NULL;
	} while (take_pipe(sh, &errors_too));
	shell_weaken(sh, mark);
	sh->base = base;
	sh->only = NULL;
}

/* "&&" or "||", which is then taken; 0 if neither stands here. */
static int
take_and_or(struct shell *sh)
{
	int c;

	shell_skip_blanks(sh);
	c = shell_at(sh, 0);
	if ((c != '&' && c != '|') || shell_at(sh, 1) != c)
		return 0;
	shell_eat(sh, 2);
	shell_skip_lines(sh);
	return c;
}

/* Whether the text from here on asks a question, so that what is behind "&&"
 * depends on the answer. */
static bool
at_question(const struct shell *sh)
{
	static const char *const starts[] = {
		"[", "((", "!", "test ", "command -v", "which ", "type ",
		"hash ", "grep ", "read ",
	};
	struct sv rest = sv_skip(sh->text, sh->pos);

	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		if (sv_starts(rest, sv_from(starts[i])))
			return true;
	}
	return false;
}

static void
and_or(struct shell *sh)
{
	const struct var *mark;
	bool had_or = false, question = at_question(sh);
	unsigned maybe = sh->maybe;
	int op;

	pipeline(sh);
	mark = sh->vars;
	while ((op = take_and_or(sh)) != 0) {
		had_or = had_or || op == '|';
		if (had_or)
			shell_weaken(sh, mark);
		if (had_or || question)
			sh->maybe = maybe + 1;
		question = at_question(sh);
		pipeline(sh);
	}
	sh->maybe = maybe;
	shell_weaken(sh, mark);
}

/* Whether the commands end here: at a byte or word that closes. */
static bool
at_close(struct shell *sh)
{
	int c = shell_at(sh, 0);
	size_t n;

	if (c < 0 || c == ')')
		return true;
	if (c == ';' && (shell_at(sh, 1) == ';' || shell_at(sh, 1) == '&'))
		return true;
	return closes(shell_keyword(sh, &n));
}

void
shell_commands(struct shell *sh)
{
	const struct var *mark;
	size_t from;
	int c;

	for (;;) {
		shell_skip_lines(sh);
		if (at_close(sh))
			return;
		from = sh->pos;
		mark = sh->vars;
		and_or(sh);
		shell_skip_blanks(sh);
		c = shell_at(sh, 0);
		if (c == '&') {
			shell_weaken(sh, mark);
			shell_eat(sh, 1);
		} else if (c == ';' && !at_close(sh)) {
			shell_eat(sh, 1);
		} else if (c != '\n' && c != '#' && !at_close(sh)) {
			shell_give_up(sh, from, "syntax is not understood");
			return;
		}
	}
}
