/* SPDX-License-Identifier: ISC */
/*
 * require: what every fuzz target is made of.
 */
#ifndef FUZZ_REQUIRE_H
#define FUZZ_REQUIRE_H

#include <stdint.h>
#include <stdlib.h>

#define REQUIRE(truth)           \
	do {                     \
		if (!(truth))    \
			abort(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
