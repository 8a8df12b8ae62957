/* SPDX-License-Identifier: ISC */
/*
 * Whether a suite of tests may empty the database that it would meet. Always
 * answered: most suites have none that is known, and run.
 */
#include "facts/internal.h"
#include "facts/target.h"

static bool
is_letter(char c)
{
	return byte_is_lower(c) || byte_is_digit(c);
}

/* "test", "test2", "tests", "testing", "e2e", "ci". */
static bool
is_word_of_tests(struct sv word)
{
	static const char *const words[] = {"tests", "testing", "e2e", "ci"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (sv_eq_cstr(word, words[i]))
			return true;
	if (!sv_starts(word, SV("test")))
		return false;
	word = sv_skip(word, 4);
	while (word.n && byte_is_digit(word.p[0]))
		word = sv_skip(word, 1);
	return !word.n;
}

/* app_test, test-app, App.Test.3: one of its words says so. */
static bool
is_name_of_tests(struct sv name)
{
	char memory[128];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	for (size_t i = 0; i <= name.n; i++) {
		char c = i < name.n ? byte_lower(name.p[i]) : '_';

		if (is_letter(c)) {
			buf_c(&b, c);
			continue;
		}
		if (!b.full && is_word_of_tests(buf_view(&b)))
			return true;
		b.n = 0;
	}
	return false;
}

/* It is known, and no file: that is the project's own, and its name says
 * little. A configuration that names no host means one here. */
static bool
is_server(const struct fact *place, const struct fact *host,
    const struct fact *scheme)
{
	if (place->state == FACT_KNOWN)
		return !sv_eq(place->values[0], SV("file"));
	return host->state == FACT_ABSENT && scheme->state == FACT_KNOWN;
}

enum err
target_tests_fact(struct facts *facts, const struct invocation *inv,
    struct fact *out)
{
	static const struct sv answers[] = {
		{"untold", 6}, {"no", 2}, {"yes", 3},
	};
	struct fact place, host, scheme, name, disposable;
	unsigned answer = 0;
	enum err e;

	if ((e = facts_read(facts, inv, FACT_DATABASE_PLACE, &place)) ||
	    (e = facts_read(facts, inv, FACT_DATABASE_HOST, &host)) ||
	    (e = facts_read(facts, inv, FACT_DATABASE_SCHEME, &scheme)) ||
	    (e = facts_read(facts, inv, FACT_DATABASE_NAME, &name)) ||
	    (e = facts_read(facts, inv, FACT_TARGET_DISPOSABLE,
	         &disposable)))
		return e;
	if (name.state == FACT_KNOWN && is_server(&place, &host, &scheme))
		answer = is_name_of_tests(name.values[0]) ? 2 : 1;
	if (disposable.state == FACT_KNOWN &&
	    sv_eq(disposable.values[0], SV("true")))
		answer = 2;
	*out = (struct fact){FACT_KNOWN, &answers[answer], 1, name.source};
	return OK;
}
