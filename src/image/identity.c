/* SPDX-License-Identifier: ISC */
/*
 * identity: look-ups of what every command is looked up by. One read of one
 * cell answers, however many tools there are.
 */
#include "guard/image.h"

#include "layout.h"
#include "node.h"

/* Cell i, if what the header says of the cells is true. */
static enum err
read_cell(struct image *img, uint32_t i, struct tree_node *out)
{
	uint64_t at = img->header.identities + (uint64_t)i * IMAGE_CELL;
	enum err e;

	if ((e = image_read_ahead(img, at, IMAGE_CELL)))
		return e;
	return tree_node_read(img, at, RECORD_CELL, out);
}

enum err
image_identity(struct image *img, struct sv key, uint32_t *out)
{
	uint32_t n_cells = img->header.n_cells, i;
	struct tree_node cell;
	bool equal;
	enum err e;

	if (!n_cells || key.n > IMAGE_IDENTITY_MAX)
		return ERR_NOT_FOUND;
	if ((e = read_cell(img, layout_cell(key, n_cells), &cell)) ||
	    (e = tree_node_search(&cell, key, &i, &equal)))
		return e;
	if (!equal)
		return ERR_NOT_FOUND;
	if (cell.entries[i].value > UINT32_MAX)
		return ERR_CORRUPT;
	*out = (uint32_t)cell.entries[i].value;
	return OK;
}

static enum err
each_in(const struct tree_node *cell, image_each_fn each, void *ctx)
{
	struct sv key;
	enum err e = OK;

	for (uint32_t i = 0; i < cell->n && !e; i++)
		if (!(e = image_string(&cell->record, cell->entries[i].key,
		          &key)))
			e = each(ctx, key, cell->entries[i].value);
	return e;
}

enum err
image_each_identity(struct image *img, image_each_fn each, void *ctx)
{
	struct tree_node cell;
	enum err e = OK;

	for (uint32_t i = 0; i < img->header.n_cells && !e; i++)
		if (!(e = read_cell(img, i, &cell)))
			e = each_in(&cell, each, ctx);
	return e;
}
