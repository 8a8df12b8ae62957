/* SPDX-License-Identifier: ISC */
/*
 * A plan's JSON holds the values of every resource, secrets included: only
 * addresses, types and actions are taken from it.
 */
#include "facts/plan.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

enum action {
	ACTION_NONE = 0, /* no-op, read */
	ACTION_CREATE,
	ACTION_UPDATE,
	ACTION_REPLACE,
	ACTION_DELETE,
	ACTION_FORGET,
	ACTION_RENEW,    /* forgotten, and made anew */
	ACTIONS
};

static const char *const action_names[ACTIONS] = {
	[ACTION_CREATE] = "create", [ACTION_UPDATE] = "update",
	[ACTION_REPLACE] = "replace", [ACTION_DELETE] = "delete",
	[ACTION_FORGET] = "forget", [ACTION_RENEW] = "forget-and-create",
};

struct reading {
	struct arena *arena;
	plan_holds_fn holds;
	const void *ctx;
	struct plan *out;
	bool damaged; /* something is not as documented */
	bool full;
};

static struct sv
text_of(const json_t *value)
{
	return (struct sv){json_string_value(value),
		json_string_length(value)};
}

static bool
find_action(const json_t *actions, enum action *out)
{
	static const struct {
		const char *first, *second;
		enum action action;
	} known[] = {
		{"no-op", NULL, ACTION_NONE},
		{"read", NULL, ACTION_NONE},
		{"create", NULL, ACTION_CREATE},
		{"update", NULL, ACTION_UPDATE},
		{"delete", NULL, ACTION_DELETE},
		{"forget", NULL, ACTION_FORGET},
		{"delete", "create", ACTION_REPLACE},
		{"create", "delete", ACTION_REPLACE},
		{"create", "forget", ACTION_RENEW},
		{"forget", "create", ACTION_RENEW},
	};
	const json_t *first = json_array_get(actions, 0);
	const json_t *second = json_array_get(actions, 1);

	if (!json_is_array(actions) || !json_is_string(first) ||
	    json_array_size(actions) > 2 || (second && !json_is_string(second)))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (!strcmp(json_string_value(first), known[i].first) &&
		    (known[i].second != NULL) == (second != NULL) &&
		    (!second || !strcmp(json_string_value(second),
		        known[i].second))) {
			*out = known[i].action;
			return true;
		}
	return false;
}

static void
count_type(struct reading *r, enum action action, struct sv type)
{
	char memory[320];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, action_names[action]);
	buf_c(&b, ':');
	buf_sv(&b, type);
	r->damaged |= b.full;
	for (uint32_t i = 0; i < r->out->n_types; i++)
		if (sv_eq(r->out->types[i].name, buf_view(&b))) {
			r->out->types[i].count++;
			return;
		}
	if (r->out->n_types == PLAN_MAX_TYPES) {
		r->full = true;
		return;
	}
	r->out->types[r->out->n_types] = (struct state_type){
		arena_dup(r->arena, buf_view(&b)), 1};
	r->full |= !r->out->types[r->out->n_types++].name.p;
}

static void
note_loss(struct reading *r, struct sv address)
{
	struct plan *p = r->out;

	if (p->n_lost == PLAN_MAX_LOST) {
		p->lost_more++;
		return;
	}
	p->lost[p->n_lost] = arena_dup(r->arena, sv_take(address, 512));
	r->full |= !p->lost[p->n_lost++].p;
}

static void
count_change(struct reading *r, enum action action, struct sv type,
    struct sv address)
{
	struct plan *p = r->out;

	p->create += action == ACTION_CREATE || action == ACTION_RENEW;
	p->update += action == ACTION_UPDATE;
	p->replace += action == ACTION_REPLACE;
	p->remove += action == ACTION_DELETE;
	p->forget += action == ACTION_FORGET || action == ACTION_RENEW;
	count_type(r, action, type);
	if ((action == ACTION_REPLACE || action == ACTION_DELETE) &&
	    r->holds(r->ctx, type))
		note_loss(r, address);
}

static void
read_change(struct reading *r, const json_t *item)
{
	const json_t *address = json_object_get(item, "address");
	const json_t *mode = json_object_get(item, "mode");
	const json_t *type = json_object_get(item, "type");
	const json_t *change = json_object_get(item, "change");
	enum action action = ACTION_NONE;
	bool managed;

	if (!json_is_string(address) || !json_is_string(mode) ||
	    !json_is_string(type) || !json_string_length(type) ||
	    !find_action(json_object_get(change, "actions"), &action)) {
		r->damaged = true;
		return;
	}
	managed = !strcmp(json_string_value(mode), "managed");
	if (!managed && (strcmp(json_string_value(mode), "data") != 0 ||
	        (action != ACTION_NONE && action != ACTION_DELETE)))
		r->damaged = true;
	else if (managed && action != ACTION_NONE)
		count_change(r, action, text_of(type), text_of(address));
}

/* A list that may be missing; NULL and damage when it is none. */
static json_t *
list_of(struct reading *r, const json_t *root, const char *key)
{
	json_t *list = json_object_get(root, key);

	if (!list || json_is_null(list))
		return NULL;
	r->damaged |= !json_is_array(list);
	return json_is_array(list) ? list : NULL;
}

static bool
is_format(const json_t *root)
{
	struct sv format = text_of(json_object_get(root, "format_version"));

	return sv_starts(format, SV("0.")) || sv_starts(format, SV("1."));
}

static void
read_root(struct reading *r, const json_t *root)
{
	json_t *changes, *actions;

	if (!json_is_object(root) || !is_format(root) ||
	    json_is_true(json_object_get(root, "errored"))) {
		r->damaged = true;
		return;
	}
	/* Actions of providers do what no resource tells. */
	actions = list_of(r, root, "action_invocations");
	r->damaged |= json_array_size(actions) > 0;
	changes = list_of(r, root, "resource_changes");
	for (size_t i = 0; i < json_array_size(changes); i++)
		if (!r->full && !r->damaged)
			read_change(r, json_array_get(changes, i));
}

static int
by_name(const void *a, const void *b)
{
	return sv_cmp(((const struct state_type *)a)->name,
	    ((const struct state_type *)b)->name);
}

enum err
plan_read(struct arena *arena, struct sv text, plan_holds_fn holds,
    const void *holds_ctx, struct plan *out)
{
	struct reading r = {.arena = arena, .holds = holds, .ctx = holds_ctx,
		.out = out};
	json_t *root;

	memset(out, 0, sizeof(*out));
	if (text.n > PLAN_MAX_TEXT)
		return ERR_LIMIT;
	out->types = ARENA_NEW(arena, PLAN_MAX_TYPES, struct state_type);
	if (!out->types)
		return ERR_LIMIT;
	root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (!root) {
		memset(out, 0, sizeof(*out));
		return ERR_SYNTAX;
	}
	read_root(&r, root);
	json_decref(root);
	if (r.full || r.damaged) {
		memset(out, 0, sizeof(*out));
		return r.damaged ? ERR_SYNTAX : ERR_LIMIT;
	}
	if (out->n_types)
		qsort(out->types, out->n_types, sizeof(*out->types), by_name);
	return OK;
}
