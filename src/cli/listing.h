/* SPDX-License-Identifier: ISC */
/*
 * listing: the rules of a tool for people and for programs. Used by `guard
 * rules`, and by what writes documents.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "guard/rules.h"

#include "out.h"
#include "text.h"

/* What a list of a rule means for a command: its heading. */
struct listing_part {
	enum stored_verdict verdict;
	const char *title; /* "Runs freely" */
};

/* In the order in which people want to know, verdict 0 behind the last. */
extern const struct listing_part listing_parts[];

/* Whether the rule lists anything under that verdict. */
bool listing_has(const struct listed_rule *r, enum stored_verdict v);

/* Its patterns of one verdict joined by commas, each made visible and between
 * the marks; mark "" for none. At most limit of them, then "and N more". */
void listing_patterns(const struct listed_rule *r, enum stored_verdict v,
    const char *mark, size_t limit, struct buf *out);

/* Every part that has rules: its heading between before and after, then each
 * of its rules by put. */
void listing_parts_each(const struct listed_tool *t, const char *before,
    const char *after, void (*put)(const struct listed_rule *r,
    enum stored_verdict v, struct buf *out), struct buf *out);

/* What happens to a command that no rule of the tool speaks of. */
const char *listing_rest(const struct listed_tool *t);

/* One tool for a terminal: 80 columns, no colour. */
void listing_text(const struct listed_tool *t, struct buf *out);

/* The members of its object: the tool alone, or with all its rules. */
void listing_head_json(struct emit *j, const struct listed_tool *t);
void listing_json(struct emit *j, const struct listed_tool *t);

#endif
