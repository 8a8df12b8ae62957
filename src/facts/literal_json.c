/* SPDX-License-Identifier: ISC */
/*
 * One string in a JSON file of settings, by the keys that lead to it.
 */
#include <jansson.h>

#include "facts/literal.h"

static struct sv
next_key(struct sv *path)
{
	struct sv key = sv_take(*path, sv_find(*path, 0, ' '));

	*path = sv_trim(sv_skip(*path, key.n));
	return key;
}

static const json_t *
member(const json_t *object, struct sv key)
{
	return json_object_getn(object, key.p, key.n);
}

/* The member that is named for the directory, or for the nearest above it. */
static const json_t *
member_of_directory(const json_t *object, struct sv dir)
{
	const json_t *found = member(object, dir);

	while (!found && dir.n > 1) {
		while (dir.n > 1 && dir.p[dir.n - 1] != '/')
			dir.n--;
		if (dir.n > 1)
			dir.n--;
		found = member(object, dir);
	}
	return found;
}

static void
take(struct arena *arena, const json_t *value, struct literal *out)
{
	if (!value || json_is_null(value)) {
		out->kind = LITERAL_NONE;
		return;
	}
	if (!json_is_string(value))
		return;
	out->text = arena_dup(arena, (struct sv){json_string_value(value),
		json_string_length(value)});
	if (out->text.p)
		out->kind = LITERAL_TEXT;
}

void
literal_json(struct arena *arena, struct sv text,
    const struct literal_path *path, struct literal *out)
{
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES,
	    NULL);
	const json_t *at = root;
	struct sv section = path->section;

	*out = (struct literal){.kind = LITERAL_UNSURE};
	while (at && section.n) {
		struct sv key = next_key(&section);

		at = sv_eq(key, SV("@")) ? member_of_directory(at,
		    path->directory) : member(at, key);
	}
	if (root)
		take(arena, at ? member(at, path->key) : NULL, out);
	json_decref(root);
}
