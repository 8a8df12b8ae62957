/* SPDX-License-Identifier: ISC */
/*
 * State files are JSON. Keys that occur twice, NULs, numbers where texts
 * belong and the like make the whole file mean nothing: no tool writes them.
 */
#include "facts/state.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

struct reading {
	struct arena *arena;
	struct state *out;
	bool damaged; /* something is of a kind that it must not be */
	bool full;
};

static struct sv
copy(struct reading *r, const json_t *text)
{
	struct sv kept = arena_dup(r->arena, (struct sv){
	    json_string_value(text), json_string_length(text)});

	r->full |= !kept.p;
	return kept;
}

/* A text that may be absent; anything else is damage. */
static struct sv
text_of(struct reading *r, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!value || json_is_null(value))
		return (struct sv){0};
	if (!json_is_string(value)) {
		r->damaged = true;
		return (struct sv){0};
	}
	return copy(r, value);
}

static bool
count_of(struct reading *r, const json_t *object, const char *key,
    uint64_t *out)
{
	const json_t *value = json_object_get(object, key);

	if (!value)
		return false;
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		r->damaged = true;
		return false;
	}
	*out = (uint64_t)json_integer_value(value);
	return true;
}

static void
add_resources(struct reading *r, const json_t *type, uint64_t n)
{
	struct state *out = r->out;
	struct sv name = {json_string_value(type), json_string_length(type)};

	out->resources += n;
	for (uint32_t i = 0; i < out->n_types; i++)
		if (sv_eq(out->types[i].name, name)) {
			out->types[i].count += n;
			return;
		}
	if (out->n_types == STATE_MAX_TYPES) {
		r->full = true;
		return;
	}
	out->types[out->n_types++] = (struct state_type){copy(r, type), n};
}

/* Version 4: a list of resources, each with its instances. */
static void
read_resource(struct reading *r, const json_t *resource)
{
	const json_t *mode = json_object_get(resource, "mode");
	const json_t *type = json_object_get(resource, "type");
	const json_t *instances = json_object_get(resource, "instances");

	if (!json_is_string(mode) || !json_is_string(type) ||
	    !json_is_array(instances)) {
		r->damaged = true;
		return;
	}
	if (strcmp(json_string_value(mode), "managed") == 0)
		add_resources(r, type, json_array_size(instances));
}

/* Version 3: modules, each with a map of resources by address. */
static void
read_module(struct reading *r, json_t *module)
{
	json_t *resources = json_object_get(module, "resources"), *resource;
	const char *address;

	if (!json_is_object(resources)) {
		r->damaged = true;
		return;
	}
	json_object_foreach(resources, address, resource) {
		const json_t *type = json_object_get(resource, "type");

		if (!json_is_string(type)) {
			r->damaged = true;
			return;
		}
		if (strncmp(address, "data.", 5) != 0)
			add_resources(r, type, 1);
	}
}

static void
read_lists(struct reading *r, json_t *root, uint64_t version)
{
	json_t *list = json_object_get(root,
	    version == 4 ? "resources" : "modules");

	if (!list || json_is_null(list))
		return;
	if (!json_is_array(list)) {
		r->damaged = true;
		return;
	}
	for (size_t i = 0; i < json_array_size(list) && !r->full; i++) {
		json_t *item = json_array_get(list, i);

		if (version == 4)
			read_resource(r, item);
		else
			read_module(r, item);
	}
}

/* https://user:password@host/x: the middle is nobody's business. */
static void
put_without_user(struct buf *b, struct sv value)
{
	size_t slashes = 0, at = value.n;

	while (slashes + 3 <= value.n &&
	    !sv_starts(sv_skip(value, slashes), SV("://")))
		slashes++;
	if (slashes + 3 > value.n) {
		buf_sv(b, value);
		return;
	}
	for (size_t i = slashes + 3; i < value.n && value.p[i] != '/'; i++)
		if (value.p[i] == '@')
			at = i;
	buf_sv(b, sv_take(value, slashes + 3));
	buf_sv(b, sv_skip(value, at < value.n ? at + 1 : slashes + 3));
}

static void
add_setting(struct reading *r, const char *key, const json_t *value)
{
	char memory[512];
	struct buf b;

	if (!json_is_string(value) || !json_string_length(value) ||
	    r->out->n_settings == STATE_MAX_SETTINGS)
		return;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, key);
	buf_c(&b, '=');
	put_without_user(&b, (struct sv){json_string_value(value),
	    json_string_length(value)});
	r->out->settings[r->out->n_settings] =
	    arena_dup(r->arena, buf_view(&b));
	r->full |= !r->out->settings[r->out->n_settings++].p || b.full;
}

/* What says where a backend keeps the state; no key here is a credential. */
static void
read_settings(struct reading *r, json_t *config)
{
	static const char *const keys[] = {
		"hostname", "organization", "bucket", "key", "prefix",
		"workspace_key_prefix", "region", "endpoint",
		"storage_account_name", "container_name",
		"resource_group_name", "subscription_id", "address", "path",
		"schema_name", "secret_suffix", "namespace", "profile",
	};
	json_t *workspaces, *one;

	if (!json_is_object(config))
		return;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		add_setting(r, keys[i], json_object_get(config, keys[i]));
	workspaces = json_object_get(config, "workspaces");
	one = json_is_array(workspaces) ? json_array_get(workspaces, 0)
	                                : workspaces;
	add_setting(r, "workspace", json_object_get(one, "name"));
	add_setting(r, "workspace-prefix", json_object_get(one, "prefix"));
}

static int
by_name(const void *a, const void *b)
{
	return sv_cmp(((const struct state_type *)a)->name,
	    ((const struct state_type *)b)->name);
}

static void
read_root(struct reading *r, json_t *root)
{
	json_t *backend = json_object_get(root, "backend");
	uint64_t version = 0;

	if (!json_is_object(root) || !count_of(r, root, "version", &version) ||
	    (version != 3 && version != 4)) {
		r->damaged = true;
		return;
	}
	r->out->lineage = text_of(r, root, "lineage");
	r->out->has_serial = count_of(r, root, "serial", &r->out->serial);
	read_lists(r, root, version);
	if (json_is_object(backend)) {
		r->out->backend = text_of(r, backend, "type");
		read_settings(r, json_object_get(backend, "config"));
	}
	if (r->out->n_types)
		qsort(r->out->types, r->out->n_types, sizeof(*r->out->types),
		    by_name);
}

enum err
state_read(struct arena *arena, struct sv text, struct state *out)
{
	struct reading r = {.arena = arena, .out = out};
	json_t *root;

	memset(out, 0, sizeof(*out));
	if (text.n > STATE_MAX_FILE)
		return ERR_LIMIT;
	out->types = ARENA_NEW(arena, STATE_MAX_TYPES, struct state_type);
	if (!out->types)
		return ERR_LIMIT;
	root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		return ERR_SYNTAX;
	read_root(&r, root);
	json_decref(root);
	if (!r.full && !r.damaged)
		return OK;
	memset(out, 0, sizeof(*out));
	return r.damaged ? ERR_SYNTAX : ERR_LIMIT;
}
