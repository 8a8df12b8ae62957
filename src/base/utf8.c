/* SPDX-License-Identifier: ISC */
/*
 * UTF-8 by the book (Unicode table 3-7): no overlong forms, no surrogates,
 * nothing past U+10FFFF. And the characters that text must not show, because
 * they hide or reorder what stands around them.
 */
#include "guard/base.h"

#include "base/codepoint.h"

static bool
is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * The length that the first byte promises; the range of the second byte is
 * what rules out overlong forms, surrogates and values that are too large.
 */
static size_t
head(unsigned char c, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef) {
		if (c == 0xe0)
			*low = 0xa0;
		if (c == 0xed)
			*high = 0x9f;
		return 3;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		if (c == 0xf0)
			*low = 0x90;
		if (c == 0xf4)
			*high = 0x8f;
		return 4;
	}
	return 0;
}

static size_t
length_of(const unsigned char *p, size_t n, uint32_t *out_cp)
{
	unsigned char low, high;
	size_t len = head(p[0], &low, &high);
	uint32_t cp;

	if (len == 0 || len > n || p[1] < low || p[1] > high)
		return 0;
	cp = p[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (!is_continuation(p[i]))
			return 0;
		cp = cp << 6 | (p[i] & 0x3fu);
	}
	*out_cp = cp;
	return len;
}

size_t
utf8_length(const unsigned char *p, size_t n, uint32_t *out_cp)
{
	uint32_t cp = 0;
	size_t len;

	if (n == 0)
		return 0;
	if (p[0] < 0x80) {
		cp = p[0];
		len = 1;
	} else {
		len = length_of(p, n, &cp);
	}
	if (len > 0 && out_cp != NULL)
		*out_cp = cp;
	return len;
}

/* Sorted. The noncharacters at the end of each plane are not in it. */
static const struct {
	uint32_t first;
	uint32_t last;
} hidden[] = {
	{0x0000, 0x001f},   /* C0 */
	{0x007f, 0x009f},   /* DEL, C1 */
	{0x00ad, 0x00ad},   /* soft hyphen */
	{0x034f, 0x034f},   /* combining grapheme joiner */
	{0x061c, 0x061c},   /* Arabic letter mark */
	{0x115f, 0x1160},   /* Hangul fillers */
	{0x17b4, 0x17b5},   /* Khmer inherent vowels */
	{0x180b, 0x180f},   /* Mongolian selectors and vowel separator */
	{0x200b, 0x200f},   /* zero width, directional marks */
	{0x2028, 0x202e},   /* separators, embeddings, overrides */
	{0x2060, 0x206f},   /* word joiner, isolates, deprecated */
	{0x3164, 0x3164},   /* Hangul filler */
	{0xfdd0, 0xfdef},   /* noncharacters */
	{0xfe00, 0xfe0f},   /* variation selectors */
	{0xfeff, 0xfeff},   /* byte order mark */
	{0xffa0, 0xffa0},   /* halfwidth Hangul filler */
	{0xfff0, 0xfffb},   /* unassigned, interlinear annotation */
	{0x1bca0, 0x1bca3}, /* shorthand format controls */
	{0x1d173, 0x1d17a}, /* musical format controls */
	{0xe0000, 0xe0fff}, /* tags, variation selectors supplement */
};

bool
codepoint_is_hidden(uint32_t cp)
{
	if (cp >= 0x20 && cp < 0x7f)
		return false;
	if ((cp & 0xfffe) == 0xfffe)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		if (cp <= hidden[i].last)
			return cp >= hidden[i].first;
	}
	return false;
}

size_t
codepoint_visible(struct sv s, size_t *out_len, uint32_t *out_cp)
{
	size_t len;

	*out_cp = 0;
	len = utf8_length((const unsigned char *)s.p, s.n, out_cp);
	*out_len = len > 0 ? len : 1;
	return len > 0 && !codepoint_is_hidden(*out_cp) ? len : 0;
}
