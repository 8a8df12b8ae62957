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

/* Whether the mark lies around p[at]. */
static bool
lies_around(const unsigned char *p, size_t n, size_t at)
{
	for (size_t k = 0; k < MARK_SIZE && k <= at; k++) {
		if (n - (at - k) >= MARK_SIZE &&
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
	uint64_t of_mark[256 / 64] = {0}; /* a bit for each byte value in it */

	for (unsigned k = 0; k < MARK_SIZE; k++) {
		unsigned c = (unsigned char)os_mark_note.desc[k];

		of_mark[c / 64] |= (uint64_t)1 << c % 64;
	}
	for (size_t at = MARK_SIZE - 1; at < n; at += MARK_SIZE) {
		if ((of_mark[p[at] / 64] >> p[at] % 64 & 1) != 0 &&
		    lies_around(p, n, at))
			return true;
	}
	return false;
}
