/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files of facts: what a fact is read from, and how it is given.
 */
#ifndef FACTS_INTERNAL_H
#define FACTS_INTERNAL_H

#include "guard/facts.h"

#include "facts/repository.h"

struct reading_fact {
	struct facts *facts;
	const struct invocation *inv;
	struct sv cwd;          /* links resolved */
	struct repository *repo;
	struct fact *out;
};

/* Sets the fact to one value, or to true, false or unknown. */
enum err fact_value(const struct reading_fact *f, struct sv value,
    struct sv source) MUST_USE;
enum err fact_answer(const struct reading_fact *f, enum answer a,
    struct sv source) MUST_USE;

/* Finds the directory and the repository (f->repo, zeroed) anew, for an
 * invocation that is not yet complete. */
enum err fact_surroundings(struct reading_fact *f, bool *out_certain) MUST_USE;

/* What of a repository a command before it may have changed. */
enum {
	TURNS_HEAD = 1,    /* the branch that it is on */
	TURNS_UPSTREAM = 2,
	TURNS_COMMITS = 4, /* of the branch, or of its upstream */
	TURNS_TREE = 8,    /* files, the index, or what they are held to */
	TURNS_CLEAN = 16   /* … so that a file without changes may have some */
};
/* Whether a step ahead of the invocation may have done one of these. */
bool fact_turned(const struct reading_fact *f, unsigned turns);

/* What the operands of git checkout name. */
enum checkout_kind {
	CHECKOUT_UNSURE = 0,
	CHECKOUT_NOTHING,
	CHECKOUT_COMMIT,
	CHECKOUT_PATH
};

/* out_first is the first operand that is a path. */
enum checkout_kind checkout_kind(const struct reading_fact *f,
    uint32_t *out_first);

/* Whether dir, on that device, holds a repository or another file system;
 * only what lies in dir itself is looked at unless deep. */
enum answer holds_repository(struct sv dir, uint64_t dev, bool deep);

/* A part of the invocation's target. */
enum err target_fact(struct facts *facts, const struct invocation *inv,
    enum fact_id id, struct fact *out) MUST_USE;

enum err read_paths(const struct reading_fact *f) MUST_USE;
enum err read_overwrites(const struct reading_fact *f) MUST_USE;

/* Whether builds or package managers make files or folders of this name. */
bool is_built(struct sv name);

/* What the path alone tells of a file: "temp" or "built"; NULL: nothing. */
const char *path_class_by_name(struct sv path);

#endif
