/* SPDX-License-Identifier: ISC */
/*
 * node: one record of sorted keys.
 */
#include "node.h"

enum err
tree_node_read(struct image *img, uint64_t offset, enum record_kind kind,
    struct tree_node *out)
{
	const struct image_tree *head;
	const void *entries;
	enum err e;

	if (offset > UINT32_MAX)
		return ERR_CORRUPT;
	if ((e = image_record(img, (uint32_t)offset, kind, sizeof(*head),
	         &out->record)))
		return e;
	head = (const void *)out->record.p;
	if (head->n > IMAGE_TREE_FANOUT || (kind == RECORD_CELL ?
	    head->level : !head->n || head->level >= IMAGE_MAX_TREE_DEPTH))
		return ERR_CORRUPT;
	if ((e = image_array(&out->record, sizeof(*head), head->n,
	         sizeof(struct image_entry), &entries)))
		return e;
	out->entries = entries;
	out->n = head->n;
	out->level = head->level;
	return OK;
}

enum err
tree_node_search(const struct tree_node *node, struct sv key, uint32_t *out_i,
    bool *out_equal)
{
	uint32_t low = 0, high = node->n;
	bool equal = false;
	struct sv at;
	enum err e;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order;

		if ((e = image_string(&node->record, node->entries[middle].key,
		         &at)))
			return e;
		order = sv_cmp(at, key);
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
			equal = equal || order == 0;
		}
	}
	*out_i = low;
	*out_equal = equal;
	return OK;
}
