/* SPDX-License-Identifier: ISC */
/*
 * Facts in words. Values are copied, so that the text may go.
 */
#include "stated.h"

#include <string.h>

enum { VALUES_MAX = 32 };

enum err
stated_set(struct arena *arena, struct stated *s, struct sv name,
    struct sv values)
{
	enum fact_id id = fact_find(name);
	struct fact *fact;
	struct sv *kept;
	size_t n = 1, end;

	if (id == FACTS)
		return ERR_NOT_FOUND;
	fact = &s->facts[id];
	*fact = (struct fact){.source = SV("stated")};
	if (sv_eq(values, SV("unknown")))
		return OK;
	fact->state = FACT_ABSENT;
	if (sv_eq(values, SV("absent")))
		return OK;
	for (size_t i = 0; i < values.n; i++)
		n += values.p[i] == ',';
	if (n > VALUES_MAX)
		return ERR_LIMIT;
	values = arena_dup(arena, values);
	kept = ARENA_NEW(arena, n, struct sv);
	if (!kept || !values.p)
		return ERR_LIMIT;
	fact->state = FACT_KNOWN;
	fact->values = kept;
	for (size_t i = 0; i < n; i++) {
		end = sv_find(values, 0, ',');
		kept[fact->n++] = sv_take(values, end);
		values = sv_skip(values, end + 1);
	}
	return OK;
}

static bool
begins_with_fact(struct sv text)
{
	struct sv word = sv_skip(text, 1);

	if (!sv_starts(text, SV("[")))
		return false;
	return fact_find(sv_take(word, sv_find(word, 0, '='))) != FACTS;
}

enum err
stated_take(struct arena *arena, struct stated *s, struct sv *text)
{
	size_t close = sv_find(*text, 0, ']');
	struct sv all;
	enum err e = OK;

	memset(s, 0, sizeof(*s));
	if (!begins_with_fact(*text))
		return OK;
	if (close == text->n)
		return ERR_SYNTAX;
	all = sv_trim(sv_skip(sv_take(*text, close), 1));
	*text = sv_trim(sv_skip(*text, close + 1));
	while (all.n && !e) {
		struct sv word = sv_take(all, sv_find(all, 0, ' '));
		size_t equals = sv_find(word, 0, '=');

		if (equals == word.n)
			return ERR_SYNTAX;
		e = stated_set(arena, s, sv_take(word, equals),
		    sv_skip(word, equals + 1));
		all = sv_trim(sv_skip(all, word.n));
	}
	return e;
}
