/* SPDX-License-Identifier: ISC */
/*
 * policy: what the rules of the image say of one invocation. Pure, no heap.
 *
 * Rules are a set. Within a layer the strictest match wins; layers decide in
 * the order user, site, shipped; a site ask or deny is a floor; a project rule
 * only tightens. No match is ask for a tool and allow for a launcher. What a
 * rule lets change something asks when the target is not the one that a human
 * pinned, unless the rule itself speaks of target.pin.
 */
#ifndef GUARD_POLICY_H
#define GUARD_POLICY_H

#include "guard/argv.h"
#include "guard/base.h"
#include "guard/image.h"

/* Zeroed memory denies. Ordered by strictness, strictest first. */
enum verdict { VERDICT_DENY = 0, VERDICT_ASK, VERDICT_ALLOW };

const char *verdict_name(enum verdict v); /* "deny" "ask" "allow" */

/* A rule, read from the image. */
struct rule_view {
	struct sv id;
	struct sv pattern;
	uint32_t file_index; /* see policy_file */
	uint32_t line;
	enum verdict verdict;
	enum effect effect;
	enum layer layer;
	uint32_t texts; /* TEXTS record of because and instead */
	uint32_t number;
};

/* What decided. */
enum reason_kind {
	REASON_NONE = 0,
	REASON_RULE,     /* a rule matched */
	REASON_HELP,     /* it only prints help */
	REASON_LAUNCHER, /* a launcher that no rule speaks of */
	REASON_UNLISTED, /* no rule matched */
	REASON_PROBLEM,  /* something in it was not understood */
	REASON_CLASS,    /* an option or variable of a
			  * class that no rule permits */
	REASON_TARGET,   /* a rule would let it change what
			  * is not what was trusted */
	REASON_KINDS
};

struct ruling {
	enum verdict verdict;
	enum reason_kind reason;
	struct rule_view rule;  /* REASON_RULE only */
	/* REASON_PROBLEM: the first. REASON_CLASS: subject is the option,
	 * operand or variable, kind is PROBLEM_NONE. */
	struct problem problem;
	uint32_t class_bits;    /* REASON_CLASS: CLASS_* that
				 * are not permitted */
	const char *why;        /* REASON_CLASS: what that means, lower case */
	enum effect effect;     /* EFFECT_UNSET if unknown */
	bool is_env;            /* REASON_CLASS: the subject is a variable */
	size_t id_length;
	char buffer[96];        /* see ruling_id */
};

/* "terraform.destroy", "terraform.unknown-option", "terraform.unlisted",
 * "terraform.help" …; a view into r or the image. */
struct sv ruling_id(const struct ruling *r);

/* Why a rule did not match, or that it did: for explanations. */
struct rule_trace {
	struct rule_view rule;
	bool matched;
	const char *why;   /* what kept it from matching; NULL if it matched */
	struct sv subject; /* the word that this is about, n may be 0 */
	struct rule_trace *next;
};

struct policy_trace {
	struct arena *arena;
	struct rule_trace *first;
	struct rule_trace *last;
};

/*
 * Decides one invocation. trace may be NULL; with one, every rule of the
 * reached command is recorded. Errors: those of the image, ERR_ENGINE when a
 * pattern or fact is needed that this program has not. Any error means that
 * nothing may run.
 */
enum err policy_decide(const struct argv_context *ctx,
    const struct invocation *inv, struct policy_trace *trace,
    struct ruling *out) MUST_USE;

/* because and instead of a rule; empty when it has none. */
enum err policy_texts(struct image *img, uint32_t texts, struct sv *out_because,
    struct sv *out_instead) MUST_USE;

/*
 * What an ask of the rule takes: how many approvers (1 unless it says more),
 * and how long a shim waits for them, in seconds (0: not at all). texts 0: no
 * rule asks, and what counts for all of them holds.
 */
enum err policy_asking(struct image *img, uint32_t texts,
    uint32_t *out_approvals, uint32_t *out_wait_s) MUST_USE;

/*
 * The steps that a rule names to run before an approved command, as one text;
 * empty when there are none. Commands by turns, one that does something and one
 * that verifies it.
 */
enum { BEFORE_STEPS_MAX = 8, BEFORE_WORDS_MAX = 32, BEFORE_TEXT_MAX = 2048 };
enum err policy_before(struct image *img, uint32_t texts, struct sv *out)
    MUST_USE;
/* Takes the next command off steps. ERR_CORRUPT at the end and for damage. */
enum err before_read(struct sv *steps, struct sv words[BEFORE_WORDS_MAX],
    size_t *out_n) MUST_USE;
/* Takes rest up to the end of the next "{name}" in a word; false when there is
 * none. Known are keep, operand and the parts of a target. */
bool before_name(struct sv *rest, struct sv *out);
bool before_name_is_known(struct sv name);

/* "90s", "2m", "1h" as seconds; false for anything else. */
bool rule_seconds(struct sv text, uint64_t *out);

/* The name of the rule file that a rule_view's file_index stands for. */
enum err policy_file(struct image *img, uint32_t index, struct sv *out)
    MUST_USE;

/*
 * Whether text matches the MATCH at offset (0: yes). dynamic says that only
 * the first known bytes of it are certain; out_sure then tells whether the
 * answer holds for every value. A pattern limit that is hit is reported as a
 * match that is not sure.
 */
enum err policy_match(struct image *img, uint32_t offset,
    const struct word *word, bool *out_match, bool *out_sure) MUST_USE;

/*
 * A PCRE2 pattern against the whole text, anchored at both ends, with match
 * and depth limits. ERR_LIMIT when one was hit; ERR_SYNTAX for a pattern that
 * does not compile (offset and text of the error in out_error when not NULL).
 * The small program has no PCRE2: there it is ERR_ENGINE.
 */
struct pattern_error {
	size_t offset;
	char text[120];
};
enum err pattern_match(struct sv pattern, struct sv text, bool *out_match,
    struct pattern_error *out_error) MUST_USE;
enum err pattern_check(struct sv pattern, struct pattern_error *out_error)
    MUST_USE;

#endif
