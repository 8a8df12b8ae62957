/* SPDX-License-Identifier: ISC */
/*
 * Address space for arenas. Pages come into being when they are touched.
 */
#include "guard/os.h"

#include <sys/mman.h>

void *
os_reserve(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}
