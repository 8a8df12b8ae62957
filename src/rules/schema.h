/* SPDX-License-Identifier: ISC */
/*
 * The schema as data: what keys a map of the language may have, and what
 * words a value. A new key is one row of a table; a new word, too.
 */
#ifndef RULES_SCHEMA_H
#define RULES_SCHEMA_H

#include "guard/base.h"
#include "rules/yaml.h"

struct parse;
struct schema_key;

/* Reads value, which is key's, into field. Reports what is wrong with it. */
typedef void (*schema_read_fn)(struct parse *p, const struct schema_key *key,
    const struct node *value, void *field);

struct schema_key {
	const char *name;
	schema_read_fn read;
	size_t offset;   /* of the field in the map's struct */
	const void *arg; /* the reader's own */
	bool required;
};

struct schema {
	const char *what; /* "rule", for messages */
	const struct schema_key *keys;
	size_t n;
};

/* One word of a closed set and what it stands for. */
struct word_value {
	const char *word;
	uint32_t value;
	uint32_t where; /* bits of the contexts that take it; 0: all */
};

struct words {
	const char *what; /* "effect", for messages */
	const struct word_value *words;
	size_t n;
	uint32_t where; /* the context; 0: all words */
};

/* Reads a map by its schema into object. False when it is no map. */
bool schema_read_map(struct parse *p, const struct node *map,
    const struct schema *schema, void *object);

/* The row of a word; NULL, reported, when it is none of the set. */
const struct word_value *schema_word(struct parse *p,
    const struct words *words, const struct located *word);
/* The same without a report. */
const struct word_value *schema_find_word(const struct words *words,
    struct sv word);

#endif
