/* SPDX-License-Identifier: ISC */
/*
 * Whether a word matches what a rule asks for; patterns included.
 */
#include "guard/policy.h"

static enum err
match_pattern(const struct record *r, const struct word *word, bool *out_match,
    bool *out_sure)
{
	const struct image_match *m = (const void *)r->p;
	const struct image_str *source;
	const void *p;
	struct sv pattern;
	enum err e;

	if (m->n != 1)
		return ERR_CORRUPT;
	if ((e = image_array(r, sizeof(*m), 1, sizeof(*source), &p)))
		return e;
	source = p;
	if ((e = image_string(r, *source, &pattern)))
		return e;
	if (word->flags & (WORD_DYNAMIC | WORD_SPLITS)) {
		*out_match = true;
		*out_sure = false;
		return OK;
	}
	e = pattern_match(pattern, word->text, out_match, NULL);
	*out_sure = true;
	if (e == ERR_LIMIT) {
		/* No match for allow, a match for ask and deny. */
		*out_match = true;
		*out_sure = false;
		return OK;
	}
	return e;
}

enum err
policy_match(struct image *img, uint32_t offset, const struct word *word,
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
		return match_pattern(&r, word, out_match, out_sure);
	return argv_match(img, offset, word, out_match, out_sure);
}
