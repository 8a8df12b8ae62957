/* SPDX-License-Identifier: ISC */
/*
 * node: one record of sorted keys, a tree's or a cell, inside image.
 */
#ifndef IMAGE_NODE_H
#define IMAGE_NODE_H

#include "guard/image.h"

/* A TREE or CELL record, its head checked. */
struct tree_node {
	struct record record;
	const struct image_entry *entries;
	uint32_t n;     /* at least 1 in a TREE */
	uint32_t level; /* 0 in a CELL */
};

enum err tree_node_read(struct image *img, uint64_t offset,
    enum record_kind kind, struct tree_node *out) MUST_USE;

/* How many of the node's keys are smaller than key; whether the next equals
 * it. */
enum err tree_node_search(const struct tree_node *node, struct sv key,
    uint32_t *out_i, bool *out_equal) MUST_USE;

#endif
