/* SPDX-License-Identifier: ISC */
/*
 * Which files git's configuration consists of.
 */
#include <string.h>

#include "facts/config.h"

struct config_walk {
	struct arena *arena;
	const struct config_place *place;
	config_each_fn each;
	void *ctx;
	unsigned n_files;
	unsigned depth;
	struct sv dir; /* of the file at hand */
};

static enum err read_one(struct config_walk *w, const struct os_path *path);

bool
config_path(const struct config_place *place, struct sv dir, struct sv path,
    struct os_path *out)
{
	struct buf b;

	if (sv_starts(path, SV("~/"))) {
		dir = place->home;
		path = sv_skip(path, 2);
		if (!dir.n)
			return false;
	} else if (!path.n || path.p[0] == '~' || path.p[0] == '%') {
		/* Another user's home, or where git is installed. */
		return false;
	}
	buf_init(&b, out->p, sizeof(out->p) - 1);
	if (path.p[0] != '/') {
		buf_sv(&b, dir);
		buf_c(&b, '/');
	}
	buf_sv(&b, path);
	out->n = b.n;
	out->p[b.n] = '\0';
	return !b.full && !memchr(out->p, '\0', out->n);
}

static enum err
include(struct config_walk *w, struct sv path)
{
	struct sv dir = w->dir;
	struct os_path full;
	enum err e;

	if (w->depth == CONFIG_MAX_DEPTH ||
	    !config_path(w->place, dir, path, &full))
		return ERR_SYNTAX;
	w->depth++;
	e = read_one(w, &full);
	w->depth--;
	w->dir = dir;
	return e;
}

static enum err
take_entry(void *ctx, const struct config_entry *entry)
{
	struct config_walk *w = ctx;

	if (config_same_word(entry->key, SV("path")) &&
	    (config_same_word(entry->section, SV("include")) ||
	    config_same_word(entry->section, SV("includeif"))))
		return include(w, entry->value);
	return w->each(w->ctx, entry);
}

/* A file that is not there says nothing; nor does one that git may not read
 * either. */
static enum err
read_one(struct config_walk *w, const struct os_path *path)
{
	struct sv text;
	size_t end = path->n;
	enum err e;

	if (++w->n_files > CONFIG_MAX_FILES)
		return ERR_SYNTAX;
	e = facts_text(w->arena, path->p, CONFIG_MAX_FILE, &text);
	if (e == ERR_NOT_FOUND || e == ERR_ACCESS)
		return OK;
	if (e)
		return ERR_SYNTAX;
	while (end > 1 && path->p[end - 1] != '/')
		end--;
	w->dir = arena_dup(w->arena, (struct sv){path->p, end});
	return w->dir.p ? config_parse(w->arena, text, take_entry, w)
	                : ERR_LIMIT;
}

/* dir/name; without a dir there is none. */
static enum err
read_in(struct config_walk *w, struct sv dir, const char *name)
{
	struct os_path path;

	if (!dir.n)
		return OK;
	if (!config_path(w->place, dir, sv_from(name), &path))
		return ERR_SYNTAX;
	return read_one(w, &path);
}

static enum err
read_given(struct config_walk *w, struct sv path)
{
	struct os_path full;

	/* Relative ones depend on where git is. */
	if (path.p[0] != '/')
		return ERR_SYNTAX;
	return config_path(w->place, (struct sv){0}, path, &full)
	    ? read_one(w, &full) : ERR_SYNTAX;
}

static enum err
read_persons(struct config_walk *w)
{
	const struct config_place *p = w->place;
	enum err e;

	if (p->global.n)
		return read_given(w, p->global);
	if (p->xdg.n)
		e = read_in(w, p->xdg, "git/config");
	else
		e = read_in(w, p->home, ".config/git/config");
	return e ? e : read_in(w, p->home, ".gitconfig");
}

enum err
config_all(struct arena *arena, const struct config_place *place,
    struct sv common, struct sv dir, const struct config_reader *reader)
{
	struct config_walk w = {
		.arena = arena, .place = place, .each = reader->each,
		.ctx = reader->ctx,
	};
	enum err e = OK;

	if (place->unsure)
		return ERR_SYNTAX;
	if (place->system.n)
		e = read_given(&w, place->system);
	else if (!place->no_system)
		e = read_in(&w, SV("/etc"), "gitconfig");
	if (e || (e = read_persons(&w)) ||
	    (e = read_in(&w, common, "config")))
		return e;
	return read_in(&w, dir, "config.worktree");
}
