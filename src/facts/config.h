/* SPDX-License-Identifier: ISC */
/*
 * config: git's configuration files, in git's own syntax.
 */
#ifndef FACTS_CONFIG_H
#define FACTS_CONFIG_H

#include "guard/os.h"

#define CONFIG_MAX_FILES 16u /* with those that they include */
#define CONFIG_MAX_DEPTH 5u
#define CONFIG_MAX_FILE  (1u << 20) /* bytes */

/* SECTION.SUB.KEY = VALUE; the names of section and key in any case. */
struct config_entry {
	struct sv section;
	struct sv sub;
	struct sv key;
	struct sv value; /* "true" for a key alone */
};

typedef enum err (*config_each_fn)(void *ctx, const struct config_entry *e);

/* Calls each for every entry in order, until it returns something else than
 * OK. ERR_SYNTAX where git would not read on; ERR_LIMIT. */
enum err config_parse(struct arena *arena, struct sv text,
    config_each_fn each, void *ctx) MUST_USE;

/* Whether section and key, in any case, and sub are those of the entry. */
bool config_is(const struct config_entry *e, struct sv section, struct sv sub,
    struct sv key);
bool config_same_word(struct sv a, struct sv b);

/* The variables by which git finds its configuration; n 0: not set. */
struct config_place {
	struct sv home, xdg, global, system;
	bool no_system;
	bool unsure; /* one of them is not certain */
};

/*
 * The entries of every file that counts for a git directory (n 0: none): the
 * system's, the person's, the repository's and what they include, whether or
 * not the condition for that holds. Later ones prevail. ERR_SYNTAX when a file
 * is there and cannot be read to its end.
 */
struct config_reader {
	config_each_fn each;
	void *ctx;
};
enum err config_all(struct arena *arena, const struct config_place *place,
    struct sv common, struct sv dir, const struct config_reader *reader)
    MUST_USE;

/* The text of a file of at most max bytes. ERR_NOT_FOUND, ERR_LIMIT, ERR_IO,
 * ERR_ACCESS. */
enum err facts_text(struct arena *arena, const char *path, size_t max,
    struct sv *out) MUST_USE;

/* path as it stands in a configuration file in dir: "~/" is the home. False: it
 * cannot be told. */
bool config_path(const struct config_place *place, struct sv dir,
    struct sv path, struct os_path *out);

#endif
