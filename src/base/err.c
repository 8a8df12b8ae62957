/* SPDX-License-Identifier: ISC */
/*
 * The texts of enum err, from the one list in err.h.
 */
#include "guard/err.h"

const char *
err_text(enum err e)
{
	switch (e) {
#define X(name, text)                                                          \
	case name:                                                             \
		return text;
		ERR_LIST(X)
#undef X
	}
	return "unknown error";
}
