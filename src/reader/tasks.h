/* SPDX-License-Identifier: ISC */
/*
 * Shared by the readers of task files: the lines that a task runs, and the
 * tasks that were entered on the way.
 */
#ifndef READER_TASKS_H
#define READER_TASKS_H

#include "guard/reader.h"

#define TASKS_MAX_ENTERED 64
#define TASKS_MAX_DEPTH   16
#define TASKS_MAX_LOOKUPS 500 /* of variables in the file */
#define TASKS_SCRATCH     (16u << 10) /* bytes of one line, expanded */

/* What stands for a value that is not known: any words. */
#define TASKS_UNKNOWN "${unknown}"

struct tasks {
	struct arena *arena;
	const struct task_query *query;
	struct sv text;
	struct task_reading *out;
	struct sv entered[TASKS_MAX_ENTERED];
	unsigned n_entered;
	unsigned n_files;
	unsigned n_lists;
	unsigned n_lookups; /* of variables */
	unsigned depth;
	struct buf scratch;
};

/* Adds what the task does. OK without lines and with found false if there is
 * no such task. */
enum err tasks_make(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_just(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_taskfile(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_json(struct tasks *t, struct sv name) MUST_USE;
enum err tasks_toml(struct tasks *t, struct sv name) MUST_USE;

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

/* Whether the task is entered for the first time; it is from now on. */
bool tasks_enter(struct tasks *t, struct sv name);
/* Another file by a path that stands in the one at hand. */
enum err tasks_file(struct tasks *t, struct sv path, struct sv *out) MUST_USE;

/* The next line, without its end; text moves behind it. */
struct sv tasks_line(struct sv *text);
/* The next word between blanks; n is 0 at the end. */
struct sv tasks_word(struct sv *text);
/* Bytes of blanks at the start; a tab counts as one. */
size_t tasks_indent(struct sv line);
/* s without the quotes around it. */
struct sv tasks_unquoted(struct sv s);

#endif
