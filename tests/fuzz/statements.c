/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a text of a language that is no SQL, the first one choosing it:
 * the culprit lies inside the text, a text that is not harmless says why, and
 * a write on a line behind a text that is read to its end is never lost.
 */
#include <string.h>

#include "guard/reader.h"

#include "require.h"

static enum sql_effect
read_checked(struct sv text, uint32_t language)
{
	struct sql_reading r = {.why = ""};

	statements_read(text, language, &r);
	REQUIRE(r.effect <= SQL_ROLLED_BACK);
	REQUIRE((r.effect == SQL_READS) == (r.why == NULL));
	REQUIRE(r.culprit.n == 0 || (r.culprit.p >= text.p &&
	    r.culprit.p + r.culprit.n <= text.p + text.n));
	return r.effect;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const writes[] = {
	    "\n;db.x.drop()", "\nflushall\n",
	};
	static char memory[1 << 16];
	uint32_t n;
	struct sv text;
	struct buf b;

	if (size == 0)
		return 0;
	n = data[0] % (LANGUAGES - LANGUAGE_MONGOSH);
	text = (struct sv){(const char *)data + 1, size - 1};
	if (read_checked(text, LANGUAGE_MONGOSH + n) != SQL_READS)
		return 0;
	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, text);
	buf_str(&b, writes[n]);
	REQUIRE(b.full || read_checked(buf_view(&b), LANGUAGE_MONGOSH + n) !=
	    SQL_READS);
	return 0;
}
