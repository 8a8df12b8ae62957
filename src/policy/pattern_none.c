/* SPDX-License-Identifier: ISC */
/*
 * The small program has no regular expressions: it leaves such decisions to
 * the engine.
 */
#include "guard/policy.h"

enum err
pattern_check(struct sv pattern, struct pattern_error *out_error)
{
	(void)pattern;
	(void)out_error;
	return ERR_ENGINE;
}

enum err
pattern_match(struct sv pattern, struct sv text, bool *out_match,
    struct pattern_error *out_error)
{
	(void)pattern;
	(void)text;
	(void)out_match;
	(void)out_error;
	return ERR_ENGINE;
}
