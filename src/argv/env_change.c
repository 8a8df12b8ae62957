/* SPDX-License-Identifier: ISC */
/*
 * One variable as an invocation finds it: the newest change on the way that
 * speaks of it, else what the process has.
 */
#include <string.h>

#include "argv/internal.h"

const struct env_change *
env_change_find(const struct env_change *from, struct sv name)
{
	for (; from; from = from->before)
		if (!from->unknown &&
		    (from->clears || sv_eq(from->name, name)))
			return from;
	return NULL;
}

/* Of a store of secrets nobody expects what the surroundings are made of. */
static bool
is_surroundings(struct sv name)
{
	static const char *const names[] = {
		"HOME", "PATH", "PWD", "SHELL", "TMPDIR", "USER",
		"POSIXLY_CORRECT",
	};

	return sv_is_any(name, names, ARRAY_LEN(names)) ||
	    sv_starts(name, SV("GIT_"));
}

static bool
process_env(const struct argv_context *ctx, struct sv name, struct word *out)
{
	for (char *const *v = ctx->envp; v && *v; v++)
		if (!strncmp(*v, name.p, name.n) && (*v)[name.n] == '=') {
			*out = word_of(sv_from(*v + name.n + 1));
			return true;
		}
	return false;
}

/* Whether the variable is set, as far as from (and older changes) go. */
static bool
is_set(const struct argv_context *ctx, const struct env_change *from,
    struct sv name)
{
	const struct env_change *ch = env_change_find(from, name);
	struct word value;

	return ch ? !ch->unset : process_env(ctx, name, &value);
}

const struct env_change *
env_change_unknown(const struct argv_context *ctx,
    const struct env_change *from, struct sv name)
{
	struct sv prefix;

	for (; from && !from->clears; from = from->before) {
		if (!from->unknown && sv_eq(from->name, name))
			return NULL;
		if (!from->unknown || (from->fades &&
		    !is_set(ctx, from->before, name)))
			continue;
		prefix = sv_take(from->name, sv_find(from->name, 0, '*'));
		if (prefix.n == from->name.n ? sv_eq(name, prefix)
		    : sv_starts(name, prefix) && !is_surroundings(name))
			return from;
	}
	return NULL;
}

bool
argv_env_source(const struct argv_context *ctx, const struct invocation *inv,
    struct sv name, struct word *out, struct sv *out_source)
{
	const struct env_change *ch = env_change_unknown(ctx, inv->changes,
	    name);

	*out_source = (struct sv){0};
	if (!ch)
		ch = env_change_find(inv->changes, name);
	if (!ch)
		return process_env(ctx, name, out);
	if (ch->unset)
		return false;
	*out_source = ch->source;
	*out = ch->value;
	return true;
}

bool
argv_env(const struct argv_context *ctx, const struct invocation *inv,
    struct sv name, struct word *out)
{
	struct sv source;

	return argv_env_source(ctx, inv, name, out, &source);
}

bool
environment_hides(const struct env_change *changes)
{
	const struct env_change *ch = env_change_find(changes, SV("PATH"));

	return ch && !ch->unset && !ch->clears &&
	    !sv_starts(ch->value.text, SV("$PATH")) &&
	    !sv_starts(ch->value.text, SV("${PATH}"));
}
