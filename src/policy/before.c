/* SPDX-License-Identifier: ISC */
/*
 * The text of a rule's steps: lists of words by turns, to run and to verify. A
 * NUL ends each word and each list.
 */
#include "guard/argv.h"
#include "guard/policy.h"

enum err
before_read(struct sv *steps, struct sv words[BEFORE_WORDS_MAX], size_t *out_n)
{
	size_t n = 0;

	while (steps->n && steps->p[0] != '\0') {
		size_t end = sv_find(*steps, 0, '\0');

		if (end == steps->n || n == BEFORE_WORDS_MAX)
			return ERR_CORRUPT;
		words[n++] = sv_take(*steps, end);
		*steps = sv_skip(*steps, end + 1);
	}
	if (!steps->n || !n)
		return ERR_CORRUPT;
	*steps = sv_skip(*steps, 1);
	*out_n = n;
	return OK;
}

bool
before_name(struct sv *rest, struct sv *out)
{
	size_t open = sv_find(*rest, 0, '{'), close;

	if (open == rest->n)
		return false;
	close = sv_find(*rest, open, '}');
	if (close == rest->n)
		return false;
	*out = sv_skip(sv_take(*rest, close), open + 1);
	*rest = sv_skip(*rest, close + 1);
	return true;
}

bool
before_name_is_known(struct sv name)
{
	if (sv_eq(name, SV("keep")) || sv_eq(name, SV("operand")))
		return true;
	for (unsigned i = FACT_DATABASE_SCHEME; i < FACT_TARGET_PIN; i++)
		if (sv_eq_cstr(name, fact_name((enum fact_id)i)))
			return true;
	return false;
}
