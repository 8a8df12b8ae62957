/* SPDX-License-Identifier: ISC */
/*
 * check: the checksum of records, and what is derived from the digest. Finds
 * damage: a change of any one word always changes the sum, because each step
 * is a bijection both of the word and of what came before.
 */
#include "guard/image.h"

#include <string.h>

#include "layout.h"

#define LANE_A 0x9e3779b97f4a7c15ull
#define LANE_B 0xc2b2ae3d27d4eb4full

static uint64_t
load(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static uint64_t
step(uint64_t state, uint64_t word, uint64_t factor)
{
	state = (state ^ word) * factor;
	return state << 29 | state >> 35;
}

uint64_t
image_check(const void *bytes, size_t n, uint64_t seed)
{
	const unsigned char *p = bytes;
	uint64_t a = step(LANE_B, seed, LANE_A);
	uint64_t b = step(LANE_A, n, LANE_B);
	uint64_t tail = 0;

	for (; n >= 16; p += 16, n -= 16) {
		a = step(a, load(p), LANE_A);
		b = step(b, load(p + 8), LANE_B);
	}
	if (n >= 8) {
		a = step(a, load(p), LANE_A);
		p += 8;
		n -= 8;
	}
	if (n)
		memcpy(&tail, p, n);
	b = step(b, tail, LANE_B);
	a = step(a ^ a >> 31, b ^ b >> 33, LANE_A);
	return a ^ a >> 32;
}

uint32_t
layout_header_check(const struct image_header *header)
{
	struct image_header copy = *header;
	uint64_t check;

	copy.check = 0;
	check = image_check(&copy, sizeof(copy), IMAGE_VERSION);
	return (uint32_t)(check ^ check >> 32);
}

uint32_t
image_seal(const struct image_header *header)
{
	uint32_t v;

	memcpy(&v, header->digest, sizeof(v));
	return v % 999999999u + 1;
}
