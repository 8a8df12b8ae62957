/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a log: what is found lies inside it, twice the same.
 */
#include <string.h>

#include "guard/audit.h"

#include "require.h"

struct count {
	uint64_t n, last;
};

static void
count(void *ctx, const struct audit_finding *finding)
{
	struct count *c = ctx;

	REQUIRE(finding->line >= c->last);
	c->last = finding->line;
	c->n++;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv log = {(const char *)data, size};
	struct audit_state s, again;
	struct count one = {0, 0}, two = {0, 0};

	audit_verify(log, count, &one, &s);
	audit_verify(log, count, &two, &again);
	REQUIRE(one.n == two.n && one.last <= s.lines);
	REQUIRE(s.unlinked <= size && s.links <= s.lines);
	REQUIRE(strcmp(s.last, again.last) == 0);
	return 0;
}
