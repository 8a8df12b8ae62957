/* SPDX-License-Identifier: ISC */
/*
 * Views of bytes. Most are a few bytes long, so plain loops beat calls into
 * libc; an empty view may have a NULL pointer, which libc must never see.
 */
#include "guard/base.h"

#include <string.h>

struct sv
sv_from(const char *cstr)
{
	if (cstr == NULL)
		return (struct sv){"", 0};
	return (struct sv){cstr, strlen(cstr)};
}

bool
sv_eq(struct sv a, struct sv b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (a.p[i] != b.p[i])
			return false;
	}
	return true;
}

bool
sv_eq_cstr(struct sv a, const char *b)
{
	if (b == NULL)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (b[i] == '\0' || a.p[i] != b[i])
			return false;
	}
	return b[a.n] == '\0';
}

bool
sv_is_any(struct sv s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq_cstr(s, list[i]))
			return true;
	return false;
}

int
sv_cmp(struct sv a, struct sv b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++) {
		if (a.p[i] != b.p[i]) {
			return (unsigned char)a.p[i] < (unsigned char)b.p[i]
			    ? -1 : 1;
		}
	}
	return (a.n > b.n) - (a.n < b.n);
}

bool
sv_starts(struct sv s, struct sv prefix)
{
	return prefix.n <= s.n && sv_eq(sv_take(s, prefix.n), prefix);
}

bool
sv_ends(struct sv s, struct sv suffix)
{
	return suffix.n <= s.n && sv_eq(sv_skip(s, s.n - suffix.n), suffix);
}

size_t
sv_find(struct sv s, size_t from, char c)
{
	while (from < s.n && s.p[from] != c)
		from++;
	return from < s.n ? from : s.n;
}

bool
sv_contains(struct sv s, struct sv needle)
{
	size_t i;

	if (needle.n == 0)
		return true;
	if (needle.n > s.n)
		return false;
	/* Only where the needle still fits is its first byte looked for. */
	struct sv heads = sv_take(s, s.n - needle.n + 1);
	for (i = sv_find(heads, 0, needle.p[0]); i < heads.n;
	     i = sv_find(heads, i + 1, needle.p[0])) {
		if (sv_starts(sv_skip(s, i), needle))
			return true;
	}
	return false;
}

struct sv
sv_skip(struct sv s, size_t n)
{
	if (n == 0)
		return s;
	if (n > s.n)
		n = s.n;
	return (struct sv){s.p + n, s.n - n};
}

struct sv
sv_take(struct sv s, size_t n)
{
	return (struct sv){s.p, n < s.n ? n : s.n};
}

struct sv
sv_basename(struct sv path)
{
	size_t i = path.n;

	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return sv_skip(path, i);
}

struct sv
sv_trim(struct sv s)
{
	while (s.n > 0 && byte_is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n > 0 && byte_is_space(s.p[0]))
		s = sv_skip(s, 1);
	return s;
}

struct sv
sv_unquoted(struct sv s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		return sv_skip(sv_take(s, s.n - 1), 1);
	return s;
}

bool
sv_u64(struct sv s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}
