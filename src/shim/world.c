/* SPDX-License-Identifier: ISC */
/*
 * The small program's answers. package.json is not parsed here: a file that
 * names a guarded package anywhere as a "name" goes to the engine, which reads
 * it properly; every other one cannot be a guarded package's.
 */
#include <string.h>

#include "guard/os.h"
#include "shim/world.h"

#define MAX_LEVELS       32          /* folders upward */
#define MAX_FILE         (32u << 10)  /* bytes; larger ones go to the engine */
#define MAX_PACKAGE_JSON (128u << 10) /* bytes; larger ones go to the engine */

static enum err
world_script(void *ctx, struct sv cwd, struct sv name, struct sv *out)
{
	(void)ctx;
	(void)cwd;
	(void)name;
	(void)out;
	return ERR_ENGINE;
}

static enum err
world_cwd(void *ctx, struct sv *out)
{
	static struct os_path cwd;

	(void)ctx;
	if (!cwd.n)
		os_cwd(&cwd);
	if (!cwd.n)
		return ERR_NOT_FOUND;
	*out = (struct sv){cwd.p, cwd.n};
	return OK;
}

static enum err
world_resolve(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	const struct argv_context *context = ctx;
	static struct os_path base, resolved;
	struct sv start;
	enum err e;

	/* A directory that only shell text leads to is relative to ours. */
	if ((e = world_cwd(ctx, &start)))
		return e;
	if (cwd.n) {
		if ((e = os_resolve(start, cwd, &base)))
			return e == ERR_LIMIT ? e : ERR_NOT_FOUND;
		start = (struct sv){base.p, base.n};
	}
	if ((e = os_resolve(start, path, &resolved)))
		return e == ERR_LIMIT ? e : ERR_NOT_FOUND;
	*out = arena_dup(context->arena, (struct sv){resolved.p, resolved.n});
	return out->p ? OK : ERR_LIMIT;
}

/* dir/path, or path when it is absolute. */
static bool
spell(struct sv dir, struct sv path, struct os_path *out)
{
	struct buf b;

	buf_init(&b, out->p, sizeof(out->p) - 1);
	if (dir.n && path.n && path.p[0] != '/') {
		buf_sv(&b, dir);
		buf_c(&b, '/');
	}
	buf_sv(&b, path);
	out->n = b.n;
	out->p[b.n] = '\0';
	return !b.full;
}

static enum err
world_file(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	const struct argv_context *context = ctx;
	struct os_path full;
	char *text;
	size_t n;
	enum err e;

	if (!spell(cwd, path, &full))
		return ERR_NOT_FOUND;
	/* Settings files are mostly absent: ask before taking memory. */
	if ((e = os_read_file(full.p, NULL, 0, &n)) && e != ERR_LIMIT)
		return e;
	text = arena_take(context->arena, MAX_FILE);
	if (!text)
		return ERR_ENGINE;
	e = os_read_file(full.p, text, MAX_FILE, &n);
	*out = (struct sv){text, n};
	return e == ERR_LIMIT ? ERR_ENGINE : e;
}

static size_t
skip_blanks(struct sv s, size_t i)
{
	while (i < s.n && byte_is_space(s.p[i]))
		i++;
	return i;
}

/* The string behind "name" and a colon at i; n is 0 if there is none. */
static struct sv
name_value(struct sv text, size_t i)
{
	size_t end;

	i = skip_blanks(text, i);
	if (i >= text.n || text.p[i] != ':')
		return (struct sv){0};
	i = skip_blanks(text, i + 1);
	if (i >= text.n || text.p[i] != '"')
		return (struct sv){0};
	end = sv_find(text, i + 1, '"');
	return (struct sv){text.p + i + 1, end - i - 1};
}

/* Any "name" whose value is a guarded package's, or is escaped. */
static enum err
may_be_guarded(const struct argv_context *ctx, struct sv text, bool *out)
{
	const struct sv key = SV("\"name\"");
	char identity[IMAGE_IDENTITY_MAX];
	struct sv value;
	uint32_t found;
	enum err e;

	/* An escape may spell a key or a name in another way. */
	*out = sv_find(text, 0, '\\') < text.n;
	for (size_t i = 0; i + key.n <= text.n && !*out; i++) {
		i = sv_find(text, i, '"');
		if (!sv_starts(sv_skip(text, i), key))
			continue;
		value = name_value(text, i + key.n);
		if (!value.n || value.n + 2 > sizeof(identity))
			continue;
		memcpy(identity, "p:", 2);
		memcpy(identity + 2, value.p, value.n);
		e = image_identity(ctx->image,
		    (struct sv){identity, value.n + 2}, &found);
		if (e && e != ERR_NOT_FOUND)
			return e;
		*out = !e;
	}
	return OK;
}

static enum err
read_package_json(struct sv dir, char *text, size_t cap, size_t *out_n)
{
	const struct sv name = SV("/package.json");
	struct os_path path;

	if (dir.n + name.n + 1 > sizeof(path.p))
		return ERR_NOT_FOUND;
	memcpy(path.p, dir.p, dir.n);
	memcpy(path.p + dir.n, name.p, name.n + 1);
	return os_read_file(path.p, text, cap, out_n);
}

static struct sv
parent_of(struct sv path)
{
	while (path.n && path.p[path.n - 1] != '/')
		path.n--;
	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

/* Which package.json governs the file only its parse can tell: so any above
 * that may name a guarded package is for the engine. */
static enum err
world_package(void *ctx, struct sv path, struct sv *out_name)
{
	static char text[MAX_PACKAGE_JSON];
	struct sv dir = path;
	bool guarded = false;
	size_t n = 0;
	enum err e;

	(void)out_name;
	for (int level = 0; level < MAX_LEVELS && dir.n; level++) {
		dir = parent_of(dir);
		e = read_package_json(dir, text, sizeof(text), &n);
		if (e == ERR_NOT_FOUND)
			continue;
		if (!e)
			e = may_be_guarded(ctx, (struct sv){text, n}, &guarded);
		if (e || guarded)
			return ERR_ENGINE;
	}
	return ERR_NOT_FOUND;
}

/*
 * Only that nobody has pinned anything here: then nothing can differ from it.
 * It keeps plans and migrations off the engine where guard trust is not used.
 */
static enum err
world_fact(void *ctx, const struct invocation *inv, enum fact_id id,
    struct fact *out)
{
	static const struct sv none = {"none", 4};
	const struct argv_context *context = ctx;
	size_t used = context->arena->used;
	const struct os_path *prefix;
	struct os_path *path;
	bool missing;

	if (id != FACT_TARGET_PIN || inv->elsewhere || inv->foreseen ||
	    inv->cwd.text.n || os_prefix_view(&prefix))
		return ERR_ENGINE;
	/* Where a page is touched already; the stack's would be another. */
	path = arena_take(context->arena, sizeof(*path));
	missing = path &&
	    !os_prefix_join(prefix, "etc/guard/trust.json", path) &&
	    os_is_missing(path->p);
	context->arena->used = used;
	if (!missing)
		return ERR_ENGINE;
	*out = (struct fact){.state = FACT_KNOWN, .values = &none, .n = 1};
	return OK;
}

const struct argv_world shim_world_template = {
	.script = world_script,
	.resolve = world_resolve,
	.package = world_package,
	.file = world_file,
	.cwd = world_cwd,
	.fact = world_fact,
};
