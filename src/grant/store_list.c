/* SPDX-License-Identifier: ISC */
/*
 * The store as a whole: what is in it, what may be added, and what may go.
 */
#include "guard/grant.h"

#include <string.h>

#include "grant/store.h"

#define SUFFIX ".request"

/* Every request of the store, old rounds too. */
struct census {
	const struct store *store;
	struct asking all[STORE_MAX_REQUESTS * 2];
	size_t n;
	uint64_t now_s;
	uint32_t recent; /* made in the last STORE_RATE_S */
};

/* "ID-ROUND" + rest. */
static bool
take_name(struct sv name, struct asking *out, struct sv *rest)
{
	uint64_t round;
	size_t end;

	if (name.n < ID_LENGTH + 2 || name.p[ID_LENGTH] != '-' ||
	    !id_read(sv_take(name, ID_LENGTH), out->id) ||
	    strlen(out->id) != ID_LENGTH ||
	    memcmp(out->id, name.p, ID_LENGTH) != 0)
		return false;
	name = sv_skip(name, ID_LENGTH + 1);
	end = sv_find(name, 0, '.');
	if (!sv_u64(sv_take(name, end), &round) || round > UINT32_MAX - 1)
		return false;
	out->round = (uint32_t)round;
	*rest = sv_skip(name, end);
	return true;
}

static enum err
count_one(void *ctx, const char *name)
{
	struct census *c = ctx;
	struct asking a;
	struct sv rest;

	if (!take_name(sv_from(name), &a, &rest) || !sv_eq(rest, SV(SUFFIX)))
		return OK;
	if (c->n == ARRAY_LEN(c->all))
		return ERR_LIMIT;
	c->all[c->n++] = a;
	return OK;
}

static int
compare(const struct asking *a, const struct asking *b)
{
	int order = strcmp(a->id, b->id);

	if (order)
		return order;
	return a->round < b->round ? -1 : a->round > b->round;
}

/* Shell sort (gaps by Ciura): no heap and no recursion. */
static void
sort(struct asking *all, size_t n)
{
	static const size_t gaps[] = {132, 57, 23, 10, 4, 1};

	for (size_t g = 0; g < ARRAY_LEN(gaps); g++) {
		for (size_t i = gaps[g]; i < n; i++) {
			struct asking a = all[i];
			size_t k = i;

			while (k >= gaps[g] &&
			    compare(&all[k - gaps[g]], &a) > 0) {
				all[k] = all[k - gaps[g]];
				k -= gaps[g];
			}
			all[k] = a;
		}
	}
}

enum err
store_list(const struct store *s, struct arena *arena, struct asking **out,
    size_t *out_n)
{
	struct census *c = ARENA_NEW(arena, 1, struct census);
	size_t n = 0;
	enum err e;

	if (!c)
		return ERR_LIMIT;
	c->store = s;
	if ((e = os_list(s->dir.p, count_one, c)))
		return e;
	sort(c->all, c->n);
	for (size_t i = 0; i < c->n; i++)
		if (i + 1 == c->n || strcmp(c->all[i].id, c->all[i + 1].id))
			c->all[n++] = c->all[i];
	*out = c->all;
	*out_n = n;
	return OK;
}

struct last {
	const char *id;
	struct asking asking;
	bool found;
};

static enum err
take_last(void *ctx, const char *name)
{
	struct last *l = ctx;
	struct asking a;
	struct sv rest;

	if (take_name(sv_from(name), &a, &rest) && sv_eq(rest, SV(SUFFIX)) &&
	    strcmp(a.id, l->id) == 0 &&
	    (!l->found || a.round > l->asking.round)) {
		l->asking = a;
		l->found = true;
	}
	return OK;
}

enum err
store_last(const struct store *s, const char *id, struct asking *out)
{
	struct last l = {.id = id};
	enum err e = os_list(s->dir.p, take_last, &l);

	if (e)
		return e;
	if (!l.found)
		return ERR_NOT_FOUND;
	*out = l.asking;
	return OK;
}

/* Seconds since the request was put there; a clock that went back: 0. */
static uint64_t
age_of(const struct store *s, const struct asking *a, uint64_t now_s)
{
	struct os_status status;
	struct os_path path;

	if (store_path(s, a, SUFFIX, "", &path) ||
	    os_status(path.p, &status) || status.kind != OS_FILE ||
	    status.mtime_s < 0 || (uint64_t)status.mtime_s > now_s)
		return 0;
	return now_s - (uint64_t)status.mtime_s;
}

/* Removes what belongs to one asking, the request and its uses last, so that
 * a crash leaves no grant whose use is forgotten. */
struct removal {
	const struct store *store;
	const struct asking *asking;
	bool last;
};

static enum err
remove_one(void *ctx, const char *name)
{
	struct removal *r = ctx;
	struct os_path path;
	struct asking a;
	struct sv rest;
	bool is_last;
	enum err e;

	if (!take_name(sv_from(name), &a, &rest) || compare(&a, r->asking))
		return OK;
	is_last = sv_starts(rest, SV(".used-")) || sv_eq(rest, SV(SUFFIX));
	if (is_last != r->last)
		return OK;
	if ((e = os_join(&r->store->dir, name, &path)))
		return e;
	return os_remove(path.p);
}

static enum err
remove_asking(const struct store *s, const struct asking *a)
{
	struct removal r = {.store = s, .asking = a};
	enum err e = os_list(s->dir.p, remove_one, &r);

	if (e)
		return e;
	r.last = true;
	return os_list(s->dir.p, remove_one, &r);
}

/* Counts what is new, and removes what nobody can use or wants to see. */
static enum err
tidy(struct census *c)
{
	/* A full store keeps what ended for as long as a grant could live. */
	uint64_t keep = c->n < STORE_MAX_REQUESTS
	    ? STORE_KEEP_S : REQUEST_LIFE_S + GRANT_TTL_MAX_S;
	size_t left = c->n;
	enum err e;

	for (size_t i = 0; i < c->n; i++) {
		uint64_t age = age_of(c->store, &c->all[i], c->now_s);

		c->recent += age < STORE_RATE_S;
		if (age < keep)
			continue;
		if ((e = remove_asking(c->store, &c->all[i])))
			return e;
		left--;
	}
	c->n = left;
	return OK;
}

enum err
store_put(const struct store *s, const struct request *r,
    const struct asking *a)
{
	static char memory[REQUEST_MAX];
	static struct census c;
	struct os_path path;
	struct buf b;
	enum err e;

	c = (struct census){.store = s, .now_s = r->made_s};
	if ((e = os_list(s->dir.p, count_one, &c)) || (e = tidy(&c)))
		return e;
	if (c.n >= STORE_MAX_REQUESTS)
		return ERR_LIMIT;
	if (c.recent >= STORE_RATE)
		return ERR_USAGE;
	buf_init(&b, memory, sizeof(memory));
	if ((e = request_encode(r, &b)) ||
	    (e = store_path(s, a, SUFFIX, "", &path)))
		return e;
	return os_create_file(path.p, b.p, b.n, 0600);
}
