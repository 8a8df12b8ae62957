/* SPDX-License-Identifier: ISC */
/*
 * What looks like a secret, by its name or by its shape.
 */
#ifndef AUDIT_SECRET_H
#define AUDIT_SECRET_H

#include "guard/base.h"

/* A set of ASCII characters: a bit each. */
struct secret_set {
	uint32_t bits[4];
};

static inline bool
secret_set_has(const struct secret_set *set, char c)
{
	unsigned i = (unsigned char)c;

	return i < 128 && (set->bits[i / 32] >> i % 32 & 1) != 0;
}

/* Letters and digits. */
static const struct secret_set secret_alnum = {
	{0, 0x03ff0000, 0x07fffffe, 0x07fffffe}};

/* Whether the value of a variable, key or option of this name is a secret. */
bool secret_is_name(struct sv name);
/* Whether the argument behind this one is a secret. */
bool secret_is_option(struct sv arg);
/* Whether a quoted text behind this word is one: IDENTIFIED BY 'x'. */
bool secret_is_phrase(struct sv word);
/* Whether it is an HTTP header of that kind, which needs no blank behind its
 * colon. */
bool secret_is_header(struct sv name);

/*
 * Whether s (2 bytes at least) begins with a well-known kind of token. Returns
 * how many bytes are to be hidden, *out_skip how many stand before them
 * ("Bearer "); 0 if none.
 */
size_t secret_shape(struct sv s, size_t *out_skip);

#endif
