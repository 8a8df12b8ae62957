/* SPDX-License-Identifier: ISC */
/*
 * Where a repository is, its config and its refs.
 */
#include "facts/repository.h"

#include <string.h>

enum { FILE_MAX = 8 << 20 /* bytes of config or packed-refs */ };

static bool
spell(struct sv dir, struct sv name, struct os_path *out)
{
	struct buf b;

	buf_init(&b, out->p, sizeof(out->p) - 1);
	if (!name.n || name.p[0] != '/') {
		buf_sv(&b, dir);
		if (!sv_ends(dir, SV("/")))
			buf_c(&b, '/');
	}
	buf_sv(&b, name);
	out->n = b.n;
	out->p[b.n] = '\0';
	return !b.full;
}

static struct sv
view(const struct os_path *path)
{
	return (struct sv){path->p, path->n};
}

bool
repo_path(const struct repository *r, struct sv path, struct os_path *out)
{
	return spell(view(&r->root), path, out);
}

enum err
repo_file(struct repository *r, const struct os_path *dir, const char *name,
    struct sv *out)
{
	struct os_path path;

	*out = (struct sv){0};
	if (!spell(view(dir), sv_from(name), &path))
		return ERR_LIMIT;
	return facts_text(r->arena, path.p, FILE_MAX, out);
}

static struct sv
line_of(struct sv *text)
{
	size_t n = sv_find(*text, 0, '\n');
	struct sv line = sv_trim(sv_take(*text, n));

	*text = sv_skip(*text, n + 1);
	return line;
}

struct config_search {
	struct sv section, sub, key;
	struct sv found;
};

static enum err
take_last(void *ctx, const struct config_entry *e)
{
	struct config_search *s = ctx;

	if (config_is(e, s->section, s->sub, s->key))
		s->found = e->value;
	return OK;
}

struct sv
repo_config(const struct repository *r, struct sv section, struct sv sub,
    struct sv key)
{
	struct config_search s = {section, sub, key, {0}};

	/* Behind a mistake git would read nothing, nor run. */
	(void)!config_parse(r->arena, r->config, take_last, &s);
	return s.found;
}

/* The directory that commondir names, else the git directory itself. */
static enum err
find_common(struct repository *r)
{
	struct sv text;
	enum err e = repo_file(r, &r->dir, "commondir", &text);

	if (e == ERR_NOT_FOUND) {
		r->common = r->dir;
		return OK;
	}
	if (e)
		return e;
	return os_resolve(view(&r->dir), sv_trim(text), &r->common);
}

/* What config says of the format, and of the work tree. */
static enum err
read_config(struct repository *r)
{
	const struct sv core = SV("core"), extensions = SV("extensions");
	struct sv none = {0}, value;
	enum err e = repo_file(r, &r->common, "config", &r->config);

	if (e && e != ERR_NOT_FOUND)
		return e;
	value = repo_config(r, extensions, none, SV("objectformat"));
	if (value.n && !config_same_word(value, SV("sha1")))
		return OK;
	value = repo_config(r, extensions, none, SV("refstorage"));
	if (value.n && !config_same_word(value, SV("files")))
		return OK;
	value = repo_config(r, core, none, SV("worktree"));
	if (value.n && os_resolve(view(&r->dir), value, &r->root))
		return OK;
	r->bare = config_same_word(repo_config(r, core, none, SV("bare")),
	    SV("true"));
	e = repo_file(r, &r->common, "packed-refs", &r->packed);
	if (e && e != ERR_NOT_FOUND)
		return e;
	r->known = true;
	return OK;
}

/* r->dir and r->root are set. What cannot be read leaves it unknown. */
static enum err
take(struct repository *r)
{
	r->found = true;
	r->budget = REPO_MAX_ENTRIES;
	if (find_common(r) || read_config(r))
		r->known = false;
	return OK;
}

static bool
is_directory(const char *path)
{
	struct os_status st;

	return !os_status(path, &st) && st.kind == OS_DIRECTORY;
}

/* A .git that is a file names the directory. */
static enum err
take_link(struct repository *r, const struct os_path *path)
{
	struct sv text;
	enum err e = facts_text(r->arena, path->p, FILE_MAX, &text);

	r->found = true;
	if (e || !sv_starts(text, SV("gitdir:")))
		return OK;
	text = sv_trim(sv_skip(text, 7));
	if (os_resolve(view(&r->root), text, &r->dir))
		return OK;
	return take(r);
}

static void
go_up(struct os_path *dir)
{
	while (dir->n > 1 && dir->p[dir->n - 1] != '/')
		dir->n--;
	if (dir->n > 1)
		dir->n--;
	dir->p[dir->n] = '\0';
}

/* A directory that is itself a git directory: there is no work tree. */
static bool
looks_bare(const struct os_path *dir)
{
	struct os_path head, objects;

	return spell(view(dir), SV("HEAD"), &head) &&
	    spell(view(dir), SV("objects"), &objects) &&
	    is_directory(objects.p) && !is_directory(head.p);
}

enum err
repo_find(struct arena *arena, struct sv dir,
    const struct config_place *place, struct repository *r)
{
	struct os_status st;
	struct os_path git;

	memset(r, 0, sizeof(*r));
	r->arena = arena;
	r->place = *place;
	if (!spell(dir, (struct sv){0}, &r->root))
		return OK;
	while (r->root.n > 1 && r->root.p[r->root.n - 1] == '/')
		r->root.p[--r->root.n] = '\0';
	for (;; go_up(&r->root)) {
		if (!spell(view(&r->root), SV(".git"), &git) ||
		    os_status(git.p, &st))
			return OK;
		if (st.kind == OS_FILE)
			return take_link(r, &git);
		if (st.kind != OS_NOTHING) {
			r->found = true;
			if (os_resolve(view(&r->root), SV(".git"), &r->dir))
				return OK;
			return take(r);
		}
		if (looks_bare(&r->root)) {
			r->found = r->bare = true;
			return OK;
		}
		if (r->root.n <= 1)
			break;
	}
	r->known = true;
	return OK;
}

enum err
repo_open(struct arena *arena, struct sv git_dir, struct sv work_tree,
    const struct config_place *place, struct repository *r)
{
	memset(r, 0, sizeof(*r));
	r->arena = arena;
	r->place = *place;
	if (!spell(git_dir, (struct sv){0}, &r->dir) ||
	    !spell(work_tree, (struct sv){0}, &r->root))
		return OK;
	r->dir.p[--r->dir.n] = '\0';
	r->root.p[--r->root.n] = '\0';
	return take(r);
}

static bool
take_oid(struct sv text, char out[41])
{
	text = sv_trim(text);
	out[0] = '\0';
	if (text.n != 40)
		return false;
	for (size_t i = 0; i < 40; i++)
		if (sv_find(SV("0123456789abcdef"), 0, text.p[i]) == 16)
			return false;
	memcpy(out, text.p, 40);
	out[40] = '\0';
	return true;
}

static bool
packed_ref(const struct repository *r, struct sv name, char out[41])
{
	struct sv text = r->packed, line;

	out[0] = '\0';
	while (text.n) {
		line = line_of(&text);
		if (line.n > 41 && sv_eq(sv_skip(line, 41), name))
			return take_oid(sv_take(line, 40), out);
	}
	return true;
}

bool
repo_branch(struct repository *r, struct sv *out)
{
	char oid[41];
	struct sv text;

	*out = (struct sv){0};
	if (repo_file(r, &r->dir, "HEAD", &text))
		return false;
	if (!sv_starts(text, SV("ref:")))
		return take_oid(text, oid);
	text = sv_trim(sv_skip(text, 4));
	if (!sv_starts(text, SV("refs/heads/")))
		return false;
	*out = sv_skip(text, 11);
	return true;
}

bool
repo_ref(struct repository *r, struct sv name, char out[41])
{
	struct os_path path;
	struct sv text = {0};
	enum err e;

	out[0] = '\0';
	for (int hops = 0; hops < 5; hops++) {
		bool head = sv_eq(name, SV("HEAD"));

		if (!spell(view(head ? &r->dir : &r->common), name, &path))
			return false;
		if (is_directory(path.p))
			e = ERR_NOT_FOUND;
		else
			e = facts_text(r->arena, path.p, FILE_MAX, &text);
		if (e == ERR_NOT_FOUND)
			return packed_ref(r, name, out);
		if (e)
			return false;
		if (!sv_starts(text, SV("ref:")))
			return take_oid(text, out);
		name = sv_trim(sv_skip(text, 4));
	}
	return false;
}
