/* SPDX-License-Identifier: ISC */
/*
 * tree: look-ups in the image's sorted trees. A child stands in front of its
 * parent and one level lower, and a walk takes keys in rising order only, so
 * that no tree, however hostile, is walked twice or for ever.
 */
#include "guard/image.h"

#include "layout.h"

/* A TREE record, its head checked. */
struct node {
	struct record record;
	const struct image_entry *entries;
	uint32_t n;
	uint32_t level;
};

/* below is the level that a child must have; IMAGE_MAX_TREE_DEPTH for a root,
 * which may have any smaller one. */
static enum err
node_read(struct image *img, uint64_t offset, uint32_t below, struct node *out)
{
	const struct image_tree *head;
	const void *entries;
	enum err e;

	if (offset > UINT32_MAX)
		return ERR_CORRUPT;
	if ((e = image_record(img, (uint32_t)offset, RECORD_TREE, sizeof(*head),
	         &out->record)))
		return e;
	head = (const void *)out->record.p;
	if (head->n == 0 || head->n > IMAGE_TREE_FANOUT ||
	    head->level >= IMAGE_MAX_TREE_DEPTH ||
	    (below < IMAGE_MAX_TREE_DEPTH && head->level != below))
		return ERR_CORRUPT;
	if ((e = image_array(&out->record, sizeof(*head), head->n,
	         sizeof(struct image_entry), &entries)))
		return e;
	out->entries = entries;
	out->n = head->n;
	out->level = head->level;
	return OK;
}

/* The node under entry i. */
static enum err
node_child(struct image *img, const struct node *node, uint32_t i,
    struct node *out)
{
	uint64_t offset = node->entries[i].value;

	if (offset >= node->record.offset)
		return ERR_CORRUPT;
	return node_read(img, offset, node->level - 1, out);
}

/* How many of the node's keys are smaller than key; whether the next equals
 * it. */
static enum err
node_search(const struct node *node, struct sv key, uint32_t *out_i,
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

enum err
image_find(struct image *img, uint32_t tree, struct sv key, uint64_t *out)
{
	struct node node, child;
	bool equal;
	uint32_t i;
	enum err e;

	if (!tree)
		return ERR_NOT_FOUND;
	if ((e = node_read(img, tree, IMAGE_MAX_TREE_DEPTH, &node)))
		return e;
	for (;;) {
		if ((e = node_search(&node, key, &i, &equal)))
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
walk_leaf(struct walk *w, const struct node *node, uint32_t i)
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
walk_node(struct walk *w, const struct node *node)
{
	struct node child;
	bool equal;
	uint32_t i;
	enum err e;

	if ((e = node_search(node, w->from, &i, &equal)))
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
	struct node root;
	enum err e;

	if (!tree)
		return OK;
	if ((e = node_read(w->img, tree, IMAGE_MAX_TREE_DEPTH, &root)))
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
