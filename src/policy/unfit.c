/* SPDX-License-Identifier: ISC */
/*
 * Why a rule did not match, for explanations.
 */
#include "policy/internal.h"

static const char *
missing_text(uint32_t kind)
{
	switch (kind) {
	case CONDITION_OPTION:
		return "needs the option";
	case CONDITION_OPERAND:
		return "needs the operand";
	case CONDITION_CWD:
		return "needs the directory";
	case CONDITION_FACT:
		return "needs another value of the fact";
	default:
		return "needs the variable";
	}
}

const char *
unfit_text(uint32_t kind, bool possible, bool sure)
{
	if (kind == CONDITION_FACT)
		return possible && !sure ? "is not known" : missing_text(kind);
	if (sure)
		return "is given with another value as well";
	return possible ? "depends on what is not known yet"
	                : missing_text(kind);
}
