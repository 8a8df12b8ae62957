/* SPDX-License-Identifier: ISC */
/*
 * Compound commands. Everything in them is read; what is known of variables
 * behind a branch or loop is what holds whichever way it went.
 */
#include "reader/shell.h"

/* A compound command while it is read. */
struct compound {
	size_t from;
	const struct var *mark;
	struct shell_node *tail; /* the last command before it */
	const struct shell_node *writes; /* and the last redirection */
};

static struct shell_node *
since(const struct shell *sh, const struct shell_node *tail)
{
	return tail == NULL ? sh->first : tail->next;
}

/* Redirections behind a compound command are those of all in it. */
static void
redirections(struct shell *sh, const struct compound *c)
{
	struct shell_input *in = SHELL_NEW(sh, 1, struct shell_input);
	struct redirected done = {false, false};
	struct shell_node *n;

	for (;;) {
		shell_skip_blanks(sh);
		if (sh->err || !shell_at_redirect(sh))
			break;
		shell_redirect(sh, in, &done);
	}
	if (!done.in)
		return;
	for (n = since(sh, c->tail); n != NULL; n = n->next) {
		if (n->input->kind == STDIN_INHERITED)
			n->input->kind = STDIN_UNKNOWN;
	}
}

/* Takes the keyword that must come next. */
static bool
expect(struct shell *sh, const struct compound *c, enum keyword k)
{
	if (shell_take_keyword(sh, k))
		return true;
	shell_give_up(sh, c->from, "compound command is not understood");
	return false;
}

static void
branch(struct shell *sh)
{
	const struct var *mark = sh->vars;

	sh->maybe++;
	shell_commands(sh);
	sh->maybe--;
	shell_weaken(sh, mark);
}

static void
read_if(struct shell *sh, const struct compound *c)
{
	const struct var *mark;

	shell_commands(sh);
	mark = sh->vars;
	if (!expect(sh, c, KW_THEN))
		return;
	branch(sh);
	while (shell_take_keyword(sh, KW_ELIF)) {
		sh->maybe++;
		shell_commands(sh);
		sh->maybe--;
		shell_weaken(sh, mark);
		if (!expect(sh, c, KW_THEN))
			return;
		branch(sh);
	}
	if (shell_take_keyword(sh, KW_ELSE))
		branch(sh);
	expect(sh, c, KW_FI);
}

/* What a loop changes may have changed when it comes round again. */
static void
loop_begin(struct shell *sh)
{
	shell_hide(sh);
	sh->hidden++;
}

static void
loop_end(struct shell *sh, const struct compound *c)
{
	const struct word nowhere = {.text = SV("?"), .flags = WORD_DYNAMIC};
	struct shell_node *n;

	sh->hidden--;
	for (n = since(sh, c->tail); n != NULL; n = n->next)
		n->c.repeats = true;
	if (shell_cwd_changed(sh, c->mark) || sh->cwd_lost) {
		for (n = since(sh, c->tail); n != NULL; n = n->next)
			n->c.cwd = nowhere;
		for (n = sh->writes; n != c->writes; n = n->next)
			n->c.cwd = nowhere;
	}
	shell_weaken(sh, c->mark);
}

static void
read_while(struct shell *sh, const struct compound *c)
{
	loop_begin(sh);
	shell_commands(sh);
	if (expect(sh, c, KW_DO)) {
		shell_commands(sh);
		expect(sh, c, KW_DONE);
	}
	loop_end(sh, c);
}

/* The words of "for NAME in a b c". */
static void
for_words(struct shell *sh, struct sv name)
{
	struct word_list list = {0};
	size_t i;

	for (;;) {
		shell_skip_blanks(sh);
		if (!shell_at_word(sh))
			break;
		shell_word(sh, &list);
	}
	for (i = 0; i < list.n; i++)
		shell_candidate(sh, name, &list.p[i], 1);
}

/* "((a; b; c))", up to its end; false if it is none. */
static bool
double_paren(struct shell *sh)
{
	size_t from = sh->pos, end;

	shell_eat(sh, 2);
	end = shell_arith_end(sh, sh->pos);
	if (end == 0) {
		sh->pos = from;
		return false;
	}
	shell_arith(sh, end);
	shell_eat(sh, 2);
	return true;
}

static bool
for_head(struct shell *sh, const struct compound *c, struct sv *name)
{
	size_t n;

	shell_skip_blanks(sh);
	shell_eat(sh, 0);
	*name = SV("");
	if (shell_at(sh, 0) == '(' && shell_at(sh, 1) == '(') {
		if (double_paren(sh))
			return true;
		shell_give_up(sh, c->from, "loop is not understood");
		return false;
	}
	n = shell_run(sh, 0, shell_is_name);
	*name = sv_take(sv_skip(sh->text, sh->pos), n);
	shell_eat(sh, n);
	if (!shell_is_name_sv(*name) || !shell_ends_word(shell_at(sh, 0))) {
		shell_give_up(sh, c->from, "loop is not understood");
		return false;
	}
	shell_skip_lines(sh);
	if (shell_take_keyword(sh, KW_IN))
		for_words(sh, *name);
	return true;
}

static void
read_for(struct shell *sh, const struct compound *c)
{
	struct sv name;

	if (!for_head(sh, c, &name))
		return;
	shell_skip_blanks(sh);
	if (shell_at(sh, 0) == ';')
		shell_eat(sh, 1);
	shell_skip_lines(sh);
	loop_begin(sh);
	if (name.n > 0)
		shell_unknown(sh, name);
	if (shell_take_keyword(sh, KW_OPEN)) {
		shell_commands(sh);
		expect(sh, c, KW_CLOSE);
	} else if (expect(sh, c, KW_DO)) {
		shell_commands(sh);
		expect(sh, c, KW_DONE);
	}
	loop_end(sh, c);
}

/* "a | b)" */
static bool
case_pattern(struct shell *sh, const struct compound *c)
{
	size_t base = sh->cells.n, from;
	int at;

	if (shell_at(sh, 0) == '(')
		shell_eat(sh, 1);
	for (;;) {
		shell_skip_blanks(sh);
		at = shell_at(sh, 0);
		from = sh->pos;
		if (at == ')') {
			shell_eat(sh, 1);
			return true;
		}
		if (at == '|')
			shell_eat(sh, 1);
		else
			shell_word_cells(sh);
		sh->cells.n = base;
		if (sh->err || at < 0 || sh->pos == from)
			break;
	}
	shell_give_up(sh, c->from, "case is not understood");
	return false;
}

static void
case_break(struct shell *sh)
{
	if (shell_at(sh, 0) != ';')
		return;
	shell_eat(sh, 2);
	if (shell_at(sh, 0) == '&')
		shell_eat(sh, 1);
}

static void
read_case(struct shell *sh, const struct compound *c)
{
	struct word_list list = {0};

	shell_skip_blanks(sh);
	if (!shell_ends_word(shell_at(sh, 0)))
		shell_word(sh, &list);
	shell_skip_lines(sh);
	if (!expect(sh, c, KW_IN))
		return;
	for (;;) {
		shell_skip_lines(sh);
		if (shell_take_keyword(sh, KW_ESAC))
			return;
		if (!case_pattern(sh, c))
			return;
		branch(sh);
		case_break(sh);
	}
}

/* In a shell without [[, what stands behind an operator is a command. */
static bool
looks_like_command(const struct shell *sh)
{
	int c = shell_at(sh, 0);

	return shell_is_name(c, true) || c == '/' || c == '.';
}

static void
read_test(struct shell *sh, const struct compound *c)
{
	bool command_next = false, doubtful = false;
	size_t base = sh->cells.n;
	struct word w;
	int at;

	for (;;) {
		at = shell_at(sh, 0);
		if (at < 0) {
			shell_give_up(sh, c->from, "test is not understood");
			return;
		}
		if (shell_is_blank(at) || at == '\n') {
			command_next = command_next || at == '\n';
			shell_eat(sh, 1);
			if (shell_at(sh, 0) == ']' && shell_at(sh, 1) == ']' &&
			    shell_ends_word(shell_at(sh, 2)))
				break;
			continue;
		}
		doubtful = doubtful ||
		    (command_next && looks_like_command(sh));
		if (!shell_at_word(sh)) {
			command_next = at == '|' || at == '&' || at == ';';
			shell_eat(sh, 1);
			continue;
		}
		command_next = false;
		shell_word_cells(sh);
		w = shell_one(sh, base);
		if (w.flags == 0)
			shell_suspect(sh, w.text,
			    shell_piece(sh, c->from, sh->pos));
	}
	shell_eat(sh, 2);
	if (doubtful)
		shell_doubt(sh, shell_piece(sh, c->from, sh->pos),
		    "not every shell reads this as a test");
}

void
shell_function(struct shell *sh, size_t from, struct sv name)
{
	struct sv outer = sh->function;
	unsigned maybe = sh->maybe;

	shell_skip_blanks(sh);
	if (shell_at(sh, 0) == '(') {
		shell_eat(sh, 1);
		shell_skip_blanks(sh);
		if (shell_at(sh, 0) == ')')
			shell_eat(sh, 1);
	}
	shell_skip_lines(sh);
	if (shell_ends_word(shell_at(sh, 0)) && shell_at(sh, 0) != '(') {
		shell_give_up(sh, from, "function without a body");
		return;
	}
	sh->function = name;
	sh->maybe = 0;
	shell_body(sh);
	sh->function = outer;
	sh->maybe = maybe;
}

static void
read_function(struct shell *sh, const struct compound *c)
{
	struct word w;
	size_t n;

	shell_skip_blanks(sh);
	w = shell_value(sh);
	shell_redefines(sh, w.text);
	shell_skip_blanks(sh);
	/* zsh takes several names, and what follows them is the body. */
	if (!shell_ends_word(shell_at(sh, 0)) &&
	    shell_keyword(sh, &n) == KW_NONE)
		shell_doubt(sh, shell_piece(sh, c->from, sh->text.n),
		    "function is not understood");
	shell_function(sh, c->from, w.text);
}

/* "coproc [NAME] command" */
static void
read_coproc(struct shell *sh)
{
	struct shell look;
	size_t n;

	shell_skip_blanks(sh);
	look = *sh;
	n = shell_run(&look, 0, shell_is_name);
	shell_eat(&look, n);
	if (n > 0 && shell_is_blank(shell_at(&look, 0)) &&
	    shell_keyword(sh, &n) == KW_NONE) {
		shell_skip_blanks(&look);
		if (shell_at(&look, 0) == '(' ||
		    shell_keyword(&look, &n) != KW_NONE)
			sh->pos = look.pos;
	}
	shell_command(sh);
}

/*
 * "((a))" is arithmetic, or in a shell without it two subshells.
 */
static void
read_paren(struct shell *sh, const struct compound *c)
{
	size_t i;

	if (shell_at(sh, 1) == '(' && double_paren(sh)) {
		for (i = c->from; i < sh->pos; i++) {
			if (shell_is_name((unsigned char)sh->text.p[i], true))
				break;
		}
		if (i < sh->pos)
			shell_doubt(sh, shell_piece(sh, c->from, sh->pos),
			    "not every shell reads this as arithmetic");
		return;
	}
	shell_eat(sh, 1);
	shell_subshell(sh, c->from);
}

static bool
read_keyword(struct shell *sh, const struct compound *c, enum keyword k)
{
	switch (k) {
	case KW_IF:
		read_if(sh, c);
		return true;
	case KW_WHILE:
	case KW_UNTIL:
		read_while(sh, c);
		return true;
	case KW_FOR:
	case KW_SELECT:
		read_for(sh, c);
		return true;
	case KW_CASE:
		read_case(sh, c);
		return true;
	case KW_FUNCTION:
		read_function(sh, c);
		return true;
	case KW_OPEN:
		shell_commands(sh);
		expect(sh, c, KW_CLOSE);
		return true;
	case KW_TEST:
		read_test(sh, c);
		return true;
	case KW_COPROC:
		read_coproc(sh);
		shell_weaken(sh, c->mark);
		return true;
	case KW_NONE:
	case KW_THEN:
	case KW_ELIF:
	case KW_ELSE:
	case KW_FI:
	case KW_DO:
	case KW_DONE:
	case KW_ESAC:
	case KW_CLOSE:
	case KW_BANG:
	case KW_TIME:
	case KW_IN:
		break;
	}
	return false;
}

bool
shell_compound(struct shell *sh)
{
	struct compound c = {.mark = sh->vars, .tail = sh->last,
	    .writes = sh->writes};
	struct shell_input *feed = sh->feed;
	size_t length = 0;
	enum keyword k;

	shell_eat(sh, 0);
	c.from = sh->pos;
	sh->feed = NULL;
	if (shell_at(sh, 0) == '(') {
		read_paren(sh, &c);
	} else {
		k = shell_keyword(sh, &length);
		shell_eat(sh, length);
		if (!read_keyword(sh, &c, k)) {
			sh->pos = c.from;
			sh->feed = feed;
			return false;
		}
	}
	redirections(sh, &c);
	sh->only = NULL;
	return true;
}
