/* SPDX-License-Identifier: ISC */
/*
 * Who may say yes. The first approver's key is trusted because it lies there;
 * every other one because a trusted one signed it.
 */
#include "guard/grant.h"

#include <string.h>

#define FILE_MAX (SIGNATURE_MAX + 2048u)
#define SHARED_WRITE 022u

/* A file on its way to an approver. */
struct candidate {
	struct sv key_line;
	struct sv by;
	struct sv signature;
};

struct reading {
	const struct os_path *dir;
	struct arena *arena;
	struct approvers *out;
	struct candidate candidates[APPROVERS_MAX];
	struct os_path *bad;
};

bool
approver_name_ok(struct sv name)
{
	if (!name.n || name.n > APPROVER_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (byte_is_letter(c))
			continue;
		if (!i || !(byte_is_digit(c) || c == '-' || c == '_' ||
		              c == '.'))
			return false;
	}
	return true;
}

enum err
approver_statement(const char *name, struct sv key_line, struct buf *out)
{
	/* The comment behind the key is nobody's word. */
	size_t type = sv_find(key_line, 0, ' ');
	struct sv key = sv_take(key_line, sv_find(key_line, type + 1, ' '));

	buf_str(out, "guard-approver 1\nname ");
	buf_str(out, name);
	buf_str(out, "\nkey ");
	buf_sv(out, key);
	buf_c(out, '\n');
	return out->full ? ERR_LIMIT : OK;
}

static enum err
check_place(const char *path, enum os_kind kind)
{
	struct os_status s;
	enum err e = os_status(path, &s);

	if (e)
		return e;
	if (s.kind == OS_NOTHING)
		return ERR_NOT_FOUND;
	if (s.kind != kind || (s.mode & SHARED_WRITE) || (s.uid && !s.mine))
		return ERR_INSECURE;
	return OK;
}

static struct sv
first_line(struct sv *rest)
{
	size_t end = sv_find(*rest, 0, '\n');
	struct sv line = sv_take(*rest, end);

	*rest = sv_skip(*rest, end + 1);
	return line;
}

static enum err
take_file(struct sv text, struct arena *arena, struct approver *a,
    struct candidate *c)
{
	static const struct sv label = {"endorsed-by ", 12};
	struct sv by;

	c->key_line = first_line(&text);
	if (public_key_read(c->key_line, arena, &a->key))
		return ERR_SYNTAX;
	if (!text.n)
		return OK;
	by = first_line(&text);
	if (!sv_starts(by, label))
		return ERR_SYNTAX;
	c->by = sv_skip(by, label.n);
	c->signature = text;
	if (!approver_name_ok(c->by))
		return ERR_SYNTAX;
	memcpy(a->by, c->by.p, c->by.n);
	return OK;
}

static enum err
is_revoked(const struct os_path *dir, const char *name, bool *out)
{
	struct os_status s;
	struct os_path path;
	char file[APPROVER_NAME_MAX + 16];
	struct buf b;
	enum err e;

	memset(file, 0, sizeof(file));
	buf_init(&b, file, sizeof(file) - 1);
	buf_str(&b, name);
	buf_str(&b, ".revoked");
	if ((e = os_join(dir, file, &path)) || (e = os_status(path.p, &s)))
		return e;
	/* Whatever lies there: it only takes away. */
	*out = s.kind != OS_NOTHING;
	return OK;
}

static enum err
add_file(struct reading *r, struct sv name, const struct os_path *path)
{
	struct approver *a = &r->out->list[r->out->n];
	char *memory = arena_take(r->arena, FILE_MAX);
	size_t n;
	enum err e;

	if (!memory || r->out->n == APPROVERS_MAX)
		return ERR_LIMIT;
	memset(a, 0, sizeof(*a));
	memset(&r->candidates[r->out->n], 0, sizeof(r->candidates[0]));
	memcpy(a->name, name.p, name.n);
	if ((e = check_place(path->p, OS_FILE)) ||
	    (e = os_read_file(path->p, memory, FILE_MAX, &n)) ||
	    (e = take_file((struct sv){memory, n}, r->arena, a,
	         &r->candidates[r->out->n])) ||
	    (e = is_revoked(r->dir, a->name, &a->revoked)))
		return e;
	r->out->n++;
	return OK;
}

static enum err
add_name(void *ctx, const char *file)
{
	static const struct sv suffix = {".pub", 4};
	struct reading *r = ctx;
	struct sv name = sv_from(file);
	struct os_path path;
	enum err e;

	if (!sv_ends(name, suffix))
		return OK;
	name = sv_take(name, name.n - suffix.n);
	if ((e = os_join(r->dir, file, &path)))
		return e;
	e = approver_name_ok(name) ? add_file(r, name, &path) : ERR_SYNTAX;
	if (e)
		*r->bad = path;
	return e;
}

/* Insertion: there are few. */
static void
sort(struct reading *r)
{
	for (size_t i = 1; i < r->out->n; i++) {
		struct approver a = r->out->list[i];
		struct candidate c = r->candidates[i];
		size_t k = i;

		while (k && strcmp(r->out->list[k - 1].name, a.name) > 0) {
			r->out->list[k] = r->out->list[k - 1];
			r->candidates[k] = r->candidates[k - 1];
			k--;
		}
		r->out->list[k] = a;
		r->candidates[k] = c;
	}
}

static bool
is_endorsed(struct reading *r, size_t i)
{
	const struct approver *a = &r->out->list[i];
	const struct approver *by = approvers_find(r->out, a->by);
	char memory[2048];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	/* A revoked one's word still holds: else nobody could hand over. */
	return by && by->valid &&
	    !approver_statement(a->name, r->candidates[i].key_line, &b) &&
	    !signature_verify(&by->key, APPROVER_NAMESPACE, buf_view(&b),
	        r->candidates[i].signature, r->arena);
}

/*
 * Of two without an endorsement nobody knows which was the first, so neither
 * counts. Every pass trusts at least one more or is the last.
 */
static void
find_valid(struct reading *r)
{
	size_t n_first = 0;
	bool more = true;

	for (size_t i = 0; i < r->out->n; i++)
		n_first += !r->out->list[i].by[0];
	for (size_t i = 0; i < r->out->n; i++)
		r->out->list[i].valid = !r->out->list[i].by[0] && n_first == 1;
	while (more) {
		more = false;
		for (size_t i = 0; i < r->out->n; i++) {
			if (r->out->list[i].valid || !is_endorsed(r, i))
				continue;
			r->out->list[i].valid = more = true;
		}
	}
}

enum err
approvers_read(const struct os_path *prefix, struct arena *arena,
    struct approvers *out, struct os_path *out_bad)
{
	struct reading *r = ARENA_NEW(arena, 1, struct reading);
	struct os_path dir;
	enum err e;

	out->n = 0;
	out_bad->n = 0;
	if (!r)
		return ERR_LIMIT;
	if ((e = os_prefix_join(prefix, "etc/guard/approvers", &dir)))
		return e;
	*r = (struct reading){.dir = &dir, .arena = arena, .out = out,
	    .bad = out_bad};
	e = check_place(dir.p, OS_DIRECTORY);
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e)
		*out_bad = dir;
	if (e || (e = os_list(dir.p, add_name, r)))
		return e;
	sort(r);
	find_valid(r);
	return OK;
}

const struct approver *
approvers_find(const struct approvers *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->list[i].name, name) == 0)
			return &all->list[i];
	return NULL;
}
