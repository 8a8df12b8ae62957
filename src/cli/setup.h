/* SPDX-License-Identifier: ISC */
/*
 * setup: what guard setup makes, the record of it, and its removal. Everything
 * is planned first, shown, then written; each thing that was written stands in
 * the record, so that all of it can be taken out again and nothing else.
 */
#ifndef CLI_SETUP_H
#define CLI_SETUP_H

#include "guard/grant.h"

#include "cli.h"
#include "edit.h"
#include "front.h"

enum { CHANGES_MAX = 4096 };

enum change_kind {
	CHANGE_NONE = 0,
	CHANGE_LINK,
	CHANGE_DIRECTORY,
	CHANGE_FILE, /* that was not there */
	CHANGE_EDIT  /* of a file that was */
};

struct change {
	enum change_kind kind;
	const char *path;
	const char *target; /* of a link */
	const char *backup; /* of an edit */
	struct sv before, after;
	unsigned mode;
	/* Of the file as it was and as it was written: kept in the record. */
	char hash_before[HASH_TEXT + 1], hash[HASH_TEXT + 1];
	const struct piece *pieces;
	size_t n_pieces;
};

struct changes {
	struct change *list;
	size_t n;
};

struct setup {
	struct cli *cli;
	struct arena *arena;
	struct front front;
	struct sv home;         /* an absolute path; n 0: none is known */
	struct os_path record;  /* the file of it */
	struct changes done;    /* the record as it is */
	struct changes plan;    /* what is to be done */
	size_t n_shims, n_new_shims;
	bool own_prefix;        /* this user may write into it */
	bool compiled;          /* the image was, or is to be, made anew */
	const char *notes[16];  /* what is left to do, one line or more each */
	size_t n_notes;
};

/* Room for one more; NULL when there is none. */
struct change *changes_add(struct arena *arena, struct changes *c);

/* Where things are, and the record; an exit status. */
int setup_open(struct setup *s, struct cli *cli);

/* A text in the arena, put together from parts, NULL behind the last; NULL
 * when memory is out. */
const char *setup_text(struct arena *arena, const char *const *parts);
#define SETUP_TEXT(arena, ...) \
	setup_text((arena), (const char *const[]){__VA_ARGS__, NULL})
/* A text with each "@P" made guard's prefix; NULL when memory is out. */
const char *setup_expand(struct setup *s, const char *model);
void setup_note(struct setup *s, const char *text);

/* A directory and those above it that are missing are planned. */
enum err setup_plan_directory(struct setup *s, const char *path) MUST_USE;
/* Where a file really lies, if links lead to it. */
enum err setup_real_path(struct setup *s, const char **path) MUST_USE;
/* Begins the edit of a file: as it is or, by an earlier change of the plan,
 * will be; fresh where there is none. */
enum err setup_read(struct setup *s, const char *path, struct edit *out)
    MUST_USE;
/* A file is to be what the edit made of it; nothing if that is what it was.
 * mode is for one that was not there. */
enum err setup_plan_file(struct setup *s, const char *path,
    const struct edit *edit, unsigned mode) MUST_USE;

/* The shims; whether the policy image is to be made anew. An exit status. */
int setup_plan_prefix(struct setup *s);
/*
 * Whether the image is missing, cannot be used, or is older than a rule. The
 * fraction of its time is its seal, so of a rule changed in the same second
 * only *out_unsure tells that it may be newer.
 */
bool setup_is_stale(const struct os_path *prefix, struct arena *arena,
    bool *out_unsure);
/* Compiles the rules of the prefix into its image; an exit status. */
int setup_compile(struct setup *s);
/* The last line of the shells' own files. */
enum err setup_plan_shells(struct setup *s) MUST_USE;

/* Where the record lies and what it says. */
enum err record_load(struct setup *s) MUST_USE;
enum err record_save(struct setup *s) MUST_USE;
/* The text of one: ERR_SYNTAX for one that setup would not have written; and
 * for changes that it could not hold, ERR_SYNTAX, ERR_LIMIT. */
enum err record_parse(struct arena *arena, struct sv text, struct changes *out)
    MUST_USE;
enum err record_format(const struct changes *c, struct buf *out) MUST_USE;

/* Does what is planned and puts it on record. out_path is what it was at when
 * something failed. */
enum err setup_apply(struct setup *s, const char **out_path) MUST_USE;
/* The hash of a file's bytes, as in the record. */
enum err setup_hash(struct arena *arena, const char *path,
    char out[HASH_TEXT + 1]) MUST_USE;

/* Takes out what stands in the record; an exit status. */
int setup_remove(struct setup *s);

#endif
