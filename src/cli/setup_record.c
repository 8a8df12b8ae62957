/* SPDX-License-Identifier: ISC */
/*
 * The record of what setup wrote: JSON, in var/guard where this user keeps the
 * prefix, else in the user's own state directory. It is written before the
 * changes are made, so that one that was interrupted can be taken back, too.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "setup.h"

enum { RECORD_MAX = 8 << 20 /* bytes */ };

static const char *const kinds[] = {
    [CHANGE_LINK] = "link",
    [CHANGE_DIRECTORY] = "directory",
    [CHANGE_FILE] = "file",
    [CHANGE_EDIT] = "edit",
};

struct record_reading {
	struct arena *arena;
	bool failed;
};

static struct sv
take(struct record_reading *r, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	struct sv kept;

	if (!json_is_string(value))
		return (struct sv){NULL, 0};
	kept = arena_dup(r->arena, (struct sv){json_string_value(value),
	    json_string_length(value)});
	r->failed |= !kept.p;
	return kept;
}

static void
take_hash(struct record_reading *r, const json_t *object, const char *key,
    char out[HASH_TEXT + 1])
{
	struct sv text = take(r, object, key);

	if (text.n == HASH_TEXT)
		memcpy(out, text.p, HASH_TEXT + 1);
}

static void
take_pieces(struct record_reading *r, const json_t *list, struct change *c)
{
	size_t n = json_array_size(list);
	struct piece *pieces = ARENA_NEW(r->arena, n + 1, struct piece);

	if (!pieces) {
		r->failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i);

		pieces[i].old = take(r, item, "old");
		pieces[i].new = take(r, item, "new");
	}
	c->pieces = pieces;
	c->n_pieces = n;
}

static void
take_change(struct record_reading *r, const json_t *item, struct changes *out)
{
	struct sv kind = take(r, item, "kind");
	struct change *c = changes_add(r->arena, out);

	if (!c) {
		r->failed = true;
		return;
	}
	for (size_t i = CHANGE_LINK; i < ARRAY_LEN(kinds); i++)
		if (kind.p && sv_eq_cstr(kind, kinds[i]))
			c->kind = (enum change_kind)i;
	c->path = take(r, item, "path").p;
	c->target = take(r, item, "target").p;
	c->backup = take(r, item, "backup").p;
	take_hash(r, item, "before", c->hash_before);
	take_hash(r, item, "hash", c->hash);
	take_pieces(r, json_object_get(item, "pieces"), c);
	r->failed |= !c->kind || !c->path || c->path[0] != '/' ||
	    (c->kind == CHANGE_LINK && !c->target);
}

static enum err
place(struct setup *s)
{
	const char *state = getenv("XDG_STATE_HOME"), *path;

	if (s->own_prefix)
		return os_prefix_join(&s->front.prefix, "var/guard/setup.json",
		    &s->record);
	if (state && state[0] == '/')
		path = SETUP_TEXT(s->arena, state, "/guard/setup.json");
	else if (s->home.n)
		path = SETUP_TEXT(s->arena, s->home.p,
		    "/.local/state/guard/setup.json");
	else
		return ERR_NOT_FOUND;
	if (!path || strlen(path) >= sizeof(s->record.p))
		return ERR_LIMIT;
	s->record.n = strlen(path);
	memcpy(s->record.p, path, s->record.n + 1);
	return OK;
}

enum err
record_parse(struct arena *arena, struct sv text, struct changes *out)
{
	struct record_reading r = {.arena = arena};
	json_error_t error;
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES,
	    &error);
	json_t *list = json_object_get(root, "written");

	if (!json_is_array(list))
		r.failed = true;
	for (size_t i = 0; !r.failed && i < json_array_size(list); i++)
		take_change(&r, json_array_get(list, i), out);
	json_decref(root);
	return r.failed ? ERR_SYNTAX : OK;
}

enum err
record_load(struct setup *s)
{
	char *p;
	size_t n;
	enum err e;

	if ((e = place(s)))
		return e;
	if (os_is_missing(s->record.p))
		return OK;
	if (!(p = arena_take(s->arena, RECORD_MAX)))
		return ERR_LIMIT;
	if ((e = os_read_file(s->record.p, p, RECORD_MAX, &n)))
		return e;
	return record_parse(s->arena, (struct sv){p, n}, &s->done);
}

static void
put(struct buf *b, const char *key, struct sv value)
{
	buf_str(b, ", \"");
	buf_str(b, key);
	buf_str(b, "\": \"");
	buf_json(b, value);
	buf_c(b, '"');
}

static void
put_change(struct buf *b, const struct change *c)
{
	buf_str(b, "  {\"kind\": \"");
	buf_str(b, kinds[c->kind]);
	buf_c(b, '"');
	put(b, "path", sv_from(c->path));
	if (c->target)
		put(b, "target", sv_from(c->target));
	if (c->backup)
		put(b, "backup", sv_from(c->backup));
	if (c->hash_before[0])
		put(b, "before", sv_from(c->hash_before));
	if (c->hash[0])
		put(b, "hash", sv_from(c->hash));
	if (c->n_pieces)
		buf_str(b, ",\n   \"pieces\": [");
	for (size_t i = 0; i < c->n_pieces; i++) {
		buf_str(b, i ? ", {\"old\": \"" : "{\"old\": \"");
		buf_json(b, c->pieces[i].old);
		buf_c(b, '"');
		put(b, "new", c->pieces[i].new);
		buf_c(b, '}');
	}
	buf_str(b, c->n_pieces ? "]}" : "}");
}

/* The directories of a record in the user's own state directory. */
static enum err
make_place(struct setup *s)
{
	struct os_path path = s->record;
	enum err e = OK;

	if (s->own_prefix)
		return OK;
	for (size_t i = 1; !e && i < path.n; i++) {
		if (path.p[i] != '/')
			continue;
		path.p[i] = '\0';
		e = os_make_directory(path.p, 0700);
		path.p[i] = '/';
		if (e == ERR_EXISTS)
			e = OK;
	}
	return e;
}

enum err
record_format(const struct changes *c, struct buf *out)
{
	buf_str(out, "{\"schema\": 1, \"written\": [\n");
	for (size_t i = 0; i < c->n; i++) {
		put_change(out, &c->list[i]);
		buf_str(out, i + 1 < c->n ? ",\n" : "\n");
	}
	buf_str(out, "]}\n");
	/* Bytes that JSON has not could not be read again. */
	if (sv_contains(buf_view(out), SV("\\udc")))
		return ERR_SYNTAX;
	return out->full ? ERR_LIMIT : OK;
}

enum err
record_save(struct setup *s)
{
	char *memory = arena_take(s->arena, RECORD_MAX);
	struct buf b;
	enum err e;

	if (!s->done.n)
		return os_remove(s->record.p);
	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, RECORD_MAX);
	if ((e = record_format(&s->done, &b)))
		return e;
	if ((e = make_place(s)))
		return e;
	return os_replace_file(s->record.p, b.p, b.n, 0600, 0);
}
