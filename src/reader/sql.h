/* SPDX-License-Identifier: ISC */
/*
 * What the sql_*.c files share: tokens, and the reading of one statement at a
 * time. No memory is needed: a statement is judged while it is read.
 */
#ifndef READER_SQL_H
#define READER_SQL_H

#include "guard/reader.h"

#define SQL_MAX_DEPTH 64

enum sql_token_kind {
	SQL_END,
	SQL_BAD,    /* cannot be read, or not by every server in the same way */
	SQL_WORD,   /* keyword or name, not quoted */
	SQL_NAME,   /* quoted name */
	SQL_STRING,
	SQL_NUMBER,
	SQL_PARAM,
	SQL_SIGN,   /* any other byte; "::" is one */
	SQL_OPEN,
	SQL_CLOSE,
	SQL_SEMICOLON,
	SQL_META,   /* a client's command, with its operands */
};

struct sql_token {
	enum sql_token_kind kind;
	struct sv text;
	const char *why; /* of SQL_BAD */
};

struct sql_lexer {
	struct sv text;
	enum sql_dialect dialect;
	size_t pos;
	bool at_start; /* no token of the statement was seen yet */
};

/* What became of the text so far. */
struct sql_finding {
	enum sql_effect effect;
	struct sv culprit;
	const char *why;
};

/* One statement while it is read. */
struct sql {
	struct sql_lexer lexer;
	struct sql_token before; /* two back */
	struct sql_token last;
	struct sql_token now;
	struct sql_token next;
	unsigned depth;
	bool writing;  /* inside a statement that is known to write */
	bool indexing; /* CREATE INDEX: a name behind ON is a table's */
	bool target;   /* the name here is what is written to */
	bool rolls_back; /* a write that a rollback takes back */
	struct sql_finding found;
	const char *start; /* of the statement */
};

/* sql_lex.c */
struct sql_token sql_next(struct sql_lexer *x);
bool sql_is(const struct sql_token *t, const char *lower);
bool sql_is_any(const struct sql_token *t, const char *const *words,
    size_t n);
#define SQL_IS_ANY(t, words) sql_is_any((t), (words), ARRAY_LEN(words))

/* sql_meta.c: the client's commands. */
/* Where a command that starts at byte i ends; i if there is none. */
size_t sql_meta_end(const struct sql_lexer *x, size_t i);
/* The file that a command reads statements from, by a plain name; n is 0 for
 * any other. */
struct sv sql_meta_file(struct sv text, enum sql_dialect dialect);
enum sql_effect sql_meta_effect(struct sv text, enum sql_dialect dialect);

/* sql_functions_table.c */
bool sql_function_reads(struct sv name, enum sql_dialect dialect);
/* Sorted names of functions that only read: PostgreSQL's own, and those of
 * analytic databases. */
extern const char *const sql_postgres_functions[];
extern const size_t sql_postgres_functions_n;
extern const char *const sql_analytic_functions[];
extern const size_t sql_analytic_functions_n;
/* Words that may stand before a parenthesis and call nothing. */
bool sql_is_keyword(struct sv word);

/* sql_query.c */
void sql_advance(struct sql *s);
bool sql_at_end(const struct sql *s);
/* Takes the word if it stands here. */
bool sql_take(struct sql *s, const char *lower);
void sql_find(struct sql *s, enum sql_effect effect, const char *why);
void sql_find_at(struct sql *s, enum sql_effect effect, struct sv culprit,
    const char *why);
/* Judges the token that stands here, by itself and its neighbors. */
void sql_look_at(struct sql *s);
/* Reads over everything up to the end or to a ')' that was not opened. */
void sql_scan(struct sql *s);
/* A query: SELECT, VALUES, TABLE, WITH, in parentheses or not. */
void sql_query(struct sql *s);
bool sql_is_write_verb(const struct sql_token *t);

/* sql_statement.c */
enum sql_kind {
	SQL_KIND_PLAIN,
	SQL_KIND_BEGIN,
	SQL_KIND_COMMIT,
	SQL_KIND_ROLLBACK,
};

/* Reads one statement up to its end; what it does is in s->found. */
enum sql_kind sql_statement(struct sql *s);

#endif
