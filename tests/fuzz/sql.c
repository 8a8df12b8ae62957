/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as SQL, the first one choosing the dialect: the culprit lies
 * inside the text, a text that is not harmless says why, and a write that is
 * put before or behind a text is never lost.
 */
#include <string.h>

#include "guard/reader.h"

#include "require.h"

static enum sql_effect
read_checked(struct sv text, enum sql_dialect dialect)
{
	struct sql_reading r = {.why = ""}, again;

	sql_read(text, dialect, &r);
	REQUIRE(r.effect <= SQL_ROLLED_BACK);
	REQUIRE((r.effect == SQL_READS) == (r.why == NULL));
	REQUIRE(r.culprit.n == 0 || (r.culprit.p >= text.p &&
	    r.culprit.p + r.culprit.n <= text.p + text.n));
	sql_read(text, dialect, &again);
	REQUIRE(again.effect == r.effect);
	REQUIRE(again.culprit.p == r.culprit.p);
	REQUIRE(again.culprit.n == r.culprit.n);
	return r.effect;
}

/* before, text and behind, each on lines of its own. */
static enum sql_effect
read_between(const char *before, struct sv text, const char *behind,
    enum sql_dialect dialect)
{
	static char memory[1 << 16];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, before);
	for (size_t i = 0; i < text.n; i++)
		buf_c(&b, text.p[i]);
	buf_str(&b, behind);
	return b.full ? SQL_UNKNOWN : read_checked(buf_view(&b), dialect);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum sql_dialect dialect;
	enum sql_effect effect;
	struct sv text;

	if (size == 0)
		return 0;
	dialect = (enum sql_dialect)(data[0] % 4);
	text = (struct sv){(const char *)data + 1, size - 1};
	effect = read_checked(text, dialect);
	REQUIRE(read_between("drop database x;\n", text, "", dialect) !=
	    SQL_READS);
	/* Behind a text that is read to its end, a statement is one. */
	if (effect == SQL_READS)
		REQUIRE(read_between("", text, "\n;\ndrop database x;",
		    dialect) != SQL_READS);
	return 0;
}
