/* SPDX-License-Identifier: ISC */
/*
 * What the files that unwrap launchers ask of each other.
 */
#ifndef GUARD_ARGV_UNWRAP_H
#define GUARD_ARGV_UNWRAP_H

#include "argv/internal.h"

/* Adds a problem of the reading as a whole. */
enum err unwrap_problem(struct unwrap *u, enum problem_kind kind,
    struct sv subject) MUST_USE;
/* Adds the command that n words are, and what it starts. */
enum err unwrap_words(struct unwrap *u, const struct word *words, size_t n,
    const struct origin *from) MUST_USE;
/* The word first and behind it s->rest: s->n_rest + 1 in all, or NULL when the
 * arena is full. */
struct word *unwrap_words_of(struct unwrap *u, const struct word *first,
    const struct start *s);
/* The text of s as the command, then the words behind it. */
enum err unwrap_named(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* The tool at offset, called with the words behind the start. */
enum err unwrap_as_tool(struct unwrap *u, uint32_t offset,
    const struct start *s, const struct origin *from) MUST_USE;

/* Adds the commands in a word of shell text. */
enum err unwrap_text_word(struct unwrap *u, const struct word *text,
    const struct start *params, const struct origin *from) MUST_USE;
/* The tool that a program file is, see RUNS_FILE. */
enum err unwrap_file(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
enum err unwrap_module(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
enum err unwrap_package(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* Adds what is plainly run by a file of shell text, by code, and by parallel:
 * what these hold is judged again when it starts. */
enum err unwrap_shell_file(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* A command of no tool may be a script, called by its path or sourced. */
enum err unwrap_unnamed(struct unwrap *u, const struct call *call,
    const struct origin *from) MUST_USE;
enum err unwrap_code(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
enum err unwrap_parallel(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* The file that inv reads is one here, although what it starts runs elsewhere,
 * where no shim sees it again: its text goes along. */
enum err unwrap_carry_stdin(struct unwrap *u, const struct invocation *inv,
    struct origin *from) MUST_USE;
/* The file on guard's own standard input, which a shell takes for a script. */
enum err unwrap_own_input(struct unwrap *u, const struct word *text,
    const struct origin *from) MUST_USE;
/* A shell that is given nothing else reads its commands from there, and so does
 * the one that a bare ssh starts. */
enum err unwrap_stdin(struct unwrap *u, const struct invocation *inv,
    struct origin *from) MUST_USE;
/* The words s->text and s->rest joined by blanks. */
enum err unwrap_joined_words(struct unwrap *u, const struct start *s,
    struct word *out) MUST_USE;
/* Adds what the task s->text runs, or what else the word may be where there is
 * no such task. */
enum err unwrap_task(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;

/* Adds what a container of the image (or service) s->text runs when it is given
 * the words behind it: its entrypoint where a tool's file names the image, else
 * the words themselves. */
enum err unwrap_image(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* The same of s->text and every word behind it: tasks of turbo.json, and what
 * the options and operands of nx name. */
enum err unwrap_turbo(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
enum err unwrap_nx(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* What is read of the task s->text, and of nothing else. ERR_NOT_FOUND without
 * a file that holds tasks. */
enum err unwrap_read_task(struct unwrap *u, const struct start *s,
    const struct origin *from, struct task_reading *out) MUST_USE;
/* The packages of the repository around cwd that selector names (n is 0: all).
 * ERR_NOT_FOUND without a repository that holds several. */
enum err unwrap_find_packages(struct unwrap *u, const struct word *cwd,
    struct sv selector, struct argv_packages *out) MUST_USE;

/* Where inv names packages of a repository, or runs scripts in all of them:
 * from has them, and the directory of inv becomes the only one or unknown. */
enum err unwrap_packages(struct unwrap *u, struct invocation *inv,
    const struct list *starts, struct origin *from) MUST_USE;
/* Where the launcher logs in to an account that is a tool's (ssh dokku@host)
 * the words of s are that tool's: out has its name in front. Else out is s. */
enum err unwrap_account(struct unwrap *u, const struct start *s,
    const struct origin *from, struct start *out) MUST_USE;
/* Adds the plugin that s->text names, which must be a tool. */
enum err unwrap_plugin(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* Adds what the launcher inv sets for what it starts, by its rule file, and
 * what shell text that began in the directory start sets ahead of its command
 * c. Files wait to be read. */
enum err load_launcher(struct unwrap *u, const struct invocation *inv,
    const struct env_change **changes) MUST_USE;
enum err load_assigns(struct unwrap *u, const struct shell_command *c,
    const struct word *start, struct origin *from) MUST_USE;
/* From here on variables may have any value, because of from. */
enum err load_unknown(struct unwrap *u, struct sv from,
    const struct env_change **changes) MUST_USE;
/* Reads what waits: from then on these are changes like others. ERR_ENGINE
 * where this program reads no files. */
enum err load_settle(struct unwrap *u, const struct env_change **changes)
    MUST_USE;

/* Notes what was met in shell text as a step before what comes next: the words
 * of a command of no tool, and the invocation at index when what it starts has
 * been read. */
enum err step_words(struct unwrap *u, const struct word *words, size_t n,
    const struct word *cwd) MUST_USE;
enum err step_tool(struct unwrap *u, uint32_t index) MUST_USE;
/* The files that redirections of a text write, and what its loops come back to:
 * before all of it. */
enum err step_text(struct unwrap *u, const struct shell_reading *r,
    const struct word *cwd) MUST_USE;

/* Makes from the surroundings of what inv starts: variables that its options
 * give, and for a command that runs things elsewhere none but these. */
enum err unwrap_environment(struct unwrap *u, const struct invocation *inv,
    struct origin *from) MUST_USE;

#endif
