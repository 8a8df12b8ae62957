/* SPDX-License-Identifier: ISC */
/*
 * The texts of a rule, which lie apart from what decides.
 */
#include "guard/policy.h"

/* Number i, empty when there are fewer. */
static enum err
text_of(struct image *img, uint32_t texts, uint32_t i, struct sv *out)
{
	uint32_t n;
	enum err e;

	*out = (struct sv){0};
	if ((e = image_strings_count(img, texts, RECORD_TEXTS, &n)))
		return e;
	return i < n ? image_strings_get(img, texts, RECORD_TEXTS, i, out)
	             : OK;
}

enum err
policy_texts(struct image *img, uint32_t texts, struct sv *out_because,
    struct sv *out_instead)
{
	enum err e = text_of(img, texts, RULE_BECAUSE, out_because);

	return e ? e : text_of(img, texts, RULE_INSTEAD, out_instead);
}

bool
rule_seconds(struct sv text, uint64_t *out)
{
	uint64_t n, unit;

	if (text.n < 2 || !sv_u64(sv_take(text, text.n - 1), &n) ||
	    n > UINT32_MAX)
		return false;
	switch (text.p[text.n - 1]) {
	case 's':
		unit = 1;
		break;
	case 'm':
		unit = 60;
		break;
	case 'h':
		unit = 3600;
		break;
	default:
		return false;
	}
	*out = n * unit;
	return true;
}

enum err
policy_before(struct image *img, uint32_t texts, struct sv *out)
{
	return text_of(img, texts, RULE_BEFORE, out);
}

enum err
policy_asking(struct image *img, uint32_t texts, uint32_t *out_approvals,
    uint32_t *out_wait_s)
{
	struct sv approvals, wait;
	uint64_t n;
	enum err e;

	*out_approvals = 1;
	*out_wait_s = img->header.wait_s;
	if (!texts)
		return OK;
	if ((e = text_of(img, texts, RULE_APPROVALS, &approvals)) ||
	    (e = text_of(img, texts, RULE_WAIT, &wait)))
		return e;
	/* What was checked when it was compiled: anything else is damage. */
	if (approvals.n) {
		if (!sv_u64(approvals, &n) || !n || n > UINT32_MAX)
			return ERR_CORRUPT;
		*out_approvals = (uint32_t)n;
	}
	if (wait.n) {
		if (!rule_seconds(wait, &n) || n > UINT32_MAX)
			return ERR_CORRUPT;
		*out_wait_s = (uint32_t)n;
	}
	return OK;
}
