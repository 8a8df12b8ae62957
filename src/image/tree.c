/* SPDX-License-Identifier: ISC */
/*
 * tree: look-ups in the image's sorted trees. A child stands in front of its
 * parent and one level lower, and a walk takes keys in rising order only, so
 * that no tree, however hostile, is walked twice or for ever.
 */
#include "guard/image.h"

#include "layout.h"
#include "node.h"

/* Siblings lie one behind the other: the next one tells how much to read. */
static enum err
read_sibling(struct image *img, const struct tree_node *node, uint32_t i)
{
	uint64_t offset = node->entries[i].value, next;

	if (i + 1 == node->n)
		return OK;
	next = node->entries[i + 1].value;
	if (next <= offset || next - offset > IMAGE_WINDOW)
		return OK;
	return image_read_ahead(img, offset, (size_t)(next - offset));
}

/* The node under entry i. */
static enum err
node_child(struct image *img, const struct tree_node *node, uint32_t i,
    struct tree_node *out)
{
	uint64_t offset = node->entries[i].value;
	enum err e;

	if (offset >= node->record.offset)
		return ERR_CORRUPT;
	if ((e = read_sibling(img, node, i)) ||
	    (e = tree_node_read(img, offset, RECORD_TREE, out)))
		return e;
	return out->level == node->level - 1 ? OK : ERR_CORRUPT;
}

enum err
image_find(struct image *img, uint32_t tree, struct sv key, uint64_t *out)
{
	struct tree_node node, child;
	bool equal;
	uint32_t i;
	enum err e;

	if (!tree)
		return ERR_NOT_FOUND;
	if ((e = tree_node_read(img, tree, RECORD_TREE, &node)))
		return e;
	for (;;) {
		if ((e = tree_node_search(&node, key, &i, &equal)))
			return e;
		if (node.level == 0)
			break;
		if (!equal && i-- == 0)
			return ERR_NOT_FOUND;
		if ((e = node_child(img, &node, i, &child)))
			return e;
		node = child;
	}
	if (!equal)
		return ERR_NOT_FOUND;
	*out = node.entries[i].value;
	return OK;
}

/* A walk over the keys from `from` on. */
struct walk {
	struct image *img;
	struct sv from;
	struct sv last;
	bool started;
	image_each_fn each;
	void *ctx;
};

static enum err
walk_leaf(struct walk *w, const struct tree_node *node, uint32_t i)
{
	struct sv key;
	enum err e;

	for (; i < node->n; i++) {
		if ((e = image_string(&node->record, node->entries[i].key,
		         &key)))
			return e;
		if (w->started && sv_cmp(key, w->last) <= 0)
			return ERR_CORRUPT;
		w->started = true;
		w->last = key;
		if ((e = w->each(w->ctx, key, node->entries[i].value)))
			return e;
	}
	return OK;
}

/* Recursion is bounded by the levels, which fall by one each time. */
static enum err
walk_node(struct walk *w, const struct tree_node *node)
{
	struct tree_node child;
	bool equal;
	uint32_t i;
	enum err e;

	if ((e = tree_node_search(node, w->from, &i, &equal)))
		return e;
	if (node->level == 0)
		return walk_leaf(w, node, i);
	if (!equal && i > 0)
		i--;
	for (; i < node->n; i++) {
		if ((e = node_child(w->img, node, i, &child)) ||
		    (e = walk_node(w, &child)))
			return e;
	}
	return OK;
}

static enum err
walk_tree(struct walk *w, uint32_t tree)
{
	struct tree_node root;
	enum err e;

	if (!tree)
		return OK;
	if ((e = tree_node_read(w->img, tree, RECORD_TREE, &root)))
		return e;
	return walk_node(w, &root);
}

enum err
image_each(struct image *img, uint32_t tree, image_each_fn each, void *ctx)
{
	struct walk w = {.img = img, .from = SV(""), .each = each, .ctx = ctx};

	return walk_tree(&w, tree);
}

struct prefix_search {
	struct sv prefix;
	struct sv key;
	uint64_t value;
	bool found;
	bool past; /* the keys with the prefix are over */
};

static enum err
take_prefixed(void *ctx, struct sv key, uint64_t value)
{
	struct prefix_search *s = ctx;

	if (!sv_starts(key, s->prefix)) {
		s->past = true;
		return ERR_NOT_FOUND;
	}
	if (s->found)
		return value == s->value ? OK : ERR_SYNTAX;
	s->found = true;
	s->key = key;
	s->value = value;
	return OK;
}

enum err
image_find_prefix(struct image *img, uint32_t tree, struct sv prefix,
    struct sv *out_key, uint64_t *out)
{
	struct prefix_search s = {.prefix = prefix};
	struct walk w = {.img = img, .from = prefix, .each = take_prefixed,
	    .ctx = &s};
	enum err e = walk_tree(&w, tree);

	if (e && !s.past)
		return e;
	if (!s.found)
		return ERR_NOT_FOUND;
	*out_key = s.key;
	*out = s.value;
	return OK;
}
