/* SPDX-License-Identifier: ISC */
/*
 * yaml: the strict subset of YAML that rule files are written in, as a tree
 * of nodes that know their place. Private to rules; knows no key of the
 * language.
 */
#ifndef RULES_YAML_H
#define RULES_YAML_H

#include "guard/base.h"
#include "guard/diag.h"
#include "guard/rules.h"

enum node_kind {
	NODE_BAD = 0, /* reported already; readers pass it over */
	NODE_SCALAR,
	NODE_LIST,
	NODE_MAP
};

enum node_style { NODE_PLAIN = 0, NODE_QUOTED, NODE_BLOCK };

#define NODE_NO_OFFSET UINT32_MAX

struct node {
	struct span span; /* of a container: where it begins */
	struct sv text;   /* of a scalar */
	enum node_kind kind;
	uint8_t style;      /* enum node_style */
	bool damaged;       /* a map that entries were taken out of */
	uint32_t offset;    /* in the source, bytes, or NODE_NO_OFFSET */
	uint32_t n;         /* items of a list, entries of a map */
	struct node *first; /* items, or keys */
	struct node *next;
	struct node *value; /* of a key */
};

/*
 * Reads the one document of source. Reports each construct that the language
 * refuses. OK means that there is a tree, without the parts that were
 * reported; ERR_SYNTAX and ERR_LIMIT (both reported) that there is none.
 */
enum err yaml_read(struct arena *arena, const struct source *source,
    struct diag_sink *sink, struct node **out_root) MUST_USE;

/*
 * Refuses a text that is not UTF-8 or that holds characters which make it
 * read differently from how it looks. ERR_SYNTAX when there were any.
 */
enum err yaml_check_text(const struct source *source,
    struct diag_sink *sink) MUST_USE;

/* Why cp may not stand in a rule file; NULL if it may. */
const char *yaml_char_fault(uint32_t cp);

/* The place of a byte, counted from the start of the source. */
struct span yaml_span_at(const struct source *source, size_t offset);

/* The value of a map's entry, and its key; NULL when it has none. */
const struct node *node_get(const struct node *map, const char *key);
const struct node *node_key(const struct node *map, const char *key);
/* Whether nothing was written: "key:". */
bool node_is_nothing(const struct node *node);
/* Of a scalar of several lines: its span goes to the end of the first. */
void node_mark_first_line(struct node *node);

/*
 * Finds the places of pieces of a scalar, first to last. Where the text was
 * escaped so that it cannot be followed, the place is that of the scalar.
 */
struct place {
	const struct node *node;
	size_t at;        /* in the value, bytes */
	size_t source_at; /* in the source, bytes */
	uint32_t line;
	uint32_t col;
	bool lost;
};

void place_init(struct place *place, const struct node *scalar);
/* The bytes start to end of the scalar's text, not before the last piece. */
struct located place_piece(struct place *place, size_t start, size_t end);
/* The next word between blanks; false at the end. */
bool place_word(struct place *place, struct located *out);

#endif
