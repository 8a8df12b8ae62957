/* SPDX-License-Identifier: ISC */
/*
 * What is said of files that cannot be looked at: what their names tell.
 */
#include "facts/internal.h"

static const char *const temporary[] = {
	"/tmp/", "/var/tmp/", "/private/tmp/",
};

/* Leads upward, or is what only a shell makes a path of. */
static bool
is_treacherous(struct sv path)
{
	return !path.n || sv_contains(path, SV("..")) ||
	    sv_find(SV("~$-"), 0, path.p[0]) < 3 ||
	    sv_find(path, 0, '$') < path.n || sv_find(path, 0, '~') < path.n;
}

static struct sv
last_part(struct sv path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return sv_basename(path);
}

const char *
path_class_by_name(struct sv path)
{
	if (is_treacherous(path))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(temporary); i++) {
		struct sv dir = sv_from(temporary[i]);

		/* Not "/tmp/." or "/tmp//", which are all of it. */
		if (sv_starts(path, dir) && path.n > dir.n &&
		    path.p[dir.n] != '/' && path.p[dir.n] != '.')
			return "temp";
	}
	return path.p[0] != '/' && is_built(last_part(path)) ? "built" : NULL;
}

struct naming {
	struct arena *arena;
	struct sv *values;
	uint32_t n;
	bool unknown; /* one of them is */
};

static enum err
name_path(struct naming *all, uint32_t flags, const struct word *w)
{
	uint32_t kind = OPTION_VALUE_KIND(flags);
	char memory[512];
	const char *class;
	struct sv name;
	struct buf b;

	if (kind != VALUE_PATH && kind != VALUE_PATHSPEC)
		return OK;
	class = path_class_by_name(w->text);
	name = last_part(w->text);
	if (w->flags & (WORD_DYNAMIC | WORD_SPLITS)) {
		class = "unknown";
		name = SV("expansion");
	}
	if (kind == VALUE_PATHSPEC || !class) {
		all->unknown = true;
		return OK;
	}
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, class);
	buf_c(&b, ':');
	buf_sv(&b, name);
	all->values[all->n] = arena_dup(all->arena, buf_view(&b));
	return b.full || !all->values[all->n++].p ? ERR_LIMIT : OK;
}

static enum err
paths_by_name(struct arena *arena, const struct invocation *inv,
    struct fact *out)
{
	struct naming all = {.arena = arena};
	enum err e = OK;

	all.values = ARENA_NEW(arena, (size_t)inv->n_operands +
	    inv->n_options + 1, struct sv);
	if (!all.values)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < inv->n_operands && !e; i++)
		e = name_path(&all, inv->operands[i].flags,
		    &inv->operands[i].word);
	for (uint32_t i = 0; i < inv->n_options && !e; i++)
		if (inv->options[i].has_value)
			e = name_path(&all, inv->options[i].flags,
			    &inv->options[i].value);
	if (!e && all.n && !all.unknown)
		*out = (struct fact){FACT_KNOWN, all.values, all.n,
		    SV("by name")};
	return e;
}

enum err
facts_unseen(struct arena *arena, const struct invocation *inv,
    enum fact_id id, struct fact *out)
{
	static const struct sv untold = {"untold", 6};

	if (id == FACT_PATHS)
		return paths_by_name(arena, inv, out);
	if (id == FACT_OVERWRITES)
		*out = (struct fact){FACT_KNOWN, &untold, 1, out->source};
	return OK;
}
