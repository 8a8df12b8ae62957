/* SPDX-License-Identifier: ISC */
/*
 * hook_shims: what of a command line the shims will judge again, when the
 * shell starts it.
 */
#ifndef CLI_HOOK_SHIMS_H
#define CLI_HOOK_SHIMS_H

#include "guard/gate.h"
#include "guard/os.h"

struct hook_shims {
	const struct gate_outcome *outcome;
	const struct os_path *prefix;
	struct sv cwd;  /* where the shell starts; absolute */
	struct sv path; /* the PATH that it is likely to have */
	struct arena *arena;
	bool all;       /* leave every ask to them */
};

/* The command in the text that starts inv, or is inv. */
const struct invocation *hook_shims_start(const struct gate_outcome *outcome,
    const struct invocation *inv);

/* Whether a shim stands where the shell looks for what inv calls. */
bool hook_shims_has(const struct hook_shims *h, const struct invocation *inv);

/*
 * Whether nothing is lost when an ask is left to the shims: one stands in front
 * of each command that asks, and either a human has said yes to it, which only
 * the shim may take, or what it asks about is not known before the shell has
 * expanded it. Looks, and takes nothing.
 */
bool hook_shims_judge(const struct hook_shims *h);

#endif
