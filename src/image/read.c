/* SPDX-License-Identifier: ISC */
/*
 * read: bounds-checked access to the records of an image. The file is read in
 * windows that are never overwritten; a record is checked once for as long as
 * it is remembered. Any offset may come from a hostile file.
 */
#include "guard/image.h"

#include <string.h>

#include "layout.h"

/* The records that a record refers to stand in front of it: a window reaches
 * back further than ahead. */
#define WINDOW_BEHIND 1792u

enum err
image_read_memory(void *ctx, uint64_t offset, void *p, size_t n)
{
	const struct sv *bytes = ctx;

	if (offset > bytes->n || n > bytes->n - offset)
		return ERR_IO;
	if (n)
		memcpy(p, bytes->p + offset, n);
	return OK;
}

/* Takes the memory of an image that is whole in memory as a window. */
static void
take_memory(struct image *img)
{
	const struct sv *bytes = img->ctx;

	if (img->read != image_read_memory || bytes->n < img->size ||
	    ((uintptr_t)bytes->p & 7) != 0)
		return;
	img->windows[0].p = (const unsigned char *)bytes->p;
	img->windows[0].n = (size_t)img->size;
}

/* Reads n bytes at the place at into memory of their own. */
static enum err
read_window(struct image *img, uint64_t at, size_t n, struct image_window *out)
{
	unsigned char *p = arena_take(img->arena, n);
	enum err e;

	if (!p)
		return ERR_LIMIT;
	if ((e = img->read(img->ctx, at, p, n)))
		return e;
	out->p = p;
	out->at = at;
	out->n = n;
	return OK;
}

enum err
image_open(struct image *img, image_read_fn read, void *ctx, uint64_t size,
    struct arena *arena)
{
	enum err e;

	memset(img, 0, sizeof(*img));
	img->read = read;
	img->ctx = ctx;
	img->arena = arena;
	img->size = size;
	if (size < sizeof(img->header) || size > IMAGE_MAX_SIZE)
		return ERR_CORRUPT;
	if ((e = read(ctx, 0, &img->header, sizeof(img->header))))
		return e;
	take_memory(img);
	if (memcmp(img->header.magic, IMAGE_MAGIC, sizeof(img->header.magic)))
		return ERR_CORRUPT;
	if (img->header.version != IMAGE_VERSION)
		return ERR_VERSION;
	if (img->header.check != layout_header_check(&img->header) ||
	    img->header.size != size)
		return ERR_CORRUPT;
	return OK;
}

/* Whether the window holds the n bytes at offset. */
static bool
holds(const struct image_window *w, uint32_t offset, size_t n)
{
	return offset >= w->at && offset - w->at <= w->n &&
	    n <= w->n - (offset - w->at);
}

/* Reads a window with the n bytes at offset, which lie inside the file. */
static enum err
next_window(struct image *img, uint32_t offset, size_t n,
    const struct image_window **out)
{
	uint64_t at = offset > WINDOW_BEHIND ? offset - WINDOW_BEHIND : 0;
	uint64_t end = at + IMAGE_WINDOW;
	struct image_window *slot = &img->windows[img->next_window];
	enum err e;

	if (end < (uint64_t)offset + n) {
		at = offset;
		end = (uint64_t)offset + n;
	}
	if (end > img->size)
		end = img->size;
	if ((e = read_window(img, at, (size_t)(end - at), slot)))
		return e;
	img->next_window = (img->next_window + 1) % IMAGE_WINDOWS;
	*out = slot;
	return OK;
}

/* A window with the n bytes at offset, which lie inside the file. */
static enum err
find_window(struct image *img, uint32_t offset, size_t n,
    const struct image_window **out)
{
	for (size_t i = 0; i < IMAGE_WINDOWS; i++) {
		if (holds(&img->windows[i], offset, n)) {
			*out = &img->windows[i];
			return OK;
		}
	}
	return next_window(img, offset, n, out);
}

enum err
image_read_ahead(struct image *img, uint64_t offset, size_t n)
{
	const struct image_window *w;

	if (offset > UINT32_MAX || img->size < n || offset > img->size - n)
		return ERR_CORRUPT;
	return find_window(img, (uint32_t)offset, n, &w);
}

/* Reads and checks the record at offset. */
static enum err
read_record(struct image *img, uint32_t offset, enum record_kind kind,
    struct record *out)
{
	const struct image_window *w;
	const unsigned char *p;
	struct record_header h;
	uint64_t padded;
	enum err e;

	if (offset % 8 || offset < sizeof(img->header) ||
	    img->size < sizeof(h) || offset > img->size - sizeof(h))
		return ERR_CORRUPT;
	if ((e = find_window(img, offset, sizeof(h), &w)))
		return e;
	memcpy(&h, w->p + (offset - w->at), sizeof(h));
	padded = layout_pad(h.size);
	if (h.kind != kind || h.size > IMAGE_MAX_RECORD ||
	    padded > img->size - sizeof(h) - offset)
		return ERR_CORRUPT;
	if (!holds(w, offset, sizeof(h) + (size_t)padded) &&
	    (e = find_window(img, offset, sizeof(h) + (size_t)padded, &w)))
		return e;
	p = w->p + (offset - w->at);
	/* The bytes are compared again: a second window is a second reading. */
	if (memcmp(p, &h, sizeof(h)) ||
	    h.check != image_check(p + sizeof(h), (size_t)padded,
	        layout_seed(h.kind, h.size, offset)))
		return ERR_CORRUPT;
	out->p = p + sizeof(h);
	out->n = h.size;
	out->offset = offset;
	return OK;
}

enum err
image_record(struct image *img, uint32_t offset, enum record_kind kind,
    size_t min, struct record *out)
{
	size_t i = offset / 8 % IMAGE_RECENT;
	struct record r;
	enum err e;

	if (img->recent[i].record.p && img->recent[i].record.offset == offset &&
	    img->recent[i].kind == (uint32_t)kind) {
		r = img->recent[i].record;
	} else {
		if ((e = read_record(img, offset, kind, &r)))
			return e;
		img->recent[i].record = r;
		img->recent[i].kind = (uint32_t)kind;
	}
	if (r.n < min)
		return ERR_CORRUPT;
	*out = r;
	return OK;
}

enum err
image_string(const struct record *r, struct image_str s, struct sv *out)
{
	if (s.offset > r->n || s.length > r->n - s.offset)
		return ERR_CORRUPT;
	*out = (struct sv){(const char *)r->p + s.offset, s.length};
	return OK;
}

enum err
image_array(const struct record *r, uint32_t offset, uint32_t n, size_t size,
    const void **out)
{
	size_t align = size % 8 ? size % 4 ? 1 : 4 : 8;

	if (size == 0 || offset % align || offset > r->n ||
	    n > (r->n - offset) / size)
		return ERR_CORRUPT;
	*out = r->p + offset;
	return OK;
}

enum err
image_strings_count(struct image *img, uint32_t offset, enum record_kind kind,
    uint32_t *out)
{
	const struct image_strings *head;
	const void *items;
	struct record r;
	enum err e;

	if (!offset) {
		*out = 0;
		return OK;
	}
	if ((e = image_record(img, offset, kind, sizeof(*head), &r)))
		return e;
	head = (const void *)r.p;
	if ((e = image_array(&r, sizeof(*head), head->n,
	         sizeof(struct image_str), &items)))
		return e;
	*out = head->n;
	return OK;
}

enum err
image_strings_get(struct image *img, uint32_t offset, enum record_kind kind,
    uint32_t i, struct sv *out)
{
	const struct image_strings *head;
	const void *items;
	struct record r;
	enum err e;

	if ((e = image_record(img, offset, kind, sizeof(*head), &r)))
		return e;
	head = (const void *)r.p;
	if ((e = image_array(&r, sizeof(*head), head->n,
	         sizeof(struct image_str), &items)))
		return e;
	if (i >= head->n)
		return ERR_NOT_FOUND;
	return image_string(&r, ((const struct image_str *)items)[i], out);
}
