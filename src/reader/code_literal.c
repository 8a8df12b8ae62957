/* SPDX-License-Identifier: ISC */
/*
 * Literals of code that say all that there is to say.
 */
#include <string.h>

#include "reader/code.h"

bool
code_take_literal(struct sv text, size_t *i, struct sv *out)
{
	size_t from = *i, end;
	int quote;

	if (code_is_name_byte(code_byte(text, from)) &&
	    code_is_quote(code_byte(text, from + 1)))
		from++;
	quote = code_byte(text, from);
	if (!code_is_quote(quote))
		return false;
	for (end = ++from; code_byte(text, end) != quote; end++)
		if (code_byte(text, end) == -1 ||
		    code_is_any(code_byte(text, end), "\\{$#"))
			return false;
	*out = sv_take(sv_skip(text, from), end - from);
	*i = code_behind_space(text, end + 1);
	return !code_is_any(code_byte(text, *i), "+.%[*&/-'\"`");
}
