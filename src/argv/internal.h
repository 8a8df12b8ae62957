/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files of argv: growing lists in an arena, the grammar as it is
 * loaded from the image, and the state of one unwrapping.
 */
#ifndef GUARD_ARGV_INTERNAL_H
#define GUARD_ARGV_INTERNAL_H

#include "guard/argv.h"

#define UNWRAP_MAX_FILES 8

/* A list that grows in an arena; what it outgrew stays there, unused. */
struct list {
	unsigned char *p;
	uint32_t n;
	uint32_t cap;
};

/* A zeroed item of size bytes at the end; NULL when the arena is full. */
void *list_push(struct arena *arena, struct list *l, size_t size);

/* A TOOL record. */
struct tool {
	uint32_t offset;
	struct record record;
	const struct image_tool *h;
	struct sv name;
};

/* A NODE record. */
struct node {
	uint32_t offset;
	const struct image_node *h;
	struct sv name;
};

enum err tool_load(struct image *img, uint32_t offset, struct tool *out)
    MUST_USE;
enum err node_load(struct image *img, uint32_t offset, struct node *out)
    MUST_USE;

/* What an invocation starts, found while parsing it. */
struct start {
	enum runs_kind kind;
	struct word text;         /* the word that names or is what runs */
	const struct word *rest;  /* the words behind it */
	size_t n_rest;
	struct sv via;
	bool has_dir;             /* it starts in dir */
	struct word dir;
};

/* A tool and the argv that it is called with. */
struct call {
	uint32_t tool; /* offset of its TOOL record */
	const struct word *words;
	size_t n;      /* at least 1 */
};

/* Packages that a launcher runs scripts in, see unwrap_packages. */
struct packages {
	struct argv_packages found;
	bool foreseen; /* all that may be meant: any of them may run or not */
	struct word around; /* with foreseen: where the launcher itself runs */
};

/* From where an invocation is reached. */
struct origin {
	int parent;
	unsigned depth;
	const struct env_change *changes;
	struct word cwd;
	enum stdin_kind stdin_kind;
	struct word stdin_word;
	bool stdin_own;
	bool stdin_elsewhere;
	struct sv via;
	bool elsewhere;
	bool remote;
	const struct packages *packages; /* NULL: the one that cwd lies in */
};

/* One unwrapping: its lists become a struct reading at the end. */
struct unwrap {
	const struct argv_context *ctx;
	/* The same without a world: for what runs elsewhere. */
	struct argv_context blind;
	struct list invocations;
	struct list problems;
	uint32_t n_unguarded;
	unsigned foreseeing; /* files and code that we are in */
	unsigned texts;      /* shell text that we are in */
	const struct earlier *steps; /* commands of it that were met */
	uint32_t n_files;    /* read for their commands */
	struct sv files[UNWRAP_MAX_FILES]; /* each is read once */
};

/* What is known around a command: of files nothing, if it runs elsewhere. */
static inline const struct argv_context *
unwrap_context(const struct unwrap *u, const struct origin *from)
{
	return from->elsewhere ? &u->blind : u->ctx;
}

/* Adds the commands in shell text. The rest of params, if there are any, is its
 * $0, $1 … */
enum err unwrap_text(struct unwrap *u, struct sv text,
    const struct start *params, const struct origin *from) MUST_USE;
/* Adds the script that s names. ERR_NOT_FOUND when there is no such script. */
enum err unwrap_script(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* Adds the scripts that a command like "npm test" runs by its nature. */
enum err unwrap_lifecycle(struct unwrap *u, const struct invocation *inv,
    const struct origin *from) MUST_USE;

/*
 * Parses a call under the grammar of its tool. What it starts is
 * added to out_starts (struct start); inv is complete but for its place in the
 * reading.
 */
enum err parse_invocation(const struct argv_context *ctx,
    const struct call *call, struct invocation *inv, struct list *out_starts)
    MUST_USE;

/* Fills inv->env from the tool's environment table and its settings. */
enum err environment_collect(const struct argv_context *ctx,
    const struct tool *tool, const struct list *candidates,
    struct invocation *inv) MUST_USE;

/* A variable of the process that passed the tool's filter. */
struct env_candidate {
	struct sv name;
	struct sv value;
};

/* Adds those variables to out. */
enum err environment_candidates(const struct argv_context *ctx,
    const struct tool *tool, struct list *out) MUST_USE;
/* The value that a variable of the tool's has; false if it is not set. */
bool environment_find(const struct invocation *inv,
    const struct list *candidates, struct sv name, struct word *out);

/* Whether a change puts anything ahead of the shims on PATH. */
bool environment_hides(const struct env_change *changes);
/* The newest change from there on (towards older ones) that speaks of name;
 * NULL without one. */
const struct env_change *env_change_find(const struct env_change *from,
    struct sv name);
/* The change that makes name unknown, if no newer one sets it; else NULL. */
const struct env_change *env_change_unknown(const struct argv_context *ctx,
    const struct env_change *from, struct sv name);

/* Whether a variable that a command line sets loads code into any program. A
 * library that was installed is daily work. */
bool environment_preloads(struct sv name, const struct word *value);

/* Adds what the tool's settings files say to uses, as struct env_use. */
enum err settings_collect(const struct argv_context *ctx,
    const struct tool *tool, struct invocation *inv, struct list *uses)
    MUST_USE;

/* Classes that remain when an option or variable has this value. */
enum err value_classes(const struct argv_context *ctx, uint32_t match,
    const struct word *value, uint32_t *classes) MUST_USE;

/* A new change behind *changes, which becomes it; NULL when there are too many
 * or the arena is full. */
struct env_change *env_change_push(struct arena *arena,
    const struct env_change **changes);

struct word word_of(struct sv text);
/* dir, or dir joined onto base when it is relative. */
enum err word_join_path(struct arena *arena, const struct word *base,
    const struct word *dir, struct word *out) MUST_USE;
/* Whether every byte of it is certain. */
bool word_is_certain(const struct word *w);

/* The TOOL of an identity: kind 'c', 'p', 'm' or 'f' and its name. */
enum err identity_find(struct image *img, char kind, struct sv name,
    uint32_t *out_offset) MUST_USE;
/* The npm package in a path: what follows its last node_modules/; n is 0 if
 * there is none. */
struct sv path_package(struct sv path);
/* An npm spec without its version: "prisma@5" → "prisma". */
struct sv spec_name(struct sv spec);
/* The tool that a program file is, see RUNS_FILE. */
enum err identify_file(const struct argv_context *ctx, struct sv cwd,
    struct sv path, uint32_t *out_offset) MUST_USE;

#endif
