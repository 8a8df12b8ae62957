/* SPDX-License-Identifier: ISC */
/*
 * Shell text: every command in it, with the directory, the variables and the
 * standard input that the text gives it.
 */
#include "argv/unwrap.h"

static enum err
add_doubts(struct unwrap *u, const struct shell_reading *r)
{
	bool mentions;
	enum err e;

	for (size_t i = 0; i < r->n_doubts; i++) {
		e = argv_mentions(u->ctx, r->doubts[i].source, &mentions);
		if (!e && mentions)
			e = unwrap_problem(u, PROBLEM_UNREADABLE,
			    r->doubts[i].source);
		if (e)
			return e;
	}
	return OK;
}

/* A file on standard input is the shell's to open: where the shell is. */
static enum err
set_stdin(struct unwrap *u, const struct shell_command *c, struct origin *from)
{
	if (c->stdin_kind == STDIN_INHERITED)
		return OK;
	from->stdin_kind = c->stdin_kind;
	from->stdin_word = c->stdin_word;
	from->stdin_elsewhere = from->elsewhere;
	from->stdin_own = false;
	if (c->stdin_kind != STDIN_FILE)
		return OK;
	return word_join_path(u->ctx->arena, &from->cwd, &c->stdin_word,
	    &from->stdin_word);
}

static enum err
read_shell_command(struct unwrap *u, const struct shell_command *c,
    const struct origin *outer)
{
	struct origin from = *outer;
	enum err e;

	e = word_join_path(u->ctx->arena, &outer->cwd, &c->cwd, &from.cwd);
	if (e || (e = load_assigns(u, c, &outer->cwd, &from)))
		return e;
	if ((e = set_stdin(u, c, &from)))
		return e;
	return unwrap_words(u, c->words, c->n_words, &from);
}

/* What the tools of a command leave behind for those after it: where one
 * selects another target in a file (kubectl config use-context), that is not
 * read yet. */
static enum err
leave_behind(struct unwrap *u, uint32_t first, struct origin *from)
{
	const struct invocation *list = (const void *)u->invocations.p;
	enum err e = OK;

	for (uint32_t i = first; i < u->invocations.n && !e; i++)
		if (!(list[i].tool_flags & TOOL_LAUNCHER) &&
		    !list[i].elsewhere)
			e = load_launcher(u, &list[i], &from->changes);
	return e;
}

enum err
unwrap_text(struct unwrap *u, struct sv text, const struct start *params,
    const struct origin *outer)
{
	struct origin around = *outer, *from = &around;
	struct shell_reading r = {0};
	uint32_t first;
	enum err e;

	e = shell_read(u->ctx->arena, text, params ? params->rest : NULL,
	    params ? params->n_rest : 0, &r);
	if (e || (e = add_doubts(u, &r)))
		return e;
	if ((e = step_text(u, &r, &from->cwd)))
		return e;
	if (u->foreseeing)
		shell_keep_certain(&r);
	u->texts++;
	for (size_t i = 0; i < r.n_commands && !e; i++) {
		first = u->invocations.n;
		e = read_shell_command(u, &r.commands[i], from);
		if (!e && i + 1 < r.n_commands)
			e = leave_behind(u, first, from);
	}
	u->texts--;
	/* No shim sees these again; but a file's are the file's own doing. */
	for (size_t i = 0; i < r.n_writes && !e && !u->foreseeing; i++)
		e = read_shell_command(u, &r.writes[i], from);
	return e;
}

/* Text that is not certain cannot be read; it matters if it mentions a tool. */
enum err
unwrap_text_word(struct unwrap *u, const struct word *text,
    const struct start *params, const struct origin *from)
{
	bool mentions;
	enum err e;

	if (word_is_certain(text))
		return unwrap_text(u, text->text, params, from);
	e = argv_mentions(u->ctx, text->text, &mentions);
	if (e || !mentions)
		return e;
	return unwrap_problem(u, PROBLEM_UNREADABLE, text->text);
}

enum err
unwrap_joined_words(struct unwrap *u, const struct start *s, struct word *out)
{
	struct word joined = s->text;
	size_t total = s->text.text.n + 1;
	struct buf b;
	char *p;

	for (size_t i = 0; i < s->n_rest; i++)
		total += s->rest[i].text.n + 1;
	p = arena_alloc(u->ctx->arena, total, 1);
	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, total);
	buf_sv(&b, s->text.text);
	for (size_t i = 0; i < s->n_rest; i++) {
		buf_c(&b, ' ');
		buf_sv(&b, s->rest[i].text);
		joined.flags |= s->rest[i].flags;
	}
	joined.text = buf_view(&b);
	joined.known = joined.text.n;
	*out = joined;
	return OK;
}
