/* SPDX-License-Identifier: ISC */
/*
 * What kind of character a byte is, in ASCII whatever the locale says: what
 * guard decides must not depend on LC_CTYPE, as the functions of <ctype.h> do.
 * A byte above 0x7f, given as char or as unsigned char, is of no kind; nor is
 * a negative number that stands for the end of a text.
 */
#ifndef GUARD_BYTE_H
#define GUARD_BYTE_H

#include <stdbool.h>

static inline bool
byte_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool
byte_is_lower(int c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
byte_is_upper(int c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
byte_is_letter(int c)
{
	return byte_is_lower(c) || byte_is_upper(c);
}

static inline bool
byte_is_alnum(int c)
{
	return byte_is_letter(c) || byte_is_digit(c);
}

/* What a name of a variable is made of: letters, digits and underscores. */
static inline bool
byte_is_word(int c)
{
	return byte_is_alnum(c) || c == '_';
}

/* A space or a tab. */
static inline bool
byte_is_blank(int c)
{
	return c == ' ' || c == '\t';
}

/* A blank or an end of line: space, tab, CR, LF. */
static inline bool
byte_is_space(int c)
{
	return byte_is_blank(c) || c == '\r' || c == '\n';
}

/* The small letter of a capital one; every other byte as it is. */
static inline char
byte_lower(char c)
{
	return byte_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* The capital letter of a small one; every other byte as it is. */
static inline char
byte_upper(char c)
{
	return byte_is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

/* The value of a hexadecimal digit, 0 to 15; -1 for every other byte. */
static inline int
byte_hex(int c)
{
	if (byte_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
