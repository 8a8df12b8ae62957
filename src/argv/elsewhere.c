/* SPDX-License-Identifier: ISC */
/*
 * Commands that run in a container or on another machine: what their image's
 * entrypoint is, and which environment and files they see.
 */
#include <string.h>

#include "argv/unwrap.h"

/* Without ":tag" and "@digest"; a colon before a '/' is a registry's port. */
static struct sv
image_repository(struct sv ref)
{
	size_t slash = 0;

	ref = sv_take(ref, sv_find(ref, 0, '@'));
	for (size_t i = 0; i < ref.n; i++)
		if (ref.p[i] == '/')
			slash = i;
	return sv_take(ref, sv_find(ref, slash, ':'));
}

/*
 * The tool that an image starts. "hashicorp/terraform" says so, with any
 * registry in front; a last part alone ("terraform") is only likely, and
 * out_sure tells.
 */
static enum err
image_tool(struct image *img, struct sv ref, uint32_t *out_tool, bool *out_sure)
{
	struct sv rest = image_repository(ref);
	enum err e = identity_find(img, 'i', rest, out_tool);
	size_t slash = sv_find(rest, 0, '/');

	*out_sure = slash < rest.n;
	while (e == ERR_NOT_FOUND && slash < rest.n) {
		rest = sv_skip(rest, slash + 1);
		slash = sv_find(rest, 0, '/');
		*out_sure = slash < rest.n;
		e = identity_find(img, 'i', rest, out_tool);
	}
	return e;
}

/* Whether the first of the words names a tool, and so is the command itself. */
static enum err
names_tool(struct unwrap *u, const struct start *s, bool *out)
{
	uint32_t offset;
	enum err e = ERR_NOT_FOUND;

	if (word_is_certain(&s->rest[0]))
		e = identity_find(u->ctx->image, 'c',
		    sv_basename(s->rest[0].text), &offset);
	*out = !e;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
unwrap_image(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	struct start command = {.kind = RUNS_ARGV};
	bool sure = false, is_command = false;
	uint32_t tool = 0;
	enum err e = ERR_NOT_FOUND;

	/* Without words it does what the image's author wrote. */
	if (!s->n_rest)
		return OK;
	if (word_is_certain(&s->text))
		e = image_tool(u->ctx->image, s->text.text, &tool, &sure);
	if (!e && !sure)
		e = names_tool(u, s, &is_command);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (!e && !is_command)
		return unwrap_as_tool(u, tool, s, from);
	command.text = s->rest[0];
	command.rest = s->rest + 1;
	command.n_rest = s->n_rest - 1;
	return unwrap_named(u, &command, from);
}

/* The account that a launcher is given: of several any may count. */
static struct sv
login_account(const struct invocation *inv)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (OPTION_VALUE_KIND(inv->options[i].flags) == VALUE_LOGIN)
			return inv->options[i].value.text;
	for (uint32_t i = 0; i < inv->n_operands; i++) {
		struct sv text = inv->operands[i].word.text;
		size_t at = text.n;

		while (at > 0 && text.p[at - 1] != '@')
			at--;
		if (at && OPTION_VALUE_KIND(inv->operands[i].flags) ==
		    VALUE_LOGIN)
			return sv_take(text, at - 1);
	}
	return (struct sv){0};
}

static struct sv
without_scheme(struct sv account)
{
	return sv_starts(account, SV("ssh://")) ? sv_skip(account, 6)
	    : account;
}

enum err
unwrap_account(struct unwrap *u, const struct start *s,
    const struct origin *from, struct start *out)
{
	const struct invocation *all = (const void *)u->invocations.p;
	struct sv account = login_account(&all[from->parent]);
	struct word *rest;
	struct tool tool;
	uint32_t offset;
	enum err e;

	*out = *s;
	e = identity_find(u->ctx->image, 'a', without_scheme(account), &offset);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	if ((e = tool_load(u->ctx->image, offset, &tool)))
		return e;
	rest = ARENA_NEW(u->ctx->arena, s->n_rest + 1, struct word);
	out->text = word_of(arena_dup(u->ctx->arena, tool.name));
	if (!rest || !out->text.text.p)
		return ERR_LIMIT;
	rest[0] = s->text;
	if (s->n_rest)
		memcpy(rest + 1, s->rest, s->n_rest * sizeof(*rest));
	out->rest = rest;
	out->n_rest = s->n_rest + 1;
	return OK;
}

enum err
unwrap_plugin(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	uint32_t tool;
	enum err e;

	e = identity_find(u->ctx->image, 'c', s->text.text, &tool);
	if (e == ERR_NOT_FOUND)
		return unwrap_problem(u, PROBLEM_UNKNOWN_COMMAND, s->text.text);
	return e ? e : unwrap_as_tool(u, tool, s, from);
}

/* "NAME=VALUE", or "NAME" for the value that the launcher sees. */
static enum err
give_variable(struct unwrap *u, const struct invocation *inv,
    const struct word *w, const struct env_change **changes)
{
	size_t equals = sv_find(w->text, 0, '=');
	struct word value = *w;
	struct env_change *c;

	if (equals < w->text.n) {
		value.text = sv_skip(w->text, equals + 1);
		value.known = w->known > equals ? w->known - equals - 1 : 0;
	} else if (!argv_env(u->ctx, inv, w->text, &value)) {
		return OK;
	}
	if (!(c = env_change_push(u->ctx->arena, changes)))
		return ERR_LIMIT;
	c->name = sv_take(w->text, equals);
	c->value = value;
	return OK;
}

static bool
names_target(const struct invocation *inv)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (!inv->options[i].off &&
		    (OPTION_CLASSES(inv->options[i].flags) & CLASS_TARGET))
			return true;
	for (uint32_t i = 0; i < inv->n_env; i++)
		if (OPTION_CLASSES(inv->env[i].flags) & CLASS_TARGET)
			return true;
	return false;
}

enum err
unwrap_environment(struct unwrap *u, const struct invocation *inv,
    struct origin *from)
{
	struct env_change *c;
	enum err e = OK;

	if (inv->node_flags & NODE_ELSEWHERE) {
		from->elsewhere = true;
		from->remote |= (inv->node_flags & NODE_REMOTE) ||
		    names_target(inv);
		if (!(c = env_change_push(u->ctx->arena, &from->changes)))
			return ERR_LIMIT;
		c->clears = c->unset = true;
	}
	e = load_launcher(u, inv, &from->changes);
	for (uint32_t i = 0; i < inv->n_options && !e; i++)
		if (inv->options[i].has_value &&
		    (OPTION_CLASSES(inv->options[i].flags) & CLASS_ASSIGN))
			e = give_variable(u, inv, &inv->options[i].value,
			    &from->changes);
	return e;
}
