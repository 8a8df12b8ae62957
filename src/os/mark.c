/* SPDX-License-Identifier: ISC */
/*
 * How one guard knows another: an ELF note, which linkers place close behind
 * the program headers. Searching takes the note itself as its pattern, so the
 * mark stands in the file once and the linker cannot drop it.
 */
#include "os/mark.h"

#include <elf.h>
#include <string.h>

#define MARK OS_MARK_A OS_MARK_B
#define MARK_SIZE (sizeof(MARK) - 1)

struct note {
	Elf32_Nhdr header;
	char name[8];  /* "guard", padded to 4 as notes are */
	char desc[20]; /* MARK, likewise */
};

extern const struct note os_mark_note;
const struct note os_mark_note
    __attribute__((section(".note.guard"), used, aligned(4))) = {
	.header = {.n_namesz = sizeof("guard"), .n_descsz = MARK_SIZE,
	    .n_type = 1},
	.name = "guard",
	.desc = MARK,
};

/* Whether the mark lies around p[at]; bit k of where: as byte k of it. */
static bool
lies_around(const unsigned char *p, size_t n, size_t at, uint32_t where)
{
	for (; where != 0; where &= where - 1) {
		size_t k = (size_t)__builtin_ctz(where);

		if (at >= k && n - (at - k) >= MARK_SIZE &&
		    memcmp(p + at - k, os_mark_note.desc, MARK_SIZE) == 0)
			return true;
	}
	return false;
}

/*
 * Looks at one byte in as many as the mark is long: one of them must be of the
 * mark. An executable's header is mostly zeros, so this is nearly all the work.
 */
bool
os_holds_mark(const unsigned char *p, size_t n)
{
	uint32_t where[256] = {0};

	for (unsigned k = 0; k < MARK_SIZE; k++)
		where[(unsigned char)os_mark_note.desc[k]] |= 1u << k;
	for (size_t at = MARK_SIZE - 1; at < n; at += MARK_SIZE) {
		if (where[p[at]] != 0 && lies_around(p, n, at, where[p[at]]))
			return true;
	}
	return false;
}
