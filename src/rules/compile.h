/* SPDX-License-Identifier: ISC */
/*
 * compile: what the steps from a model to an image share. First the grammar of
 * each tool becomes a tree of commands with a table of names
 * (compile_grammar), then each pattern is matched against them (compile_words,
 * compile_match) and attached to the commands that it covers (compile_rule),
 * then everything is written, children first (compile_emit).
 */
#ifndef RULES_COMPILE_H
#define RULES_COMPILE_H

#include "guard/rules.h"

#define COMPILE_MAX_TAGS 32u
#define COMPILE_MAX_ALTERNATIVES 256u /* of {a,b}{c,d} in one word */
#define COMPILE_MAX_WORDS 64u         /* of one pattern */

/* A hash table from 64-bit hashes to pointers; the caller compares. */
struct map_slot {
	uint64_t hash;
	void *value;
};

struct map {
	struct arena *arena;
	struct map_slot *slots;
	size_t cap; /* a power of two, 0 before the first entry */
	size_t n;
};

bool map_add(struct map *m, uint64_t hash, void *value);
/* The next value with that hash; NULL after the last. *cursor starts as 0. */
void *map_next(const struct map *m, uint64_t hash, size_t *cursor);

/* An option. Options that are written alike anywhere in a tool are one, so
 * that commands with the same options can share records. */
struct option {
	const struct model_option *model;
	uint32_t flags;
	uint32_t id; /* set when it is written */
	struct option *next;
};

struct pattern;

/* A pattern that covers a command, with its options as they are in that
 * scope: those of the pattern, then those of `with`; NULL where there is
 * none. */
struct attach {
	const struct pattern *pattern;
	struct option **options;
	struct attach *next;
};

struct command {
	const struct model_command *model;
	struct command *parent;
	struct command *children;
	size_t n_children;
	struct option **options; /* one for each of the model */
	size_t n_options;
	size_t n_below; /* commands below it, itself included */
	uint32_t number; /* in the tool, from 0; what is below follows */
	uint32_t stamp;  /* of the last search that came by */
	uint32_t style;
	uint32_t tags;
	uint32_t depth;
	bool takes_operands;
	struct attach *rules;
	struct attach **last_rule;
	size_t n_rules;
	uint32_t offset; /* of its NODE */
};

/* An entry of the table of names. */
struct scoped_name {
	const struct command *scope;
	struct sv name;
	struct command *command; /* either this */
	struct option *option; /* or this */
};

struct tool {
	const struct model_tool *model;
	struct command root;
	struct map names;   /* struct scoped_name */
	struct map options; /* struct option */
	struct option *first_option;
	struct option **last_option;
	struct sv tags[COMPILE_MAX_TAGS];
	size_t n_tags;
	uint32_t n_commands; /* the root included */
	uint32_t file;
	uint32_t texts;
	uint32_t offset; /* of its TOOL */
	struct command **commands; /* by number */
};

/* A word of a pattern. */
struct pattern_word {
	struct sv raw;  /* quotes taken away: what a regex sees */
	struct sv glob; /* and what was quoted is escaped: what a glob sees */
};

/* What a value must be. */
struct value_match {
	struct sv text; /* as written */
	uint32_t kind;  /* enum match_kind; 0: anything */
	const struct sv *items;
	size_t n;
	uint32_t offset; /* of its MATCH, once that is written */
};

/* A fact of `when`. */
struct rule_when {
	uint32_t kind; /* CONDITION_CWD, _ENV, _FACT */
	struct sv name;
	struct value_match value;
};

struct rule {
	const struct model_rule *model;
	uint32_t number;
	uint32_t file;
	uint32_t texts;
	struct rule_when *when;
	size_t n_when;
	size_t n_with;
};

struct pattern_option {
	struct sv name; /* as written */
	struct value_match value;
};

struct pattern {
	struct rule *rule;
	const struct located *text;
	uint8_t verdict;
	struct pattern_option *options;
	size_t n_options;
	struct value_match *words; /* those that are no options */
	size_t n_words;
	size_t operands_from; /* in words; n_words: none of them */
	bool subtree;
};

/* A command that a pattern's words lead to. */
struct reached {
	struct command *command;
	size_t operands_from; /* in the words; their number if none is left */
};

struct compiler {
	struct arena *arena;
	const struct model *model;
	struct diag_sink *sink;
	struct tool *tools;
	size_t n_tools;
	struct rule *rules;
	uint32_t n_rules;
	uint32_t n_commands;
	uint32_t stamp;
	/* Scratch for the pattern that is being read. */
	struct sv alternatives[COMPILE_MAX_ALTERNATIVES];
	struct pattern_word words[COMPILE_MAX_WORDS];
	struct pattern_word plain[COMPILE_MAX_WORDS];
	struct pattern_option options[COMPILE_MAX_WORDS];
	struct reached *reached[2]; /* room for all commands of any tool */
	const struct source **files;
	uint32_t n_files;
	struct image_builder b;
	/* Scratch for payloads: a RULE's, and a MATCH's of one of its
	 * values. */
	struct {
		unsigned char *p;
		size_t n;
	} payload[2];
	struct map records; /* uint32_t: records of this tool by content */
	uint32_t next_id;   /* of options without a record; odd */
	struct image_pair *identities;
	size_t n_identities;
};

/* compile_grammar.c */
enum err compile_grammar(struct compiler *c, struct tool *t) MUST_USE;
/* The command of this name directly below `at`; in any case where the style
 * does not tell case. */
struct command *grammar_command(const struct tool *t, const struct command *at,
    struct sv name);
/* The option of this name that holds at a command: its own or one of those
 * above. */
struct option *grammar_option(const struct tool *t, const struct command *at,
    struct sv name);
/* Bit of a tag; 0 when the tool has none of that name. */
uint32_t grammar_tag(const struct tool *t, struct sv name);
/* name as the table of parent's commands has it. */
struct sv grammar_key(struct compiler *c, const struct command *parent,
    struct sv name);
/* "terraform state list" of a command. */
struct sv grammar_path(struct compiler *c, const struct tool *t,
    const struct command *at);

/* compile_words.c: pattern text → words, word → what a value must be. */
enum err pattern_words(struct compiler *c, const struct located *text,
    struct pattern_word *words, size_t *out_n) MUST_USE;
/* {a,b} written out. Never empty. */
enum err pattern_alternatives(struct compiler *c, struct sv glob,
    const struct sv **out, size_t *out_n) MUST_USE;
enum err pattern_value(struct compiler *c, const struct located *text,
    const struct pattern_word *word, struct value_match *out) MUST_USE;
/* Whether glob stands for itself only, and then for what. */
bool pattern_is_literal(struct sv glob);
struct sv pattern_literal(struct compiler *c, struct sv glob);

/* compile_match.c: the commands that a pattern's words lead to. */
struct match_result {
	struct reached *reached; /* until the next pattern is matched */
	size_t n;
	bool itself; /* ".": without what is below */
	struct pattern_option *options;
	size_t n_options;
	struct value_match *words;
	size_t n_words;
};

enum err pattern_reach(struct compiler *c, struct tool *t,
    const struct located *text, struct match_result *out) MUST_USE;
/* The option that name in a pattern means at a command; NULL if none. */
struct option *pattern_option_at(const struct tool *t, const struct command *at,
    struct sv name);

/* compile_rule.c */
enum err compile_rules(struct compiler *c, struct tool *t) MUST_USE;

/* compile_suggest.c */
struct suggestion {
	struct sv wanted;
	struct sv best;
	size_t distance;
};

void suggest_init(struct suggestion *s, struct sv wanted);
void suggest_name(struct suggestion *s, struct sv candidate);
/* "; did you mean 'X'?" or "" */
struct sv suggest_text(struct compiler *c, const struct suggestion *s);

/* compile_record.c: records that are equal are written once a tool. */
#define PAYLOAD_RULE 0u
#define PAYLOAD_PART 1u
/* Room for a payload until the next one is asked for; NULL without any. */
unsigned char *record_payload(struct compiler *c, size_t which, size_t n);
uint32_t record_add(struct compiler *c, enum record_kind kind,
    const void *payload, size_t n);
uint32_t record_strings(struct compiler *c, enum record_kind kind,
    const struct sv *strings, size_t n);
uint32_t record_tree(struct compiler *c, struct image_pair *pairs, size_t n);
/* 0 for "anything". */
uint32_t record_match(struct compiler *c, struct value_match *m);
/* A MATCH of literals and globs; 0 without any. */
uint32_t record_values(struct compiler *c, const struct model_name *values);
uint32_t record_operands(struct compiler *c, const struct model_operands *o);
/* Forgets the records of the tool before. */
void record_begin_tool(struct compiler *c);

/* compile_emit.c: a tool with its commands and rules. */
enum err emit_tool(struct compiler *c, struct tool *t) MUST_USE;
/* The texts that no decision reads. */
enum err emit_texts(struct compiler *c) MUST_USE;

/* compile_target.c: reports options that there are not; STRINGS of key and
 * source in turn, or 0 */
void compile_check_target(struct compiler *c, const struct tool *t);
uint32_t emit_target(struct compiler *c, const struct tool *t,
    const struct model_target *lists);
/* compile_emit_rule.c */
uint32_t emit_rule(struct compiler *c, const struct attach *a);

/* compile_identity.c: by what names each tool is known. */
enum err compile_identities(struct compiler *c) MUST_USE;

#endif
