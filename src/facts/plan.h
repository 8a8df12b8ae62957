/* SPDX-License-Identifier: ISC */
/*
 * plan: what a saved plan of terraform or tofu would do, from what `terraform
 * show -json` prints of it, and where it would do it, from the plan's own head.
 * Pure: bytes in. What is not wholly understood says nothing.
 */
#ifndef FACTS_PLAN_H
#define FACTS_PLAN_H

#include "facts/state.h"

enum {
	PLAN_MAX_FILE = 32 << 20, /* bytes of a saved plan */
	PLAN_MAX_TEXT = 16 << 20, /* of its JSON */
	PLAN_MAX_TYPES = 512,
	PLAN_MAX_LOST = 32        /* addresses that are kept */
};

/* Whether a type of resources holds data. */
typedef bool (*plan_holds_fn)(const void *ctx, struct sv type);

struct plan {
	uint64_t create, update, replace, remove, forget; /* resources */
	struct state_type *types; /* "delete:aws_db_instance", sorted */
	uint32_t n_types;
	/* Addresses of those that hold data and are deleted or replaced. */
	struct sv lost[PLAN_MAX_LOST];
	uint32_t n_lost;
	uint64_t lost_more; /* that are not kept */
};

/* Errors, after which out is zeroed: ERR_SYNTAX when anything in it is not as
 * it is documented (format 0.x and 1.x), when the plan failed, or when it does
 * more than change resources; ERR_LIMIT. */
enum err plan_read(struct arena *arena, struct sv text, plan_holds_fn holds,
    const void *holds_ctx, struct plan *out) MUST_USE;

/* Which backend and workspace the head of a plan (its member "tfplan") names;
 * views into it, n is 0 where it says none. ERR_SYNTAX. */
enum err plan_head(struct sv head, struct sv *out_backend,
    struct sv *out_workspace) MUST_USE;

#endif
