/* SPDX-License-Identifier: ISC */
/*
 * The state of one reading of shell text, shared by the shell_*.c files.
 * There is one cursor; nested texts (eval, backticks) borrow it. An error
 * sticks: from then on the text looks as if it had ended, so that every loop
 * unwinds by itself and only shell_read has to look at it.
 */
#ifndef READER_SHELL_H
#define READER_SHELL_H

#include "guard/reader.h"

#define SHELL_MAX_COMMANDS 4096
#define SHELL_MAX_DEPTH 64 /* a substitution and the command in it are 2 */
#define SHELL_MAX_NESTED (1u << 20)  /* bytes of nested text read in all */
#define SHELL_MAX_VALUE (64u * 1024) /* longer values are not followed */
#define SHELL_MAX_VARS 128
#define SHELL_MAX_ALIASES 64
#define SHELL_MAX_DOUBTS 256

/* Where a byte of a word comes from: decides what may still happen to it. */
enum cell_kind {
	CELL_PLAIN,   /* unquoted, as written: braces, globs, tilde */
	CELL_QUOTED,  /* stands for itself */
	CELL_VALUE,   /* from an unquoted variable: splits, globs */
	CELL_UNKNOWN, /* source of an expansion that stays one word */
	CELL_SPLITS,  /* source of an expansion that may become any number */
	CELL_EMPTY,   /* no byte: a quoted nothing, which still makes a word */
	CELL_BREAK,   /* no byte: a word ends here ("$@") */
};

struct cell {
	char byte;
	unsigned char kind;
};

/* The words that are being made are a stack: nested ones lie on top. */
struct cell_stack {
	struct cell *p;
	size_t n;
	size_t cap;
};

struct word_list {
	struct word *p;
	size_t n;
	size_t cap;
};

enum var_kind {
	VAR_SET,  /* name has value, as far as that is certain */
	VAR_HIDE, /* loop or function body: what is older may have changed */
	VAR_KILL, /* everything older may have changed, for good */
	VAR_LOAD, /* variables of the file that is its value, see LOADS_* */
	VAR_EXPORTS, /* from here on what is set is exported, or no longer */
};

/*
 * Newest first, never changed after it was made: a subshell is left by going
 * back to an older head. The working directory is the variable without name.
 */
struct var {
	const struct var *older;
	enum var_kind kind;
	struct sv name;
	struct word value;
	bool exported;
	unsigned loads; /* LOADS_*, of a VAR_LOAD */
	unsigned count; /* of this and all older ones */
};

/* Words that the text gives a name: "set --" ("@"), an array, a loop. */
struct candidate {
	const struct candidate *older;
	struct sv name;
	const struct word *words;
	size_t n;
};

struct alias {
	const struct alias *older;
	struct sv name;
	struct word value;
};

/* Standard input of a command; settled when all here-documents are read. */
struct shell_input {
	enum stdin_kind kind;
	struct word word;
	const struct shell_input *from; /* the text that "cat |" hands on */
	const struct heredoc *doc;      /* the one that counts, not yet read */
};

struct heredoc {
	struct heredoc *next;
	struct shell_input *input;
	struct sv end;
	bool quoted;
	bool strips; /* <<- */
	size_t at;   /* of its operator */
};

struct shell_node {
	struct shell_command c;
	struct shell_node *next;
	struct shell_input *input;
	bool redirected; /* its output does not simply go on */
};

struct doubt_node {
	struct shell_doubt d;
	struct doubt_node *next;
};

struct shell {
	struct arena *arena;
	enum err err;
	struct sv text;
	size_t pos;
	struct sv outer;  /* the piece of the caller's text that holds text */
	bool nested;      /* text is not the caller's: spans are outer */
	unsigned depth;
	size_t nested_bytes;

	struct cell_stack cells;
	struct heredoc *docs; /* announced, not yet read; in order */

	const struct var *vars;
	const struct var *tainted; /* set by what may run at any time */
	bool vars_lost;
	bool cwd_lost;
	bool ifs_changed;
	const struct var *snapshot_of; /* the state that it was made of */
	const struct var *snapshot_tainted;
	bool snapshot_lost;
	struct assignment *snapshot;
	size_t n_snapshot;

	const struct candidate *candidates;
	size_t n_candidates;
	size_t n_guesses;

	const struct alias *aliases;
	unsigned n_aliases;
	bool in_alias;
	bool redefined; /* echo and its like are not what they were */

	const struct word *params;
	size_t n_params;
	bool params_lost;
	unsigned hidden; /* loops and bodies that we are in */
	unsigned maybe;  /* branches that we are in */
	struct sv function; /* body that we are in */

	enum stdin_kind base;     /* what a command without redirection has */
	struct shell_input *feed; /* for the very next simple command */

	struct shell_node *first;
	struct shell_node *last;
	size_t n_commands;
	struct shell_node *writes; /* redirections into files, the last first */
	size_t n_writes;
	struct shell_node *only; /* the last command, if it was a simple one */

	struct doubt_node *doubts;
	struct doubt_node *last_doubt;
	size_t n_doubts;
	struct sv root; /* the caller's text */
	const char *doubted_from; /* from here to the end all is in doubt */
};

/* shell_lex.c: the cursor. */
void shell_fail(struct shell *sh, enum err e);
void *shell_alloc(struct shell *sh, size_t n, size_t size);
#define SHELL_NEW(sh, n, type) ((type *)shell_alloc((sh), (n), sizeof(type)))
/* The k-th byte from here, line continuations left out; -1 past the end.
 * It walks: k is to be small. */
int shell_at(const struct shell *sh, size_t k);
void shell_eat(struct shell *sh, size_t k);
bool shell_is_blank(int c);
bool shell_is_name(int c, bool first);
bool shell_is_digit(int c, bool first);
/* Whether double quotes leave text as it is. */
bool shell_is_literal(struct sv s);
/* How many bytes from the k-th one on are of a kind. */
size_t shell_run(const struct shell *sh, size_t k,
    bool (*is)(int c, bool first));
/* Whether an unquoted word ends before c. */
bool shell_ends_word(int c);
bool shell_is_name_sv(struct sv s);
/* Whether "<(" or ">(" stands here. */
bool shell_at_process(const struct shell *sh);
/* Whether a word, or a part of one, stands here. */
bool shell_at_word(const struct shell *sh);
void shell_skip_blanks(struct shell *sh);
/* Blanks, comments, newlines and the here-documents that follow those. */
void shell_skip_lines(struct shell *sh);
struct sv shell_piece(const struct shell *sh, size_t from, size_t to);
void shell_doubt(struct shell *sh, struct sv piece, const char *why);
/* Gives the text up from a byte on: one doubt to its end. */
void shell_give_up(struct shell *sh, size_t from, const char *why);
bool shell_enter(struct shell *sh);
void shell_leave(struct shell *sh);

enum keyword {
	KW_NONE,
	KW_IF,
	KW_THEN,
	KW_ELIF,
	KW_ELSE,
	KW_FI,
	KW_DO,
	KW_DONE,
	KW_CASE,
	KW_ESAC,
	KW_WHILE,
	KW_UNTIL,
	KW_FOR,
	KW_SELECT,
	KW_FUNCTION,
	KW_OPEN,
	KW_CLOSE,
	KW_BANG,
	KW_TEST,
	KW_TIME,
	KW_COPROC,
	KW_IN,
};

/* The keyword that stands here, if a whole unquoted word is one. */
enum keyword shell_keyword(const struct shell *sh, size_t *out_length);
bool shell_take_keyword(struct shell *sh, enum keyword want);

/* shell_word.c: words, as far as quoting and expansion. */
void shell_put(struct shell *sh, char byte, enum cell_kind kind);
void shell_put_raw(struct shell *sh, struct sv s, enum cell_kind kind);
/* Pushes the cells of the word that stands here. */
void shell_word_cells(struct shell *sh);
/* Pushes the text up to '"', as inside double quotes; eats the quote. */
void shell_double(struct shell *sh);
/* The body of a here-document that expands: all of the text. */
void shell_body_cells(struct shell *sh, bool strips);
/* "<(" or ">(". */
void shell_process(struct shell *sh);
/* The word that stands here, appended to list as the words it becomes. */
void shell_word(struct shell *sh, struct word_list *list);
/* The same for what becomes exactly one: a value, a file name. */
struct word shell_value(struct shell *sh);

/* shell_ansi.c: $'...' */
void shell_ansi(struct shell *sh);

/* shell_dollar.c */
/* "$" and what belongs to it. */
void shell_dollar(struct shell *sh, bool quoted);
void shell_backtick(struct shell *sh, bool quoted);
/* Reads over text up to the ')' that closes, running only substitutions. */
void shell_arith(struct shell *sh, size_t end);
/* Where "))" closes the arithmetic that starts here; 0 if nothing does. */
size_t shell_arith_end(const struct shell *sh, size_t from);

/* shell_expand.c: from cells to words. */
void shell_list_push(struct shell *sh, struct word_list *list, struct word w);
void shell_fields(struct shell *sh, size_t base, struct word_list *list);
struct word shell_one(struct shell *sh, size_t base);

/* shell_vars.c */
void shell_set(struct shell *sh, struct sv name, struct word value,
    bool exported);
void shell_unknown(struct shell *sh, struct sv name);
void shell_kill_all(struct shell *sh);
void shell_hide(struct shell *sh);
/* From here on all that is set is exported, or no longer. */
void shell_exports(struct shell *sh, bool on);
/* Variables are set by a file, or by nobody knows what, see LOADS_*. */
void shell_load(struct shell *sh, struct word file, unsigned loads);
/* The same by a text that is not known before it runs: as it is written it may
 * name a file of variables. As operand of export; of eval. */
void shell_load_of(struct shell *sh, struct sv text);
void shell_load_maybe(struct shell *sh, struct sv text);
/* NULL when the value is not known. */
const struct word *shell_get(const struct shell *sh, struct sv name);
bool shell_is_exported(const struct shell *sh, struct sv name);
/* What was set since mark may or may not have been. */
void shell_weaken(struct shell *sh, const struct var *mark);
/* What was set since mark may be set again at any time. */
void shell_taint(struct shell *sh, const struct var *mark);
bool shell_cwd_changed(const struct shell *sh, const struct var *mark);
void shell_snapshot(struct shell *sh);
struct word shell_cwd(const struct shell *sh);
void shell_chdir(struct shell *sh, const struct word *dir);

/* shell_redirect.c */
bool shell_at_redirect(const struct shell *sh);
/* input may be NULL; *out_stdin says that fd 0 was redirected. */
struct redirected {
	bool in;
	bool out;
};
void shell_redirect(struct shell *sh, struct shell_input *input,
    struct redirected *done);
void shell_read_docs(struct shell *sh);

/* A simple command while it is read. */
struct simple {
	struct word_list words;
	struct assignment *assigns;
	size_t n_assigns;
	size_t cap_assigns;
	struct shell_input *input;
	struct redirected done;
	size_t start;
	size_t name_end; /* where its first word ends */
	size_t end;
};

/* shell_assign.c */
/* Whether NAME=, NAME+= or NAME[...]= stands here. */
bool shell_at_assignment(const struct shell *sh);
/* Reads one; declared: as an operand of export, declare and their like. */
void shell_assignment(struct shell *sh, struct assignment *out, bool *appends);

/* shell_simple.c */
void shell_simple(struct shell *sh);

/* shell_prefix.c */
bool shell_is(const struct word *w, const char *text);
bool shell_is_option(const struct word *w);
/* Whether an option's word holds one of the letters. */
bool shell_has_letter(const struct word *w, const char *letters);
/* How many words at the front only say how the rest is run. */
size_t shell_prefix_words(const struct word *words, size_t n);

/* shell_builtin.c */
/* Does to the state what a builtin does. */
void shell_builtin(struct shell *sh, const struct simple *s, size_t skip);
/* A function or alias of that name is defined. */
void shell_redefines(struct shell *sh, struct sv name);
bool shell_declares(struct sv name);
/* A value that is data now may be run later, for all that is known. */
void shell_suspect(struct shell *sh, struct sv value, struct sv source);

/* shell_nested.c */
/* Reads other text now; source says where it stands in the outer one. */
void shell_nested(struct shell *sh, struct sv text, struct sv source);
/* The same for text that may run at any time, or never. */
void shell_deferred(struct shell *sh, struct sv text, struct sv source);
/* A function's body: the command that stands here. */
void shell_body(struct shell *sh);
/* A subshell's commands and the ')' that closes it. */
void shell_subshell(struct shell *sh, size_t from);

/* shell_guess.c */
void shell_candidate(struct shell *sh, struct sv name,
    const struct word *words, size_t n);
const struct candidate *shell_find_candidate(const struct candidate *from,
    struct sv name);
/* Adds what commands may be whose name the text puts together. */
void shell_guess(struct shell *sh);

/* shell_parse.c */
/* Commands up to something that closes, which is left standing. */
void shell_commands(struct shell *sh);
/* One command of a pipeline. */
void shell_command(struct shell *sh);

/* shell_compound.c */
/* False if no compound command starts here. */
bool shell_compound(struct shell *sh);
void shell_function(struct shell *sh, size_t from, struct sv name);

#endif
