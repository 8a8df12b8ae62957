/* SPDX-License-Identifier: ISC */
/*
 * What the mongo*.c files share: the tokens of JavaScript, as far as they are
 * needed, and the names that are known.
 */
#ifndef READER_MONGO_H
#define READER_MONGO_H

#include "reader/statements.h"

enum mongo_kind {
	MONGO_END,
	MONGO_BAD,
	MONGO_NAME,
	MONGO_STRING,
	MONGO_NUMBER,
	MONGO_REGEX,
	MONGO_SIGN, /* an operator or a bracket */
};

struct mongo_token {
	enum mongo_kind kind;
	struct sv text;    /* of a string: without its quotes */
	bool on_new_line;  /* a line ended in front of it */
};

struct mongo_lexer {
	struct sv text;
	size_t pos;
	bool after_value; /* so that "/" divides */
};

struct mongo_token mongo_next(struct mongo_lexer *x);

enum mongo_names {
	MONGO_FUNCTIONS,   /* global functions and classes that only read */
	MONGO_METHODS,     /* methods that only read, whatever they belong to */
	MONGO_WRITERS,     /* methods that change something */
	MONGO_COMMANDS,    /* database commands that only read */
	MONGO_SHOWS,       /* words behind "show" */
	MONGO_OPERATORS,   /* of queries, that write or run code */
	MONGO_NAMES
};

/* Whether the list holds the name. */
bool mongo_is(enum mongo_names list, struct sv name);

#endif
