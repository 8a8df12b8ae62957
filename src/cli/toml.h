/* SPDX-License-Identifier: ISC */
/*
 * toml: where the keys and tables of TOML text are, so that a person's file
 * can be changed in place.
 */
#ifndef CLI_TOML_H
#define CLI_TOML_H

#include "guard/base.h"

enum { TOML_NAME_MAX = 256 };

struct toml_scan {
	struct sv text;
	size_t at;
	char table[TOML_NAME_MAX]; /* the current one; "" before the first */
};

/* A header or a key with its value. */
struct toml_item {
	bool header;
	char name[TOML_NAME_MAX]; /* without blanks and quotes */
	size_t start;             /* of the line's first byte that counts */
	size_t value, end;        /* of the value; of the header, behind it */
};

/* The next item. ERR_NOT_FOUND at the end; ERR_SYNTAX. */
enum err toml_next(struct toml_scan *s, struct toml_item *out) MUST_USE;

#endif
