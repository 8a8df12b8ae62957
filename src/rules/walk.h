/* SPDX-License-Identifier: ISC */
/*
 * walk: the commands of a tool in an image, for dump and lint, which read
 * whole images.
 */
#ifndef RULES_WALK_H
#define RULES_WALK_H

#include "guard/image.h"

/* A NODE with its parts looked up. */
struct walked {
	uint32_t offset;
	struct record record;
	const struct image_node *node;
	const uint32_t *rules;
	struct sv name;
};

enum err walk_node(struct image *img, uint32_t offset, struct walked *out)
    MUST_USE;

typedef enum err (*walk_fn)(void *ctx, const struct walked *at);

/* Calls fn for the node at offset and all below it, each once. */
enum err walk_commands(struct image *img, uint32_t offset, walk_fn fn,
    void *ctx) MUST_USE;

/* Whether a key of its parent's commands tree is the command's first name. */
bool walk_is_first_name(const struct walked *at, uint32_t parent_style,
    struct sv key);

/* A RULE with its parts looked up. */
struct walked_rule {
	uint32_t offset;
	struct record record;
	const struct image_rule *rule;
	const struct image_condition *conditions;
	struct sv id;
	struct sv pattern;
};

enum err walk_rule(struct image *img, uint32_t offset, struct walked_rule *out)
    MUST_USE;

/* The items of a MATCH. */
struct walked_match {
	struct record record;
	uint32_t kind;
	uint32_t n;
	const struct image_str *items;
};

enum err walk_match(struct image *img, uint32_t offset,
    struct walked_match *out) MUST_USE;

#endif
