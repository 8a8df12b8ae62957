/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a kubeconfig: every answer lies inside the text, and an item is
 * found only if its name stands there.
 */

#include "facts/kubeconfig.h"

#include "require.h"

static bool
lies_in(struct sv part, struct sv text)
{
	return !part.n || (part.p >= text.p &&
	    part.p + part.n <= text.p + text.n);
}

/* What is made of JSON is of the form that is understood. */
static void
try_json(struct sv text)
{
	static char memory[1 << 16];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	if (kubeconfig_from_json(text, &b))
		REQUIRE(kubeconfig_plain(buf_view(&b)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = {(const char *)data, size};
	struct sv current = kubeconfig_top(text, SV("current-context"));
	struct sv value;

	REQUIRE(lies_in(current, text));
	(void)kubeconfig_plain(text);
	try_json(text);
	if (kubeconfig_item(text, SV("contexts"), current, SV("cluster"),
	        &value))
		REQUIRE(lies_in(value, text));
	else
		REQUIRE(!value.n);
	if (kubeconfig_item(text, SV("clusters"), SV("a"), SV("server"),
	        &value))
		REQUIRE(sv_contains(text, SV("name")) && lies_in(value, text));
	return 0;
}
