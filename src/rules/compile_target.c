/* SPDX-License-Identifier: ISC */
/*
 * The sources of a tool's target, by key. An option stands for all its names.
 */
#include "rules/compile.h"
#include "rules/shown.h"

struct target_strings {
	struct arena *arena;
	struct sv *strings; /* NULL while they are counted */
	size_t n;
	bool full;
};

/* "--name?": what is given there is not known; "--name!": nothing behind it
 * counts then; "--name=GLOB": only with such a value. */
static struct sv
without_mark(struct sv source)
{
	bool marked = sv_ends(source, SV("?")) || sv_ends(source, SV("!"));

	source = sv_take(source, source.n - (size_t)marked);
	return sv_take(source, sv_find(source, 0, '='));
}

/* A name of the option with the source's mark. */
static struct sv
with_mark(struct target_strings *s, struct sv name, struct sv source)
{
	struct sv mark = sv_skip(source, without_mark(source).n);
	char memory[256];
	struct buf b;
	struct sv marked;

	if (!s->strings || !mark.n)
		return name;
	buf_init(&b, memory, sizeof(memory));
	buf_sv(&b, name);
	buf_sv(&b, mark);
	marked = arena_dup(s->arena, buf_view(&b));
	s->full |= b.full || !marked.p;
	return marked;
}

static void
add_pair(struct target_strings *s, struct sv key, struct sv source)
{
	if (s->strings) {
		s->strings[s->n] = key;
		s->strings[s->n + 1] = source;
	}
	s->n += 2;
}

static bool
has_name(const struct model_option *o, struct sv name)
{
	for (const struct model_name *m = o->names; m; m = m->next)
		if (sv_eq(m->name.text, name))
			return true;
	return false;
}

static const struct model_option *
find_option(const struct model_command *at, struct sv name)
{
	const struct model_option *o = at->options;

	while (o && !has_name(o, name))
		o = o->next;
	return o;
}

/* Whether what a command calls -c is what the tool calls so: that they share
 * another name says it. */
static bool
is_other(const struct model_option *o, const struct model_option *global,
    struct sv name)
{
	if (!global || global == o || !o->names->next)
		return false;
	for (const struct model_name *m = o->names; m; m = m->next)
		if (!sv_eq(m->name.text, name) &&
		    has_name(global, m->name.text))
			return false;
	return true;
}

/* Every name of the options of that name, here and below; global is that of
 * the tool itself, if there is one. */
static void
add_option(struct target_strings *s, const struct model_command *at,
    const struct model_option *global, const struct sv source[2])
{
	struct sv name = without_mark(source[1]);

	for (const struct model_option *o = at->options; o; o = o->next) {
		if (!has_name(o, name) || is_other(o, global, name))
			continue;
		for (const struct model_name *m = o->names; m; m = m->next)
			add_pair(s, source[0], with_mark(s, m->name.text,
			    source[1]));
	}
	for (const struct model_command *c = at->commands; c; c = c->next)
		add_option(s, c, global, source);
}

static void
add_options(struct target_strings *s, const struct tool *t, struct sv key,
    struct sv name)
{
	const struct model_command *root = &t->model->root;
	const struct sv source[2] = {key, name};

	add_option(s, root, find_option(root, without_mark(name)), source);
}

/* By name: grammars that mean the same give the same image. */
static void
sort_pairs(struct target_strings *s, size_t from)
{
	for (size_t i = from + 2; s->strings && i < s->n; i += 2)
		for (size_t k = i; k > from &&
		     sv_cmp(s->strings[k + 1], s->strings[k - 1]) < 0; k -= 2) {
			struct sv name = s->strings[k + 1];

			s->strings[k + 1] = s->strings[k - 1];
			s->strings[k - 1] = name;
		}
}

static void
add_sources(struct target_strings *s, const struct tool *t,
    const struct model_target *target)
{
	for (const struct model_name *m = target->sources; m; m = m->next) {
		struct sv name = m->name.text;

		size_t from = s->n;

		if (name.p[0] == '-')
			add_options(s, t, target->key.text, name);
		else
			add_pair(s, target->key.text, name);
		sort_pairs(s, from);
	}
}

/* The same option may stand at many commands: one pair is enough. */
static size_t
without_repeats(struct sv *strings, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i += 2) {
		size_t k = 0;

		while (k < kept && (!sv_eq(strings[k], strings[i]) ||
		    !sv_eq(strings[k + 1], strings[i + 1])))
			k += 2;
		if (k < kept)
			continue;
		strings[kept++] = strings[i];
		strings[kept++] = strings[i + 1];
	}
	return kept;
}

static void
check_lists(struct compiler *c, const struct tool *t,
    const struct model_target *target)
{
	for (; target; target = target->next) {
		const struct model_name *m = target->sources;

		for (; m; m = m->next) {
			struct target_strings found = {0};

			if (m->name.text.p[0] != '-')
				continue;
			add_options(&found, t, target->key.text, m->name.text);
			if (!found.n)
				diag_add(c->sink, SEVERITY_ERROR, m->name.span,
				    "unknown-option",
				    "'%.*s' has no option '%.*s'",
				    SHOWN(t->model->name.text),
				    SHOWN(m->name.text));
		}
	}
}

void
compile_check_target(struct compiler *c, const struct tool *t)
{
	check_lists(c, t, t->model->target);
	check_lists(c, t, t->model->loads);
}

uint32_t
emit_target(struct compiler *c, const struct tool *t,
    const struct model_target *lists)
{
	struct target_strings s = {.arena = c->arena};
	const struct model_target *m;
	struct sv *strings;

	for (m = lists; m; m = m->next)
		add_sources(&s, t, m);
	if (!s.n)
		return 0;
	if (!(strings = ARENA_NEW(c->arena, s.n, struct sv))) {
		c->b.full = true;
		return 0;
	}
	s.strings = strings;
	s.n = 0;
	for (m = lists; m; m = m->next)
		add_sources(&s, t, m);
	c->b.full |= s.full;
	return record_strings(c, RECORD_STRINGS, strings,
	    without_repeats(strings, s.n));
}
