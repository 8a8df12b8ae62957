/* SPDX-License-Identifier: ISC */
/*
 * kubeconfig: what a kubeconfig file says of contexts and clusters. Pure. The
 * plain YAML that kubectl and the clouds' tools write; in flow style, with
 * anchors or texts of several lines it is not understood.
 */
#ifndef FACTS_KUBECONFIG_H
#define FACTS_KUBECONFIG_H

#include "guard/base.h"

/* The value of a key at the left edge; n is 0 without one. */
struct sv kubeconfig_top(struct sv text, struct sv key);

/*
 * In the list at the left edge called list, the item whose "name" is name: the
 * value of one of its keys at any depth, "" without it. False: there is no such
 * item.
 */
bool kubeconfig_item(struct sv text, struct sv list, struct sv name,
    struct sv key, struct sv *out);

/* Whether the whole text is of the form that is understood; the other functions
 * are to be asked of such a text alone. */
bool kubeconfig_plain(struct sv text);

/* The same file as JSON, written in that form. False: it is no such JSON, or
 * does not fit. */
bool kubeconfig_from_json(struct sv text, struct buf *out);

#endif
