/* SPDX-License-Identifier: ISC */
/*
 * target_view: what an invocation acts on, in words and as JSON.
 */
#ifndef CLI_TARGET_VIEW_H
#define CLI_TARGET_VIEW_H

#include "cli.h"

/* One line a part, indented. A target that cannot be read is one line too. */
void target_view_text(struct out *out, struct policy *policy,
    const struct invocation *inv, size_t indent);

/* An array of parts under key. */
void target_view_json(struct emit *j, struct policy *policy,
    const struct invocation *inv, const char *key);

/* Whether any part was learnt from somewhere: known, and no default. */
bool target_view_says(struct policy *policy, const struct invocation *inv);

#endif
