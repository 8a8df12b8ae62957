/* SPDX-License-Identifier: ISC */
/* statements_read: which reader a language has. */
#include "reader/statements.h"

void
statements_read(struct sv text, uint32_t language, struct sql_reading *out)
{
	switch (language) {
	case LANGUAGE_MONGOSH:
		mongo_read(text, out);
		break;
	case LANGUAGE_REDIS:
		redis_read(text, out);
		break;
	default:
		sql_read(text, language < LANGUAGE_MONGOSH ?
		    (enum sql_dialect)language : SQL_GENERIC, out);
		break;
	}
}
