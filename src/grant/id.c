/* SPDX-License-Identifier: ISC */
/*
 * Ids that people can say aloud: Crockford's base 32, which leaves out I, L, O
 * and U (https://www.crockford.com/base32.html).
 */
#include "guard/grant.h"

#include <string.h>

#define GROUP 4u /* characters between dashes */

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void
id_of(const uint8_t digest[DIGEST_SIZE], char out[ID_LENGTH + 1])
{
	for (unsigned i = 0; i < ID_LENGTH; i++) {
		unsigned bit = 5 * i, at = bit / 8, skip = bit % 8;
		unsigned two = (unsigned)digest[at] << 8 | digest[at + 1];

		out[i] = digits[two >> (11 - skip) & 31];
	}
	out[ID_LENGTH] = '\0';
}

void
id_show(const char *id, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n && id[i]; i++) {
		if (i && i % GROUP == 0)
			buf_c(out, '-');
		buf_c(out, id[i]);
	}
}

/* What c stands for, NUL when it is no digit. */
static char
digit_of(char c)
{
	c = byte_upper(c);
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	return c && strchr(digits, c) ? c : '\0';
}

bool
id_read(struct sv text, char out[ID_LENGTH + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '-' || c == ' ')
			continue;
		if (n == ID_LENGTH || !(c = digit_of(c)))
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n >= ID_SHOWN;
}
