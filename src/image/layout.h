/* SPDX-License-Identifier: ISC */
/*
 * layout: arithmetic on the image's bytes that reading and building share.
 */
#ifndef IMAGE_LAYOUT_H
#define IMAGE_LAYOUT_H

#include "guard/image.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the image is little-endian and read in place"
#endif

_Static_assert(sizeof(struct image_header) == 120, "part of the format");
_Static_assert(sizeof(struct record_header) == 16, "part of the format");
_Static_assert(sizeof(struct image_entry) == 16, "part of the format");
_Static_assert(sizeof(struct image_node) == 48, "part of the format");
_Static_assert(sizeof(struct image_rule) == 40, "part of the format");
_Static_assert(sizeof(struct image_condition) == 24, "part of the format");

/* n rounded up to a multiple of 8. */
static inline uint64_t
layout_pad(uint64_t n)
{
	return (n + 7) & ~(uint64_t)7;
}

/* What a record's checksum starts from: its kind, size and place, none of
 * which overlap (kind < 2^8, size <= 2^20, offset < 2^29). */
static inline uint64_t
layout_seed(uint32_t kind, uint32_t size, uint32_t offset)
{
	return (uint64_t)kind << 56 | (uint64_t)size << 32 | offset;
}

/* Which of the cells an identity is in. */
static inline uint32_t
layout_cell(struct sv key, uint32_t n_cells)
{
	return (uint32_t)(image_check(key.p, key.n, 0) % n_cells);
}

/* Reads the n bytes at offset in one go, for records that are looked up in
 * there. ERR_CORRUPT when they are not all in the file. */
enum err image_read_ahead(struct image *img, uint64_t offset, size_t n)
    MUST_USE;

/* The value that the header's check field must have. */
uint32_t layout_header_check(const struct image_header *header);

#endif
