/* SPDX-License-Identifier: ISC */
/*
 * build: what the parts of the builder share.
 */
#ifndef IMAGE_BUILD_H
#define IMAGE_BUILD_H

#include "guard/image.h"

/* One TREE or CELL record with a payload of size bytes, of which the head, its
 * n entries and their keys fill the first. 0 when the builder is full. */
uint32_t build_node(struct image_builder *b, enum record_kind kind,
    const struct image_tree *head, const struct image_pair *pairs,
    size_t size);

#endif
