/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files of policy: a rule as loaded, and how it fits.
 */
#ifndef GUARD_POLICY_INTERNAL_H
#define GUARD_POLICY_INTERNAL_H

#include "guard/policy.h"

struct rule {
	struct record record;
	const struct image_rule *h;
	const struct image_condition *conditions;
	struct rule_view view;
};

/* How a rule fits an invocation; why and subject say what kept it off. */
struct fit {
	bool matched;
	const char *why;
	struct sv subject;
	uint32_t class_bits; /* of what no rule permits, when that was it */
	bool is_env;
};

enum err rule_load(struct image *img, uint32_t offset, struct rule *out)
    MUST_USE;

/* Whether all conditions hold: surely for allow, possibly for ask and deny. */
enum err rule_conditions_fit(const struct argv_context *ctx,
    const struct rule *rule, const struct invocation *inv, struct fit *fit)
    MUST_USE;

/* Whether an allow rule covers everything in the invocation. */
enum err rule_covers(const struct rule *rule, const struct invocation *inv,
    struct fit *fit) MUST_USE;

/* Whether a condition of the rule is about that fact. */
bool rule_names_fact(const struct rule *rule, enum fact_id fact);

/*
 * Whether a tool that has a target would act on another one than was pinned.
 * ERR_ENGINE when this program cannot tell.
 */
enum err target_differs(const struct argv_context *ctx,
    const struct invocation *inv, bool *out) MUST_USE;

/* Why a condition of this kind keeps a rule off: its match is possible, or sure
 * (and then another value was given as well). */
const char *unfit_text(uint32_t kind, bool possible, bool sure);

#endif
