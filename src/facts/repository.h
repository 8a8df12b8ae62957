/* SPDX-License-Identifier: ISC */
/*
 * repository: a git repository by its files. Stat data is compared as git's
 * own quick check does; what git would have to read to be sure is unsure here.
 */
#ifndef FACTS_REPOSITORY_H
#define FACTS_REPOSITORY_H

#include "facts/config.h"

#define REPO_MAX_ENTRIES 200000u /* looked at for one fact */
#define REPO_MAX_DEPTH   64u

enum answer { NO = 0, YES, UNSURE };

struct entry {
	struct sv path;
	uint32_t ctime_s, ctime_ns, mtime_s, mtime_ns;
	uint32_t ino, mode, uid, gid, size;
	uint16_t flags;  /* stage and more */
	uint16_t xflags; /* of version 3 */
};

#define ENTRY_STAGE(e) (((e)->flags >> 12) & 3)
#define ENTRY_SKIPPED(e) ((e)->xflags & 0x4000)
#define ENTRY_INTENDED(e) ((e)->xflags & 0x2000)

struct ignore_file;

struct repository {
	struct arena *arena;
	bool known;          /* looking for it ended in something certain */
	bool found;
	bool bare;
	struct os_path root; /* the work tree, links resolved */
	struct os_path dir;  /* of this work tree */
	struct os_path common;
	struct config_place place;
	struct sv config;
	struct sv packed;    /* packed-refs */

	bool index_read;
	bool index_known;
	struct entry *entries; /* in order of path */
	uint32_t n_entries;
	int64_t index_s;
	uint32_t index_ns;
	char tree[41];       /* what the index stands for; "" if unsure */

	struct ignore_file *ignores;
	struct ignore_file *persons; /* core.excludesFile, read once */
	uint32_t budget;     /* entries that may still be looked at */
};

/* Finds the repository that holds dir, an absolute path without links. */
enum err repo_find(struct arena *arena, struct sv dir,
    const struct config_place *place, struct repository *r) MUST_USE;
/* The same by a given git directory and work tree (n 0: dir itself). */
enum err repo_open(struct arena *arena, struct sv git_dir, struct sv work_tree,
    const struct config_place *place, struct repository *r) MUST_USE;

/* A value of the repository's own config; n 0 without it. */
struct sv repo_config(const struct repository *r, struct sv section,
    struct sv sub, struct sv key);

/* A file of the git directory, in the arena. */
enum err repo_file(struct repository *r, const struct os_path *dir,
    const char *name, struct sv *out) MUST_USE;

/* The branch of HEAD; n 0: detached. False: cannot be told. */
bool repo_branch(struct repository *r, struct sv *out);
/* The commit of a full ref name, or of "HEAD"; "" if there is none. False:
 * cannot be told. */
bool repo_ref(struct repository *r, struct sv name, char out[41]);
/* The tree of a commit. */
bool repo_commit_tree(struct repository *r, const char *commit, char out[41]);

/* The bytes of an index; they must stay. False: not understood. */
bool repo_index_parse(struct repository *r, struct sv bytes);
/* Reads the index once; index_known says whether it was understood. */
enum err repo_index(struct repository *r) MUST_USE;
/* The first entry at or behind path, n_entries for none. */
uint32_t repo_entry(const struct repository *r, struct sv path);
/* Whether anything below dir (without a slash at its end) is tracked. */
bool repo_tracks_below(const struct repository *r, struct sv dir);
bool repo_tracks(const struct repository *r, struct sv path);

/* Whether the entry's file differs from it. */
enum answer repo_entry_changed(struct repository *r, const struct entry *e);
/* Whether the index differs from HEAD. */
enum answer repo_staged(struct repository *r);
/* Whether any tracked file differs from HEAD. */
enum answer repo_changed(struct repository *r);
/* Whether there is a file that is neither tracked nor ignored. */
enum answer repo_untracked(struct repository *r);

/* Whether git ignores path, relative to the root. */
enum answer repo_ignored(struct repository *r, struct sv path, bool is_dir);

/* root/path. */
bool repo_path(const struct repository *r, struct sv path,
    struct os_path *out);

/* Whether a gitignore pattern matches text; slashes count as path says. */
enum answer ignore_match(struct sv pattern, struct sv text);

#endif
