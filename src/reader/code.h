/* SPDX-License-Identifier: ISC */
/*
 * What the readers of code share: bytes of a text, whatever the language.
 */
#ifndef READER_CODE_H
#define READER_CODE_H

#include <string.h>

#include "guard/base.h"

/* The byte at i; -1 past the end. */
static inline int
code_byte(struct sv text, size_t i)
{
	return i < text.n ? (unsigned char)text.p[i] : -1;
}

/* Whether a literal may begin with c. */
static inline bool
code_is_quote(int c)
{
	return c == '\'' || c == '"' || c == '`';
}

static inline bool
code_is_name_byte(int c)
{
	return byte_is_word(c) || c == '$';
}

/* Whether c is one of set; not past the end. */
static inline bool
code_is_any(int c, const char *set)
{
	return c > 0 && strchr(set, c);
}

/* The first byte at or behind i that is of no name. */
static inline size_t
code_behind_name(struct sv text, size_t i)
{
	while (code_is_name_byte(code_byte(text, i)))
		i++;
	return i;
}

/* The first byte at or behind i that is no space. */
static inline size_t
code_behind_space(struct sv text, size_t i)
{
	while (byte_is_space(code_byte(text, i)))
		i++;
	return i;
}

/* Engine only: the literal at *i that is a whole argument, and *i behind it and
 * the space there; false for anything that only running it would tell. */
bool code_take_literal(struct sv text, size_t *i, struct sv *out);

#endif
