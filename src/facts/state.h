/* SPDX-License-Identifier: ISC */
/*
 * state: what a state file of terraform or tofu says of itself. Pure: bytes in.
 * A file that is not wholly well-formed says nothing.
 */
#ifndef FACTS_STATE_H
#define FACTS_STATE_H

#include "guard/base.h"

enum {
	STATE_MAX_FILE = 16 << 20, /* bytes */
	STATE_MAX_TYPES = 512,
	STATE_MAX_SETTINGS = 16
};

/* A type of resources and how many of it there are. */
struct state_type {
	struct sv name;
	uint64_t count;
};

struct state {
	struct sv lineage;  /* n is 0 where there is none */
	bool has_serial;
	uint64_t serial;
	uint64_t resources; /* managed instances */
	struct state_type *types; /* by name */
	uint32_t n_types;
	struct sv backend;  /* type of the backend that the file describes */
	/* "bucket=x": what of the backend's settings says where it is. Never a
	 * credential. */
	struct sv settings[STATE_MAX_SETTINGS];
	uint32_t n_settings;
};

/*
 * Versions 3 (terraform 0.8 to 0.11, and what names a backend) and 4.
 * ERR_SYNTAX for everything else, ERR_LIMIT. Texts are copied into arena.
 */
enum err state_read(struct arena *arena, struct sv text, struct state *out)
    MUST_USE;

#endif
