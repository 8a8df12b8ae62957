/* SPDX-License-Identifier: ISC */
/*
 * Regular expressions that explode: each is tried on texts that repeat one of
 * its own characters and then fail. One that runs into the match limit on so
 * short a text does so on others too, and then decides nothing.
 */
#include <string.h>

#include "guard/policy.h"
#include "rules/lint.h"
#include "rules/shown.h"

#define REPEATS 64u

/* Whether the pattern hits a limit on many c and a byte that ends them. Its
 * own text follows, so that no letter that a match needs is missing from the
 * start. */
static bool
explodes_on(struct sv pattern, char c)
{
	char text[2 * REPEATS + 1];
	struct sv rest = sv_take(pattern, REPEATS);
	bool match;

	memset(text, c, REPEATS);
	text[REPEATS] = '\x01';
	memcpy(text + REPEATS + 1, rest.p, rest.n);
	return pattern_match(pattern,
	    (struct sv){text, REPEATS + 1 + rest.n}, &match, NULL) ==
	    ERR_LIMIT;
}

/* The character as a member of common classes, and all that it names. */
static bool
explodes(struct sv pattern)
{
	static const char common[] = "a0 _-./";

	for (size_t i = 0; i + 1 < sizeof(common); i++) {
		if (explodes_on(pattern, common[i]))
			return true;
	}
	for (size_t i = 0; i < pattern.n; i++) {
		/* Each character once. */
		if (sv_find(pattern, 0, pattern.p[i]) == i &&
		    explodes_on(pattern, pattern.p[i]))
			return true;
	}
	return false;
}

enum err
lint_regexes(struct lint *l, const struct lint_entry *entry)
{
	struct lint_pattern *p = entry->pattern;
	struct walked_match m;
	struct sv pattern;
	enum err e;

	if (p->tested)
		return OK;
	p->tested = true;
	for (uint32_t i = 0; i < entry->rule.rule->n_conditions; i++) {
		uint32_t match = entry->rule.conditions[i].match;

		if (!match)
			continue;
		if ((e = walk_match(l->img, match, &m)))
			return e;
		if (m.kind != MATCH_REGEX || !m.n)
			continue;
		if ((e = image_string(&m.record, m.items[0], &pattern)))
			return e;
		if (explodes(pattern))
			diag_add(l->sink, SEVERITY_WARNING, p->text->span,
			    "unsafe-pattern",
			    "'%.*s' needs too many steps for some texts",
			    SHOWN(pattern));
	}
	return OK;
}
