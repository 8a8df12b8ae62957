/* SPDX-License-Identifier: ISC */
/*
 * What is said of a value that is not what its key takes.
 */
#include <string.h>

#include "rules/parse.h"

static const char *
kind_text(const struct node *node)
{
	switch (node->kind) {
	case NODE_LIST:
		return "a list";
	case NODE_MAP:
		return "a map";
	case NODE_SCALAR:
	case NODE_BAD:
		break;
	}
	return node_is_nothing(node) ? "nothing" : "a word";
}

const char *
parse_quote(const char *what)
{
	return strchr(what, ' ') ? "" : "'";
}

void
parse_wrong_type(struct parse *p, const struct node *node, const char *what,
    const char *expected)
{
	const char *quote = parse_quote(what);

	if (node->kind == NODE_BAD)
		return;
	diag_add(p->sink, SEVERITY_ERROR, node->span, "wrong-type",
	    "%s%s%s must be %s, not %s", quote, what, quote, expected,
	    kind_text(node));
}

void
parse_key_error(struct parse *p, const struct node *map, const char *key,
    const char *code, const char *text)
{
	const struct node *at = node_key(map, key);

	diag_add(p->sink, SEVERITY_ERROR, at ? at->span : map->span, code,
	    "'%s' %s", key, text);
}
