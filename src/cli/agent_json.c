/* SPDX-License-Identifier: ISC */
/*
 * Agents' settings in JSON, with comments or without.
 */
#include <string.h>

#include "agents.h"
#include "jsonc.h"

enum { MODEL_MAX = 4096, NAME_MAX_BYTES = 64 };

/* model one level deeper. */
static void
put_deeper(struct buf *b, const char *model)
{
	for (; *model; model++) {
		buf_c(b, *model);
		if (*model == '\n')
			buf_c(b, '\t');
	}
}

/* "NAME": { … } for each name of the path, the last with open and close. */
static enum err
wrap(struct edit *edit, const char *path, const char *brackets,
    const char *model, const char **out)
{
	char *memory = arena_take(edit->arena, MODEL_MAX);
	size_t n = strcspn(path, ".");
	const char *inner = model;
	struct buf b;
	enum err e;

	if (!memory)
		return ERR_LIMIT;
	if (path[n] && (e = wrap(edit, path + n + 1, brackets, model, &inner)))
		return e;
	buf_init(&b, memory, MODEL_MAX);
	buf_c(&b, '"');
	buf_sv(&b, (struct sv){path, n});
	buf_str(&b, "\": ");
	buf_c(&b, path[n] ? '{' : brackets[0]);
	buf_str(&b, "\n\t");
	put_deeper(&b, inner);
	buf_c(&b, '\n');
	buf_c(&b, path[n] ? '}' : brackets[1]);
	buf_c(&b, '\0');
	*out = memory;
	return b.full ? ERR_LIMIT : OK;
}

/* The group at path, which is made with model in it if it is not there. */
static enum err
reach(struct edit *edit, const char *path, const char *brackets,
    const char *model, struct json_span *out)
{
	const char *whole = path;
	struct json_span at;
	char name[NAME_MAX_BYTES];
	size_t n;
	enum err e;

	if (!sv_trim(edit->text).n && (e = edit_replace(edit, 0, edit->text.n,
	    SV("{\n}\n"))))
		return e;
	if ((e = jsonc_root(edit->text, &at)))
		return e;
	for (; *path; path += n + (path[n] == '.')) {
		n = strcspn(path, ".");
		if (n >= sizeof(name))
			return ERR_INTERNAL;
		memcpy(name, path, n);
		name[n] = '\0';
		e = jsonc_member(edit->text, at, name, out);
		if (e == ERR_NOT_FOUND) {
			if ((e = wrap(edit, path, brackets, model, &whole)))
				return e;
			*out = (struct json_span){0, 0};
			return jsonc_append(edit, at, whole);
		}
		if (e)
			return e;
		at = *out;
	}
	*out = at;
	return edit->text.p[at.start] == brackets[0] ? OK : ERR_SCHEMA;
}

enum err
agent_json_item(struct edit *edit, const char *path, const char *model,
    const char *needle)
{
	struct json_span at;
	enum err e = reach(edit, path, "[]", model, &at);

	if (e || !at.end)
		return e;
	if (sv_contains(sv_take(sv_skip(edit->text, at.start),
	    at.end - at.start), sv_from(needle)))
		return OK;
	return jsonc_append(edit, at, model);
}

enum err
agent_json_member(struct edit *edit, const char *path, const char *name,
    const char *value)
{
	const char *model = setup_text(edit->arena, (const char *const[]){
	    "\"", name, "\": ", value, NULL});
	struct json_span at, found;
	enum err e;

	if (!model)
		return ERR_LIMIT;
	if ((e = reach(edit, path, "{}", model, &at)) || !at.end)
		return e;
	e = jsonc_member(edit->text, at, name, &found);
	if (e == ERR_NOT_FOUND)
		return jsonc_append(edit, at, model);
	if (e || sv_eq_cstr(sv_take(sv_skip(edit->text, found.start),
	    found.end - found.start), value))
		return e;
	return edit_replace(edit, found.start, found.end - found.start,
	    sv_from(value));
}
