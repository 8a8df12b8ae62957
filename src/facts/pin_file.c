/* SPDX-License-Identifier: ISC */
/*
 * Pins as JSON. What is signed of a pin is a text of its own, so that a
 * signature does not hang on how JSON is written.
 */
#include <string.h>

#include <jansson.h>

#include "facts/target.h"

enum { PINS_VERSION = 1 };

struct pin_reading {
	struct arena *arena;
	bool damaged;
	bool full;
};

static struct sv
take_text(struct pin_reading *r, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	struct sv kept;

	if (!json_is_string(value)) {
		r->damaged = true;
		return (struct sv){0};
	}
	kept = arena_dup(r->arena, (struct sv){json_string_value(value),
	    json_string_length(value)});
	r->full |= !kept.p;
	return kept;
}

static void *
take_list(struct pin_reading *r, const json_t *list, size_t most, size_t size)
{
	void *p = NULL;

	if (!json_is_array(list) || json_array_size(list) > most)
		r->damaged = true;
	else if (!(p = arena_alloc(r->arena, json_array_size(list) + 1, size)))
		r->full = true;
	return p;
}

static void
read_pin_target(struct pin_reading *r, const json_t *from,
    struct pin_target *out)
{
	const json_t *parts = json_object_get(from, "parts");
	struct sv kind = take_text(r, from, "kind");
	size_t k = 0;

	while (k < TARGETS && !sv_eq(kind,
	    target_kind_name((enum target_kind)k)))
		k++;
	out->kind = (enum target_kind)k;
	out->parts = take_list(r, parts, PIN_MAX_PARTS,
	    sizeof(*out->parts));
	r->damaged |= k == TARGETS;
	if (!out->parts)
		return;
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *part = json_array_get(parts, i);

		out->parts[out->n].name = take_text(r, part, "name");
		out->parts[out->n++].value = take_text(r, part, "value");
	}
}

static void
read_pin(struct pin_reading *r, const json_t *from, struct pin *out)
{
	const json_t *targets = json_object_get(from, "targets");
	const json_t *disposable = json_object_get(from, "disposable");
	const json_t *time = json_object_get(from, "time");

	out->directory = take_text(r, from, "directory");
	out->approver = take_text(r, from, "approver");
	out->signature = take_text(r, from, "signature");
	out->targets = take_list(r, targets, PIN_MAX_TARGETS,
	    sizeof(*out->targets));
	if (!json_is_boolean(disposable) || !json_is_integer(time) ||
	    json_integer_value(time) < 0 ||
	    !sv_starts(out->directory, SV("/")))
		r->damaged = true;
	if (r->damaged || r->full)
		return;
	out->disposable = json_is_true(disposable);
	out->time_s = (uint64_t)json_integer_value(time);
	for (size_t i = 0; i < json_array_size(targets); i++)
		read_pin_target(r, json_array_get(targets, i),
		    &out->targets[out->n++]);
}

static void
read_all(struct pin_reading *r, const json_t *root, struct pins *out)
{
	const json_t *list = json_object_get(root, "pins");
	const json_t *version = json_object_get(root, "version");

	if (!json_is_integer(version) ||
	    json_integer_value(version) != PINS_VERSION) {
		r->damaged = true;
		return;
	}
	out->list = take_list(r, list, PINS_MAX, sizeof(*out->list));
	if (!out->list)
		return;
	for (size_t i = 0; i < json_array_size(list); i++)
		read_pin(r, json_array_get(list, i), &out->list[out->n++]);
}

enum err
pins_read(struct arena *arena, struct sv text, struct pins *out)
{
	struct pin_reading r = {.arena = arena};
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES,
	    NULL);

	*out = (struct pins){0};
	if (!root)
		return ERR_SYNTAX;
	read_all(&r, root, out);
	json_decref(root);
	if (!r.damaged && !r.full)
		return OK;
	*out = (struct pins){0};
	return r.damaged ? ERR_SYNTAX : ERR_LIMIT;
}

static void
put_field(struct buf *b, const char *key, struct sv value)
{
	buf_c(b, '"');
	buf_str(b, key);
	buf_str(b, "\": \"");
	buf_json(b, value);
	buf_c(b, '"');
}

static void
put_target(struct buf *b, const struct pin_target *t)
{
	buf_str(b, "\n    {");
	put_field(b, "kind", target_kind_name(t->kind));
	buf_str(b, ", \"parts\": [");
	for (uint32_t i = 0; i < t->n; i++) {
		buf_str(b, i ? ",\n      {" : "\n      {");
		put_field(b, "name", t->parts[i].name);
		buf_str(b, ", ");
		put_field(b, "value", t->parts[i].value);
		buf_c(b, '}');
	}
	buf_str(b, "]}");
}

static void
put_pin(struct buf *b, const struct pin *p)
{
	buf_str(b, "\n  {");
	put_field(b, "directory", p->directory);
	buf_str(b, ", \"disposable\": ");
	buf_str(b, p->disposable ? "true" : "false");
	buf_str(b, ", \"time\": ");
	buf_u64(b, p->time_s);
	buf_str(b, ", ");
	put_field(b, "approver", p->approver);
	buf_str(b, ", ");
	put_field(b, "signature", p->signature);
	buf_str(b, ", \"targets\": [");
	for (uint32_t i = 0; i < p->n; i++) {
		buf_str(b, i ? "," : "");
		put_target(b, &p->targets[i]);
	}
	buf_str(b, "]}");
}

enum err
pins_write(const struct pins *pins, struct buf *out)
{
	buf_str(out, "{\"version\": ");
	buf_u64(out, PINS_VERSION);
	buf_str(out, ", \"pins\": [");
	for (uint32_t i = 0; i < pins->n; i++) {
		buf_str(out, i ? "," : "");
		put_pin(out, &pins->list[i]);
	}
	buf_str(out, "]}\n");
	return out->full ? ERR_LIMIT : OK;
}

/* A length in front of each text: no value can end early or run on. */
static void
put_measured(struct buf *b, struct sv s)
{
	buf_u64(b, s.n);
	buf_c(b, ':');
	buf_sv(b, s);
	buf_c(b, '\n');
}

enum err
pin_statement(const struct pin *p, struct buf *out)
{
	buf_str(out, "guard pin 1\n");
	put_measured(out, p->directory);
	put_measured(out, p->disposable ? SV("disposable") : SV("kept"));
	buf_u64(out, p->time_s);
	buf_c(out, '\n');
	for (uint32_t i = 0; i < p->n; i++) {
		const struct pin_target *t = &p->targets[i];

		put_measured(out, target_kind_name(t->kind));
		buf_u64(out, t->n);
		buf_c(out, '\n');
		for (uint32_t k = 0; k < t->n; k++) {
			put_measured(out, t->parts[k].name);
			put_measured(out, t->parts[k].value);
		}
	}
	return out->full ? ERR_LIMIT : OK;
}

static bool
has_kind(const struct pin *pin, enum target_kind kind)
{
	for (uint32_t i = 0; i < pin->n; i++)
		if (pin->targets[i].kind == kind)
			return true;
	return false;
}

const struct pin *
pins_find(const struct pins *pins, struct sv directory, enum target_kind kind)
{
	for (uint32_t i = pins ? pins->n : 0; i-- > 0;)
		if (sv_eq(pins->list[i].directory, directory) &&
		    has_kind(&pins->list[i], kind))
			return &pins->list[i];
	return NULL;
}
