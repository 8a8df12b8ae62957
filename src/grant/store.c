/* SPDX-License-Identifier: ISC */
/*
 * The store of one user: a directory, and a file for each thing that
 * happened, made once and never written again. So nothing needs a lock, and a
 * crash leaves either the file or none.
 *
 *   ID-ROUND.request          what is asked
 *   ID-ROUND.tries            a byte for each try
 *   ID-ROUND.denied           why a human said no
 *   ID-ROUND.grant-APPROVER   a yes
 *   ID-ROUND.used-N           use number N is taken
 *   ID-ROUND.pass-KEY         something that the granted command started
 */
#include "guard/grant.h"

#include <string.h>

#include "grant/store.h"

#define DENIAL_MAX 2048u
#define USED_MAX 4096u

const char *
asking_state_name(enum asking_state state)
{
	switch (state) {
	case ASKING_OPEN:
		return "open";
	case ASKING_GRANTED:
		return "approved";
	case ASKING_DENIED:
		return "denied";
	case ASKING_USED:
		return "used";
	case ASKING_EXPIRED:
		return "expired";
	}
	return "unknown";
}

enum err
store_open(const struct os_path *prefix, uint32_t user, bool make,
    struct store *out)
{
	char name[64];
	struct os_status s;
	struct buf b;
	enum err e;

	memset(name, 0, sizeof(name));
	buf_init(&b, name, sizeof(name) - 1);
	buf_str(&b, "var/guard/tokens-");
	buf_u64(&b, user);
	out->user = user;
	if ((e = os_prefix_join(prefix, name, &out->tokens)))
		return e;
	memset(name, 0, sizeof(name));
	buf_init(&b, name, sizeof(name) - 1);
	buf_str(&b, "var/guard/user-");
	buf_u64(&b, user);
	if ((e = os_prefix_join(prefix, name, &out->dir)))
		return e;
	if (make)
		return user == os_user() ? os_private_directory(out->dir.p)
		                         : ERR_ACCESS;
	if ((e = os_status(out->dir.p, &s)))
		return e;
	if (s.kind == OS_NOTHING)
		return ERR_NOT_FOUND;
	return s.kind == OS_DIRECTORY && s.uid == user && !(s.mode & 077)
	    ? OK : ERR_INSECURE;
}

enum err
store_path(const struct store *s, const struct asking *a, const char *suffix,
    const char *more, struct os_path *out)
{
	char name[ID_LENGTH + 96];
	struct buf b;

	memset(name, 0, sizeof(name));
	buf_init(&b, name, sizeof(name) - 1);
	buf_str(&b, a->id);
	buf_c(&b, '-');
	buf_u64(&b, a->round);
	buf_str(&b, suffix);
	buf_str(&b, more);
	return b.full ? ERR_LIMIT : os_join(&s->dir, name, out);
}

/* Whether there is such a file; what cannot be told counts as there. */
static bool
is_there(const struct store *s, const struct asking *a, const char *suffix,
    const char *more)
{
	struct os_status status;
	struct os_path path;

	return store_path(s, a, suffix, more, &path) ||
	    os_status(path.p, &status) || status.kind != OS_NOTHING;
}

static enum err
read_into(const struct os_path *path, size_t max, struct arena *arena,
    struct sv *out)
{
	char *memory = arena_take(arena, max);
	size_t n;
	enum err e;

	if (!memory)
		return ERR_LIMIT;
	if ((e = os_read_file(path->p, memory, max, &n)))
		return e;
	*out = (struct sv){memory, n};
	return OK;
}

enum err
store_read(const struct store *s, const struct asking *a, struct arena *arena,
    struct request *out)
{
	struct os_path path;
	char id[ID_LENGTH + 1];
	struct sv bytes;
	enum err e;

	if ((e = store_path(s, a, ".request", "", &path)) ||
	    (e = read_into(&path, REQUEST_MAX, arena, &bytes)) ||
	    (e = request_decode(bytes, arena, out)))
		return e;
	id_of(out->digest, id);
	return strcmp(id, a->id) == 0 ? OK : ERR_SYNTAX;
}

static void
count_grant(void *ctx, struct sv file)
{
	uint32_t *n = ctx;

	(void)file;
	++*n;
}

enum err
store_state(const struct store *s, const struct asking *a,
    const struct request *r, uint64_t now_s, enum asking_state *out)
{
	char memory[GRANT_MAX * 4];
	struct arena arena;
	uint32_t n = 0;
	enum err e;

	if (is_there(s, a, ".used-", "0")) {
		*out = ASKING_USED;
		return OK;
	}
	if (now_s >= r->until_s || now_s < r->made_s) {
		*out = ASKING_EXPIRED;
		return OK;
	}
	if (is_there(s, a, ".denied", "")) {
		*out = ASKING_DENIED;
		return OK;
	}
	arena_init(&arena, memory, sizeof(memory));
	e = store_grants(s, a, &arena, count_grant, &n);
	if (!e)
		*out = n >= request_approvals(r) ? ASKING_GRANTED : ASKING_OPEN;
	return e;
}

enum err
store_try(const struct store *s, const struct asking *a)
{
	struct os_path path;
	enum err e;

	if (store_tries(s, a) >= STORE_TRIES_MAX)
		return OK;
	if ((e = store_path(s, a, ".tries", "", &path)))
		return e;
	return os_append_line(path.p, SV("."));
}

uint32_t
store_tries(const struct store *s, const struct asking *a)
{
	struct os_status status;
	struct os_path path;

	if (store_path(s, a, ".tries", "", &path) ||
	    os_status(path.p, &status) || status.kind != OS_FILE)
		return 0;
	return status.size < STORE_TRIES_MAX ? (uint32_t)status.size
	                                     : STORE_TRIES_MAX;
}

uint64_t
store_written_ns(const struct store *s, const struct asking *a)
{
	struct os_status status;
	struct os_path path;

	if (store_path(s, a, ".request", "", &path) ||
	    os_status(path.p, &status) || status.mtime_s < 0)
		return 0;
	return (uint64_t)status.mtime_s * 1000000000u + status.mtime_ns;
}

/* The directory is private; what another user puts there is to be read. */
static unsigned
mode_for(const struct store *s)
{
	return s->user == os_user() ? 0600 : 0644;
}

enum err
store_deny(const struct store *s, const struct asking *a, struct sv because)
{
	struct os_path path;
	enum err e;

	if (because.n > DENIAL_MAX)
		return ERR_LIMIT;
	if ((e = store_path(s, a, ".denied", "", &path)))
		return e;
	return os_create_file(path.p, because.p, because.n, mode_for(s));
}

struct sv
store_denial(const struct store *s, const struct asking *a,
    struct arena *arena)
{
	struct os_path path;
	struct sv text;

	if (store_path(s, a, ".denied", "", &path) ||
	    read_into(&path, DENIAL_MAX, arena, &text))
		return SV("");
	return text;
}

enum err
store_grant(const struct store *s, const struct asking *a,
    const char *approver, struct sv file)
{
	struct os_path path;
	enum err e;

	if (file.n > GRANT_MAX)
		return ERR_LIMIT;
	if (!approver_name_ok(sv_from(approver)))
		return ERR_USAGE;
	if ((e = store_path(s, a, ".grant-", approver, &path)))
		return e;
	return os_replace_file(path.p, file.p, file.n, mode_for(s), 0);
}

struct grant_list {
	const struct store *store;
	const struct asking *asking;
	struct sv prefix; /* of the names */
	struct arena *arena;
	store_grant_fn each;
	void *ctx;
	uint32_t n;
};

static enum err
list_grant(void *ctx, const char *name)
{
	struct grant_list *l = ctx;
	struct os_path path;
	size_t mark = l->arena->used;
	struct sv file;
	enum err e;

	if (!sv_starts(sv_from(name), l->prefix))
		return OK;
	if (l->n++ == APPROVERS_MAX)
		return ERR_LIMIT;
	if ((e = os_join(&l->store->dir, name, &path)))
		return e;
	/* A grant that cannot be read is none. */
	if (!read_into(&path, GRANT_MAX, l->arena, &file))
		l->each(l->ctx, file);
	l->arena->used = mark;
	return OK;
}

enum err
store_grants(const struct store *s, const struct asking *a,
    struct arena *arena, store_grant_fn each, void *ctx)
{
	struct grant_list l = {.store = s, .asking = a, .arena = arena,
	    .each = each, .ctx = ctx};
	struct os_path path;
	enum err e = store_path(s, a, ".grant-", "", &path);

	if (e)
		return e;
	l.prefix = sv_basename((struct sv){path.p, path.n});
	return os_list(s->dir.p, list_grant, &l);
}

struct marking {
	const struct store *store;
	struct sv prefix; /* "ID-ROUND." */
	uint64_t mark;
};

/* The sum does not hang on the order of the names. */
static enum err
mark_one(void *ctx, const char *name)
{
	struct marking *m = ctx;
	struct os_status s;
	struct os_path path;
	struct sv rest;
	enum err e;

	if (!sv_starts(sv_from(name), m->prefix))
		return OK;
	rest = sv_skip(sv_from(name), m->prefix.n);
	if (!sv_starts(rest, SV("grant-")) && !sv_eq(rest, SV("denied")))
		return OK;
	if ((e = os_join(&m->store->dir, name, &path)) ||
	    (e = os_status(path.p, &s)))
		return e;
	m->mark += s.ino * 0x9e3779b97f4a7c15u + s.size +
	    (uint64_t)s.mtime_s * 1000000000u + s.mtime_ns;
	return OK;
}

enum err
store_mark(const struct store *s, const struct asking *a, uint64_t *out)
{
	struct marking m = {.store = s};
	struct os_path path;
	enum err e = store_path(s, a, ".", "", &path);

	if (e)
		return e;
	m.prefix = sv_basename((struct sv){path.p, path.n});
	if (!(e = os_list(s->dir.p, mark_one, &m)))
		*out = m.mark;
	return e;
}

static void
number_text(uint32_t n, char out[16])
{
	struct buf b;

	memset(out, 0, 16);
	buf_init(&b, out, 15);
	buf_u64(&b, n);
}

/* The first free use of a token. */
static enum err
take_token(const struct store *s, const uint8_t *nonce, uint32_t uses)
{
	char number[16];
	enum err e = ERR_EXISTS;

	for (uint32_t i = 0; i < uses && e == ERR_EXISTS; i++) {
		number_text(i, number);
		e = token_take(s, nonce, ".used-", number);
	}
	return e;
}

enum err
store_take(const struct store *s, const struct asking *a,
    const uint8_t *nonce, uint32_t uses, struct sv what)
{
	struct os_path path;
	char number[16];
	enum err e = nonce ? take_token(s, nonce, uses) : OK;

	if (e)
		return e;
	/* What is written here tells which process it was, and what the state
	 * is; with a token nothing else hangs on it. */
	e = ERR_EXISTS;
	for (uint32_t i = 0; i < uses && e == ERR_EXISTS; i++) {
		number_text(i, number);
		if ((e = store_path(s, a, ".used-", number, &path)))
			return e;
		e = os_create_file(path.p, what.p, what.n, 0600);
	}
	return e;
}

bool
store_is_left(const struct store *s, const struct asking *a, uint32_t uses)
{
	char number[16];

	if (!uses)
		return false;
	number_text(uses - 1, number);
	return !is_there(s, a, ".used-", number);
}

enum err
store_taken(const struct store *s, const struct asking *a,
    struct arena *arena, struct sv *out)
{
	struct os_path path;
	char number[16];
	uint32_t n = 0;
	enum err e;

	for (; n < GRANT_USES_MAX; n++) {
		number_text(n, number);
		if (!is_there(s, a, ".used-", number))
			break;
	}
	if (!n)
		return ERR_NOT_FOUND;
	number_text(n - 1, number);
	if ((e = store_path(s, a, ".used-", number, &path)))
		return e;
	return read_into(&path, USED_MAX, arena, out);
}

enum err
store_pass(const struct store *s, const struct asking *a,
    const uint8_t *nonce, const char *key)
{
	struct os_path path;
	enum err e = store_path(s, a, ".pass-", key, &path);

	if (!e && nonce)
		e = token_take(s, nonce, ".pass-", key);
	return e ? e : os_create_file(path.p, "", 0, 0600);
}
