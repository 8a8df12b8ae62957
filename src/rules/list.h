/* SPDX-License-Identifier: ISC */
/*
 * list: a tool of an image as values again. An image holds a rule as one
 * record for each pattern and each scope of options; here they become one.
 */
#ifndef RULES_LIST_H
#define RULES_LIST_H

#include "guard/rules.h"

/*
 * The names of one kind that lead to the tool at offset ('c' commands, 'p'
 * packages …, see image.h), sorted, without its own command name.
 */
enum err list_names(struct image *img, uint32_t tool, char kind,
    struct sv **out, size_t *out_n) MUST_USE;

/* The rules below the NODE at offset root. */
enum err list_rules(struct image *img, uint32_t root, struct listed_rule **out,
    size_t *out_n) MUST_USE;

#endif
