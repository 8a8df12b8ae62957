/* SPDX-License-Identifier: ISC */
/*
 * The environment that a tool would see: the process's, with the changes that
 * launchers and shell text make on the way. Only what its table names counts.
 */
#include "argv/internal.h"

struct collector {
	const struct argv_context *ctx;
	const struct tool *tool;
	struct invocation *inv;
	struct list uses;
	bool prefixes_loaded;
	uint32_t n_prefixes;
	struct image_pair *prefixes; /* without the '*' */
};

static enum err
keep_prefix(void *ctx, struct sv key, uint64_t value)
{
	struct collector *c = ctx;

	if (!key.n || key.p[key.n - 1] != '*')
		return OK;
	if (c->n_prefixes == c->tool->h->n_prefixes)
		return ERR_CORRUPT;
	c->prefixes[c->n_prefixes].key = sv_take(key, key.n - 1);
	c->prefixes[c->n_prefixes++].value = value;
	return OK;
}

/* The longest prefix entry that fits. */
static enum err
find_prefix(struct collector *c, struct sv name, uint64_t *out)
{
	size_t best = 0;
	bool found = false;
	enum err e;

	if (!c->prefixes_loaded) {
		c->prefixes = ARENA_NEW(c->ctx->arena,
		    c->tool->h->n_prefixes, struct image_pair);
		if (!c->prefixes)
			return ERR_LIMIT;
		e = image_each(c->ctx->image, c->tool->h->environment,
		    keep_prefix, c);
		if (e)
			return e;
		c->prefixes_loaded = true;
	}
	for (uint32_t i = 0; i < c->n_prefixes; i++) {
		struct sv prefix = c->prefixes[i].key;

		if (sv_starts(name, prefix) && (!found || prefix.n > best)) {
			best = prefix.n;
			*out = c->prefixes[i].value;
			found = true;
		}
	}
	return found ? OK : ERR_NOT_FOUND;
}

/* npm and its like take npm_config_* in any case. */
static bool
npm_name(struct sv name, char *lower, size_t cap)
{
	const struct sv prefix = SV("npm_config_");

	if (name.n > cap)
		return false;
	for (size_t i = 0; i < name.n; i++)
		lower[i] = byte_lower(name.p[i]);
	return sv_starts((struct sv){lower, name.n}, prefix);
}

static enum err
find_variable(struct collector *c, struct sv name, uint64_t *out)
{
	char lower[64];
	enum err e = image_find(c->ctx->image, c->tool->h->environment, name,
	    out);

	if (e == ERR_NOT_FOUND && npm_name(name, lower, sizeof(lower)))
		e = image_find(c->ctx->image, c->tool->h->environment,
		    (struct sv){lower, name.n}, out);
	if (e != ERR_NOT_FOUND || !c->tool->h->n_prefixes)
		return e;
	return find_prefix(c, name, out);
}

/* name is followed by at least one more byte, "=" or NUL. */
static bool
passes_filter(const struct tool *tool, const char *name)
{
	unsigned bit;

	if (!name[0])
		return false;
	bit = image_env_bit(name);
	return tool->h->env_filter[bit >> 6] >> (bit & 63) & 1;
}

/*
 * What a value is classed by. A file of guard's own stands in rules as
 * "guard:NAME", whatever its path; the same text from anybody else is nothing.
 */
static enum err
classed_as(const struct argv_context *ctx, const struct word *value,
    struct word *out)
{
	const struct argv_world *world = ctx->world;
	const struct sv prefix = SV("guard:");
	struct sv name;
	struct buf b;
	char *p;
	enum err e = ERR_NOT_FOUND;

	*out = *value;
	if (sv_starts(value->text, prefix))
		*out = word_of(SV("/"));
	if (world && world->own && word_is_certain(value) &&
	    sv_starts(value->text, SV("/")))
		e = world->own(world->ctx, value->text, &name);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	if (!(p = arena_take(ctx->arena, prefix.n + name.n)))
		return ERR_LIMIT;
	buf_init(&b, p, prefix.n + name.n);
	buf_sv(&b, prefix);
	buf_sv(&b, name);
	*out = word_of(buf_view(&b));
	return OK;
}

/*
 * Settings in pairs of variables, X_KEY_n and X_VALUE_n (git): the key alone
 * does not tell. One that is set to nothing runs nothing; else "key=value" may
 * be what a rule file calls harmless.
 */
static enum err
class_pair(struct collector *c, struct sv name, const struct word *key,
    uint64_t v, uint32_t *classes)
{
	const struct sv mark = SV("_KEY_"), partner = SV("_VALUE_");
	size_t at = 0;
	struct word value, pair;
	struct buf b;
	char *p;

	while (at < name.n && !sv_starts(sv_skip(name, at), mark))
		at++;
	if (at == name.n || !word_is_certain(key))
		return OK;
	p = arena_take(c->ctx->arena, name.n + partner.n + 1);
	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, name.n + partner.n + 1);
	buf_sv(&b, sv_take(name, at));
	buf_sv(&b, partner);
	buf_sv(&b, sv_skip(name, at + mark.n));
	if (!argv_env(c->ctx, c->inv, buf_view(&b), &value) ||
	    !word_is_certain(&value))
		return OK;
	if (!value.text.n) {
		*classes &= ~(uint32_t)CLASS_RUNS;
		return OK;
	}
	if (!(p = arena_take(c->ctx->arena, key->text.n + value.text.n + 1)))
		return ERR_LIMIT;
	buf_init(&b, p, key->text.n + value.text.n + 1);
	buf_sv(&b, key->text);
	buf_c(&b, '=');
	buf_sv(&b, value.text);
	pair = word_of(buf_view(&b));
	return value_classes(c->ctx, OPTION_ID(v), &pair, classes);
}

static enum err
add_use(struct collector *c, struct sv name, const struct word *value,
    uint32_t flags)
{
	struct env_use *use = list_push(c->ctx->arena, &c->uses, sizeof(*use));

	if (!use)
		return ERR_LIMIT;
	use->name = name;
	use->value = *value;
	use->flags = flags;
	return OK;
}

static enum err
consider(struct collector *c, struct sv name, const struct word *value)
{
	struct word classed;
	uint32_t classes;
	uint64_t v;
	enum err e;

	e = find_variable(c, name, &v);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	classes = OPTION_CLASSES(OPTION_FLAGS(v));
	if (!value->text.n)
		classes &= ~(uint32_t)(CLASS_RUNS | CLASS_UNKNOWN);
	if ((classes & CLASS_RUNS) &&
	    (e = classed_as(c->ctx, value, &classed)))
		return e;
	e = value_classes(c->ctx, OPTION_ID(v),
	    classes & CLASS_RUNS ? &classed : value, &classes);
	if (!e && (classes & CLASS_RUNS))
		e = class_pair(c, name, value, v, &classes);
	if (e)
		return e;
	if (!(classes & ~(uint32_t)(CLASS_HARMLESS | CLASS_SECRET)))
		return OK;
	return add_use(c, name, value,
	    (OPTION_FLAGS(v) & ~(uint32_t)CLASS_ALL) | classes);
}

/* What may be set to anything counts where it says what is acted on. */
static enum err
consider_unknown(void *ctx, struct sv key, uint64_t value)
{
	const struct word anything = {.text = SV("?"), .flags = WORD_DYNAMIC};
	struct collector *c = ctx;

	if (!(OPTION_CLASSES(OPTION_FLAGS(value)) & CLASS_TARGET) ||
	    sv_ends(key, SV("*")) ||
	    !env_change_unknown(c->ctx, c->inv->changes, key))
		return OK;
	return consider(c, key, &anything);
}

static bool
is_target(struct collector *c, struct sv name)
{
	uint64_t v;

	return !find_variable(c, name, &v) &&
	    (OPTION_CLASSES(OPTION_FLAGS(v)) & CLASS_TARGET);
}

static bool
has_unknown(const struct env_change *from)
{
	for (; from && !from->clears; from = from->before)
		if (from->unknown)
			return true;
	return false;
}

static enum err
consider_changes(struct collector *c)
{
	const struct env_change *last = c->inv->changes;
	enum err e;

	for (const struct env_change *ch = last; ch && !ch->clears;
	     ch = ch->before) {
		/* Only the newest word on a variable counts. */
		if (ch->unset || ch->unknown ||
		    env_change_find(last, ch->name) != ch ||
		    (env_change_unknown(c->ctx, last, ch->name) &&
		        is_target(c, ch->name)))
			continue;
		e = environment_preloads(ch->name, &ch->value)
		    ? add_use(c, ch->name, &ch->value, CLASS_RUNS)
		    : c->tool->h->environment
		    ? consider(c, ch->name, &ch->value) : OK;
		if (e)
			return e;
	}
	return OK;
}

static enum err
consider_process(struct collector *c, const struct list *candidates)
{
	const struct env_candidate *v = (const void *)candidates->p;
	const struct env_change *changes = c->inv->changes;
	struct word value;
	enum err e;

	for (uint32_t i = 0; i < candidates->n; i++) {
		if (changes && (env_change_find(changes, v[i].name) ||
		    (env_change_unknown(c->ctx, changes, v[i].name) &&
		     is_target(c, v[i].name))))
			continue;
		value = word_of(v[i].value);
		if ((e = consider(c, v[i].name, &value)))
			return e;
	}
	return OK;
}

enum err
environment_candidates(const struct argv_context *ctx,
    const struct tool *tool, struct list *out)
{
	struct env_candidate *kept;
	struct sv text;
	size_t equals;

	for (char *const *v = ctx->envp; v && *v; v++) {
		if (!passes_filter(tool, *v))
			continue;
		if (!(kept = list_push(ctx->arena, out, sizeof(*kept))))
			return ERR_LIMIT;
		text = sv_from(*v);
		equals = sv_find(text, 0, '=');
		kept->name = sv_take(text, equals);
		kept->value = sv_skip(text, equals + 1);
	}
	return OK;
}

bool
environment_find(const struct invocation *inv, const struct list *candidates,
    struct sv name, struct word *out)
{
	const struct env_candidate *v = (const void *)candidates->p;
	const struct env_change *ch = env_change_find(inv->changes, name);

	if (ch && ch->unset)
		return false;
	if (ch) {
		*out = ch->value;
		return true;
	}
	for (uint32_t i = 0; i < candidates->n; i++)
		if (sv_eq(v[i].name, name)) {
			*out = word_of(v[i].value);
			return true;
		}
	return false;
}

enum err
environment_collect(const struct argv_context *ctx, const struct tool *tool,
    const struct list *candidates, struct invocation *inv)
{
	struct collector c = {.ctx = ctx, .tool = tool, .inv = inv};
	enum err e;

	if ((e = consider_changes(&c)) || (tool->h->environment &&
	    (e = consider_process(&c, candidates))))
		return e;
	if (has_unknown(inv->changes) && (e = image_each(ctx->image,
	    tool->h->environment, consider_unknown, &c)))
		return e;
	if ((e = settings_collect(ctx, tool, inv, &c.uses)))
		return e;
	inv->env = (void *)c.uses.p;
	inv->n_env = c.uses.n;
	return OK;
}
