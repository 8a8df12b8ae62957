/* SPDX-License-Identifier: ISC */
/*
 * verify: the digest over the whole image. Engine only: the small program has
 * no cryptography and trusts a file whose seal is in place.
 */
#include "guard/image.h"

#include <string.h>

#include <sodium.h>

#define PIECE (64u << 10)

enum err
image_verify(struct image *img)
{
	uint64_t at = sizeof(img->header);
	crypto_generichash_state state;
	unsigned char piece[PIECE];
	uint8_t digest[sizeof(img->header.digest)];
	size_t n;
	enum err e;

	if (crypto_generichash_init(&state, NULL, 0, sizeof(digest)) != 0)
		return ERR_INTERNAL;
	for (; at < img->size; at += n) {
		n = img->size - at < PIECE ? (size_t)(img->size - at) : PIECE;
		if ((e = img->read(img->ctx, at, piece, n)))
			return e;
		if (crypto_generichash_update(&state, piece, n) != 0)
			return ERR_INTERNAL;
	}
	if (crypto_generichash_final(&state, digest, sizeof(digest)) != 0)
		return ERR_INTERNAL;
	if (memcmp(digest, img->header.digest, sizeof(digest)) != 0)
		return ERR_CORRUPT;
	return OK;
}
