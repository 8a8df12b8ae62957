/* SPDX-License-Identifier: ISC */
/*
 * The words that name options and operands, however they are written down: as
 * a list, as a map or in a compact string.
 */
#include "rules/parse.h"

bool
form_option(struct sv name)
{
	if (name.n < 1 || name.p[0] != '-' || sv_eq(name, SV("--")))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] <= ' ' || name.p[i] > '~' || name.p[i] == '=' ||
		    name.p[i] == ',')
			return false;
	}
	return true;
}

static bool
form_operand(struct sv name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (!byte_is_word(name.p[i]) &&
		    (i == 0 || sv_find(SV("-:/"), 0, name.p[i]) == 3))
			return false;
	}
	return name.n > 0;
}

const struct name_form option_form = {"an option name",
	"'-' and characters without blanks, '=' and ','", form_option, 128};
const struct name_form operand_form = {"an operand",
	"letters, digits and '-', then '?' or '...' or both", form_operand,
	64};

struct model_operand *
parse_operand_word(struct parse *p, struct located word)
{
	struct model_operand *operand;
	bool repeated = sv_ends(word.text, SV("..."));
	bool optional;

	if (repeated)
		word.text.n -= 3;
	optional = sv_ends(word.text, SV("?"));
	if (optional)
		word.text.n--;
	if (!parse_check_name(p, &word, &operand_form))
		return NULL;
	operand = PARSE_NEW(p, 1, struct model_operand);
	if (!operand)
		return NULL;
	operand->name = word;
	operand->optional = optional;
	operand->repeated = repeated;
	return operand;
}

void
parse_check_operands(struct parse *p, const struct model_operands *list)
{
	static const struct unique_kind kind = {
		.code = "duplicate-operand", .what = "operand "};
	const struct model_operand *at;
	struct scope scope;
	size_t n = 0;

	for (at = list->first; at; at = at->next) {
		n++;
		if (at->repeated && at->next &&
		    !(OPTION_CLASSES(at->flags) & CLASS_ASSIGN))
			diag_add(p->sink, SEVERITY_ERROR, at->name.span,
			    "operand-order",
			    "operand '%.*s...' takes all words, "
			    "so it must be the last", SHOWN(at->name.text));
	}
	if (n < 2 || !scope_begin(p, &scope, n))
		return;
	for (at = list->first; at; at = at->next)
		scope_add(&scope, &at->name);
	scope_end(p, &scope, &kind);
}
