/* SPDX-License-Identifier: ISC */
/*
 * iam: the IAM actions that a pattern of the aws rules stands for.
 */
#ifndef CLI_IAM_H
#define CLI_IAM_H

#include "guard/base.h"

/* Called with each action, "rds:DeleteDbInstance". */
typedef void (*iam_action_fn)(void *ctx, struct sv action);

/*
 * Calls each for the actions behind the operations that the pattern names
 * ("rds delete-db-*", "{elb,elbv2} delete-*"); sets in braces are spelled out,
 * an asterisk stays one. False when the pattern does not name operations
 * (tags), or only by their options, which IAM does not see.
 *
 * IAM compares actions without case, so an operation's words in capitals are
 * its action; where service or operation have another name in IAM a table
 * knows it. Source: AWS Service Authorization Reference, 2025.
 */
bool iam_actions(struct sv pattern, iam_action_fn each, void *ctx);

#endif
