/* SPDX-License-Identifier: ISC */
/*
 * Text inside text: subshells, substitutions, eval, and what runs later
 * (functions, traps, aliases).
 */
#include "reader/shell.h"

#include <string.h>

/* Reads on to the end of the text, whatever stands in the way. */
static void
to_end(struct shell *sh)
{
	shell_commands(sh);
	if (shell_at(sh, 0) >= 0)
		shell_give_up(sh, sh->pos, "nothing is open that this closes");
	if (sh->docs != NULL)
		shell_doubt(sh, shell_piece(sh, sh->docs->at, sh->text.n),
		    "here-document is missing");
}

void
shell_nested(struct shell *sh, struct sv text, struct sv source)
{
	struct sv was = sh->text, outer = sh->outer;
	struct heredoc *docs = sh->docs;
	bool nested = sh->nested;
	size_t pos = sh->pos;

	if (sh->err || !shell_enter(sh))
		return;
	if (text.n > SHELL_MAX_NESTED - sh->nested_bytes) {
		shell_fail(sh, ERR_LIMIT);
		return;
	}
	sh->nested_bytes += text.n;
	if (memchr(text.p, '\0', text.n) != NULL)
		shell_doubt(sh, source, "holds a NUL byte");
	sh->text = text;
	sh->outer = source;
	sh->nested = true;
	sh->pos = 0;
	sh->docs = NULL;
	to_end(sh);
	sh->text = was;
	sh->outer = outer;
	sh->nested = nested;
	sh->pos = pos;
	sh->docs = docs;
	shell_leave(sh);
}

/* What is not known inside a text that runs some other time. */
struct apart {
	const struct var *mark;
	enum stdin_kind base;
	bool params_lost;
};

static struct apart
set_apart(struct shell *sh)
{
	struct apart a = {sh->vars, sh->base, sh->params_lost};

	shell_hide(sh);
	sh->hidden++;
	sh->base = STDIN_UNKNOWN;
	sh->feed = NULL;
	return a;
}

static void
come_back(struct shell *sh, struct apart a)
{
	shell_taint(sh, a.mark);
	sh->hidden--;
	sh->base = a.base;
	sh->params_lost = a.params_lost;
}

void
shell_deferred(struct shell *sh, struct sv text, struct sv source)
{
	struct apart a = set_apart(sh);

	shell_nested(sh, text, source);
	come_back(sh, a);
}

void
shell_body(struct shell *sh)
{
	struct apart a = set_apart(sh);

	shell_command(sh);
	come_back(sh, a);
}

void
shell_subshell(struct shell *sh, size_t from)
{
	const struct var *mark = sh->vars;
	struct heredoc *docs = sh->docs;

	if (sh->err)
		return;
	sh->docs = NULL;
	sh->feed = NULL;
	shell_commands(sh);
	if (shell_at(sh, 0) != ')') {
		shell_give_up(sh, from, "parenthesis is not closed");
	} else if (sh->docs != NULL) {
		shell_give_up(sh, from, "here-document is missing");
	} else {
		shell_eat(sh, 1);
		/* Which here-document comes first is not agreed upon. */
		if (docs != NULL && memchr(sh->text.p + from, '\n',
		    sh->pos - from) != NULL)
			shell_doubt(sh,
			    shell_piece(sh, docs->at, sh->text.n),
			    "here-document around several lines");
	}
	sh->docs = docs;
	sh->vars = mark;
}

static void
settle_input(struct shell_node *n)
{
	struct shell_input *in = n->input;
	const struct shell_input *from = in->from;

	/* Earlier commands are settled, so this goes up one or two. */
	while (from != NULL && from->from != NULL)
		from = from->from;
	if (from != NULL) {
		in->kind = from->kind == STDIN_TEXT ||
		    from->kind == STDIN_FILE ? from->kind : STDIN_UNKNOWN;
		in->word = from->word;
		in->from = NULL;
	}
	n->c.stdin_kind = in->kind;
	n->c.stdin_word = in->word;
}

static enum err
flatten(struct shell *sh, struct shell_reading *out)
{
	struct shell_reading r = {0};
	struct shell_node *n;
	struct doubt_node *d;
	size_t i;

	r.commands = SHELL_NEW(sh, sh->n_commands + 1, struct shell_command);
	r.writes = SHELL_NEW(sh, sh->n_writes + 1, struct shell_command);
	r.doubts = SHELL_NEW(sh, sh->n_doubts + 1, struct shell_doubt);
	if (sh->err)
		return sh->err;
	for (n = sh->first; n != NULL; n = n->next) {
		settle_input(n);
		r.commands[r.n_commands++] = n->c;
	}
	r.n_writes = sh->n_writes;
	for (i = r.n_writes, n = sh->writes; n != NULL; n = n->next)
		r.writes[--i] = n->c;
	for (d = sh->doubts; d != NULL; d = d->next)
		r.doubts[r.n_doubts++] = d->d;
	*out = r;
	return OK;
}

enum err
shell_read(struct arena *arena, struct sv text, const struct word *params,
    size_t n_params, struct shell_reading *out)
{
	struct shell sh = {
	    .arena = arena,
	    .text = text,
	    .root = text,
	    .params = params,
	    .n_params = n_params,
	};

	if (text.n == 0)
		sh.root = sh.text = SV("");
	else if (memchr(text.p, '\0', text.n) != NULL)
		shell_doubt(&sh, text, "holds a NUL byte");
	to_end(&sh);
	shell_guess(&sh);
	return flatten(&sh, out);
}
