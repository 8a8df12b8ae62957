/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a file of pins: what is read is written and read again as the
 * same, and nothing is signed by what the file says.
 */

#include "guard/facts.h"

#include "require.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(16) unsigned char memory[8 << 20];
	static char one[1 << 20], two[1 << 20];
	struct arena arena;
	struct pins pins, more;
	struct buf a, b;

	arena_init(&arena, memory, sizeof(memory));
	if (pins_read(&arena, (struct sv){(const char *)data, size}, &pins)) {
		REQUIRE(pins.n == 0);
		return 0;
	}
	for (uint32_t i = 0; i < pins.n; i++) {
		REQUIRE(!pins.list[i].sealed);
		for (uint32_t k = 0; k < pins.list[i].n; k++)
			REQUIRE(pins_find(&pins, pins.list[i].directory,
			    pins.list[i].targets[k].kind) != NULL);
	}
	buf_init(&a, one, sizeof(one));
	if (pins_write(&pins, &a))
		return 0;
	if (pins_read(&arena, buf_view(&a), &more))
		abort();
	buf_init(&b, two, sizeof(two));
	REQUIRE(pins_write(&more, &b) == OK);
	REQUIRE(sv_eq(buf_view(&a), buf_view(&b)));
	return 0;
}
