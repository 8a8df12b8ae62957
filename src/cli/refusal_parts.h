/* SPDX-License-Identifier: ISC */
/*
 * Parts of a refusal that are files of their own: what the command would have
 * acted on, and what is safe instead of it.
 */
#ifndef CLI_REFUSAL_PARTS_H
#define CLI_REFUSAL_PARTS_H

#include "refusal.h"

/* A sentence on what the decisive invocation would act on, and whether a human
 * has trusted that; nothing where it is not known. */
void refusal_put_target(const struct refusal *r, struct buf *prose);

/* How a human pins that target, as the text behind a label; false when it is
 * not for them to do. out_disposable: the rule would let it pass if what may be
 * lost with it were no loss. */
bool refusal_may_trust(const struct refusal *r, bool *out_disposable);

/* What the rule calls safe instead, with what stood ahead of the command: the
 * launcher and the global options without which it would not work, or would
 * act on something else. */
void refusal_adapt_instead(const struct refusal *r, struct sv instead,
    struct buf *out);

#endif
