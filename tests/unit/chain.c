/* SPDX-License-Identifier: ISC */
/*
 * The chain of the log: links that somebody else made are verified, byte by
 * byte. The hashes below were computed by another program (Python's hashlib).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard/audit.h"

static const char whole[] =
    "{\"v\":1,\"verdict\":\"allow\"}\n"
    "{\"v\":1,\"verdict\":\"ask\",\"chain\":{\"to\":26,\"hash\":\""
    "a657f2ad53780c812e94196f5c93818c71648fba42e7b900b59692da3aef4b5d\"}}\n"
    "{\"v\":1,\"verdict\":\"allow\"}\n"
    "{\"v\":1,\"verdict\":\"deny\",\"chain\":{\"to\":168,\"hash\":\""
    "01f9de6ca185b311171bc7330c68357676f10198edf070c416bb8c45b8e0fc10\"}}\n";

struct seen {
	unsigned n[AUDIT_MISPLACED + 1];
	uint64_t line; /* of the first */
};

static void
see(void *ctx, const struct audit_finding *finding)
{
	struct seen *seen = ctx;

	if (!seen->line)
		seen->line = finding->line;
	seen->n[finding->fault]++;
}

static struct seen
verify(struct sv log, struct audit_state *state)
{
	struct seen seen = {.line = 0};

	audit_verify(log, see, &seen, state);
	return seen;
}

static void
finds_nothing_in_a_whole_log(void **state)
{
	struct audit_state s;
	struct seen seen = verify(sv_from(whole), &s);

	(void)state;
	assert_int_equal(seen.line, 0);
	assert_int_equal(s.lines, 4);
	assert_int_equal(s.links, 2);
	assert_int_equal(s.unlinked, 0);
	verify(SV(""), &s);
	assert_int_equal(s.lines, 0);
	assert_string_equal(s.last, "");
}

/* Whichever byte: something is found, and not after it. */
static void
finds_every_changed_byte(void **state)
{
	size_t n = sizeof(whole) - 1;
	char *copy = malloc(n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct audit_state s;
		struct seen seen;

		memcpy(copy, whole, n);
		copy[i] = (char)(copy[i] ^ 1);
		seen = verify((struct sv){copy, n}, &s);
		/* A last link that is none any more holds nothing: told so. */
		assert_true(seen.line != 0 || s.links < 2);
	}
	free(copy);
}

static void
tells_what_no_link_holds(void **state)
{
	const char *first = strchr(whole, '\n') + 1;
	size_t n = (size_t)(first - whole);
	struct audit_state s;

	(void)state;
	assert_int_equal(verify((struct sv){whole, n}, &s).line, 0);
	assert_int_equal(s.unlinked, n);
	assert_int_equal(verify((struct sv){whole, n + 10}, &s)
	    .n[AUDIT_TORN], 1);
}

static void
finds_lost_and_doubled_lines(void **state)
{
	const char *second = strchr(whole, '\n') + 1;
	struct audit_state s;
	char doubled[2 * sizeof(whole)];

	(void)state;
	assert_true(verify(sv_from(second), &s).n[AUDIT_MISPLACED] > 0);
	memcpy(doubled, whole, (size_t)(second - whole));
	strcpy(doubled + (second - whole), whole);
	assert_true(verify(sv_from(doubled), &s).n[AUDIT_CHANGED] > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_nothing_in_a_whole_log),
		cmocka_unit_test(finds_every_changed_byte),
		cmocka_unit_test(tells_what_no_link_holds),
		cmocka_unit_test(finds_lost_and_doubled_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
