/* SPDX-License-Identifier: ISC */
/*
 * Options that a rule permits: those that need no permission, and those that
 * say what is acted on while nothing checks it.
 */
#include "rules/lint.h"
#include "rules/shown.h"

/* An option of these classes is taken by an allow only when it is named. */
#define NEEDS_PERMIT                                                   \
	(CLASS_FORCE | CLASS_DESTRUCTIVE | CLASS_RUNS | CLASS_OPAQUE | \
	    CLASS_TARGET | CLASS_UNKNOWN)

static bool
needs_permit(uint32_t flags)
{
	uint32_t kind = OPTION_VALUE_KIND(flags);

	return (flags & NEEDS_PERMIT) || OPTION_RUNS(flags) ||
	    kind == VALUE_SQL || kind == VALUE_SQLFILE;
}

static struct lint_name *
find_name(const struct lint *l, struct sv name, uint64_t hash)
{
	size_t cursor = 0;
	struct lint_name *known;

	while ((known = map_next(&l->names, hash, &cursor))) {
		if (sv_eq(known->name, name))
			return known;
	}
	return NULL;
}

/* All that options of this name are, or whether it needs a permit, or'ed. */
static enum err
add_name(struct lint *l, struct sv name, uint32_t flags)
{
	uint64_t hash = image_check(name.p, name.n, 0);
	struct lint_name *known = find_name(l, name, hash);

	if (!known) {
		known = ARENA_NEW(l->arena, 1, struct lint_name);
		if (!known || !map_add(&l->names, hash, known))
			return ERR_LIMIT;
		known->name = name;
	}
	known->flags |= OPTION_CLASSES(flags);
	if (needs_permit(flags))
		known->flags |= OPTION_RECORD; /* a free bit here */
	return OK;
}

static enum err
add_command(struct lint *l, const struct model_command *at)
{
	enum err e;

	for (const struct model_option *o = at->options; o; o = o->next) {
		for (const struct model_name *m = o->names; m; m = m->next) {
			if ((e = add_name(l, m->name.text, o->flags)))
				return e;
		}
	}
	for (const struct model_command *c = at->commands; c; c = c->next) {
		if ((e = add_command(l, c)))
			return e;
	}
	return OK;
}

/* The flags of a name; of a variable when it is no option. */
static uint32_t
name_flags(const struct lint *l, const struct model_tool *tool, struct sv name)
{
	struct lint_name *known = find_name(l, name,
	    image_check(name.p, name.n, 0));
	uint32_t flags = 0;

	if (known)
		return known->flags;
	for (const struct model_env *v = tool->environment; v; v = v->next) {
		struct sv own = v->name.text;

		if (sv_eq(own, name) || (sv_ends(own, SV("*")) &&
		        sv_starts(name, sv_take(own, own.n - 1))))
			flags |= OPTION_CLASSES(v->flags) |
			    (needs_permit(v->flags) ? OPTION_RECORD : 0);
	}
	for (const struct model_env *v = tool->settings; v; v = v->next)
		if (sv_eq(v->name.text, name))
			flags |= OPTION_CLASSES(v->flags) |
			    (needs_permit(v->flags) ? OPTION_RECORD : 0);
	return flags;
}

static bool
changes(const struct model_rule *r)
{
	return r->effect == EFFECT_CHANGE || r->effect == EFFECT_DESTROY;
}

static void
report_target(struct lint *l, const struct model_rule *r,
    const struct located *where, struct sv name)
{
	diag_add(l->sink, SEVERITY_WARNING, where->span, "target-unchecked",
	    "'%.*s' allows any target by '%.*s': match its value, or say "
	    "'when'", SHOWN(r->id.text), SHOWN(name));
}

enum err
lint_options(struct lint *l, const struct model_tool *tool)
{
	enum err e;

	l->names = (struct map){.arena = l->arena};
	if ((e = add_command(l, &tool->root)))
		return e;
	for (const struct model_rule *r = tool->rules; r; r = r->next) {
		for (const struct model_name *w = r->with; w; w = w->next) {
			struct sv name = w->name.text;
			uint32_t flags = name_flags(l, tool, name);

			if (!(flags & OPTION_RECORD))
				diag_add(l->sink, SEVERITY_WARNING,
				    w->name.span, "needless-with",
				    "'%.*s' is allowed without being named",
				    SHOWN(name));
			else if ((flags & CLASS_TARGET) && changes(r) &&
			    !r->when)
				report_target(l, r, &w->name, name);
		}
	}
	return OK;
}

void
lint_target(struct lint *l, const struct lint_entry *entry)
{
	const struct lint_pattern *p = entry->pattern;

	if (p->verdict != STORED_ALLOW || !changes(p->rule) || p->rule->when ||
	    p->n_commands > 1)
		return;
	for (uint32_t i = 0; i < entry->rule.rule->n_conditions; i++) {
		const struct image_condition *c = &entry->rule.conditions[i];
		struct lint_name *known;
		struct sv name;

		if (c->kind != CONDITION_OPTION || c->match ||
		    image_string(&entry->rule.record, c->name, &name))
			continue;
		known = find_name(l, name, image_check(name.p, name.n, 0));
		if (known && (known->flags & CLASS_TARGET))
			report_target(l, p->rule, p->text, name);
	}
}
