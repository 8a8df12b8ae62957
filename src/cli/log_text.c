/* SPDX-License-Identifier: ISC */
/*
 * Lines of the log as jansson can read them. Bytes that are no UTF-8 stand in
 * them as lone surrogates, which it refuses.
 */
#include "log_text.h"

#include <string.h>

enum { ESCAPE = 6 /* "\udcff" */ };

static bool
is_hex(char c)
{
	return byte_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* "\udXYZ" with X from first to last. */
static bool
is_surrogate(struct sv s, char first, char last)
{
	return s.n >= ESCAPE && memcmp(s.p, "\\ud", 3) == 0 &&
	    s.p[3] >= first && s.p[3] <= last && is_hex(s.p[4]) &&
	    is_hex(s.p[5]);
}

void
log_text_plain(struct sv line, struct buf *out)
{
	bool pair = false;

	while (line.n) {
		size_t n = line.p[0] != '\\' ? 1
		    : line.n >= ESCAPE && line.p[1] == 'u' ? ESCAPE
		    : line.n >= 2 ? 2 : 1;
		bool low = is_surrogate(line, 'c', 'f');

		if (low && !pair && line.p[3] == 'c') {
			buf_str(out, "\\\\x");
			buf_sv(out, (struct sv){line.p + 4, 2});
		} else {
			buf_sv(out, sv_take(line, n));
		}
		pair = is_surrogate(line, '8', '9') ||
		    is_surrogate(line, 'a', 'b');
		line = sv_skip(line, n);
	}
}
