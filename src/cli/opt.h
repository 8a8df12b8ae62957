/* SPDX-License-Identifier: ISC */
/*
 * opt: options of subcommands as rows, and what is made from the rows: the
 * parsing, the help texts, the suggestions.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "guard/base.h"

/* Values of an option that may be given several times. */
struct opt_list {
	const char **items;
	size_t n;
};

/* The options of all subcommands, as given. */
struct cli_args {
	bool help;
	bool json;
	bool markdown;
	bool summary;
	bool strict;
	bool exit_code;
	bool all;
	bool passphrase_stdin;
	bool revoke;
	bool follow;
	bool plain;
	const char *because;
	const char *by;
	const char *confirm;
	const char *key;
	const char *name;
	const char *min;
	const char *register_key;
	const char *since;
	const char *request;
	const char *report;
	const char *ssh;
	const char *ttl;
	const char *user_id;
	const char *uses;
	bool disposable;
	bool dry_run;
	bool files;
	bool make_key;
	bool rc;
	bool remove;
	bool yes;
	bool list;
	bool forget;
	const char *verdict;
	const char *policy;
	const char *shell;
	const char *tool;
	const char *output;
	unsigned format; /* index into the row's choices */
	unsigned layer;  /* enum layer */
	unsigned on_ask; /* index into the row's choices */
	struct opt_list agents;
	struct opt_list tools;
	struct opt_list rules;
	struct opt_list site;
	struct opt_list user;
	struct opt_list project;
	struct opt_list on;
	char **operands;
	size_t n_operands;
};

enum opt_kind {
	OPT_END = 0,
	OPT_FLAG,   /* bool */
	OPT_TEXT,   /* const char * */
	OPT_LIST,   /* struct opt_list */
	OPT_CHOICE, /* unsigned, an index into choices */
};

struct opt {
	char letter;      /* 0: none */
	const char *name; /* without dashes */
	const char *arg;  /* the value's name in help; NULL for a flag */
	const char *help;
	enum opt_kind kind;
	size_t offset;    /* in struct cli_args */
	const char *const *choices; /* NULL behind the last */
};

#define OPT_ROW(letter, name, arg, help, kind, field) \
	{(letter), (name), (arg), (help), (kind), \
	    offsetof(struct cli_args, field), NULL}
#define OPT_HELP_ROW \
	OPT_ROW('h', "help", NULL, "print this help", OPT_FLAG, help)
/* Of what a human signs; --name says in its own words who does. */
#define OPT_SIGNER_ROWS \
	OPT_ROW(0, "key", "FILE", "the sealed key, if it lies elsewhere", \
	    OPT_TEXT, key), \
	OPT_ROW(0, "ssh", "KEY", "sign with this ssh key instead", OPT_TEXT, \
	    ssh), \
	OPT_ROW(0, "passphrase-stdin", NULL, \
	    "read the passphrase from standard input", OPT_FLAG, \
	    passphrase_stdin)
/* Of what has NEED_POLICY. */
#define OPT_POLICY_ROWS \
	OPT_ROW(0, "policy", "IMAGE", \
	    "a policy image other than the installed", OPT_TEXT, policy), \
	OPT_ROW(0, "rules", "PATH", \
	    "rule files or a directory of them instead, compiled in memory", \
	    OPT_LIST, rules)

#define EXAMPLES(...) (const char *const[]){__VA_ARGS__, NULL}

struct cli;

enum {
	NEED_POLICY = 1 << 0,  /* reads the policy before it runs */
	OPTIONS_FIRST = 1 << 1 /* options end at the first operand */
};

/* What help, the completions and the check against guard(1) are made of. */
struct cmd {
	const char *name;
	const char *usage;   /* what stands behind the name and options */
	const char *summary; /* one line, no full stop */
	const char *about;   /* paragraphs for its help */
	const char *const *examples; /* command lines, NULL behind the last */
	const char *prints;  /* a form of its own, if it has no --json */
	const struct opt *options;
	unsigned needs;
	size_t min_operands;
	size_t max_operands;
	int (*run)(struct cli *cli); /* gives the exit status */
};

/*
 * Reads the arguments behind the subcommand's name into out. ERR_USAGE with
 * one line in complaint, or ERR_LIMIT.
 */
enum err opt_parse(struct arena *arena, const struct cmd *cmd, char **argv,
    struct cli_args *out, struct buf *complaint) MUST_USE;

/* The help text of one subcommand. */
void opt_help(const struct cmd *cmd, struct buf *out);

/*
 * The nearest of names (NULL behind the last) to a misspelled word, NULL when
 * none is near.
 */
const char *opt_nearest(const char *word, const char *const *names);

#endif
