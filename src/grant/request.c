/* SPDX-License-Identifier: ISC */
/*
 * A request as a list of items, in memory and as bytes. Every name and value
 * has its length in front, so that no two lists have the same bytes.
 *
 *   "GUARDRQ1" digest nonce made until, then items:
 *   kind (1) name length (4) name value length (4) value, all little-endian
 */
#include "guard/grant.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "GUARDRQ1"
#define MAGIC_SIZE 8u
#define HEAD_SIZE (MAGIC_SIZE + DIGEST_SIZE + NONCE_SIZE + 16u)
#define LENGTH_SIZE 4u

static const struct {
	unsigned kind;
	const char *name;
} kinds[] = {
#define X(id, number, text) {number, text},
	ITEM_LIST(X)
#undef X
};

const char *
item_kind_name(unsigned kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return NULL;
}

void
request_init(struct request *r, struct arena *arena)
{
	memset(r, 0, sizeof(*r));
	r->arena = arena;
}

/* Room for one more; the list grows by halves again. */
static struct item *
new_item(struct request *r)
{
	struct item *items;

	if (r->n == REQUEST_MAX_ITEMS)
		return NULL;
	/* A power of two is full, and 0. */
	if ((r->n & (r->n - 1)) == 0) {
		items = ARENA_NEW(r->arena, r->n ? 2 * r->n : 1, struct item);
		if (!items)
			return NULL;
		if (r->n)
			memcpy(items, r->items, r->n * sizeof(*items));
		r->items = items;
	}
	return &r->items[r->n];
}

enum err
request_add(struct request *r, enum item_kind kind, struct sv name,
    struct sv value)
{
	struct item *item;

	if (r->n && r->items[r->n - 1].kind > kind)
		return ERR_USAGE;
	if (name.n > REQUEST_MAX || value.n > REQUEST_MAX ||
	    !(item = new_item(r)))
		return ERR_LIMIT;
	item->kind = kind;
	item->name = arena_dup(r->arena, name);
	item->value = arena_dup(r->arena, value);
	if (!item->name.p || !item->value.p)
		return ERR_LIMIT;
	r->n++;
	return OK;
}

static void
put_le(unsigned char *p, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static uint64_t
get_le(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[i] << 8 * i;
	return v;
}

static void
add_text(crypto_generichash_state *h, struct sv s)
{
	unsigned char length[LENGTH_SIZE];

	put_le(length, s.n, sizeof(length));
	crypto_generichash_update(h, length, sizeof(length));
	if (s.n)
		crypto_generichash_update(h, (const unsigned char *)s.p, s.n);
}

static void
take_digest(const struct request *r, uint8_t out[DIGEST_SIZE])
{
	static const char domain[] = "guard request 1";
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, DIGEST_SIZE);
	crypto_generichash_update(&h, (const unsigned char *)domain,
	    sizeof(domain));
	for (size_t i = 0; i < r->n && r->items[i].kind < NOTE_FIRST; i++) {
		unsigned char kind = (unsigned char)r->items[i].kind;

		crypto_generichash_update(&h, &kind, 1);
		add_text(&h, r->items[i].name);
		add_text(&h, r->items[i].value);
	}
	crypto_generichash_final(&h, out, DIGEST_SIZE);
}

void
request_seal(struct request *r, uint64_t now_s)
{
	take_digest(r, r->digest);
	randombytes_buf(r->nonce, sizeof(r->nonce));
	r->made_s = now_s;
	r->until_s = now_s + REQUEST_LIFE_S;
}

static void
put_number(struct buf *out, uint64_t v, size_t n)
{
	unsigned char bytes[8];

	put_le(bytes, v, n);
	buf_sv(out, (struct sv){(const char *)bytes, n});
}

enum err
request_encode(const struct request *r, struct buf *out)
{
	buf_sv(out, SV(MAGIC));
	buf_sv(out, (struct sv){(const char *)r->digest, DIGEST_SIZE});
	buf_sv(out, (struct sv){(const char *)r->nonce, NONCE_SIZE});
	put_number(out, r->made_s, 8);
	put_number(out, r->until_s, 8);
	for (size_t i = 0; i < r->n; i++) {
		const struct item *item = &r->items[i];

		buf_c(out, (char)item->kind);
		put_number(out, item->name.n, LENGTH_SIZE);
		buf_sv(out, item->name);
		put_number(out, item->value.n, LENGTH_SIZE);
		buf_sv(out, item->value);
	}
	return out->full ? ERR_LIMIT : OK;
}

/* A length and so many bytes from the front of rest. */
static bool
take_text(struct sv *rest, struct sv *out)
{
	uint64_t n;

	if (rest->n < LENGTH_SIZE)
		return false;
	n = get_le((const unsigned char *)rest->p, LENGTH_SIZE);
	*rest = sv_skip(*rest, LENGTH_SIZE);
	if (n > rest->n)
		return false;
	*out = sv_take(*rest, (size_t)n);
	*rest = sv_skip(*rest, (size_t)n);
	return true;
}

static enum err
take_item(struct request *r, struct sv *rest)
{
	unsigned kind = (unsigned char)rest->p[0];
	struct item *item;

	*rest = sv_skip(*rest, 1);
	if (!item_kind_name(kind) ||
	    (r->n && kind < (unsigned)r->items[r->n - 1].kind))
		return ERR_SYNTAX;
	if (!(item = new_item(r)))
		return ERR_LIMIT;
	item->kind = (enum item_kind)kind;
	if (!take_text(rest, &item->name) || !take_text(rest, &item->value))
		return ERR_SYNTAX;
	r->n++;
	return OK;
}

enum err
request_decode(struct sv bytes, struct arena *arena, struct request *out)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	struct sv rest = sv_skip(bytes, HEAD_SIZE);
	uint8_t digest[DIGEST_SIZE];
	enum err e;

	if (bytes.n < HEAD_SIZE || !sv_starts(bytes, SV(MAGIC)))
		return ERR_SYNTAX;
	request_init(out, arena);
	p += MAGIC_SIZE;
	memcpy(out->digest, p, DIGEST_SIZE);
	memcpy(out->nonce, p + DIGEST_SIZE, NONCE_SIZE);
	out->made_s = get_le(p + DIGEST_SIZE + NONCE_SIZE, 8);
	out->until_s = get_le(p + DIGEST_SIZE + NONCE_SIZE + 8, 8);
	while (rest.n)
		if ((e = take_item(out, &rest)))
			return e;
	take_digest(out, digest);
	return sodium_memcmp(digest, out->digest, DIGEST_SIZE)
	    ? ERR_SYNTAX : OK;
}

const struct item *
request_item(const struct request *r, enum item_kind kind)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == kind)
			return &r->items[i];
	return NULL;
}

uint32_t
request_approvals(const struct request *r)
{
	const struct item *item = request_item(r, NOTE_APPROVALS);
	uint64_t n;

	/* What cannot be read asks for more than there can be. */
	if (!item)
		return 1;
	return sv_u64(item->value, &n) && n && n <= APPROVERS_MAX
	    ? (uint32_t)n : UINT32_MAX;
}

/* Arguments are compared by their places, all else by kind and name. */
static int
compare_items(const struct item *a, const struct item *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return sv_cmp(a->name, b->name);
}

static const struct item *
bound_at(const struct request *r, size_t i)
{
	return i < r->n && r->items[i].kind < NOTE_FIRST ? &r->items[i] : NULL;
}

bool
request_differ(const struct request *a, const struct request *b,
    const struct item **out_a, const struct item **out_b)
{
	for (size_t i = 0;; i++) {
		const struct item *x = bound_at(a, i), *y = bound_at(b, i);
		int order;

		*out_a = x;
		*out_b = y;
		if (!x && !y)
			return false;
		if (!x || !y)
			return true;
		order = compare_items(x, y);
		if (order < 0)
			*out_b = NULL;
		else if (order > 0)
			*out_a = NULL;
		if (order || !sv_eq(x->value, y->value))
			return true;
	}
}
