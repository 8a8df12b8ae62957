/* SPDX-License-Identifier: ISC */
/*
 * Whether a word matches a set, globs or a range of the image. Patterns
 * (PCRE2) are policy's, since grammar needs none.
 */
#include "argv/internal.h"

static bool
in_range(struct sv text, struct sv low, struct sv high)
{
	uint64_t v, l, h;

	return sv_u64(text, &v) && sv_u64(low, &l) && sv_u64(high, &h) &&
	    v >= l && v <= h;
}

static bool
item_matches(uint32_t kind, struct sv item, struct sv text)
{
	return kind == MATCH_GLOB ? glob_match(item, text) : sv_eq(item, text);
}

static enum err
any_item(const struct record *r, struct sv text, bool *out)
{
	const struct image_match *m = (const void *)r->p;
	const struct image_str *items;
	const void *p;
	struct sv a, b;
	enum err e;

	if ((e = image_array(r, sizeof(*m), m->n, sizeof(*items), &p)))
		return e;
	items = p;
	*out = false;
	if (m->kind == MATCH_RANGE) {
		if (m->n != 2)
			return ERR_CORRUPT;
		if ((e = image_string(r, items[0], &a)) ||
		    (e = image_string(r, items[1], &b)))
			return e;
		*out = in_range(text, a, b);
		return OK;
	}
	for (uint32_t i = 0; i < m->n && !*out; i++) {
		if ((e = image_string(r, items[i], &a)))
			return e;
		*out = item_matches(m->kind, a, text);
	}
	return OK;
}

/* Whether one of the globs is "**". */
static enum err
takes_all(const struct record *r, bool *out)
{
	const struct image_match *m = (const void *)r->p;
	const struct image_str *items;
	const void *p;
	struct sv item;
	enum err e;

	if ((e = image_array(r, sizeof(*m), m->n, sizeof(*items), &p)))
		return e;
	items = p;
	for (uint32_t i = 0; i < m->n && !*out; i++) {
		if ((e = image_string(r, items[i], &item)))
			return e;
		*out = sv_eq(item, SV("**"));
	}
	return OK;
}

enum err
argv_match(struct image *img, uint32_t offset, const struct word *word,
    bool *out_match, bool *out_sure)
{
	const struct image_match *m;
	struct record r;
	enum err e;

	if (!offset) {
		*out_match = *out_sure = true;
		return OK;
	}
	if ((e = image_record(img, offset, RECORD_MATCH, sizeof(*m), &r)))
		return e;
	m = (const void *)r.p;
	if (m->kind == MATCH_REGEX)
		return ERR_ENGINE;
	if (m->kind == 0 || m->kind >= MATCH_KINDS)
		return ERR_CORRUPT;
	/* An unknown part may become anything: it may match, never surely but
	 * where all words do. */
	if (!word_is_certain(word)) {
		*out_match = true;
		*out_sure = false;
		if (m->kind != MATCH_GLOB || (word->flags & WORD_SPLITS))
			return OK;
		return takes_all(&r, out_sure);
	}
	*out_sure = true;
	return any_item(&r, word->text, out_match);
}

enum err
value_classes(const struct argv_context *ctx, uint32_t match,
    const struct word *value, uint32_t *classes)
{
	bool matches, sure;
	enum err e;

	if (!match)
		return OK;
	if ((e = argv_match(ctx->image, match, value, &matches, &sure)))
		return e;
	if (matches && sure)
		*classes &= CLASS_SECRET;
	return OK;
}
