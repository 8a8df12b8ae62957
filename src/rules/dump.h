/* SPDX-License-Identifier: ISC */
/*
 * What the dump_*.c files share: the writer, and how single things are put
 * into YAML that the strict reader takes.
 */
#ifndef RULES_DUMP_H
#define RULES_DUMP_H

#include "guard/rules.h"
#include "rules/walk.h"

struct dump {
	struct image *img;
	struct buf *out;
	uint32_t tool; /* offset of the TOOL */
	const struct image_tool *head;
	struct record record;
};

/* dump_yaml.c: n blanks. */
void dump_indent(struct dump *d, unsigned n);
/* A scalar, plain where that reads the same, else in double quotes. */
void dump_scalar(struct dump *d, struct sv s);
/* "KEY: SCALAR" in a line of its own; nothing when s is empty. */
void dump_line(struct dump *d, unsigned indent, const char *key, struct sv s);
/* "[a, b]" */
void dump_list(struct dump *d, const struct sv *items, size_t n);
/* Room for n views in the image's arena, NULL when it is full. */
struct sv *dump_views(struct dump *d, size_t n);
/* Sorts n views by bytes. */
void dump_sort(struct sv *items, size_t n);
/* Number i of a TEXTS record, which must have it. */
enum err dump_text(struct dump *d, uint32_t texts, uint32_t i, struct sv *out)
    MUST_USE;
/* A literal as a glob that matches nothing else. */
enum err dump_literal(struct dump *d, struct sv s, struct sv *out) MUST_USE;

/* dump_cli.c */
enum err dump_cli(struct dump *d) MUST_USE;
/* dump_option.c: what stands behind the name of an option or a variable, and
 * a list of operands. */
enum err dump_option(struct dump *d, uint64_t value) MUST_USE;
enum err dump_variable(struct dump *d, uint64_t value) MUST_USE;
/* "any" or a list. */
enum err dump_operands(struct dump *d, uint32_t operands) MUST_USE;
/* dump_target.c */
enum err dump_target(struct dump *d, const char *name, uint32_t strings)
    MUST_USE;
/* dump_rules.c */
enum err dump_rules(struct dump *d) MUST_USE;

#endif
