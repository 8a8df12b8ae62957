/* SPDX-License-Identifier: ISC */
/*
 * The state of parsing one invocation, shared by the files that parse words,
 * options, operands and the environment.
 */
#ifndef GUARD_ARGV_PARSE_H
#define GUARD_ARGV_PARSE_H

#include "argv/internal.h"

struct parse {
	const struct argv_context *ctx;
	struct invocation *inv;
	struct tool tool;
	struct word started_in;  /* the directory ahead of all options */
	struct node scopes[ARGV_MAX_PATH + 1]; /* root first */
	uint32_t n_scopes;
	uint32_t style;          /* of the reached node */

	const struct word *words;
	size_t n;
	size_t i;                /* next word */

	struct list options;
	struct list operands;
	struct list problems;
	struct list *starts;
	struct list candidates;  /* struct env_candidate */

	const struct image_operand *specs; /* of the reached node */
	struct record specs_record;
	uint32_t n_specs;
	bool any_operands;
	uint32_t spec;           /* next spec */
	bool spec_used;          /* the spec, a repeated one, took a word */

	size_t entered;          /* the word behind the last command word */
	bool options_ended;      /* by "--" or the order of the style */
	bool command_settled;    /* no further command word can follow */
	bool hidden;             /* words come from an environment variable */
	bool at_stdin;           /* the value at hand is standard input */
	bool leading;            /* in letters without a dash: values follow */
	bool stopped;            /* the rest is another command's argv */
	/* A start whose rest is all later operands (npm eats the options
	 * between them); its index in operands plus one. */
	uint32_t deferred;
	/* Text in the words of what is started that is replaced by unknown
	 * words (xargs -I); n is 0 if there is none. */
	struct sv placeholder;
	/* What stands in for an image's entrypoint; NULL if nothing does. */
	const struct word *entrypoint;
};

/* An option found in the grammar. */
struct found_option {
	struct sv name;
	uint32_t id;
	uint32_t flags;
};

void option_found(struct found_option *f, struct sv name, uint64_t value);
/* The option of that name, of the innermost command that has it. */
enum err option_find(struct parse *p, struct sv name, struct found_option *out)
    MUST_USE;
/* Go's tools take -name and --name alike; the grammar may hold either. */
enum err option_find_dashed(struct parse *p, struct sv name,
    struct found_option *out) MUST_USE;
/* --no-name, in a style that has it. */
enum err option_find_negated(struct parse *p, struct sv name,
    struct found_option *out) MUST_USE;
/* ERR_SYNTAX when it is short for more than one option. */
enum err option_find_abbreviated(struct parse *p, struct sv name,
    struct found_option *out) MUST_USE;

enum err parse_problem(struct parse *p, enum problem_kind kind,
    struct sv subject) MUST_USE;
enum err parse_start(struct parse *p, enum runs_kind kind,
    const struct word *text, const struct word *rest, size_t n_rest) MUST_USE;
/* The same, in another directory than inv's. */
enum err parse_start_in(struct parse *p, const struct start *start)
    MUST_USE;
/* Starts what the unknown command at words[i] is an alias of; out_taken tells
 * whether it is one, or may be. */
enum err parse_alias(struct parse *p, const struct word *name,
    bool *out_taken) MUST_USE;

/* Takes the option at words[i] and its values. */
enum err parse_option(struct parse *p) MUST_USE;
/* Takes the first word as letters without a dash, and their values. */
enum err parse_leading(struct parse *p) MUST_USE;
/* After the last word: what standard input holds, if that is known, as the
 * value of OPTION_STDIN. */
enum err parse_stdin(struct parse *p) MUST_USE;
/* Takes a "-" that the grammar has as an option (env's -i); else it is left for
 * an operand. */
enum err parse_bare_dash(struct parse *p, bool *out_taken) MUST_USE;
/* Starts the plugin of the command that was just entered, if it is one. */
enum err parse_plugin(struct parse *p) MUST_USE;
/* Takes the word at words[i] as operand. */
enum err parse_operand(struct parse *p) MUST_USE;
/* Makes the OPERANDS record at offset those that are expected. */
enum err parse_expect_operands(struct parse *p, uint32_t offset) MUST_USE;
/* After the last word: the start whose rest could not be told before. */
enum err parse_deferred_start(struct parse *p) MUST_USE;
/* After the last word: what is missing. */
enum err parse_finish_operands(struct parse *p) MUST_USE;
/* Reads a value that is SQL; adds CLASS_DESTRUCTIVE and why when it does more
 * than read. */
enum err parse_value_effect(struct parse *p, const struct word *value,
    uint32_t *flags, const char **why) MUST_USE;
/* NAME=VALUE, with a name that is certain. */
bool word_is_assignment(const struct word *w);
/* Records what an operand or option changes for the commands it starts. */
enum err parse_assignment(struct parse *p, const struct word *word) MUST_USE;
enum err parse_unset(struct parse *p, struct sv name) MUST_USE;
enum err parse_clear(struct parse *p) MUST_USE;

#endif
