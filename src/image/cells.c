/* SPDX-License-Identifier: ISC */
/*
 * cells: builds the hash table of identities. Engine only. There are as many
 * cells as it takes for each to hold its own, so that a look-up never goes on
 * to a second one.
 */
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "layout.h"

#define KEYS_PER_CELL 6u /* to begin with; a cell has room for about 15 */
#define MAX_CELLS (IMAGE_MAX_SIZE / IMAGE_CELL)
#define CELL_PAYLOAD (IMAGE_CELL - sizeof(struct record_header))

struct placed {
	struct image_pair pair;
	uint32_t cell;
};

static int
by_cell_and_key(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return sv_cmp(x->pair.key, y->pair.key);
}

/* How many from first on are in the cell. */
static size_t
count_in(const struct placed *placed, size_t n, size_t first, uint32_t cell)
{
	size_t end = first;

	while (end < n && placed[end].cell == cell)
		end++;
	return end - first;
}

/* Whether the keys, once they are sorted into so many cells, all find room.
 * Keys of one sum never do if they are too many: that is for the caller. */
static bool
place(struct placed *placed, size_t n, uint32_t n_cells)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		placed[i].cell = layout_cell(placed[i].pair.key, n_cells);
	qsort(placed, n, sizeof(*placed), by_cell_and_key);
	for (size_t i = 0; i < n; i++) {
		if (!i || placed[i].cell != placed[i - 1].cell)
			size = sizeof(struct image_tree);
		size += sizeof(struct image_entry) + placed[i].pair.key.n;
		if (size > CELL_PAYLOAD)
			return false;
	}
	return true;
}

static uint32_t
build_cells(struct image_builder *b, const struct placed *placed,
    const struct image_pair *pairs, size_t n, uint32_t n_cells)
{
	uint32_t start = (uint32_t)b->n;
	size_t first = 0;

	for (uint32_t cell = 0; cell < n_cells; cell++) {
		uint32_t in = (uint32_t)count_in(placed, n, first, cell);

		if (!build_node(b, RECORD_CELL,
		        &(struct image_tree){.n = in, .total = in},
		        pairs + first, CELL_PAYLOAD))
			return 0;
		first += in;
	}
	return start;
}

uint32_t
image_build_cells(struct image_builder *b, const struct image_pair *pairs,
    size_t n, uint32_t *out_n_cells)
{
	struct placed *placed = ARENA_NEW(b->arena, n + 1, struct placed);
	struct image_pair *sorted = ARENA_NEW(b->arena, n + 1,
	    struct image_pair);
	uint32_t n_cells = (uint32_t)(n / KEYS_PER_CELL) + 1;

	*out_n_cells = 0;
	b->full |= !placed || !sorted;
	for (size_t i = 0; i < n && !b->full; i++) {
		placed[i].pair = pairs[i];
		b->full = pairs[i].key.n > IMAGE_IDENTITY_MAX;
	}
	if (b->full)
		return 0;
	while (!place(placed, n, n_cells) && n_cells < MAX_CELLS)
		n_cells += n_cells / 8 + 1;
	for (size_t i = 0; i < n; i++) {
		sorted[i] = placed[i].pair;
		b->full |= i && sv_eq(sorted[i - 1].key, sorted[i].key);
	}
	*out_n_cells = n_cells;
	return build_cells(b, placed, sorted, n, n_cells);
}
