/* SPDX-License-Identifier: ISC */
/*
 * load: gets at a policy, from its image or from rule files, and holds what a
 * decision with it needs. Used by every subcommand and by the shim's engine.
 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "guard/argv.h"
#include "guard/diag.h"
#include "guard/os.h"
#include "guard/rules.h"

#include "world.h"

/* Address space; pages are taken only as they are used. */
#define LOAD_DECIDE_SPACE ((size_t)64 << 20)
#define LOAD_JOB_SPACE ((size_t)2 << 30)

/* A policy that can decide. */
struct policy {
	struct arena arena;       /* for one decision at a time */
	size_t mark;              /* what stays between decisions */
	struct image image;
	struct image fresh;       /* image as it was before any decision */
	struct os_image file;
	struct sv bytes;          /* the whole image, if it is in memory */
	struct world world;
	struct argv_world face;
	struct argv_context context;
};

/*
 * The installed image, for a decision that may end in an exec: pieces are read
 * as they are needed; the whole is verified only if the seal is broken, and
 * then sealed anew if the file is this user's.
 */
enum err load_installed(struct policy *p) MUST_USE;

/* An image from a file, whole in memory and verified; path NULL: the
 * installed one. arena holds it. */
enum err load_image(struct policy *p, struct arena *arena, const char *path)
    MUST_USE;

/* An image that is in memory and must live as long as the policy. */
enum err load_bytes(struct policy *p, struct sv bytes) MUST_USE;

/* Forgets what the last decision allocated. */
void load_reset(struct policy *p);

/* Rule files on their way to an image. */
struct rulebook {
	struct arena *arena;
	struct diag_sink sink;
	struct model model;
	struct sv image;
	uint32_t n_files;
	bool beneath; /* files that are added now are not what it is about */
};

void rulebook_init(struct rulebook *book, struct arena *arena);
/* Reads a file and counts it; NULL and OK when it cannot be read, which the
 * sink says then. ERR_LIMIT. */
enum err rulebook_source(struct rulebook *book, struct sv name,
    const struct source **out) MUST_USE;
/* A rule file, or the *.yaml of a directory, sorted. Whatever is wrong is in
 * the sink, a file that cannot be read too. ERR_LIMIT when memory is out. */
enum err rulebook_add(struct rulebook *book, const char *path,
    enum layer layer) MUST_USE;
/* ERR_SCHEMA when the sink has errors. */
enum err rulebook_compile(struct rulebook *book) MUST_USE;
/* Replaces the file by the compiled image, sealed. */
enum err rulebook_write(const struct rulebook *book, const char *path) MUST_USE;

#endif
