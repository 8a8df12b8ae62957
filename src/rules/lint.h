/* SPDX-License-Identifier: ISC */
/*
 * What the lint_*.c files share: the patterns of a rule book, each with what
 * was found out about it at the commands where it stands.
 */
#ifndef RULES_LINT_H
#define RULES_LINT_H

#include "guard/rules.h"
#include "rules/compile.h"
#include "rules/walk.h"

struct lint_pattern {
	const struct model_rule *rule;
	const struct located *text;
	uint32_t number;
	uint32_t order; /* in the rule book */
	uint8_t verdict;
	uint32_t n_commands; /* where it stands */
	uint32_t n_blocked;  /* where a stricter one always matches too */
	uint32_t n_covered;  /* where another always says the same */
	const struct lint_pattern *blocked_by;
	const struct lint_pattern *covered_by;
	bool tested; /* its regexes */
};

/* A RULE record at a command. */
struct lint_entry {
	struct walked_rule rule;
	struct lint_pattern *pattern;
};

struct lint {
	struct arena *arena;
	const struct model *model;
	struct image *img;
	struct diag_sink *sink;
	struct map patterns; /* struct lint_pattern */
	struct lint_pattern *first;
	size_t n_patterns;
	struct lint_entry *entries; /* scratch */
	size_t cap;
	struct map names; /* struct lint_name, of one tool */
};

/* The classes that options of a name have anywhere in a tool. */
struct lint_name {
	struct sv name;
	uint32_t flags;
};

/* lint_cover.c: compares the rules of one command. */
void lint_compare(struct lint *l, const struct lint_entry *entries, size_t n);
/* lint_option.c: what `with` and patterns say of options. */
enum err lint_options(struct lint *l, const struct model_tool *tool) MUST_USE;
void lint_target(struct lint *l, const struct lint_entry *entry);
/* lint_regex.c */
enum err lint_regexes(struct lint *l, const struct lint_entry *entry) MUST_USE;

#endif
