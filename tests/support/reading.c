/* SPDX-License-Identifier: ISC */
/*
 * Questions about readings, for unit tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "reading.h"

void
reading_of(struct fixture *f, struct reading *r, const char *const *argv)
{
	struct word *words;
	size_t n;

	memset(r, 0, sizeof(*r));
	words = fixture_words(f, argv, &n);
	assert_int_equal(argv_read(&f->ctx, words, n, r), OK);
}

const struct invocation *
reading_last(const struct reading *r)
{
	assert_true(r->n > 0);
	return &r->invocations[r->n - 1];
}

bool
reading_has_option(const struct invocation *inv, const char *name)
{
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (sv_eq_cstr(inv->options[i].name, name) &&
		    !inv->options[i].off)
			return true;
	return false;
}

bool
reading_has_problem(const struct invocation *inv, enum problem_kind kind)
{
	for (uint32_t i = 0; i < inv->n_problems; i++)
		if (inv->problems[i].kind == kind)
			return true;
	return false;
}

void
assert_command(const struct invocation *inv, const char *expected)
{
	char text[256];
	struct buf b;

	buf_init(&b, text, sizeof(text) - 1);
	buf_sv(&b, inv->tool);
	for (uint32_t i = 0; i < inv->n_path; i++) {
		buf_c(&b, ' ');
		buf_sv(&b, inv->path[i]);
	}
	text[b.n] = '\0';
	assert_string_equal(text, expected);
}

enum verdict
reading_verdict(struct fixture *f, const struct invocation *inv)
{
	struct ruling ruling;

	assert_int_equal(policy_decide(&f->ctx, inv, NULL, &ruling), OK);
	return ruling.verdict;
}
