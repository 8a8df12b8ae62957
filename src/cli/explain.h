/* SPDX-License-Identifier: ISC */
/*
 * explain: what `guard explain` found out, and its two forms.
 */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "cli.h"

struct explanation {
	struct out *out;
	struct policy *policy;
	struct gate_outcome outcome;
	struct policy_trace trace; /* of the decisive invocation */
	const struct word *words;  /* the command, or NULL for shell text */
	size_t n_words;
	struct sv shell;
};

/* Takes the command from the arguments and decides on it. ERR_LIMIT. */
enum err explain_decide(struct cli *cli, struct explanation *x) MUST_USE;

void explain_text(const struct explanation *x);
void explain_json(const struct explanation *x);

/* The words that rules have for it; empty where there are none. */
void explain_texts(const struct explanation *x, struct sv *out_because,
    struct sv *out_instead);

/* One line of "FILE:LINE" parts: the file of a rule, n 0 if it is unknown. */
struct sv explain_file(const struct explanation *x,
    const struct rule_view *rule);

/* The sentence on why the verdict is what it is, without a full stop. */
void explain_reason(const struct explanation *x, struct buf *out);

#endif
