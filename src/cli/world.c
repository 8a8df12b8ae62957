/* SPDX-License-Identifier: ISC */
/*
 * Answers about files, in bounded time. A file that is there and cannot be
 * read is an error and never "not found": what it says could matter.
 */
#include "world.h"

#include <string.h>

#include "package_json.h"
#include "packages.h"

enum { TEXT_MAX = 64 << 10 /* bytes */ };

static enum err
keep(struct world *w, struct sv text, struct sv *out)
{
	struct sv copy = arena_dup(w->arena, text);

	if (!copy.p)
		return ERR_LIMIT;
	*out = copy;
	return OK;
}

/* What this user cannot resolve no tool of this user's can start or read. */
static enum err
real_path(struct sv cwd, struct sv path, struct os_path *out)
{
	enum err e = os_resolve(cwd, path, out);

	return e && e != ERR_LIMIT ? ERR_NOT_FOUND : e;
}

/* dir, which may be relative to where guard runs, with every link resolved. */
static enum err
real_directory(struct world *w, struct sv dir, struct os_path *out)
{
	if (w->cwd.n == 0 && !sv_starts(dir, SV("/")))
		return ERR_ENGINE;
	return real_path((struct sv){w->cwd.p, w->cwd.n},
	    dir.n ? dir : SV("."), out);
}

/* A string member of an object, copied; ERR_NOT_FOUND if it is none. */
static enum err
string_member(struct world *w, const json_t *object, const char *key,
    struct sv *out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return ERR_NOT_FOUND;
	return keep(w,
	    (struct sv){json_string_value(value), json_string_length(value)},
	    out);
}

/*
 * npm takes the nearest folder with a package.json or a node_modules; where
 * that has no package.json npm gives up, while pnpm and yarn look further up,
 * and so does this.
 */
static enum err
world_script(void *ctx, struct sv cwd, struct sv name, struct sv *out_text)
{
	struct world *w = ctx;
	struct sv key = arena_dup(w->arena, name);
	struct os_path dir;
	json_t *json;
	enum err e;

	if (!key.p)
		return ERR_LIMIT;
	if ((e = real_directory(w, cwd, &dir)))
		return e;
	if ((e = package_json_above(&dir, &json)))
		return e;
	e = string_member(w, json_object_get(json, "scripts"), key.p, out_text);
	json_decref(json);
	return e;
}

static enum err
world_packages(void *ctx, struct sv cwd, struct sv selector,
    struct argv_packages *out)
{
	struct world *w = ctx;
	struct os_path dir;
	enum err e = real_directory(w, cwd, &dir);

	return e ? e : packages_find(w->arena, &dir, selector, out);
}

static enum err
world_resolve(void *ctx, struct sv cwd, struct sv path, struct sv *out)
{
	struct world *w = ctx;
	struct os_path dir = {.n = 0};
	struct os_path real;
	enum err e;

	if (!sv_starts(path, SV("/")) && (e = real_directory(w, cwd, &dir)))
		return e;
	if ((e = real_path((struct sv){dir.p, dir.n}, path, &real)))
		return e;
	return keep(w, (struct sv){real.p, real.n}, out);
}

/* The bytes of path up to and with the last "/node_modules/", 0 if none. */
static size_t
modules_prefix(struct sv path)
{
	const struct sv mark = SV("/node_modules/");

	for (size_t i = path.n; i-- > 0;)
		if (sv_starts(sv_skip(path, i), mark))
			return i + mark.n;
	return 0;
}

/* The folder of the package: NAME or @SCOPE/NAME. n is 0 for none. */
static struct sv
folder_name(struct sv path, size_t prefix)
{
	struct sv rest = sv_skip(path, prefix);
	size_t n = sv_find(rest, 0, '/');

	if (n < rest.n && rest.p[0] == '@')
		n = sv_find(rest, n + 1, '/');
	return n < rest.n ? sv_take(rest, n) : (struct sv){NULL, 0};
}

static bool
is_tool(const struct world *w, struct sv name)
{
	char memory[256];
	struct buf key;
	uint32_t offset;

	buf_init(&key, memory, sizeof(memory));
	buf_str(&key, "p:");
	buf_sv(&key, name);
	return w->image && !key.full &&
	    image_identity(w->image, buf_view(&key), &offset) == OK;
}

/* The name in the nearest package.json that has one, inside floor bytes. */
static enum err
declared_name(struct world *w, struct sv path, size_t floor, struct sv *out)
{
	struct os_path dir;
	enum err e;

	if (path.n >= sizeof(dir.p))
		return ERR_LIMIT;
	memcpy(dir.p, path.p, path.n);
	dir.n = path.n;
	while (package_go_up(&dir) && dir.n >= floor) {
		json_t *json;

		if ((e = package_json_above(&dir, &json)))
			return e;
		if (dir.n < floor) {
			json_decref(json);
			break;
		}
		e = string_member(w, json, "name", out);
		json_decref(json);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	return ERR_NOT_FOUND;
}

/*
 * A package is known by the name that it declares and by the folder that it
 * lies in; they differ for aliases ("p": "npm:prisma@5"). Where only the folder
 * is a tool's, that counts.
 */
static enum err
world_package(void *ctx, struct sv path, struct sv *out_name)
{
	struct world *w = ctx;
	size_t prefix = modules_prefix(path);
	struct sv folder = {NULL, 0};
	struct sv name = {NULL, 0};
	enum err e;

	if (prefix)
		folder = folder_name(path, prefix);
	e = declared_name(w, path, prefix, &name);
	if (e && (e != ERR_NOT_FOUND || !folder.n))
		return e;
	if (!name.n || (folder.n && !is_tool(w, name) && is_tool(w, folder)))
		name = folder;
	return keep(w, name, out_name);
}

static enum err
world_file(void *ctx, struct sv cwd, struct sv path, struct sv *out_text)
{
	struct world *w = ctx;
	struct sv real, text;
	enum err e;

	if ((e = world_resolve(ctx, cwd, path, &real)))
		return e;
	if ((e = package_read(real.p, &text)))
		return e;
	return keep(w, text, out_text);
}

/* Larger files are not looked through for commands. */
static enum err
world_text(void *ctx, struct sv cwd, struct sv path, struct sv *out_text)
{
	struct world *w = ctx;
	struct sv real, text;
	enum err e;

	if ((e = world_resolve(ctx, cwd, path, &real)) ||
	    (e = package_read(real.p, &text)))
		return e;
	return text.n > TEXT_MAX ? ERR_LIMIT : keep(w, text, out_text);
}

/* A larger one is code of somebody's. */
static enum err
world_variables(void *ctx, const struct env_load *load,
    struct argv_variables *out)
{
	struct world *w = ctx;
	struct sv text;
	enum err e;

	if (facts_file_written(&w->facts, load->steps, w->facts.cwd,
	        load->file.text))
		return ERR_ACCESS;
	e = world_text(ctx, (struct sv){0}, load->file.text, &text);
	return e ? e : facts_variables(w->arena, text, load, out);
}

static enum err
world_input(void *ctx, struct sv *out)
{
	struct world *w = ctx;
	struct sv text;
	enum err e;

	if (!w->own_input)
		return ERR_NOT_FOUND;
	e = package_read_rest(0, &text);
	return e ? e : keep(w, text, out);
}

static enum err
world_cwd(void *ctx, struct sv *out)
{
	struct world *w = ctx;

	if (w->cwd.n == 0)
		return ERR_NOT_FOUND;
	*out = (struct sv){w->cwd.p, w->cwd.n};
	return OK;
}

static enum err
world_alias(void *ctx, const struct invocation *inv, struct sv name,
    struct argv_alias *out)
{
	struct world *w = ctx;

	return facts_alias(&w->facts, inv, name, out);
}

static enum err
world_fact(void *ctx, const struct invocation *inv, enum fact_id id,
    struct fact *out)
{
	struct world *w = ctx;

	if (id == FACT_URL)
		return facts_urls(w->arena, inv, out);
	if (id == FACT_CODE)
		return facts_code(w->arena, inv, out);
	*out = (struct fact){0};
	if (!w->stated)
		return facts_read(&w->facts, inv, id, out);
	*out = w->stated->facts[id];
	/* What the command line itself says of its target counts. */
	if (!out->source.n && fact_is_target(id))
		return facts_read(&w->facts, inv, id, out);
	return out->source.n ? OK : facts_unseen(w->arena, inv, id, out);
}

/* Only these take the place of a shell. */
static const char *const own_files[] = {"script-shell"};

static enum err
world_own(void *ctx, struct sv path, struct sv *out_name)
{
	const struct os_path *prefix;
	struct os_path real, own, dir;
	struct os_status there, here;
	enum err e;

	(void)ctx;
	if ((e = os_resolve(SV("/"), path, &real)) ||
	    (e = os_status(real.p, &there)))
		return e == ERR_ACCESS ? ERR_NOT_FOUND : e;
	if ((e = os_prefix_view(&prefix)) ||
	    (e = os_prefix_join(prefix, "share/guard/shell", &dir)))
		return e;
	for (size_t i = 0; i < ARRAY_LEN(own_files); i++) {
		if (os_join(&dir, own_files[i], &own) ||
		    os_status(own.p, &here) || here.kind != OS_FILE ||
		    (here.mode & 022) || here.dev != there.dev ||
		    here.ino != there.ino)
			continue;
		*out_name = sv_from(own_files[i]);
		return OK;
	}
	return ERR_NOT_FOUND;
}

void
world_init(struct world *w, struct arena *arena, struct image *image,
    struct argv_world *face)
{
	w->arena = arena;
	w->image = image;
	os_cwd(&w->cwd);
	*face = (struct argv_world){
	    .ctx = w,
	    .script = world_script,
	    .packages = world_packages,
	    .resolve = world_resolve,
	    .package = world_package,
	    .file = world_file,
	    .text = world_text,
	    .variables = world_variables,
	    .input = world_input,
	    .cwd = world_cwd,
	    .alias = world_alias,
	    .fact = world_fact,
	    .own = world_own,
	    .statements = statements_read,
	    .writes = code_writes,
	    .tasks = tasks_read,
	};
}

static enum err
no_script(void *ctx, struct sv cwd, struct sv name, struct sv *out_text)
{
	(void)ctx, (void)cwd, (void)name, (void)out_text;
	return ERR_NOT_FOUND;
}

static enum err
no_packages(void *ctx, struct sv cwd, struct sv selector,
    struct argv_packages *out)
{
	(void)ctx, (void)cwd, (void)selector, (void)out;
	return ERR_NOT_FOUND;
}

static enum err
no_package(void *ctx, struct sv path, struct sv *out_name)
{
	(void)ctx, (void)path, (void)out_name;
	return ERR_NOT_FOUND;
}

static enum err
no_alias(void *ctx, const struct invocation *inv, struct sv name,
    struct argv_alias *out)
{
	(void)ctx, (void)inv, (void)name, (void)out;
	return ERR_NOT_FOUND;
}

static enum err
no_tasks(struct arena *arena, const struct task_query *query,
    struct task_reading *out)
{
	(void)arena, (void)query, (void)out;
	return ERR_NOT_FOUND;
}

/* What a line names was there, and said something. */
static enum err
no_variables(void *ctx, const struct env_load *load,
    struct argv_variables *out)
{
	(void)ctx, (void)out;
	return load->named ? ERR_ACCESS : ERR_NOT_FOUND;
}

static enum err
no_input(void *ctx, struct sv *out)
{
	(void)ctx, (void)out;
	return ERR_NOT_FOUND;
}

static enum err
no_cwd(void *ctx, struct sv *out)
{
	(void)ctx, (void)out;
	return ERR_NOT_FOUND;
}

void
world_none(struct world *w, struct argv_world *face)
{
	w->cwd.n = 0;
	w->facts.cwd = (struct sv){0};
	*face = (struct argv_world){
	    .ctx = w,
	    .script = no_script,
	    .packages = no_packages,
	    .resolve = no_script,
	    .package = no_package,
	    .file = no_script,
	    .text = no_script,
	    .variables = no_variables,
	    .input = no_input,
	    .cwd = no_cwd,
	    .alias = no_alias,
	    .fact = world_fact,
	    .statements = statements_read,
	    .writes = code_writes,
	    .tasks = no_tasks,
	};
}
