/* SPDX-License-Identifier: ISC */
/*
 * Launchers that name a file, a module or a package: it may be a tool's.
 */
#include "argv/unwrap.h"

static enum err
found_or_unguarded(struct unwrap *u, enum err e, uint32_t offset,
    const struct start *s, const struct origin *from)
{
	if (e == ERR_NOT_FOUND) {
		u->n_unguarded++;
		return OK;
	}
	return e ? e : unwrap_as_tool(u, offset, s, from);
}

/*
 * On a system that others share no shim sees what a script starts, and nobody
 * here can read it: its words are those of a tool of their own.
 */
static enum err
remote_script(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	const struct sv name = SV("remote-script");
	struct start script = {
		.text = word_of(name),
		.rest = unwrap_words_of(u, &s->text, s),
		.n_rest = s->n_rest + 1,
	};
	uint32_t offset = 0;
	enum err e = identity_find(u->ctx->image, 'c', name, &offset);

	return script.rest ? found_or_unguarded(u, e, offset, &script, from)
			   : ERR_LIMIT;
}

enum err
unwrap_file(struct unwrap *u, const struct start *s, const struct origin *from)
{
	bool is_script = s->kind == RUNS_FILE || s->kind == RUNS_SHELL_FILE;
	uint32_t offset = 0;
	enum err e = ERR_NOT_FOUND;

	if (word_is_certain(&s->text) && word_is_certain(&from->cwd))
		e = identify_file(unwrap_context(u, from), from->cwd.text,
		    s->text.text, &offset);
	if (e == ERR_NOT_FOUND && from->remote && is_script)
		return remote_script(u, s, from);
	return found_or_unguarded(u, e, offset, s, from);
}

enum err
unwrap_module(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	struct sv name = s->text.text;
	uint32_t offset = 0;
	enum err e;

	e = identity_find(u->ctx->image, 'm', name, &offset);
	if (e == ERR_NOT_FOUND)
		e = identity_find(u->ctx->image, 'm',
		    sv_take(name, sv_find(name, 0, '.')), &offset);
	return found_or_unguarded(u, e, offset, s, from);
}

enum err
unwrap_package(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	struct sv name = spec_name(s->text.text);
	uint32_t offset = 0;
	enum err e;

	e = identity_find(u->ctx->image, 'p', name, &offset);
	if (e == ERR_NOT_FOUND)
		e = argv_identify(unwrap_context(u, from), from->cwd.text, name,
		    &offset);
	return found_or_unguarded(u, e, offset, s, from);
}
