/* SPDX-License-Identifier: ISC */
/*
 * world: what the engine can tell argv about files: package.json scripts and
 * names, resolved paths, small texts.
 */
#ifndef CLI_WORLD_H
#define CLI_WORLD_H

#include "guard/argv.h"
#include "guard/facts.h"
#include "guard/os.h"

#include "stated.h"

struct world {
	struct arena *arena; /* what is handed out lives here */
	struct image *image; /* tells which names are tools; may be NULL */
	struct os_path cwd;
	struct facts facts;
	bool own_input;      /* standard input is the command's */
	const struct stated *stated; /* in the place of facts; may be NULL */
};

/* Fills face with functions over w, which must outlive it. */
void world_init(struct world *w, struct arena *arena, struct image *image,
    struct argv_world *face);

/* A world in which there are no files at all, and no facts but those that are
 * stated in w. */
void world_none(struct world *w, struct argv_world *face);

#endif
