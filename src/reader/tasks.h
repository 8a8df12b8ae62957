/* SPDX-License-Identifier: ISC */
/*
 * Shared by the readers of task files: the lines that a task runs, and the
 * tasks that were entered on the way.
 */
#ifndef READER_TASKS_H
#define READER_TASKS_H

#include "guard/reader.h"

#define TASKS_MAX_ENTERED 1024
#define TASKS_MAX_DEPTH   16
#define TASKS_MAX_LOOKUPS 500 /* of variables in the file */
#define TASKS_SCRATCH     (16u << 10) /* bytes of one line, expanded */

/* What stands for a value that is not known: any words. */
#define TASKS_UNKNOWN "${unknown}"

/* A file, and what paths that stand in it are to be put behind. */
struct task_place {
	struct sv text;
	struct sv dir; /* n is 0, or "/" at its end */
};

struct tasks {
	struct arena *arena;
	const struct task_query *query;
	struct task_place at;   /* the file at hand */
	struct task_place root; /* what names are looked up in first */
	struct task_reading *out;
	struct {
		struct sv name;
		const char *text; /* that it stands in */
	} entered[TASKS_MAX_ENTERED];
	unsigned n_entered;
	unsigned n_files;
	unsigned n_tries;
	unsigned n_lists;
	unsigned n_lookups; /* of variables */
	unsigned depth;
	struct sv left_out; /* the file that a bound cut short; n 0: none */
	struct buf scratch;
};

typedef enum err (*tasks_reader)(struct tasks *t, struct sv name);

/* Adds what the task does. OK without lines and with found false if there is
 * no such task. */
enum err tasks_make(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_just(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_taskfile(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_json(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_toml(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_tox(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_hooks(struct tasks *t, struct sv name) MUST_USE;

/* A copy of text becomes a line of shell text. */
enum err tasks_add(struct tasks *t, struct sv text, bool unsure) MUST_USE;
/* The same with the words of the query behind it. */
enum err tasks_add_with_words(struct tasks *t, struct sv text) MUST_USE;
/* Whether all of the word is certain. */
static inline bool
word_known(const struct word *w)
{
	return !(w->flags & (WORD_DYNAMIC | WORD_SPLITS));
}

/* What a task needs: read, unless that is nested too deep. */
enum err tasks_deeper(struct tasks *t, tasks_reader read, struct sv name)
    MUST_USE;
/* A bound is met: what is not read may be anything that the file at hand has,
 * which becomes an unsure line. */
void tasks_leave_out(struct tasks *t);

/* Whether the task is entered for the first time; it is from now on. */
bool tasks_enter(struct tasks *t, struct sv name);
/* Another file by a path from where the tool runs. */
enum err tasks_file(struct tasks *t, struct sv path, struct sv *out) MUST_USE;
/* Another file, by a path that stands in the one at hand, becomes the one at
 * hand: path with end behind it. ERR_NOT_FOUND changes nothing. */
enum err tasks_go(struct tasks *t, struct sv path, const char *end) MUST_USE;

/* The next line, without its end; text moves behind it. */
struct sv tasks_line(struct sv *text);
/* The next word between blanks; n is 0 at the end. */
struct sv tasks_word(struct sv *text);
/* Bytes of blanks at the start; a tab counts as one. */
size_t tasks_indent(struct sv line);
/* YAML: the value of "key: value" or "'key': value"; false for another line. */
bool tasks_yaml_key(struct sv line, struct sv key, struct sv *out_value);
/* The lines that belong to a key at that indentation; text moves behind. */
struct sv tasks_yaml_block(struct sv *text, size_t indent);
/* The value and the block of a key of the map that text is. */
bool tasks_yaml_find(struct sv text, struct sv key, struct sv *out_value,
    struct sv *out_block);
/* Adds a scalar: value, or where that is "|" or ">" the lines below. */
enum err tasks_yaml_add(struct tasks *t, struct sv value, struct sv below)
    MUST_USE;
/* s without the quotes around it. */
struct sv tasks_unquoted(struct sv s);

#endif
