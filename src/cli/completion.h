/* SPDX-License-Identifier: ISC */
/*
 * completion: what shells complete, made from the table of subcommands. What
 * a value is follows from the name that help gives it: FILE is a file, ID a
 * request.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli.h"

enum completes {
	COMPLETES_NOTHING = 0,
	COMPLETES_FILES,
	COMPLETES_PROGRAMS,
	COMPLETES_SUBCOMMANDS,
	/* From here on `guard completions NAME` prints the words. */
	COMPLETES_TOOLS,
	COMPLETES_REQUESTS,
	COMPLETES_AGENTS,
	COMPLETES_APPROVERS
};

/* What stands for a kind of words in the scripts: "files"; "" for nothing. */
const char *completion_name(enum completes kind);

/* What the value of an option is; NOTHING also where it has choices. */
enum completes completion_value(const struct opt *o);

/* What stands in one shell's script where a value is completed. */
struct completion_actions {
	const char *nothing, *files, *programs, *subcommands;
	const char *own, *own_end;     /* around the kind of guard's words */
	const char *words, *words_end; /* around words with blanks between */
};

void completion_put_action(struct out *out,
    const struct completion_actions *actions, enum completes kind);
/* Words with '|' between them. */
void completion_put_words(struct out *out,
    const struct completion_actions *actions, struct sv words);
/* Whatever completes the value of an option that takes one. */
void completion_put_value(struct out *out,
    const struct completion_actions *actions, const struct opt *o);

/* The operands of a subcommand. */
struct completion_operands {
	enum completes kind;
	struct sv words;  /* else these, with '|' between them; n 0: none */
	bool only_first;  /* what follows is the operands of something else */
};

void completion_operands(const struct cmd *cmd,
    struct completion_operands *out);

/* The words that a value can be, with '|' between them. False when it is
 * anything else than one of a few words. */
bool completion_words(const struct opt *o, struct buf *out);

/* The scripts. */
void completion_bash(const struct cmd *const *commands, struct out *out);
void completion_zsh(const struct cmd *const *commands, struct out *out);
void completion_fish(const struct cmd *const *commands, struct out *out);

#endif
