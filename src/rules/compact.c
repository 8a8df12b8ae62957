/* SPDX-License-Identifier: ISC */
/*
 * Compact strings, for generated grammars: "@read --filters= --dry-run
 * name? ids..." is tags, options and operands of a command in one scalar;
 * "--ids=..." takes all words up to the next option, "--color=?" a value only
 * behind "=".
 * Every word keeps its own place for messages.
 */
#include "rules/parse.h"

/* Where the next of each kind goes. */
struct ends {
	struct model_name **tag;
	struct model_option **option;
	struct model_operand **operand;
};

static void
take_tag(struct parse *p, struct located word, struct ends *ends)
{
	if (!ends->tag) {
		diag_add(p->sink, SEVERITY_ERROR, word.span, "bad-value",
		    "'%.*s': a tag cannot be given here",
		    SHOWN(word.text));
		return;
	}
	word.text = sv_skip(word.text, 1);
	if (word.span.length == word.text.n + 1 && word.text.n > 0) {
		word.span.col++;
		word.span.length--;
	}
	if (!parse_check_name(p, &word, &tag_form))
		return;
	*ends->tag = parse_name(p, word);
	if (*ends->tag)
		ends->tag = &(*ends->tag)->next;
}

static void
take_option(struct parse *p, struct located word, struct ends *ends)
{
	struct model_option *option;
	bool many = sv_ends(word.text, SV("=..."));
	bool perhaps = sv_ends(word.text, SV("=?"));
	bool value = many || perhaps || sv_ends(word.text, SV("="));
	size_t mark = many ? 4 : perhaps ? 2 : value;

	if (word.span.length == word.text.n)
		word.span.length -= (uint32_t)mark;
	word.text.n -= mark;
	option = PARSE_NEW(p, 1, struct model_option);
	if (!option)
		return;
	option->flags = OPTION_MAKE(0,
	    many ? ARITY_MANY : perhaps ? ARITY_OPTIONAL
	    : value ? ARITY_VALUE : ARITY_FLAG,
	    VALUE_TEXT, RUNS_NOTHING);
	option->names = parse_joined_word(p, word, &option_form);
	if (!option->names)
		return;
	*ends->option = option;
	ends->option = &option->next;
}

static void
take_operand(struct parse *p, struct located word,
    struct model_operands *operands, struct ends *ends)
{
	if (!operands->given) {
		operands->given = true;
		operands->span = word.span;
	} else if (operands->any || sv_eq(word.text, SV("any"))) {
		diag_add(p->sink, SEVERITY_ERROR, word.span, "contradiction",
		    "'any' stands for all operands, so it must be alone");
		return;
	}
	operands->any = sv_eq(word.text, SV("any"));
	if (operands->any)
		return;
	*ends->operand = parse_operand_word(p, word);
	if (*ends->operand)
		ends->operand = &(*ends->operand)->next;
}

void
compact_read(struct parse *p, const struct node *scalar,
    const struct compact *into)
{
	struct ends ends = {into->tags, into->options,
	    into->operands ? &into->operands->first : NULL};
	struct place place;
	struct located word;

	place_init(&place, scalar);
	while (!p->full && place_word(&place, &word)) {
		if (word.text.p[0] == '@')
			take_tag(p, word, &ends);
		else if (word.text.p[0] == '-' || !into->operands)
			take_option(p, word, &ends);
		else
			take_operand(p, word, into->operands, &ends);
	}
	if (into->operands)
		parse_check_operands(p, into->operands);
}
