/* SPDX-License-Identifier: ISC */
/*
 * Redirections and here-documents: where standard input comes from, and which
 * files are written to.
 */
#include "reader/shell.h"

#include <string.h>

#define MAX_DOCS 64 /* on one line */
#define MAX_FD_DIGITS 16
#define MAX_FD_NAME 64

/* Length of "12" or "{name}" in front of a redirection's operator. */
static size_t
fd_length(const struct shell *sh)
{
	size_t n = shell_run(sh, 0, shell_is_digit);

	if (n > MAX_FD_DIGITS)
		return 0;
	if (n > 0 || shell_at(sh, 0) != '{')
		return n;
	n = shell_run(sh, 1, shell_is_name);
	if (n == 0 || n > MAX_FD_NAME || shell_at(sh, n + 1) != '}')
		return 0;
	return n + 2;
}

bool
shell_at_redirect(const struct shell *sh)
{
	size_t n = fd_length(sh);
	int c = shell_at(sh, n), after = shell_at(sh, n + 1);

	if (n == 0 && c == '&')
		return after == '>';
	return (c == '<' || c == '>') && after != '(';
}

/* The operators, longest first; "<(" behind "<" is a word by itself. */
static const struct sv operators[] = {
	{"<<<", 3}, {"&>>", 3}, {"<<-", 3}, {"<<", 2}, {"<&", 2}, {"<>", 2},
	{">>", 2}, {">|", 2}, {">&", 2}, {"&>", 2}, {"<", 1}, {">", 1},
};

static struct sv
take_operator(struct shell *sh)
{
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(operators); i++) {
		for (k = 0; k < operators[i].n; k++) {
			if (shell_at(sh, k) != operators[i].p[k])
				break;
		}
		if (k == operators[i].n)
			break;
	}
	if (i == ARRAY_LEN(operators))
		return SV("");
	shell_eat(sh, operators[i].n);
	return operators[i];
}

/*
 * The word behind "<<": quotes are taken off, nothing is expanded. out_quoted
 * says whether there were any. False if shells may differ about it.
 */
static bool
end_word(struct shell *sh, struct sv *out, bool *out_quoted)
{
	size_t from, to, i, n = 0, base = sh->cells.n;
	char *p;

	shell_skip_blanks(sh);
	from = sh->pos;
	for (to = from; to < sh->text.n &&
	    !shell_ends_word((unsigned char)sh->text.p[to]); to++) {
		if (strchr("$`", sh->text.p[to]) != NULL)
			return false;
		if (sh->text.p[to] == '\'' || sh->text.p[to] == '"')
			to = sv_find(sh->text, to + 1, sh->text.p[to]);
		else if (sh->text.p[to] == '\\')
			to++;
	}
	if (to == from || to > sh->text.n)
		return false;
	shell_word_cells(sh);
	if (sh->err || sh->pos != to)
		return false;
	p = SHELL_NEW(sh, to - from + 1, char);
	*out_quoted = false;
	for (i = base; p != NULL && i < sh->cells.n; i++) {
		if (sh->cells.p[i].kind != CELL_PLAIN)
			*out_quoted = true;
		if (sh->cells.p[i].kind != CELL_EMPTY)
			p[n++] = sh->cells.p[i].byte;
	}
	sh->cells.n = base;
	*out = (struct sv){p, n};
	return p != NULL && memchr(p, '\n', n) == NULL;
}

static void
announce(struct shell *sh, struct shell_input *input, size_t from, bool strips)
{
	struct heredoc *d = SHELL_NEW(sh, 1, struct heredoc), **end;
	unsigned n = 0;

	if (d == NULL)
		return;
	d->input = input;
	d->strips = strips;
	d->at = from;
	for (end = &sh->docs; *end != NULL; end = &(*end)->next)
		n++;
	if (n >= MAX_DOCS || !end_word(sh, &d->end, &d->quoted)) {
		shell_give_up(sh, from, "here-document is not understood");
		return;
	}
	*end = d;
	if (input != NULL) {
		input->doc = d;
		input->kind = STDIN_UNKNOWN;
	}
}

static void
here_string(struct shell *sh, struct shell_input *input)
{
	struct word w = shell_value(sh);
	char *p;

	if (input == NULL)
		return;
	input->kind = STDIN_UNKNOWN;
	input->word = w;
	if (w.flags)
		return;
	p = SHELL_NEW(sh, w.text.n + 1, char);
	if (p == NULL)
		return;
	if (w.text.n > 0)
		memcpy(p, w.text.p, w.text.n);
	p[w.text.n] = '\n';
	input->kind = STDIN_TEXT;
	input->word.text = (struct sv){p, w.text.n + 1};
	input->word.known = w.text.n + 1;
}

static void
from_file(struct shell *sh, struct shell_input *input, bool is_file)
{
	bool process = shell_at_process(sh);
	struct word_list list = {0};

	shell_word(sh, &list);
	if (input == NULL || list.n == 0)
		return;
	input->kind = STDIN_UNKNOWN;
	if (!is_file || process)
		return;
	input->kind = STDIN_FILE;
	input->word = list.p[0];
}

/* What is written there is lost, or the terminal's. */
static bool
is_no_file(struct sv op, struct sv name)
{
	size_t n = 0;

	while (n < name.n && shell_is_digit(name.p[n], n == 0))
		n++;
	if (sv_eq(op, SV(">&")) && (n == name.n || sv_eq(name, SV("-"))))
		return true;
	return sv_eq(name, SV("/dev/null")) ||
	    sv_starts(name, SV("/dev/std")) ||
	    sv_starts(name, SV("/dev/fd/")) || sv_eq(name, SV("/dev/tty"));
}

static void
to_file(struct shell *sh, size_t from, struct sv op)
{
	bool process = shell_at_process(sh);
	struct word_list list = {0};
	struct shell_node *n;
	struct word *w;
	size_t k = 0;

	shell_word(sh, &list);
	if (sh->err || process || list.n != 1 ||
	    is_no_file(op, list.p[0].text))
		return;
	/* One that is not listed would not be judged. */
	if (sh->n_writes == SHELL_MAX_COMMANDS) {
		shell_fail(sh, ERR_LIMIT);
		return;
	}
	n = SHELL_NEW(sh, 1, struct shell_node);
	w = SHELL_NEW(sh, 4, struct word);
	if (n == NULL || w == NULL)
		return;
	w[k++].text = SV(">");
	if (op.n > 1 && op.p[op.n - 1] == '>' && op.p[op.n - 2] == '>')
		w[k++].text = SV("-a");
	if (sv_starts(list.p[0].text, SV("-")))
		w[k++].text = SV("--");
	w[k++].text = list.p[0].text;
	for (size_t i = 0; i < k; i++)
		w[i].known = w[i].text.n;
	n->c.words = w;
	n->c.n_words = k;
	n->c.cwd = shell_cwd(sh);
	n->c.source = shell_piece(sh, from, sh->pos);
	n->c.maybe = sh->maybe > 0;
	n->c.function = sh->function;
	n->next = sh->writes;
	sh->writes = n;
	sh->n_writes++;
}

void
shell_redirect(struct shell *sh, struct shell_input *input,
    struct redirected *done)
{
	size_t n = fd_length(sh), i, from;
	bool zero = n > 0;
	struct sv op;

	shell_eat(sh, 0);
	from = sh->pos;
	for (i = 0; i < n; i++)
		zero = zero && shell_at(sh, i) == '0';
	shell_eat(sh, n);
	op = take_operator(sh);
	if (n == 0)
		zero = op.n > 0 && op.p[0] == '<';
	if (zero)
		done->in = true;
	else
		done->out = true;
	if (!zero)
		input = NULL;
	if (input != NULL) {
		input->doc = NULL;
		input->from = NULL;
	}
	if (sv_eq(op, SV("<<")) || sv_eq(op, SV("<<-"))) {
		announce(sh, input, from, op.n == 3);
		return;
	}
	shell_skip_blanks(sh);
	if (!shell_at_word(sh)) {
		shell_give_up(sh, from, "redirection without a name");
		return;
	}
	if (sv_eq(op, SV("<<<")))
		here_string(sh, input);
	else if (!zero && op.p[op.n - 1] != '<' && !sv_eq(op, SV("<&")) &&
	    !sv_eq(op, SV("<>")))
		to_file(sh, from, op);
	else
		from_file(sh, input, op.n == 1 || sv_eq(op, SV("<>")));
}

/*
 * The end of the line at i, in the sense of the shell: where the text
 * expands, a backslash joins lines before anything else is looked at.
 */
static size_t
line_end(struct sv text, size_t i, bool joins, bool *joined)
{
	*joined = false;
	for (; i < text.n && text.p[i] != '\n'; i++) {
		if (!joins || text.p[i] != '\\')
			continue;
		if (i + 1 < text.n && text.p[i + 1] == '\n')
			*joined = true;
		i++;
	}
	return i < text.n ? i : text.n;
}

static bool
is_end(const struct heredoc *d, struct sv line)
{
	while (d->strips && line.n > 0 && line.p[0] == '\t')
		line = sv_skip(line, 1);
	return sv_eq(line, d->end);
}

/* Whether a line that was joined would be the end when it is not joined. */
static bool
may_be_end(const struct heredoc *d, struct sv lines)
{
	size_t i, end, n = 0;

	for (i = 0; i < lines.n; i = end + 1) {
		end = sv_find(lines, i, '\n');
		if (is_end(d, sv_take(sv_skip(lines, i), end - i)))
			return true;
	}
	for (i = 0; i < lines.n && n <= d->end.n; i++) {
		if (lines.p[i] == '\\' && i + 1 < lines.n &&
		    lines.p[i + 1] == '\n') {
			i++;
			continue;
		}
		if (n < d->end.n && lines.p[i] == d->end.p[n])
			n++;
		else if (!(d->strips && n == 0 && lines.p[i] == '\t'))
			return false;
	}
	return n == d->end.n;
}

static struct word
strip_tabs(struct shell *sh, struct sv s)
{
	char *p = SHELL_NEW(sh, s.n + 1, char);
	bool line_start = true;
	size_t i, n = 0;

	for (i = 0; p != NULL && i < s.n; i++) {
		if (line_start && s.p[i] == '\t')
			continue;
		line_start = s.p[i] == '\n';
		p[n++] = s.p[i];
	}
	return (struct word){.text = {p, n}, .known = n};
}

/* What the body gives; the commands in it are read. */
static struct word
body_word(struct shell *sh, const struct heredoc *d, size_t from, size_t to)
{
	struct sv text = sh->text, s = sv_take(sv_skip(text, from), to - from);
	size_t base = sh->cells.n, doubts = sh->n_doubts;

	if ((d->quoted || shell_is_literal(s)) && d->strips)
		return strip_tabs(sh, s);
	if (d->quoted || shell_is_literal(s))
		return (struct word){.text = s, .known = s.n};
	sh->text = sv_take(text, to);
	sh->pos = from;
	shell_body_cells(sh, d->strips);
	sh->text = text;
	/* Some shells look for the end of what is open behind the body. */
	if (sh->n_doubts > doubts)
		shell_doubt(sh, shell_piece(sh, d->at, sh->text.n),
		    "here-document is not understood");
	return shell_one(sh, base);
}

static void
read_doc(struct shell *sh, const struct heredoc *d)
{
	size_t from = sh->pos, i, end = from;
	bool joined = false, found = false, unsure = false;
	enum stdin_kind base = sh->base;
	struct word w;

	for (i = from; !found && i < sh->text.n; i = end + 1) {
		end = line_end(sh->text, i, !d->quoted, &joined);
		if (joined)
			unsure = unsure || may_be_end(d,
			    sv_take(sv_skip(sh->text, i), end - i));
		found = !joined &&
		    is_end(d, sv_take(sv_skip(sh->text, i), end - i));
		if (found)
			break;
	}
	if (!found || unsure)
		shell_doubt(sh, shell_piece(sh, d->at, sh->text.n),
		    "the end of the here-document is not certain");
	if (i > sh->text.n)
		i = sh->text.n;
	sh->base = STDIN_UNKNOWN;
	w = body_word(sh, d, from, i);
	sh->base = base;
	sh->pos = found ? end : sh->text.n;
	if (d->input == NULL || d->input->doc != d)
		return;
	d->input->word = w;
	d->input->kind = w.flags || !found || unsure ? STDIN_UNKNOWN :
	    STDIN_TEXT;
}

/*
 * Called behind a newline. The cursor ends at the newline behind the last
 * document, or at the end.
 */
void
shell_read_docs(struct shell *sh)
{
	struct heredoc *d;

	while ((d = sh->docs) != NULL && !sh->err) {
		sh->docs = NULL;
		read_doc(sh, d);
		sh->docs = d->next;
		if (sh->docs != NULL && sh->pos < sh->text.n)
			sh->pos++;
	}
}
