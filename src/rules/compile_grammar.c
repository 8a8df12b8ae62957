/* SPDX-License-Identifier: ISC */
/*
 * The first step: the commands of a tool in one tree, a table of every name
 * in its scope, options that are written alike made one.
 */
#include <string.h>

#include "rules/compile.h"
#include "rules/shown.h"

static uint64_t
hash_text(struct sv s, uint64_t seed)
{
	return image_check(s.p, s.n, seed);
}

static uint64_t
hash_names(const struct model_name *list, uint64_t h)
{
	for (; list; list = list->next)
		h = hash_text(list->name.text, h);
	return hash_text(SV(";"), h);
}

static uint64_t
hash_option(const struct model_option *o)
{
	uint64_t h = hash_names(o->names, o->flags);

	h = hash_names(o->harmless,
	    h + o->operands.given + 2u * o->operands.any);
	for (const struct model_operand *p = o->operands.first; p; p = p->next)
		h = hash_text(p->name.text,
		    h + p->flags * 4ull + p->optional * 2u + p->repeated);
	return h;
}

static bool
names_equal(const struct model_name *a, const struct model_name *b)
{
	for (; a && b; a = a->next, b = b->next) {
		if (!sv_eq(a->name.text, b->name.text))
			return false;
	}
	return !a && !b;
}

static bool
operands_equal(const struct model_operands *x, const struct model_operands *y)
{
	const struct model_operand *a = x->first, *b = y->first;

	if (x->given != y->given || x->any != y->any)
		return false;
	for (; a && b; a = a->next, b = b->next) {
		if (!sv_eq(a->name.text, b->name.text) ||
		    a->flags != b->flags || a->optional != b->optional ||
		    a->repeated != b->repeated)
			return false;
	}
	return !a && !b;
}

/* The one option for all that are written as o. */
static struct option *
intern_option(struct compiler *c, struct tool *t, const struct model_option *o)
{
	uint64_t h = hash_option(o);
	size_t cursor = 0;
	struct option *option;

	while ((option = map_next(&t->options, h, &cursor))) {
		if (option->model->flags == o->flags &&
		    names_equal(option->model->names, o->names) &&
		    names_equal(option->model->harmless, o->harmless) &&
		    operands_equal(&option->model->operands, &o->operands))
			return option;
	}
	option = ARENA_NEW(c->arena, 1, struct option);
	if (!option || !map_add(&t->options, h, option))
		return NULL;
	option->model = o;
	option->flags = o->flags & ~OPTION_RECORD;
	if (o->operands.given || o->harmless)
		option->flags |= OPTION_RECORD;
	*t->last_option = option;
	t->last_option = &option->next;
	return option;
}

/* Seeds keep commands and options of one scope apart. */
static uint64_t
scope_hash(const struct command *scope, struct sv name, bool is_option)
{
	return hash_text(name, scope->number * 2ull + is_option + 1);
}

static struct scoped_name *
find_name(const struct tool *t, const struct command *scope, struct sv name,
    bool is_option)
{
	uint64_t h = scope_hash(scope, name, is_option);
	size_t cursor = 0;
	struct scoped_name *s;

	while ((s = map_next(&t->names, h, &cursor))) {
		if (s->scope == scope && !s->option == !is_option &&
		    sv_eq(s->name, name))
			return s;
	}
	return NULL;
}

/* Adds a name to a scope; a name that is there already is an error. */
static enum err
add_name(struct compiler *c, struct tool *t, const struct located *where,
    const struct scoped_name *name)
{
	bool is_option = name->option != NULL;
	struct scoped_name *s;

	if (find_name(t, name->scope, name->name, is_option)) {
		diag_add(c->sink, SEVERITY_ERROR, where->span, "duplicate-name",
		    "%s '%.*s' is given twice",
		    is_option ? "option" : "command", SHOWN(name->name));
		return OK;
	}
	s = ARENA_NEW(c->arena, 1, struct scoped_name);
	if (!s)
		return ERR_LIMIT;
	*s = *name;
	return map_add(&t->names, scope_hash(s->scope, s->name, is_option), s) ?
	    OK : ERR_LIMIT;
}

/* ASCII letters in lower case. */
static struct sv
lower_case(struct compiler *c, struct sv s)
{
	char *p = arena_alloc(c->arena, s.n + 1, 1);

	if (!p)
		return (struct sv){NULL, 0};
	for (size_t i = 0; i < s.n; i++)
		p[i] = byte_lower(s.p[i]);
	return (struct sv){p, s.n};
}

struct sv
grammar_key(struct compiler *c, const struct command *parent, struct sv name)
{
	return parent->style & STYLE_CASELESS ? lower_case(c, name) : name;
}

static enum err
read_options(struct compiler *c, struct tool *t, struct command *at)
{
	const struct model_option *o;
	size_t n = 0;
	enum err e;

	for (o = at->model->options; o; o = o->next)
		n++;
	at->options = ARENA_NEW(c->arena, n, struct option *);
	if (!at->options)
		return ERR_LIMIT;
	for (o = at->model->options; o; o = o->next) {
		struct option *option = intern_option(c, t, o);

		if (!option)
			return ERR_LIMIT;
		at->options[at->n_options++] = option;
		if (option->model->operands.given)
			at->takes_operands = true;
		for (const struct model_name *m = o->names; m; m = m->next) {
			struct scoped_name s = {.scope = at,
			    .name = m->name.text, .option = option};

			if ((e = add_name(c, t, &m->name, &s)))
				return e;
		}
	}
	return OK;
}

static enum err
read_tags(struct compiler *c, struct tool *t, struct command *at)
{
	uint32_t bit;

	for (const struct model_name *m = at->model->tags; m; m = m->next) {
		bit = grammar_tag(t, m->name.text);
		if (!bit && t->n_tags == COMPILE_MAX_TAGS) {
			diag_add(c->sink, SEVERITY_ERROR, m->name.span,
			    "too-many-tags",
			    "a tool has at most %u tags", COMPILE_MAX_TAGS);
			return OK;
		}
		if (!bit) {
			t->tags[t->n_tags] = m->name.text;
			bit = (uint32_t)1 << t->n_tags++;
		}
		at->tags |= bit;
	}
	return OK;
}

static enum err read_command(struct compiler *c, struct tool *t,
    struct command *at);

static enum err
read_commands(struct compiler *c, struct tool *t, struct command *at)
{
	const struct model_command *m;
	size_t n = 0;
	enum err e;

	for (m = at->model->commands; m; m = m->next)
		n++;
	at->children = ARENA_NEW(c->arena, n, struct command);
	if (!at->children)
		return ERR_LIMIT;
	at->n_children = n;
	m = at->model->commands;
	for (size_t i = 0; i < n; i++, m = m->next) {
		struct command *child = &at->children[i];

		child->model = m;
		child->parent = at;
		child->style = m->style;
		child->depth = at->depth + 1;
		if ((e = read_command(c, t, child)))
			return e;
		at->n_below += child->n_below;
	}
	return OK;
}

static enum err
add_command_names(struct compiler *c, struct tool *t, struct command *at)
{
	enum err e;

	for (const struct model_name *m = at->model->names; m; m = m->next) {
		struct scoped_name s = {.scope = at->parent, .command = at};

		s.name = grammar_key(c, at->parent, m->name.text);
		if (!s.name.p)
			return ERR_LIMIT;
		if ((e = add_name(c, t, &m->name, &s)))
			return e;
	}
	return OK;
}

/* Recursion is as deep as the file's nesting, which the parser bounds. */
static enum err
read_command(struct compiler *c, struct tool *t, struct command *at)
{
	enum err e;

	at->number = t->n_commands++;
	at->n_below = 1;
	at->last_rule = &at->rules;
	at->takes_operands = at->model->operands.any ||
	    at->model->operands.first;
	if (at->depth > RULES_MAX_DEPTH)
		return ERR_LIMIT;
	if (at->parent && (e = add_command_names(c, t, at)))
		return e;
	if ((e = read_tags(c, t, at)) || (e = read_options(c, t, at)))
		return e;
	return read_commands(c, t, at);
}

static void
number_commands(struct tool *t, struct command *at)
{
	t->commands[at->number] = at;
	for (size_t i = 0; i < at->n_children; i++)
		number_commands(t, &at->children[i]);
}

enum err
compile_grammar(struct compiler *c, struct tool *t)
{
	enum err e;

	t->names.arena = t->options.arena = c->arena;
	t->last_option = &t->first_option;
	t->root.model = &t->model->root;
	t->root.style = t->model->style;
	if ((e = read_command(c, t, &t->root)))
		return e;
	t->commands = ARENA_NEW(c->arena, t->n_commands, struct command *);
	if (!t->commands)
		return ERR_LIMIT;
	number_commands(t, &t->root);
	return OK;
}

struct command *
grammar_command(const struct tool *t, const struct command *at, struct sv name)
{
	struct scoped_name *s = find_name(t, at, name, false);

	return s ? s->command : NULL;
}

struct option *
grammar_option(const struct tool *t, const struct command *at, struct sv name)
{
	struct scoped_name *s;

	for (; at; at = at->parent) {
		if ((s = find_name(t, at, name, true)))
			return s->option;
	}
	return NULL;
}

uint32_t
grammar_tag(const struct tool *t, struct sv name)
{
	for (size_t i = 0; i < t->n_tags; i++) {
		if (sv_eq(t->tags[i], name))
			return (uint32_t)1 << i;
	}
	return 0;
}

struct sv
grammar_path(struct compiler *c, const struct tool *t,
    const struct command *at)
{
	const struct command *path[RULES_MAX_DEPTH + 1];
	size_t cap = t->model->name.text.n + 1, n = 0;
	struct buf b;
	char *p;

	for (; at->parent && n < ARRAY_LEN(path); at = at->parent) {
		path[n++] = at;
		cap += at->model->names->name.text.n + 1;
	}
	p = arena_alloc(c->arena, cap, 1);
	if (!p)
		return t->model->name.text;
	buf_init(&b, p, cap);
	buf_sv(&b, t->model->name.text);
	while (n--) {
		buf_c(&b, ' ');
		buf_sv(&b, path[n]->model->names->name.text);
	}
	return buf_view(&b);
}
