/* SPDX-License-Identifier: ISC */
/*
 * Variables that a launcher or a shell loads for what it starts: of a file, or
 * from where nobody can look. A load is a change of the environment that is
 * read when a tool is reached behind it, and then becomes what the file sets.
 */
#include "argv/unwrap.h"

enum { MAX_CHANGES = 1024 };

static enum err
push_load(struct unwrap *u, const struct env_load *load,
    const struct env_change **changes)
{
	struct arena *arena = u->ctx->arena;
	struct env_load *kept = ARENA_NEW(arena, 1, struct env_load);
	struct env_change *c = env_change_push(arena, changes);

	if (!kept || !c)
		return ERR_LIMIT;
	*kept = *load;
	kept->steps = u->steps;
	c->load = kept;
	c->pending++;
	return OK;
}

/* ---- what a launcher's rule file says ---- */

struct loader {
	struct unwrap *u;
	const struct invocation *inv;
	uint32_t strings;
	uint32_t n;
	struct env_load load;
	const struct env_change **changes;
};

static enum err
get(const struct loader *l, uint32_t i, struct sv *out)
{
	return image_strings_get(l->u->ctx->image, l->strings, RECORD_STRINGS,
	    i, out);
}

/* An option, or "--require=**dotenv**" if its value may be one of these. */
static bool
is_given(const struct invocation *inv, struct sv item)
{
	struct sv name = sv_take(item, sv_find(item, 0, '='));
	struct sv values = sv_skip(item, name.n + 1);

	for (uint32_t i = 0; i < inv->n_options; i++) {
		const struct option_use *o = &inv->options[i];

		if (sv_eq(o->name, name) && !o->off && (!values.n ||
		    !word_is_certain(&o->value) ||
		    glob_match(values, o->value.text)))
			return true;
	}
	return false;
}

/* "=always", "=run" for the command, or an option that is given. */
static bool
item_holds(const struct invocation *inv, struct sv item)
{
	if (sv_starts(item, SV("-")))
		return is_given(inv, item);
	item = sv_skip(item, 1);
	return sv_eq(item, SV("always")) ||
	    (inv->n_path && sv_eq(inv->path[inv->n_path - 1], item));
}

/* Whether the key has the item; a NULL p stands for what holds of inv. */
static enum err
holds(const struct loader *l, struct sv wanted, struct sv wanted_item,
    bool *out)
{
	struct sv key, item;
	enum err e;

	*out = false;
	for (uint32_t i = 0; i < l->n && !*out; i += 2) {
		if ((e = get(l, i, &key)))
			return e;
		if (!sv_eq(key, wanted))
			continue;
		if ((e = get(l, i + 1, &item)))
			return e;
		*out = wanted_item.p ? sv_eq(item, wanted_item)
		    : item_holds(l->inv, item);
	}
	return OK;
}

static enum err
has_key(const struct loader *l, struct sv wanted, bool *out)
{
	struct sv key;
	enum err e = OK;

	*out = false;
	for (uint32_t i = 0; i < l->n && !*out && !e; i += 2)
		if (!(e = get(l, i, &key)))
			*out = sv_eq(key, wanted);
	return e;
}

/* ".env.{NODE_ENV:development}": with the variable's value filled in. */
static enum err
fill(const struct loader *l, struct sv name, struct word *out)
{
	size_t open = sv_find(name, 0, '{'), close = sv_find(name, open, '}');
	struct sv place = sv_skip(sv_take(name, close), open + 1);
	size_t colon = sv_find(place, 0, ':');
	struct word value = word_of(sv_skip(place, colon + 1)), set;
	char memory[256];
	struct buf b;

	*out = word_of(name);
	if (open == name.n)
		return OK;
	if (argv_env(l->u->ctx, l->inv, sv_take(place, colon), &set) &&
	    (set.text.n || !word_is_certain(&set)))
		value = set;
	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, sv_take(name, open));
	buf_sv(&b, value.text);
	buf_sv(&b, sv_skip(name, close + 1));
	*out = word_of(arena_dup(l->u->ctx->arena, buf_view(&b)));
	if (b.full || !out->text.p)
		return ERR_LIMIT;
	out->flags = value.flags;
	return OK;
}

static enum err
add_file(struct loader *l, const struct word *file, bool named)
{
	enum err e;

	l->load.named = named;
	e = word_join_path(l->u->ctx->arena, &l->inv->cwd, file,
	    &l->load.file);
	return e ? e : push_load(l->u, &l->load, l->changes);
}

static struct sv
last_of(struct sv list)
{
	size_t at = list.n;

	while (at > 0 && list.p[at - 1] != ',')
		at--;
	return sv_skip(list, at);
}

/* "-f a,b" names two files. */
static enum err
add_listed(struct loader *l, const struct word *files, bool last_first)
{
	struct sv rest = files->text;
	struct word one;
	enum err e = OK;

	if (!word_is_certain(files))
		return add_file(l, files, true);
	while (rest.n && !e) {
		one = word_of(last_first ? last_of(rest)
		    : sv_take(rest, sv_find(rest, 0, ',')));
		rest = last_first ? sv_take(rest, rest.n - one.text.n -
		    (one.text.n < rest.n)) : sv_skip(rest, one.text.n + 1);
		if (one.text.n)
			e = add_file(l, &one, true);
	}
	return e;
}

/* The files that options name: as they are given, or the last one first. */
static enum err
add_options(struct loader *l, bool *out_any)
{
	const struct invocation *inv = l->inv;
	const struct option_use *o;
	bool reads, last_first;
	enum err e = holds(l, SV("order"), SV("=last"), &last_first);

	for (uint32_t i = 0; i < inv->n_options && !e; i++) {
		o = &inv->options[last_first ? inv->n_options - 1 - i : i];
		if (!o->has_value ||
		    (e = holds(l, SV("files"), o->name, &reads)) || !reads)
			continue;
		*out_any = true;
		e = add_listed(l, &o->value, last_first);
	}
	return e;
}

/* Where no option names a file those are read that the tool looks for. */
static enum err
add_files(struct loader *l)
{
	struct sv key, item;
	struct word file;
	bool any = false;
	enum err e = add_options(l, &any);

	for (uint32_t i = 0; i < l->n && !e && !any; i += 2) {
		if ((e = get(l, i, &key)) || !sv_eq(key, SV("files")) ||
		    (e = get(l, i + 1, &item)) || !sv_starts(item, SV("=")))
			continue;
		e = fill(l, sv_skip(item, 1), &file);
		if (!e && file.text.n)
			e = add_file(l, &file, false);
	}
	return e;
}

/* An option: with it anything may be set. "=set": what is set is perhaps lost,
 * unless an option keeps it. */
static enum err
add_unknown(struct loader *l, struct sv tool, bool yields)
{
	const struct sv set = SV("=set");
	struct sv key, item;
	enum err e = OK;

	l->load.file = (struct word){0};
	l->load.from = tool;
	for (uint32_t i = 0; i < l->n && !e; i += 2) {
		if ((e = get(l, i, &key)) || !sv_eq(key, SV("unknown")) ||
		    (e = get(l, i + 1, &item)))
			continue;
		if (sv_starts(item, SV("-")) && !is_given(l->inv, item))
			continue;
		l->load.fades = sv_eq(item, set);
		if (l->load.fades && yields)
			continue;
		l->load.names = sv_starts(item, SV("-")) || l->load.fades
		    ? SV("*") : item;
		e = push_load(l->u, &l->load, l->changes);
	}
	return e;
}

enum err
load_launcher(struct unwrap *u, const struct invocation *inv,
    const struct env_change **changes)
{
	struct loader l = {.u = u, .inv = inv, .changes = changes};
	bool at = false, other = false;
	bool wins = false, unsure = false, yields = false;
	const struct sv none = {0};
	struct tool tool;
	enum err e = tool_load(u->ctx->image, inv->tool_offset, &tool);

	if (e || !tool.h->loads)
		return e;
	l.strings = tool.h->loads;
	l.load.elsewhere = inv->elsewhere;
	if ((e = image_strings_count(u->ctx->image, l.strings, RECORD_STRINGS,
	         &l.n)) || (e = holds(&l, SV("at"), none, &at)) ||
	    (e = has_key(&l, SV("at"), &other)) ||
	    (e = holds(&l, SV("wins"), none, &wins)) ||
	    (e = holds(&l, SV("yields"), none, &yields)) ||
	    (e = holds(&l, SV("unsure"), none, &unsure)))
		return e;
	if (other && !at)
		return OK;
	l.load.wins = yields || !wins ? LOAD_YIELDS : LOAD_WINS;
	if (unsure && !yields)
		l.load.wins = LOAD_UNSURE;
	e = add_files(&l);
	return e ? e : add_unknown(&l, tool.name, yields);
}

enum err
load_unknown(struct unwrap *u, struct sv from,
    const struct env_change **changes)
{
	const struct env_load load = {.names = SV("*"), .from = from};

	return push_load(u, &load, changes);
}

/* ---- what shell text sources ---- */

/* Code of somebody's set-up (activate, nvm.sh) or variables of a project? */
static bool
is_named_for_variables(struct sv path)
{
	struct sv name = sv_basename(path);

	return sv_starts(name, SV(".env")) || sv_ends(name, SV(".env")) ||
	    sv_starts(name, SV("$")) || sv_starts(path, SV("<("));
}

static enum err
add_sourced(struct unwrap *u, const struct assignment *a,
    const struct word *start, struct origin *from)
{
	const struct env_change **changes = &from->changes;
	struct env_load load = {
		.shell = true, .named = true, .elsewhere = from->elsewhere,
		.exports = a->loads & LOADS_EXPORTS,
		.maybe = a->loads & LOADS_MAYBE,
	};
	enum err e;

	if (a->loads & LOADS_UNKNOWN) {
		load.names = SV("*");
		load.from = SV("shell text");
		return push_load(u, &load, changes);
	}
	if (!word_is_certain(&a->value) &&
	    !is_named_for_variables(a->value.text))
		return OK;
	e = word_join_path(u->ctx->arena, start, &a->value, &load.file);
	return e ? e : push_load(u, &load, changes);
}

enum err
load_assigns(struct unwrap *u, const struct shell_command *c,
    const struct word *start, struct origin *from)
{
	const struct assignment *a = c->assigns;
	struct env_change *ch;
	enum err e;

	for (size_t i = 0; i < c->n_assigns; i++) {
		if (a[i].loads) {
			if ((e = add_sourced(u, &a[i], start, from)))
				return e;
			continue;
		}
		ch = env_change_push(u->ctx->arena, &from->changes);
		if (!ch)
			return ERR_LIMIT;
		ch->name = a[i].name;
		ch->value = a[i].value;
	}
	return OK;
}

/* ---- reading them ---- */

static enum err
push_unknown(struct unwrap *u, const struct env_load *load,
    const struct env_change **changes)
{
	struct env_change *c = env_change_push(u->ctx->arena, changes);

	if (!c)
		return ERR_LIMIT;
	c->unknown = true;
	c->fades = load->fades;
	c->name = load->names;
	c->source = load->from;
	c->value = (struct word){.text = SV("?"), .flags = WORD_DYNAMIC};
	return OK;
}

/* Whether the value stays as it is, and whether that can be told. */
static bool
stays(const struct env_load *load, const struct argv_variable *v, bool set,
    const struct word *old, bool *out_sure)
{
	bool certain = !set || word_is_certain(old);
	bool same = set && certain && word_is_certain(&v->value) &&
	    sv_eq(old->text, v->value.text);

	*out_sure = true;
	if (same)
		return true;
	if (load->maybe || (load->wins == LOAD_UNSURE && set)) {
		*out_sure = false;
		return false;
	}
	if (load->wins == LOAD_YIELDS && set) {
		*out_sure = certain;
		return certain;
	}
	/* The shell's own variable: of a child's only if it had that name. */
	*out_sure = !load->shell || load->exports || v->exported ||
	    (set && certain);
	return false;
}

static enum err
push_variable(struct unwrap *u, const struct env_load *load,
    const struct argv_variable *v, const struct env_change **changes)
{
	const struct invocation seen = {.changes = *changes};
	struct env_change *c;
	struct word old = {0};
	struct sv source;
	bool set, sure;

	if (v->unknown)
		return push_unknown(u, &(struct env_load){.names = v->name,
		    .from = v->source}, changes);
	set = argv_env_source(u->ctx, &seen, v->name, &old, &source);
	if (stays(load, v, set, &old, &sure))
		return OK;
	if (!(c = env_change_push(u->ctx->arena, changes)))
		return ERR_LIMIT;
	c->name = v->name;
	c->value = v->value;
	c->source = v->source;
	if (!sure) {
		c->value.flags |= WORD_DYNAMIC;
		c->value.known = 0;
	}
	return OK;
}

static enum err
read_load(struct unwrap *u, const struct env_load *load,
    const struct env_change **changes)
{
	const struct argv_world *world = u->ctx->world;
	const struct env_load any = {.names = SV("*"),
		.from = load->file.text};
	const struct env_change *before = *changes;
	struct argv_variables found = {0};
	enum err e = ERR_ACCESS;

	if (!load->file.text.n)
		return push_unknown(u, load, changes);
	if (world && !load->elsewhere && word_is_certain(&load->file))
		e = world->variables ? world->variables(world->ctx, load,
		    &found) : ERR_ENGINE;
	if (e == ERR_ENGINE || e == ERR_NOT_FOUND)
		return e == ERR_ENGINE ? e : OK;
	if (e && load->shell && !is_named_for_variables(load->file.text))
		return OK;
	if (e)
		return push_unknown(u, &any, changes);
	for (uint32_t i = 0; i < found.n && !e; i++)
		e = push_variable(u, load, &found.list[i], changes);
	/* Too many for a list that each look-up goes through. */
	if (e == ERR_LIMIT && found.n > MAX_CHANGES / 2) {
		*changes = before;
		e = push_unknown(u, &any, changes);
	}
	return e;
}

static enum err
push_again(struct unwrap *u, const struct env_change *ch,
    const struct env_change **changes)
{
	const struct env_change *before = *changes;
	struct env_change *c;

	if (ch->load)
		return read_load(u, ch->load, changes);
	if (!(c = env_change_push(u->ctx->arena, changes)))
		return ERR_LIMIT;
	*c = *ch;
	c->before = before;
	c->count = before ? before->count + 1 : 1;
	c->pending = 0;
	return OK;
}

enum err
load_settle(struct unwrap *u, const struct env_change **changes)
{
	const struct env_change **list, *at = *changes;
	uint32_t n = 0;
	enum err e = OK;

	if (!at || !at->pending)
		return OK;
	if (!(list = ARENA_NEW(u->ctx->arena, at->count, const struct
	    env_change *)))
		return ERR_LIMIT;
	for (; at && at->pending; at = at->before)
		list[n++] = at;
	*changes = at;
	while (n-- > 0 && !e)
		e = push_again(u, list[n], changes);
	return e;
}
