/* SPDX-License-Identifier: ISC */
/* Names of options, looked up in the grammar from the inside out. */
#include <string.h>

#include "argv/parse.h"

/* A name with its dashes must fit; longer ones are no option of anything. */
#define OPTION_NAME_MAX 128

void
option_found(struct found_option *f, struct sv name, uint64_t value)
{
	f->name = name;
	f->id = OPTION_ID(value);
	f->flags = OPTION_FLAGS(value);
}

/* A tool that prints its version for -v may take the same letter behind a
 * command for something else ("verbose", the version to remove), and then does
 * what the command says. */
static void
mind_version(const struct parse *p, uint32_t scope, struct found_option *f)
{
	static const char *const names[] = {
		"-v", "-V", "--version", "-version",
	};

	if (scope + 1 == p->n_scopes)
		return;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (sv_eq_cstr(f->name, names[i]))
			f->flags &= ~(uint32_t)CLASS_HELP;
}

enum err
option_find(struct parse *p, struct sv name, struct found_option *out)
{
	uint64_t value;
	enum err e = ERR_NOT_FOUND;

	/* It is never typed. */
	if (name.n == 2 && name.p[1] == OPTION_STDIN[1])
		return ERR_NOT_FOUND;
	for (uint32_t s = p->n_scopes; s-- > 0 && e == ERR_NOT_FOUND;) {
		e = image_find(p->ctx->image, p->scopes[s].h->options, name,
		    &value);
		if (!e) {
			option_found(out, name, value);
			mind_version(p, s, out);
		}
	}
	return e;
}

enum err
option_find_abbreviated(struct parse *p, struct sv name,
    struct found_option *out)
{
	struct found_option f;
	bool any = false;
	struct sv key;
	uint64_t value;
	enum err e;

	for (uint32_t s = p->n_scopes; s-- > 0;) {
		e = image_find_prefix(p->ctx->image, p->scopes[s].h->options,
		    name, &key, &value);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e)
			return e;
		if (any && f.id != OPTION_ID(value))
			return ERR_SYNTAX;
		option_found(&f, key, value);
		mind_version(p, s, &f);
		any = true;
	}
	if (!any)
		return ERR_NOT_FOUND;
	*out = f;
	return OK;
}

enum err
option_find_dashed(struct parse *p, struct sv name, struct found_option *out)
{
	char other[OPTION_NAME_MAX + 1];
	enum err e;

	e = option_find(p, name, out);
	if (e != ERR_NOT_FOUND || !(p->style & STYLE_DASH_LONG) ||
	    name.n >= OPTION_NAME_MAX)
		return e;
	if (sv_starts(name, SV("--")))
		return option_find(p, sv_skip(name, 1), out);
	other[0] = '-';
	memcpy(other + 1, name.p, name.n);
	e = option_find(p, (struct sv){other, name.n + 1}, out);
	if (!e)
		out->name = name;
	return e;
}

enum err
option_find_negated(struct parse *p, struct sv name, struct found_option *out)
{
	char plain[OPTION_NAME_MAX];
	enum err e;

	if (!(p->style & STYLE_NEGATE) || !sv_starts(name, SV("--no-")) ||
	    name.n >= OPTION_NAME_MAX)
		return ERR_NOT_FOUND;
	memcpy(plain, "--", 2);
	memcpy(plain + 2, name.p + 5, name.n - 5);
	e = option_find(p, (struct sv){plain, name.n - 3}, out);
	if (!e)
		out->name = name;
	return e;
}
