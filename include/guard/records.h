/* SPDX-License-Identifier: ISC */
/*
 * records: what a policy image is made of, byte for byte. The image is one
 * file, little-endian, of records that refer to each other by file offset.
 *
 *   header                      fixed place 0
 *   cells of identities         "c:terraform" "p:prisma" "m:alembic"
 *                               "f:artisan" "i:terraform" → TOOL
 *   TOOL                        its root NODE, environment, hidden arguments
 *   NODE                        a command: TREE of commands, TREE of
 *                               options, OPERANDS, rules
 *   OPTION                      what an option is, if more than its flags
 *   RULE                        verdict, conditions; its TEXTS are a record
 *                               apart
 *   MATCH                       literals, globs, numbers or a pattern
 */
#ifndef GUARD_RECORDS_H
#define GUARD_RECORDS_H

#include "guard/base.h"

#define IMAGE_MAGIC "GUARDPOL"
#define IMAGE_VERSION 5u
#define IMAGE_MAX_SIZE (256u << 20)   /* bytes */
#define IMAGE_MAX_RECORD (1u << 20)   /* bytes */
#define IMAGE_MAX_TREE_DEPTH 8u
#define IMAGE_TREE_FANOUT 48u

enum record_kind {
	RECORD_TREE = 1,
	RECORD_TOOL,
	RECORD_NODE,
	RECORD_OPTION,
	RECORD_OPERANDS,
	RECORD_RULE,
	RECORD_TEXTS,
	RECORD_MATCH,
	RECORD_STRINGS,
	RECORD_FILES,
	RECORD_CELL,
};

/* All integers little-endian. Offsets are file offsets of records, multiples
 * of 8; 0 is "none". */
struct image_header {
	char magic[8];
	uint32_t version;
	uint32_t check; /* image_check of the header with this field 0 */
	uint64_t size;  /* of the whole file */
	uint8_t digest[32]; /* BLAKE2b-256 of all bytes behind the header */
	uint32_t identities; /* the first of n_cells cells: see IMAGE_CELL */
	uint32_t tools;      /* TREE: tool name → TOOL */
	uint32_t files;      /* FILES: names of the rule files */
	uint32_t n_tools;
	uint32_t n_rules;
	uint32_t n_commands;
	uint32_t wait_s; /* how long an ask waits that has no wait of its own */
	uint32_t n_cells;
	uint32_t reserved[8];
};

struct record_header {
	uint32_t size; /* of the payload, without padding */
	uint32_t kind;
	uint64_t check; /* image_check over kind, size, offset and the payload,
	                 * padded with zeros to a multiple of 8 */
};

/* A string inside a record: offset and length in bytes within the payload. */
struct image_str {
	uint32_t offset;
	uint32_t length;
};

/*
 * TREE payload: struct image_tree, then n entries in byte order of their
 * keys, then the key bytes. Inner nodes (level > 0) hold the first key of
 * each child and the child's offset, which is smaller than their own; the
 * child's level is one less. n is 1 to IMAGE_TREE_FANOUT.
 */
struct image_tree {
	uint32_t n;
	uint32_t level;
	uint32_t total; /* keys below this node */
	uint32_t reserved;
};

struct image_entry {
	struct image_str key;
	uint64_t value;
};

/*
 * What every command looks up first is a hash table, found with one read.
 * Cell i is a CELL record of exactly IMAGE_CELL bytes with its header, at
 * identities + i * IMAGE_CELL: like a leaf of a TREE, but for n, which may be
 * 0, with the keys whose image_check(key, n, 0) % n_cells is i.
 */
#define IMAGE_CELL 512u
#define IMAGE_IDENTITY_MAX 202u /* bytes of a key: "c:" and the name */

/* How a tool reads its command line. */
enum {
	STYLE_DASH_LONG = 1 << 0,   /* -name is a long option (Go) */
	STYLE_CLUSTERS = 1 << 1,    /* -abc is -a -b -c; -ofile is -o file */
	STYLE_ABBREVIATE = 1 << 2,  /* unambiguous prefixes of long options */
	STYLE_STRICT_ORDER = 1 << 3,/* options end at the first operand */
	STYLE_NEGATE = 1 << 4,      /* --no-NAME is NAME=false */
	STYLE_ABBREVIATE_COMMANDS = 1 << 5,
	STYLE_NUMERIC = 1 << 6,     /* -5 is an option with a number */
	STYLE_IGNORE_UNKNOWN = 1 << 7, /* the tool itself ignores
					* unknown options (npm) */
	STYLE_NO_DASHDASH = 1 << 8, /* "--" is an ordinary operand */
	STYLE_CASELESS = 1 << 9,    /* command names in any case */
	STYLE_SHELL = 1 << 10, /* +x switches -x off; values
				* of a cluster follow it */
	STYLE_BOOLEAN_WORDS = 1 << 11, /* a flag takes "true" or
					* "false" behind it */
	STYLE_HELP_COMMAND = 1 << 12, /* "help" in a command's
				       * place only prints help */
	STYLE_HELP_OPERAND = 1 << 13, /* … and as the only word
				       * behind a command (aws) */
	STYLE_ABBREVIATE_SEGMENTS = 1 << 14, /* mig:fr is migrate:fresh */
	STYLE_ASSIGNMENTS = 1 << 15, /* NAME=VALUE operands set variables */
	STYLE_LEADING_CLUSTER = 1 << 16, /* tar xfC FILE DIR: letters
					  * without a dash */
};

/* TOOL payload, then its strings. */
struct image_tool {
	struct image_str name;
	struct image_str summary;
	uint32_t style;
	uint32_t flags; /* TOOL_* */
	uint32_t root;  /* NODE */
	uint32_t environment; /* TREE: name → value flags; keys
			       * ending in '*' are prefixes */
	uint32_t hidden;      /* STRINGS: variables whose
			       * text is appended to argv */
	uint32_t file;        /* index into FILES of the file with its cli */
	uint32_t texts;       /* TEXTS: what only dump and documentation need */
	uint32_t sql_dialect; /* enum sql_dialect */
	uint64_t env_filter[4]; /* a bit for each variable's image_env_bit */
	uint32_t n_prefixes;   /* prefix entries in environment */
	uint32_t settings;     /* TREE: "FILE [SECTION] KEY" → as environment */
	uint32_t target;       /* STRINGS: key, source, key, source …; of a
	                        * key in the order in which the tool looks */
	uint32_t loads;        /* STRINGS: key, source …: what sets variables
	                        * for the commands that it starts */
};

enum {
	TOOL_LAUNCHER = 1 << 0, /* own invocation passes unless
				 * a rule says otherwise */
	TOOL_STDIN = 1 << 1,    /* has OPTION_STDIN: reads statements
				 * from standard input */
	TOOL_GIT_ALIASES = 1 << 2 /* unknown commands may be aliases
				   * of git's configuration */
};

/* Which bit of env_filter a variable's name has, by its first two bytes in
 * any case: most
 * variables are none of the tool's, and are passed over by this alone. */
static inline unsigned
image_env_bit(const char *name)
{
	return (((unsigned char)name[0] | 0x20u) * 5u +
	    ((unsigned char)name[1] | 0x20u) * 3u) & 255u;
}

/* How something starts another command. */
enum runs_kind {
	RUNS_NOTHING = 0,
	RUNS_ARGV,     /* from here on a command's argv */
	RUNS_SHELL,    /* this word is shell text, the
			* rest its parameters $0 … */
	RUNS_JOINED,   /* all words from here on, joined
			* by spaces, are shell text */
	RUNS_SPLICE,   /* split like a shell does, then
			* the rest of argv (env -S) */
	RUNS_SCRIPT,   /* name of a package.json script, the rest appended */
	RUNS_SCRIPT_OR_ARGV, /* a script if there is one of
			      * that name, else argv */
	RUNS_FILE,     /* a program file: identity by package or file name */
	RUNS_MODULE,   /* a python module */
	RUNS_PACKAGE,  /* an npm package spec, the rest its argv */
	RUNS_SELF,     /* from here on argv of this tool
			* again (yarn workspace X) */
	RUNS_IMAGE,    /* a container image or service,
			* the rest for its entrypoint */
	RUNS_PLUGIN,   /* from here on argv of the tool
			* TOOL-COMMAND, after the options so far */
	RUNS_SHELL_FILE, /* a file of shell text, the rest its parameters */
	RUNS_CODE,     /* code of Python, Ruby, Perl or PHP: the
			* commands that it plainly starts */
	RUNS_JAVASCRIPT, /* the same of JavaScript */
	RUNS_PARALLEL, /* shell text with inputs behind ":::" (GNU parallel) */
	/* In the order of enum task_format. */
	RUNS_MAKE,     /* a target of a makefile: what its recipes run */
	RUNS_JUST,     /* a recipe of a justfile */
	RUNS_TASKFILE, /* a task of Taskfile.yml */
	RUNS_COMPOSER, /* a script of composer.json */
	RUNS_DENO,     /* a task of deno.json, else a package.json script */
	RUNS_PYPROJECT, /* a script in the tool's table of
			 * pyproject.toml, else argv */
	RUNS_MISE,     /* a task of mise.toml */
	RUNS_CARGO,    /* an alias of .cargo/config.toml */
	RUNS_TOX,      /* the environments of tox.ini that are named */
	RUNS_HOOKS,    /* a hook of lefthook.yml or .pre-commit-config.yaml */
	RUNS_NX,       /* a target of project.json, or a package.json script */
	RUNS_TURBO,    /* tasks of turbo.json: package.json scripts */
	RUNS_BEHIND,   /* the argv behind the first "--" */
	RUNS_WORKSPACES, /* a script of the packages of
			  * the repository (turbo run) */
	RUNS_KINDS
};

/* Classes of options, operands and environment variables. */
enum {
	CLASS_FORCE = 1 << 0,       /* skips a question, widens the blast */
	CLASS_DESTRUCTIVE = 1 << 1, /* turns the command into
				     * one that destroys */
	CLASS_RUNS = 1 << 2,        /* executes a program or code */
	CLASS_TARGET = 1 << 3,      /* says what is acted on */
	CLASS_HELP = 1 << 4,        /* prints help or version,
				     * does nothing else */
	CLASS_SECRET = 1 << 5,      /* value is redacted wherever it is shown */
	CLASS_CWD = 1 << 6,         /* changes the directory */
	CLASS_OPAQUE = 1 << 7,      /* value hides further arguments
				     * (--cli-input-json) */
	CLASS_UNSET = 1 << 8,       /* takes a variable away from
				     * the child (env -u) */
	CLASS_CLEAR = 1 << 9,       /* clears the child's
				     * environment (env -i) */
	CLASS_ASSIGN = 1 << 10,     /* operand: leading NAME=VALUE words;
				     * option: one for what is started */
	CLASS_HARMLESS = 1 << 11,   /* environment: known not to matter */
	CLASS_UNKNOWN = 1 << 12,    /* environment: not understood when set */
	CLASS_APPENDS = 1 << 13,    /* operand: unknown words are
				     * appended; option: or put in
				     * place of its value (xargs) */
	CLASS_ALL = (1 << 14) - 1
};

enum arity {
	ARITY_FLAG = 0,
	ARITY_VALUE,
	ARITY_OPTIONAL, /* only as --o=v, -ov */
	ARITY_MANY, /* all words up to the next option */
};

enum value_kind {
	VALUE_TEXT = 0, VALUE_FILE, VALUE_DIR, VALUE_URL, VALUE_NUMBER,
	VALUE_NAME, VALUE_SQL, VALUE_SQLFILE, VALUE_PATH, VALUE_PATHSPEC,
	VALUE_TASKS, VALUE_LOGIN, VALUE_WORKSPACE, VALUE_KINDS,
};

/*
 * An option is 64 bits in its TREE: the low half is its id, shared by its
 * aliases and by options of other commands of the tool that are written alike;
 * the high half its flags. Where OPTION_RECORD is set the id is the offset of
 * an OPTION record, else it is odd.
 */
#define OPTION_FLAGS(v) ((uint32_t)((v) >> 32))
#define OPTION_ID(v) ((uint32_t)(v))
#define OPTION_CLASSES(f) ((f) & CLASS_ALL)
#define OPTION_ARITY(f) (((f) >> 14) & 3u)
#define OPTION_VALUE_KIND(f) (((f) >> 16) & 15u)
#define OPTION_RUNS(f) (((f) >> 20) & 31u)
#define OPTION_RECORD (1u << 25)
#define OPTION_MAKE(classes, arity, value, runs) \
	((uint32_t)(classes) | (uint32_t)(arity) << 14 | \
	    (uint32_t)(value) << 16 | (uint32_t)(runs) << 20)
/* The option that stands for what is certain on standard input. */
#define OPTION_STDIN "-<"
/* Environment values use the same 64 bits; id is the offset of a MATCH of
 * harmless values or 0. */

/* OPTION payload. */
struct image_option {
	uint32_t id;       /* of a unique name, for rules; equals its offset */
	uint32_t operands; /* OPERANDS that replace the
			    * command's when it is given */
	uint32_t harmless; /* MATCH: values that take the classes away */
	uint32_t reserved;
};

/* OPERANDS payload: this, then n struct image_operand, then strings. */
struct image_operands {
	uint32_t n;
	uint32_t flags; /* NODE_ANY_OPERANDS (of an option's operands) or 0 */
};

struct image_operand {
	struct image_str name;
	uint32_t flags; /* OPTION_* layout: classes, value kind, runs */
	uint16_t optional;
	uint16_t repeated; /* only the last may be, except with CLASS_ASSIGN */
};

/* NODE payload, then n_rules offsets (uint32_t) of RULE records, strictest
 * verdict first, then strings. Rules of ancestors that cover the subtree are
 * in the list. */
struct image_node {
	struct image_str name; /* "" for the root */
	uint32_t commands; /* TREE: name → NODE; names in lower
			    * case under STYLE_CASELESS */
	uint32_t options;  /* TREE: "-o", "--option" → option; its own: those of
	                    * the nodes above hold too */
	uint32_t operands; /* OPERANDS, or 0: takes none */
	uint32_t scripts;  /* STRINGS: package.json scripts that it runs */
	uint32_t flags;    /* NODE_* */
	uint32_t tags;     /* bit per tag, names in the tool's TEXTS */
	uint32_t style;    /* STYLE_* of this node (the
			    * tool's where not set apart) */
	uint32_t n_rules;
	uint32_t reserved[2];
};

enum {
	NODE_ANY_OPERANDS = 1 << 0, /* any number of any operands */
	NODE_RUNS_UNKNOWN = 1 << 1, /* an unknown command word is an
				     * operand instead (pnpm X) */
	NODE_NEEDS_COMMAND = 1 << 2, /* not a command by itself */
	NODE_ELSEWHERE = 1 << 3,    /* what it starts runs in a container */
	NODE_REMOTE = 1 << 4        /* … on a system that others share */
};

enum layer { LAYER_SHIPPED = 0, LAYER_SITE, LAYER_USER, LAYER_PROJECT, LAYERS };

/* Far apart in Hamming distance, none 0, so that a stored verdict that is
 * damaged is no verdict. */
enum stored_verdict {
	STORED_DENY = 0x1b,
	STORED_ASK = 0x6d,
	STORED_ALLOW = 0xe2
};

enum effect {
	EFFECT_UNSET = 0, EFFECT_READ, EFFECT_LOCAL, EFFECT_CHANGE,
	EFFECT_DESTROY, EFFECTS,
};

/* RULE payload, then n_conditions struct image_condition, then strings. */
struct image_rule {
	struct image_str id;      /* terraform.destroy */
	struct image_str pattern; /* as written */
	uint8_t verdict; /* enum stored_verdict */
	uint8_t effect;  /* enum effect */
	uint8_t layer;   /* enum layer */
	uint8_t subtree; /* also covers the commands below its node */
	uint32_t file;   /* index into FILES */
	uint32_t line;   /* of the pattern, from 1 */
	uint32_t texts;  /* TEXTS: because, instead */
	uint32_t n_conditions;
	uint32_t number; /* of the rule in the rulebook, from 0 */
};

enum condition_kind {
	CONDITION_OPTION = 1, /* option id is given (with
			       * a value that matches) */
	CONDITION_PERMIT,     /* allow: option id may be given
			       * although it is classed */
	CONDITION_OPERAND,    /* allow: operand number index
			       * matches; else any does */
	CONDITION_CWD,        /* the directory matches */
	CONDITION_ENV,        /* variable name is set and matches */
	CONDITION_FACT,       /* fact index, named so, has a value
			       * that matches; allow: all */
	CONDITION_KINDS
};

struct image_condition {
	uint32_t kind;
	uint32_t index;
	uint32_t id;    /* option */
	uint32_t match; /* MATCH, 0: any */
	struct image_str name; /* as written, for explanations */
};

/* STRINGS, FILES and TEXTS payload: this, then n struct image_str, then bytes.
 * TEXTS of a rule: see below.
 * TEXTS of a tool: source, then tags. */
struct image_strings {
	uint32_t n;
	uint32_t reserved;
};

enum match_kind {
	MATCH_SET = 1, MATCH_GLOB, MATCH_REGEX, MATCH_RANGE, MATCH_KINDS,
};

/* MATCH payload: this, then n struct image_str, then bytes. SET and GLOB: any
 * of n; REGEX: one PCRE2 source; RANGE: low and high in digits. */
struct image_match {
	uint32_t kind;
	uint32_t n;
};

#endif
