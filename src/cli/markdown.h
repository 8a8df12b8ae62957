/* SPDX-License-Identifier: ISC */
/*
 * markdown: the rules of a tool in Markdown.
 */
#ifndef CLI_MARKDOWN_H
#define CLI_MARKDOWN_H

#include "listing.h"

/* A page of documentation, everything in it. */
void markdown_page(const struct listed_tool *t, struct buf *out);

/* A section for an agent's instructions: what runs freely, what needs a human
 * and what to do instead, short enough to be read. */
void markdown_agent(const struct listed_tool *t, struct buf *out);

#endif
