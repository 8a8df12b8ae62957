/* SPDX-License-Identifier: ISC */
/* Bounded by the entries of directories that are looked at. */
#include <string.h>

#include "package_json.h"
#include "packages.h"

enum {
	MAX_ENTRIES = 20000,
	MAX_PACKAGES = 2000,
	MAX_DEPTH = 12 /* directories below the root */
};

struct search {
	struct arena *arena;
	const struct os_path *from; /* where the command runs */
	struct os_path root;
	struct sv selector;
	struct sv *dirs;
	uint32_t n;
	uint32_t entries;
	bool nx; /* projects of nx count too, wherever they are */
};

/* A directory and the rest of a pattern below it. */
struct place {
	struct search *s;
	struct os_path dir;
	struct sv pattern;
	unsigned depth;
};

static bool
is_known(const struct search *s, const struct os_path *dir)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (sv_eq(s->dirs[i], (struct sv){dir->p, dir->n}))
			return true;
	return false;
}

static struct sv
without_dot(struct sv path)
{
	while (sv_starts(path, SV("./")))
		path = sv_skip(path, 2);
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

/* pnpm and turbo know @scope/name by its last part as well. */
static bool
selects(const struct search *s, const struct os_path *dir, struct sv name)
{
	struct sv bare = sv_skip(name, sv_find(name, 0, '/') + 1);
	struct sv path = sv_skip((struct sv){dir->p, dir->n},
	    s->root.n + (s->root.n > 1));
	struct os_path real;

	if (!s->selector.n || glob_match(s->selector, name) ||
	    (bare.n < name.n && glob_match(s->selector, bare)) ||
	    glob_match(without_dot(s->selector), path))
		return true;
	return !os_resolve((struct sv){s->from->p, s->from->n}, s->selector,
	    &real) && real.n == dir->n && !memcmp(real.p, dir->p, real.n);
}

/* The name of a project of nx is in its project.json, if it has one. */
static enum err
project_json(const struct os_path *dir, json_t **out)
{
	struct os_path path;
	struct sv text;
	enum err e;

	if ((e = os_join(dir, "project.json", &path)) ||
	    (e = package_read(path.p, &text)))
		return e;
	*out = json_loadb(text.p, text.n, 0, NULL);
	return *out ? OK : ERR_SYNTAX;
}

/* What this user cannot read, or no tool could, is no package. */
static enum err
take(struct search *s, const struct os_path *dir)
{
	struct sv name = {0};
	const json_t *value;
	json_t *json;
	bool wanted;
	enum err e = s->nx ? project_json(dir, &json)
	    : package_json(dir, &json);

	if (e)
		return e == ERR_LIMIT ? e : OK;
	value = json_object_get(json, "name");
	if (json_is_string(value))
		name = (struct sv){json_string_value(value),
		    json_string_length(value)};
	if (s->nx && !name.n)
		name = sv_basename((struct sv){dir->p, dir->n});
	wanted = selects(s, dir, name);
	json_decref(json);
	if (!wanted || is_known(s, dir))
		return OK;
	if (s->n == MAX_PACKAGES)
		return ERR_LIMIT;
	s->dirs[s->n] = arena_dup(s->arena, (struct sv){dir->p, dir->n});
	return s->dirs[s->n++].p ? OK : ERR_LIMIT;
}

static enum err descend(struct place *at);

static bool
is_pattern(struct sv segment)
{
	for (size_t i = 0; i < segment.n; i++)
		if (strchr("*?[", segment.p[i]))
			return true;
	return false;
}

static enum err
enter(const struct place *at, const char *name, struct sv pattern)
{
	struct place below = {.s = at->s, .pattern = pattern,
	    .depth = at->depth + 1};
	struct os_status st;

	if (below.depth > MAX_DEPTH || os_join(&at->dir, name, &below.dir) ||
	    os_status(below.dir.p, &st) || st.kind != OS_DIRECTORY)
		return OK;
	return descend(&below);
}

static enum err
each_entry(void *ctx, const char *name)
{
	struct place *at = ctx;
	size_t n = sv_find(at->pattern, 0, '/');
	struct sv segment = sv_take(at->pattern, n);
	bool any = sv_eq(segment, SV("**"));

	if (++at->s->entries > MAX_ENTRIES)
		return ERR_LIMIT;
	if (name[0] == '.' || !strcmp(name, "node_modules") ||
	    (!any && !glob_match(segment, sv_from(name))))
		return OK;
	return enter(at, name, any ? at->pattern
	    : sv_skip(at->pattern, n + 1));
}

static enum err
descend(struct place *at)
{
	size_t n = sv_find(at->pattern, 0, '/');
	struct sv segment = sv_take(at->pattern, n);
	struct sv below = sv_skip(at->pattern, n + 1);
	struct sv word;
	enum err e;

	if (!at->pattern.n)
		return take(at->s, &at->dir);
	if (sv_eq(segment, SV("**"))) {
		struct place here = *at;

		here.pattern = below;
		if ((e = descend(&here)))
			return e;
	} else if (!is_pattern(segment)) {
		word = arena_dup(at->s->arena, segment);
		return word.p ? enter(at, word.p, below) : ERR_LIMIT;
	}
	/* What cannot be listed holds nothing for this user's tools. */
	e = os_list(at->dir.p, each_entry, at);
	return e == ERR_LIMIT ? e : OK;
}

static enum err
look_for(struct search *s, struct sv pattern)
{
	struct place at = {.s = s, .dir = s->root,
	    .pattern = without_dot(pattern)};

	return !pattern.n || pattern.p[0] == '!' ? OK : descend(&at);
}

static enum err
from_array(struct search *s, const json_t *patterns)
{
	enum err e = OK;

	for (size_t i = 0; i < json_array_size(patterns) && !e; i++) {
		const json_t *one = json_array_get(patterns, i);

		if (json_is_string(one))
			e = look_for(s, (struct sv){json_string_value(one),
			    json_string_length(one)});
	}
	return e;
}

/* "workspaces": […] or {"packages": […]}. */
static enum err
from_package_json(struct search *s)
{
	const json_t *patterns;
	json_t *json;
	enum err e = package_json(&s->root, &json);

	if (e)
		return e == ERR_LIMIT ? e : ERR_NOT_FOUND;
	patterns = json_object_get(json, "workspaces");
	if (json_is_object(patterns))
		patterns = json_object_get(patterns, "packages");
	e = json_is_array(patterns) ? from_array(s, patterns) : ERR_NOT_FOUND;
	json_decref(json);
	return e;
}

static enum err
from_lerna(struct search *s, struct sv text)
{
	json_t *json = json_loadb(text.p, text.n, 0, NULL);
	const json_t *patterns = json_object_get(json, "packages");
	enum err e = json_is_array(patterns) ? from_array(s, patterns)
	    : look_for(s, SV("packages/*"));

	json_decref(json);
	return e;
}

/* One item of a list, behind "- " or between the commas of "[a, b]". */
static enum err
from_item(struct search *s, struct sv item)
{
	const char *drop = "-'\",[] \t\r";

	while (item.n && strchr(drop, item.p[0]))
		item = sv_skip(item, 1);
	while (item.n && strchr(drop, item.p[item.n - 1]))
		item.n--;
	return look_for(s, item);
}

/* pnpm's own file is a map with a list of plain or quoted texts. */
static enum err
from_pnpm(struct search *s, struct sv text)
{
	bool inside = false;
	enum err e = OK;

	while (text.n && !e) {
		size_t end = sv_find(text, 0, '\n');
		struct sv line = sv_take(text, end);
		struct sv part = sv_trim(line);

		text = sv_skip(text, end + 1);
		if (!part.n || part.p[0] == '#')
			continue;
		if (sv_starts(line, SV("packages:"))) {
			inside = true;
			part = sv_skip(line, 9);
		} else if (line.p[0] != ' ' && line.p[0] != '-' &&
		    line.p[0] != '\t') {
			inside = false;
		}
		while (inside && part.n && !e) {
			size_t comma = sv_find(part, 0, ',');

			e = from_item(s, sv_take(part, comma));
			part = sv_skip(part, comma + 1);
		}
	}
	return e;
}

static enum err
from_file(struct search *s, const char *name,
    enum err (*read)(struct search *, struct sv))
{
	struct os_path path;
	struct sv text, copy;
	enum err e;

	if ((e = os_join(&s->root, name, &path)) ||
	    (e = package_read(path.p, &text)))
		return e == ERR_LIMIT ? e : ERR_NOT_FOUND;
	/* The memory of package_read is needed again on the way. */
	copy = arena_dup(s->arena, text);
	return copy.p ? read(s, copy) : ERR_LIMIT;
}

/*
 * nx finds project.json wherever it is. Where there are too many directories
 * those that were found so far are all: what their tasks start is judged again.
 */
static enum err
add_nx(struct search *s, enum err found)
{
	struct os_path path;
	struct os_status st;
	enum err e;

	if (found == ERR_NOT_FOUND)
		s->root = *s->from;
	do {
		if (!os_join(&s->root, "nx.json", &path) &&
		    !os_status(path.p, &st) && st.kind == OS_FILE)
			break;
	} while (found == ERR_NOT_FOUND && package_go_up(&s->root));
	if (os_status(path.p, &st) || st.kind != OS_FILE)
		return found;
	s->nx = true;
	s->entries = 0;
	e = look_for(s, SV("**"));
	return e == ERR_LIMIT ? OK : e;
}

enum err
packages_find(struct arena *arena, const struct os_path *dir,
    struct sv selector, struct argv_packages *out)
{
	struct search s = {.arena = arena, .from = dir, .root = *dir,
	    .selector = selector};
	enum err e;

	s.dirs = ARENA_NEW(arena, MAX_PACKAGES, struct sv);
	if (!s.dirs)
		return ERR_LIMIT;
	do {
		e = from_file(&s, "pnpm-workspace.yaml", from_pnpm);
		if (e == ERR_NOT_FOUND)
			e = from_package_json(&s);
		if (e == ERR_NOT_FOUND)
			e = from_file(&s, "lerna.json", from_lerna);
	} while (e == ERR_NOT_FOUND && package_go_up(&s.root));
	if (!e || e == ERR_NOT_FOUND)
		e = add_nx(&s, e);
	/* pnpm, yarn and turbo count it in where it is named. */
	if (!e && selector.n)
		e = take(&s, &s.root);
	*out = (struct argv_packages){s.dirs, s.n};
	return e;
}
