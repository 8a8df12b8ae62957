/* SPDX-License-Identifier: ISC */
/*
 * The environment of an agent. Its files lie in share/guard/shell; each goes
 * on with the person's own, whose place stands in a variable of guard's.
 */
#include "front.h"

#include <string.h>

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"
#define EXTRA 16 /* variables at most that are added */

const struct front_variable front_variables[] = {
    {"GUARD_SHIMS", NULL, NULL, false},
    {"BASH_ENV", "bash-env.sh", "GUARD_BASH_ENV", false},
    {"ENV", "sh-env.sh", "GUARD_ENV", false},
    {"ZDOTDIR", "zsh", "GUARD_ZDOTDIR", false},
    {"npm_config_script_shell", "script-shell", NULL, true},
    {NULL, NULL, NULL, false},
};

struct builder {
	struct arena *arena;
	char **env;
	size_t n, cap;
};

enum err
front_open(struct front *out)
{
	enum err e = os_prefix(&out->prefix);

	if (e || (e = os_prefix_join(&out->prefix, "share/guard/shims",
	    &out->shims)))
		return e;
	return os_prefix_join(&out->prefix, "share/guard/shell", &out->shell);
}

enum err
front_value(const struct front *f, const struct front_variable *v,
    struct os_path *out)
{
	if (v->file)
		return os_join(&f->shell, v->file, out);
	*out = f->shims;
	return OK;
}

static bool
is_variable(const char *entry, const char *name)
{
	size_t n = strlen(name);

	return strncmp(entry, name, n) == 0 && entry[n] == '=';
}

struct sv
front_get(char *const *envp, const char *name)
{
	for (; *envp; envp++)
		if (is_variable(*envp, name))
			return sv_from(*envp + strlen(name) + 1);
	return (struct sv){NULL, 0};
}

enum err
front_path(struct arena *arena, const struct front *f, struct sv path,
    struct sv *out)
{
	size_t cap = f->shims.n + path.n + 2;
	char *memory = arena_take(arena, cap);
	struct sv own = {f->shims.p, f->shims.n};
	struct buf b;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, cap);
	buf_sv(&b, own);
	for (;;) {
		size_t n = sv_find(path, 0, ':');
		struct sv entry = sv_take(path, n);

		if (!sv_eq(entry, own)) {
			buf_c(&b, ':');
			buf_sv(&b, entry);
		}
		if (n == path.n)
			break;
		path = sv_skip(path, n + 1);
	}
	*out = buf_view(&b);
	return b.full ? ERR_LIMIT : OK;
}

/* NAME=VALUE, in the place of an entry of that name. */
static enum err
put(struct builder *b, const char *name, struct sv value)
{
	size_t cap = strlen(name) + value.n + 2, i = 0;
	char *entry = arena_take(b->arena, cap);
	struct buf text;

	if (!entry)
		return ERR_LIMIT;
	buf_init(&text, entry, cap);
	buf_str(&text, name);
	buf_c(&text, '=');
	buf_sv(&text, value);
	buf_c(&text, '\0');
	while (i < b->n && !is_variable(b->env[i], name))
		i++;
	if (i + 1 >= b->cap || text.full)
		return ERR_LIMIT;
	b->env[i] = entry;
	if (i == b->n)
		b->n++;
	b->env[b->n] = NULL;
	return OK;
}

static enum err
put_variable(struct builder *b, const struct front *f,
    const struct front_variable *v)
{
	struct sv before = front_get(b->env, v->name);
	struct os_path value;
	enum err e = front_value(f, v, &value);

	if (e || (v->yields && before.n))
		return e;
	/* Not where it is guard's already: an agent within an agent. */
	if (v->keeps && before.n &&
	    !sv_eq(before, (struct sv){value.p, value.n}) &&
	    (e = put(b, v->keeps, before)))
		return e;
	return put(b, v->name, (struct sv){value.p, value.n});
}

enum err
front_environment(struct arena *arena, const struct front *f,
    char *const *envp, char ***out)
{
	struct builder b = {.arena = arena};
	struct sv path = front_get(envp, "PATH");
	enum err e;

	while (envp[b.n])
		b.n++;
	b.cap = b.n + EXTRA;
	if (!(b.env = ARENA_NEW(arena, b.cap, char *)))
		return ERR_LIMIT;
	memcpy(b.env, envp, b.n * sizeof(*envp));
	if (!path.n)
		path = SV(DEFAULT_PATH);
	if ((e = front_path(arena, f, path, &path)) ||
	    (e = put(&b, "PATH", path)))
		return e;
	for (const struct front_variable *v = front_variables; v->name; v++)
		if ((e = put_variable(&b, f, v)))
			return e;
	*out = b.env;
	return OK;
}
