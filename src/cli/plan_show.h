/* SPDX-License-Identifier: ISC */
/*
 * plan_show: what terraform or tofu itself says of a saved plan.
 */
#ifndef CLI_PLAN_SHOW_H
#define CLI_PLAN_SHOW_H

#include "guard/facts.h"

/*
 * A plan_fn: runs the real tool of that name, for 20 seconds and 16 MiB of
 * output at most. It reads the plan and the schemas of its providers, no state
 * and no configuration. ERR_NOT_FOUND without the tool, ERR_LIMIT, ERR_IO when
 * it fails.
 */
enum err plan_show(void *ctx, struct sv tool, struct sv directory,
    struct sv plan, struct sv *out_text) MUST_USE;

#endif
