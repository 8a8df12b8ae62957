/* SPDX-License-Identifier: ISC */
/*
 * source: where a tool looks for one part of its target, by its rule file:
 * options, variables (of the environment and of .env files), settings.
 */
#ifndef FACTS_SOURCE_H
#define FACTS_SOURCE_H

#include "guard/facts.h"

enum {
	SOURCE_MAX_FILES = 32,
	SOURCE_FILE_MAX = 256 << 10 /* bytes */
};

enum files_state {
	FILES_UNSURE = 0, /* it runs elsewhere, or in what directory? */
	FILES_NONE,       /* there are none to read: an example, a log */
	FILES_HERE
};

/* What was found of one thing. state KNOWN: text is its value; ABSENT: it is
 * nowhere; UNKNOWN: it is somewhere, and cannot be told. */
struct finding {
	enum fact_state state;
	struct sv text;
	struct sv source;
};

struct source_file {
	struct sv name;
	enum err error; /* ERR_NOT_FOUND: there is none */
	struct sv text;
};

struct sources {
	struct facts *facts;
	const struct invocation *inv;
	struct arena *arena;
	enum files_state files;
	struct sv cwd;          /* links resolved; for FILES_HERE */
	struct sv *pairs;       /* key, source, key, source … */
	uint32_t n_pairs;       /* strings in pairs */
	struct source_file read[SOURCE_MAX_FILES];
	uint32_t n_read;
	struct sv loads;        /* a .env file that the configuration names */
	unsigned depth;         /* of variables inside variables */
};

/* ERR_LIMIT; those of the image. */
enum err sources_init(struct sources *s, struct facts *facts,
    const struct invocation *inv) MUST_USE;

/* Whether the rule file has anything of the key, or of a key that begins so. */
bool sources_has(const struct sources *s, struct sv key);
bool sources_reads(const struct sources *s, struct sv reader);
/* Whether a glob of the key's list fits. */
bool sources_lists(const struct sources *s, struct sv key, struct sv value);

/* The first source of the key that has something. Errors: ERR_LIMIT. */
enum err sources_find(struct sources *s, struct sv key, struct finding *out)
    MUST_USE;

/* What stands first among its sources and is perhaps not heeded ("NAME~"). */
enum err sources_perhaps(struct sources *s, struct sv key,
    struct finding *out) MUST_USE;

/* The value of a variable: of the environment, else of .env files. */
enum err sources_variable(struct sources *s, struct sv name,
    struct finding *out) MUST_USE;
/* Of the environment alone. */
void sources_environment(const struct sources *s, struct sv name,
    struct finding *out);
/* The last use of an option of that name. */
void sources_option(const struct sources *s, struct sv name,
    struct finding *out);

/* A small file, relative to the directory of the invocation, or "~/…".
 * ERR_NOT_FOUND if there is none, ERR_LIMIT, ERR_IO, ERR_ACCESS; ERR_ENGINE
 * when nobody can tell. */
enum err sources_file(struct sources *s, struct sv name, struct sv *out_text)
    MUST_USE;

/* name with its "{…}" filled in. False: one of them is absent; out_unsure if
 * that is not certain. */
bool sources_fill(struct sources *s, struct sv name, struct sv *out,
    bool *out_unsure);

/* "NAME:LINE" in the arena. */
struct sv sources_line(struct sources *s, struct sv name, uint32_t line);

#endif
