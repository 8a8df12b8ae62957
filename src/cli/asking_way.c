/* SPDX-License-Identifier: ISC */
/*
 * A change is an item "NUMBER NAME" of the part that finds it; its value is a
 * hash, nothing for a variable that is taken away, or UNKNOWN. "NUMBER *" takes
 * all away; a name that ends in '*' is whatever begins like that.
 */
#include "asking_way.h"

#define UNKNOWN "?"

enum { NAME_MAX_BYTES = OS_PATH_MAX + 32, IDENTITY_MAX = 256 };

/* A name for an item; empty when it is too long to be told. */
static struct sv
numbered(size_t part, struct sv name, char memory[NAME_MAX_BYTES])
{
	struct buf b;

	buf_init(&b, memory, NAME_MAX_BYTES);
	buf_u64(&b, part);
	buf_c(&b, ' ');
	buf_sv(&b, name);
	return b.full ? (struct sv){0} : buf_view(&b);
}

static enum err
add_numbered(struct request *r, enum item_kind kind, size_t part,
    struct sv name, struct sv value)
{
	char memory[NAME_MAX_BYTES];
	struct sv shown = numbered(part, name, memory);

	return shown.n ? request_add(r, kind, shown, value) : ERR_LIMIT;
}

static bool
is_newest(const struct env_change *last, const struct env_change *change)
{
	for (; last != change; last = last->before)
		if (sv_eq(last->name, change->name))
			return false;
	return true;
}

static enum err
add_change(struct request *r, size_t part, const struct env_change *change)
{
	char hash[HASH_TEXT + 1];

	if (change->clears)
		return add_numbered(r, BOUND_ASSIGNED, part, SV("*"), SV(""));
	if (change->load)
		return add_numbered(r, BOUND_ASSIGNED, part, SV("*"),
		    SV(UNKNOWN));
	if (change->unset)
		return add_numbered(r, BOUND_ASSIGNED, part, change->name,
		    SV(""));
	if (change->unknown || change->value.flags)
		return add_numbered(r, BOUND_ASSIGNED, part, change->name,
		    SV(UNKNOWN));
	hash_text(change->value.text, hash);
	return add_numbered(r, BOUND_ASSIGNED, part, change->name,
	    sv_from(hash));
}

static enum err
add_changes(struct request *r, size_t part, const struct invocation *inv)
{
	const struct env_change *change = inv->changes;
	enum err e = OK;

	for (; change && !e; change = change->before) {
		if (is_newest(inv->changes, change))
			e = add_change(r, part, change);
		if (change->clears)
			break;
	}
	return e;
}

static enum err
add_entered(const struct asked_command *c, struct request *r, size_t part,
    const struct word *cwd)
{
	uint64_t budget = 0;
	char memory[IDENTITY_MAX];
	struct os_path path;
	struct buf identity;

	if (!cwd->text.n && !cwd->flags)
		return OK;
	buf_init(&identity, memory, sizeof(memory));
	if (cwd->flags || os_resolve(c->cwd, cwd->text, &path) ||
	    hash_file(path.p, &budget, &identity))
		return add_numbered(r, BOUND_ENTERED, part, cwd->text,
		    SV(UNKNOWN));
	return add_numbered(r, BOUND_ENTERED, part,
	    (struct sv){path.p, path.n}, buf_view(&identity));
}

enum err
asking_way(const struct asked_command *c, struct request *r)
{
	const struct reading *reading = &c->outcome->reading;
	enum err e = OK;

	/* What runs elsewhere is not started here. */
	for (uint32_t i = 0; i < reading->n && !e; i++)
		if (!reading->invocations[i].elsewhere)
			e = add_changes(r, i, &reading->invocations[i]);
	for (uint32_t i = 0; i < reading->n && !e; i++)
		if (!reading->invocations[i].elsewhere)
			e = add_entered(c, r, i, &reading->invocations[i].cwd);
	return e;
}

/* The name of an item of this part; n is 0 for one of another part. */
static struct sv
name_of(const struct item *item, size_t part)
{
	size_t blank = sv_find(item->name, 0, ' ');
	uint64_t number;

	if (!sv_u64(sv_take(item->name, blank), &number) || number != part)
		return (struct sv){0};
	return sv_skip(item->name, blank + 1);
}

static bool
speaks_of(struct sv pattern, struct sv name)
{
	if (!pattern.n || pattern.p[pattern.n - 1] != '*')
		return sv_eq(pattern, name);
	return sv_starts(name, sv_take(pattern, pattern.n - 1));
}

/* What the part finds in a variable: the first word on it counts. */
static struct sv
variable_of(const struct request *r, size_t part, struct sv name)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == BOUND_ASSIGNED &&
		    speaks_of(name_of(&r->items[i], part), name))
			return r->items[i].value;
	for (size_t i = 0; i < r->n; i++)
		if (r->items[i].kind == BOUND_VARIABLE &&
		    sv_eq(r->items[i].name, name))
			return r->items[i].value;
	return (struct sv){0};
}

static const struct item *
directory_of(const struct request *r, size_t part, struct sv *out_name)
{
	for (size_t i = 0; i < r->n; i++) {
		*out_name = name_of(&r->items[i], part);
		if (r->items[i].kind == BOUND_ENTERED && out_name->n)
			return &r->items[i];
	}
	for (size_t i = 0; i < r->n; i++) {
		*out_name = r->items[i].name;
		if (r->items[i].kind == BOUND_DIRECTORY)
			return &r->items[i];
	}
	return NULL;
}

static bool
same_directory(const struct request *a, size_t i, const struct request *b,
    size_t k)
{
	struct sv name_a, name_b;
	const struct item *in_a = directory_of(a, i, &name_a);
	const struct item *in_b = directory_of(b, k, &name_b);

	return in_a && in_b && sv_eq(name_a, name_b) &&
	    sv_eq(in_a->value, in_b->value) &&
	    !sv_eq(in_a->value, SV(UNKNOWN));
}

/* The variables that a part of a finds, against what a part of b does. */
static bool
same_variables(const struct request *a, size_t i, const struct request *b,
    size_t k, bool (*skip)(struct sv name))
{
	for (size_t n = 0; n < a->n; n++) {
		const struct item *item = &a->items[n];
		struct sv name = item->name, value;

		if (item->kind == BOUND_ASSIGNED)
			name = name_of(item, i);
		else if (item->kind != BOUND_VARIABLE)
			continue;
		if (!name.n || skip(name))
			continue;
		if (item->kind == BOUND_ASSIGNED &&
		    sv_eq(item->value, SV(UNKNOWN)))
			return false;
		if (name.p[name.n - 1] == '*')
			continue;
		value = variable_of(a, i, name);
		if (!sv_eq(value, variable_of(b, k, name)))
			return false;
	}
	return true;
}

bool
asking_way_same(const struct request *a, size_t i, const struct request *b,
    size_t k, bool (*skip)(struct sv name))
{
	return same_directory(a, i, b, k) && same_variables(a, i, b, k, skip) &&
	    same_variables(b, k, a, i, skip);
}
