/* SPDX-License-Identifier: ISC */
/*
 * rules: rule files. YAML → located nodes → checked model → image, and back.
 * The only module that knows YAML. Pure: bytes in, values and diagnostics out.
 */
#ifndef GUARD_RULES_H
#define GUARD_RULES_H

#include "guard/base.h"
#include "guard/diag.h"
#include "guard/image.h"

#define RULES_MAX_FILE (8u << 20) /* bytes */
#define RULES_MAX_DEPTH 64

/* A scalar and where it stands. span.source is NULL when it was not given. */
struct located {
	struct sv text;
	struct span span;
};

/* All lists are in the order of the file. */
struct model_name {
	struct located name;
	struct model_name *next;
};

struct model_operand {
	struct located name;
	uint32_t flags; /* OPTION_* layout: classes, value kind, runs */
	bool optional;
	bool repeated;
	struct model_operand *next;
};

struct model_operands {
	struct span span;
	bool given;
	bool any; /* "operands: any" */
	struct model_operand *first;
};

struct model_option {
	struct model_name *names; /* at least one; the first is the canonical */
	uint32_t flags;           /* OPTION_* layout */
	struct model_operands operands;
	struct model_name *harmless; /* values that take the classes away */
	struct model_option *next;
};

struct model_command {
	struct model_name *names; /* NULL for the root */
	struct model_name *tags;
	struct model_option *options;
	struct model_operands operands;
	struct model_command *commands;
	struct model_name *scripts;
	bool any_command;      /* "*": for words that are not listed; such a
				* word is then its first operand */
	uint32_t elsewhere;    /* NODE_ELSEWHERE, NODE_REMOTE */
	bool alone;            /* is a command although it has subcommands */
	uint32_t style;        /* STYLE_*, final: that of the parent where
				* the file gives none */
	struct model_command *next;
};

struct model_env {
	struct located name; /* may end in '*' */
	uint32_t flags;
	struct model_name *harmless;
	struct model_env *next;
};

/* Where one part of the target is found: options, variables, files. */
struct model_target {
	struct located key;
	struct model_name *sources;
	struct model_target *next;
};

struct model_rule {
	struct located id;
	enum effect effect;
	struct {
		uint8_t verdict; /* enum stored_verdict */
		struct model_name *patterns;
	} lists[3]; /* allow, ask, deny */
	struct model_name *with;
	struct located because;
	struct located instead;
	struct located approvals; /* "2": how many must say yes */
	struct located wait;      /* "90s", "2m": how long a
				   * shim waits for it */
	struct located before;    /* steps, as before_read takes them */
	struct model_when {
		struct located fact; /* "cwd", "env.NAME" */
		struct located value;
		struct model_when *next;
	} *when;
	enum layer layer;
	const struct source *source;
	struct model_rule *next;
};

struct model_example {
	struct located text;
	uint8_t verdict; /* enum stored_verdict */
	struct model_example *next;
};

struct model_tool {
	struct located name;
	struct model_name *aliases;
	struct model_name *packages;
	struct model_name *modules;
	struct model_name *files;
	struct model_name *images;
	struct model_name *accounts;
	struct located summary;
	struct located origin;  /* source: of the grammar */
	bool launcher;
	bool has_cli;
	struct span cli_span; /* where the cli stands */
	enum sql_dialect_name {
		DIALECT_UNSET = 0, DIALECT_POSTGRES, DIALECT_MYSQL,
		DIALECT_SQLITE, DIALECT_GENERIC, DIALECT_DUCKDB,
		DIALECT_MONGOSH, DIALECT_REDIS,
	} dialect;
	uint32_t git_aliases; /* 1: unknown commands may be aliases of git's */
	uint32_t style;
	struct model_command root;
	struct model_name *hidden;
	struct model_env *environment;
	struct model_env *settings; /* named "FILE KEY", "FILE [SECTION] KEY" */
	struct model_target *target;
	struct model_target *loads; /* variables that it sets for others */
	struct model_rule *rules;
	struct model_example *examples;
	const struct source *source; /* of the file with the cli */
	struct model_tool *next;
};

struct model {
	struct model_tool *tools; /* one a tool: files of the
				   * same tool are merged */
	/* What ask rules without a wait of their own wait, by layer; site and
	 * user only. The user's goes ahead. */
	struct located waits[LAYERS];
};

/*
 * Reads one rule file into model, merging with what is there. Reports every
 * fault it can find. ERR_SYNTAX or ERR_SCHEMA when there was any, ERR_LIMIT.
 * src must live as long as the model.
 */
enum err rules_parse(struct arena *arena, const struct source *src,
    enum layer layer, struct diag_sink *sink, struct model *model) MUST_USE;

/*
 * Compiles a model to an image in arena. Patterns that match no command,
 * unknown options in patterns, regexes that do not compile and the like are
 * reported; ERR_SCHEMA when there was any error.
 */
enum err rules_compile(struct arena *arena, const struct model *model,
    struct diag_sink *sink, struct sv *out_image) MUST_USE;

/*
 * Findings of a rule book that are no errors of form: rules without an example
 * on both sides, rules that can never decide (covered by a stricter or equal
 * one), patterns that are not anchored or explosive, options without effect,
 * allow rules that take target options without checking the target. As
 * warnings into sink. image is the model's.
 */
enum err rules_lint(struct arena *arena, const struct model *model,
    struct image *image, struct diag_sink *sink) MUST_USE;

/* A pattern of a rule, and the verdict on commands that it fits. */
struct listed_pattern {
	struct sv text;
	uint8_t verdict; /* enum stored_verdict */
	uint32_t line;   /* where it stands in the rule's file, from 1 */
};

/* A fact that must hold, as in the rule file: "cwd", "env.NAME". */
struct listed_fact {
	struct sv name;
	struct sv value;
};

/* A rule as it stands in an image. Empty texts are those it has not. */
struct listed_rule {
	struct sv id;
	enum effect effect;
	enum layer layer;
	struct sv file;
	struct sv because;
	struct sv instead;
	struct sv approvals;
	struct sv wait;
	struct sv before;        /* steps, as before_read takes them */
	struct listed_pattern *patterns; /* allow, ask, deny; then by text */
	size_t n_patterns;
	struct sv *with; /* sorted */
	size_t n_with;
	struct listed_fact *when;
	size_t n_when;
};

/* A tool of an image, its rules in the order of its files. */
struct listed_tool {
	struct sv name;
	struct sv summary;
	struct sv source; /* of its grammar */
	bool launcher;
	struct sv *aliases; /* other command names, sorted */
	size_t n_aliases;
	struct listed_rule *rules;
	size_t n_rules;
};

/* What an image holds of the tool of this command name, in its arena.
 * ERR_NOT_FOUND for a name that is no tool's; those of the image. */
enum err rules_list(struct image *image, struct sv tool,
    struct listed_tool *out) MUST_USE;

/* The names of all tools, sorted, in the image's arena. */
enum err rules_list_names(struct image *image, struct sv **out, size_t *out_n)
    MUST_USE;

/* Prints the image as canonical YAML: rules_compile of the result gives an
 * image that prints the same. tool n 0: all of them. */
enum err rules_dump(struct image *image, struct sv tool, struct buf *out)
    MUST_USE;

#endif
