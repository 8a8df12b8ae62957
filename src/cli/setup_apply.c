/* SPDX-License-Identifier: ISC */
/*
 * Doing what is planned, and taking it out again.
 */
#include <stdio.h>
#include <string.h>

#include "agents.h"
#include "jsonc.h"
#include "setup.h"

enum { BACKUPS = 100 };

/* A name for the backup that nothing has yet. */
static const char *
backup_path(struct arena *arena, const char *path)
{
	for (int i = 1; i < BACKUPS; i++) {
		char number[16];
		const char *backup;

		snprintf(number, sizeof(number), "-%d", i);
		backup = SETUP_TEXT(arena, path, ".before-guard",
		    i > 1 ? number : "");
		if (!backup || os_is_missing(backup))
			return backup;
	}
	return NULL;
}

static enum err
prepare(struct setup *s, struct change *c)
{
	struct change *old = NULL;

	if (c->kind == CHANGE_EDIT || c->kind == CHANGE_FILE)
		hash_text(c->after, c->hash);
	if (c->kind == CHANGE_EDIT) {
		hash_text(c->before, c->hash_before);
		if (!(c->backup = backup_path(s->arena, c->path)))
			return ERR_LIMIT;
	}
	/* What was made before and went missing is on record once. */
	for (size_t i = 0; i < s->done.n; i++)
		if (c->kind != CHANGE_EDIT && s->done.list[i].kind == c->kind &&
		    strcmp(s->done.list[i].path, c->path) == 0)
			old = &s->done.list[i];
	if (!old && !(old = changes_add(s->arena, &s->done)))
		return ERR_LIMIT;
	*old = *c;
	return OK;
}

static enum err
apply(const struct change *c)
{
	enum err e;

	switch (c->kind) {
	case CHANGE_NONE:
		return ERR_INTERNAL;
	case CHANGE_LINK:
		return os_make_link(c->path, c->target);
	case CHANGE_DIRECTORY:
		return os_make_directory(c->path, c->mode);
	case CHANGE_FILE:
		return os_create_file(c->path, c->after.p, c->after.n, c->mode);
	case CHANGE_EDIT:
		e = os_create_file(c->backup, c->before.p, c->before.n,
		    c->mode);
		return e ? e : os_replace_file(c->path, c->after.p, c->after.n,
		    c->mode, 0);
	}
	return ERR_INTERNAL;
}

enum err
setup_apply(struct setup *s, const char **out_path)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < s->plan.n; i++) {
		*out_path = s->plan.list[i].path;
		e = prepare(s, &s->plan.list[i]);
	}
	if (e || !s->plan.n)
		return e;
	*out_path = s->record.p;
	if ((e = record_save(s)))
		return e;
	for (size_t i = 0; !e && i < s->plan.n; i++) {
		*out_path = s->plan.list[i].path;
		e = apply(&s->plan.list[i]);
	}
	return e;
}

static enum err
read_whole(struct setup *s, const char *path, struct sv *out)
{
	char *p = arena_take(s->arena, EDIT_TEXT_MAX);
	size_t n;
	enum err e;

	if (!p)
		return ERR_LIMIT;
	if ((e = os_read_file(path, p, EDIT_TEXT_MAX, &n)))
		return e;
	*out = (struct sv){p, n};
	return OK;
}

static bool
has_hash(struct sv text, const char *hash)
{
	char own[HASH_TEXT + 1];

	hash_text(text, own);
	return strcmp(own, hash) == 0;
}

static bool
mentions_prefix(const struct setup *s, struct sv text)
{
	struct sv prefix = {s->front.prefix.p, s->front.prefix.n};

	return sv_contains(text, prefix);
}

/* Takes only our pieces out of a file that others have changed as well. */
static bool
take_pieces_out(struct setup *s, const struct change *c, struct sv *text)
{
	bool json = sv_ends(sv_from(c->path), SV(".json"));
	struct json_span root;
	struct edit edit;

	edit_init(&edit, s->arena, *text);
	for (size_t i = c->n_pieces; i-- > 0;)
		if (edit_undo(&edit, c->pieces[i]) == ERR_LIMIT)
			return false;
	if (mentions_prefix(s, edit.text) ||
	    (json && jsonc_root(edit.text, &root)))
		return false;
	*text = edit.text;
	return true;
}

/* ERR_EXISTS: something of ours is still there. */
static enum err
restore(struct setup *s, const struct change *c)
{
	struct sv text, before;
	struct os_status status;
	enum err e = read_whole(s, c->path, &text);

	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	if (has_hash(text, c->hash_before))
		return OK;
	if ((e = os_status(c->path, &status)))
		return e;
	if (has_hash(text, c->hash) && c->backup &&
	    !read_whole(s, c->backup, &before) &&
	    has_hash(before, c->hash_before))
		return os_replace_file(c->path, before.p, before.n,
		    status.mode & 07777, 0);
	before = text;
	if (!take_pieces_out(s, c, &text))
		return ERR_EXISTS;
	return sv_eq(before, text) ? OK : os_replace_file(c->path, text.p,
	    text.n, status.mode & 07777, 0);
}

static enum err
remove_backup(struct setup *s, const struct change *c)
{
	struct sv text;

	if (!c->backup || read_whole(s, c->backup, &text) ||
	    !has_hash(text, c->hash_before))
		return OK;
	return os_remove(c->backup);
}

static enum err
remove_file(struct setup *s, const struct change *c)
{
	char hash[HASH_TEXT + 1];
	struct sv text;
	enum err e = setup_hash(s->arena, c->path, hash);

	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	if (strcmp(hash, c->hash) == 0)
		return os_remove(c->path);
	if (!c->n_pieces || read_whole(s, c->path, &text))
		return ERR_EXISTS;
	if (!take_pieces_out(s, c, &text))
		return ERR_EXISTS;
	return os_replace_file(c->path, text.p, text.n, 0600, 0);
}

static enum err
remove_link(const struct change *c)
{
	struct os_path target;

	if (os_link_target(c->path, &target) ||
	    !sv_eq_cstr((struct sv){target.p, target.n}, c->target))
		return os_is_missing(c->path) ? OK : ERR_EXISTS;
	return os_remove(c->path);
}

static enum err
take_out(struct setup *s, const struct change *c)
{
	enum err e = ERR_INTERNAL;

	switch (c->kind) {
	case CHANGE_NONE:
		return ERR_INTERNAL;
	case CHANGE_LINK:
		return remove_link(c);
	case CHANGE_DIRECTORY:
		/* What others put there is theirs, and the directory, too. */
		e = os_remove_directory(c->path);
		return e == ERR_EXISTS ? OK : e;
	case CHANGE_FILE:
		return remove_file(s, c);
	case CHANGE_EDIT:
		if (!(e = restore(s, c)))
			e = remove_backup(s, c);
		return e;
	}
	return e;
}

enum err
setup_hash(struct arena *arena, const char *path, char out[HASH_TEXT + 1])
{
	struct os_status status;
	char *p;
	size_t n, mark = arena->used;
	enum err e = os_status(path, &status);

	if (e)
		return e;
	if (status.kind != OS_FILE)
		return ERR_NOT_FOUND;
	if (!(p = arena_take(arena, status.size + 1)))
		return ERR_LIMIT;
	if (!(e = os_read_file(path, p, status.size + 1, &n)))
		hash_text((struct sv){p, n}, out);
	arena->used = mark;
	return e;
}

/* Whether path is dir, or lies below it. */
static bool
is_within(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 && (!path[n] || path[n] == '/');
}

static const char *
parent_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *copy;
	size_t n;

	if (!slash)
		return NULL;
	n = (size_t)(slash - path);
	if ((copy = arena_take(arena, n + 1))) {
		memcpy(copy, path, n);
		copy[n] = '\0';
	}
	return copy;
}

/* Whether the change was made for one of the agents that are named: its files,
 * and directories above them that were made for them. */
static bool
is_meant(struct setup *s, const struct change *c)
{
	const struct opt_list *names = &s->cli->args.agents;

	for (size_t i = 0; i < names->n; i++) {
		const struct agent *agent = agent_find(names->items[i]);
		const char *path = agent ? agent_path(s, agent) : NULL;
		const char *own = path;

		if (!path || setup_real_path(s, &path))
			continue;
		/* A plugin of several files is a directory of guard's. */
		if (sv_ends(sv_from(path), SV("/plugin.json")))
			own = parent_of(s->arena, path);
		if (strcmp(c->path, path) == 0 ||
		    (own && is_within(c->path, own)) ||
		    (c->kind == CHANGE_DIRECTORY && is_within(path, c->path)))
			return true;
	}
	return !names->n;
}

static void
remove_json(struct setup *s, size_t gone)
{
	struct emit j = cli_json_open(s->cli);

	emit_u64(&j, "removed", gone);
	emit_array(&j, "left");
	for (size_t i = 0; i < s->done.n; i++)
		if (is_meant(s, &s->done.list[i]))
			emit_str(&j, NULL, s->done.list[i].path);
	emit_end_array(&j);
	cli_json_close(&j);
}

/* Newest first: an edit goes back to what the one before it had made. */
int
setup_remove(struct setup *s)
{
	struct out *out = &s->cli->out;
	size_t kept = 0, gone = 0, others = 0;
	enum err e;

	cli_json_aside(s->cli);
	for (size_t i = s->done.n; i-- > 0;) {
		struct change *c = &s->done.list[i];

		if (!is_meant(s, c)) {
			others++;
			continue;
		}
		if (!(e = take_out(s, c))) {
			/* A directory that others still need is theirs, too:
			 * it goes with them. */
			if (s->cli->args.agents.n &&
			    c->kind == CHANGE_DIRECTORY &&
			    !os_is_missing(c->path)) {
				others++;
				continue;
			}
			c->kind = CHANGE_NONE;
			gone++;
			continue;
		}
		out_str(out, e == ERR_EXISTS
		    ? "left, because it was changed since: "
		    : "could not be removed: ");
		out_visible(out, sv_from(c->path));
		out_c(out, '\n');
	}
	for (size_t i = 0; i < s->done.n; i++)
		if (s->done.list[i].kind)
			s->done.list[kept++] = s->done.list[i];
	s->done.n = kept;
	if ((e = record_save(s)))
		return cli_fail_on(EXIT_GUARD_FAILED, s->record.p, e);
	out_u64(out, gone);
	out_str(out, gone == 1 ? " thing was" : " things were");
	out_str(out, " taken out again.\n");
	if (s->cli->args.json) {
		remove_json(s, gone);
		return kept > others ? EXIT_FINDINGS : EXIT_FINE;
	}
	if (kept > others)
		out_str(out, "What is left still mentions guard, or is not as "
		    "guard wrote it. Remove it by hand.\n");
	return kept > others ? EXIT_FINDINGS : EXIT_FINE;
}
