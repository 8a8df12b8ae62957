/* SPDX-License-Identifier: ISC */
/*
 * The grammar of a tool as YAML: commands in a block each, options in a line
 * each, the names of one thing joined.
 */
#include "rules/dump.h"

#include <stdlib.h>

struct style_word {
	uint32_t bit;
	const char *word;
};

static const struct style_word style_words[] = {
	{STYLE_ABBREVIATE, "abbreviations"},
	{STYLE_ABBREVIATE_COMMANDS, "command-abbreviations"},
	{STYLE_ABBREVIATE_SEGMENTS, "segment-abbreviations"},
	{STYLE_NEGATE, "negation"},
	{STYLE_NUMERIC, "numeric"},
	{STYLE_IGNORE_UNKNOWN, "ignores-unknown"},
	{STYLE_NO_DASHDASH, "no-double-dash"},
	{STYLE_CASELESS, "caseless-commands"},
	{STYLE_SHELL, "shell-options"},
	{STYLE_BOOLEAN_WORDS, "boolean-words"},
	{STYLE_HELP_COMMAND, "help-command"},
	{STYLE_HELP_OPERAND, "help-operand"},
	{STYLE_ASSIGNMENTS, "assignments"},
	{STYLE_LEADING_CLUSTER, "leading-cluster"},
};

static void
dump_style(struct dump *d, unsigned indent, uint32_t style)
{
	struct sv words[ARRAY_LEN(style_words) + 2];
	size_t n = 0;

	if (style & STYLE_DASH_LONG) {
		words[n++] = SV("go");
		if (!(style & STYLE_STRICT_ORDER))
			words[n++] = SV("permute");
	} else {
		words[n++] = style & STYLE_STRICT_ORDER ? SV("posix") :
		    SV("gnu");
		if (!(style & STYLE_CLUSTERS))
			words[n++] = SV("no-clusters");
	}
	for (size_t i = 0; i < ARRAY_LEN(style_words); i++) {
		if (style & style_words[i].bit)
			words[n++] = sv_from(style_words[i].word);
	}
	dump_indent(d, indent);
	buf_str(d->out, "style: ");
	if (n == 1)
		buf_sv(d->out, words[0]);
	else
		dump_list(d, words, n);
	buf_c(d->out, '\n');
}

/* The entries of a tree. */
struct entry {
	struct sv key;
	uint64_t value;
	size_t first; /* index of the first entry with this value */
};

struct listing {
	struct arena *arena;
	struct entry *items;
	size_t n;
	size_t cap;
};

static enum err
list_entry(void *ctx, struct sv key, uint64_t value)
{
	struct listing *l = ctx;

	if (l->items && l->n == l->cap)
		return ERR_CORRUPT;
	if (l->items)
		l->items[l->n] = (struct entry){key, value, l->n};
	l->n++;
	return OK;
}

static int
by_value(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return sv_cmp(x->key, y->key);
}

static int
by_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return sv_cmp(x->key, y->key);
}

static int
by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return sv_cmp(x->key, y->key);
}

/* The keys of a tree in order, but all keys of one value behind the first of
 * them. */
static enum err
list_tree(struct dump *d, uint32_t tree, struct listing *out)
{
	struct listing l = {.arena = d->img->arena};
	enum err e;

	if ((e = image_each(d->img, tree, list_entry, &l)))
		return e;
	l.cap = l.n;
	l.n = 0;
	l.items = ARENA_NEW(l.arena, l.cap, struct entry);
	if (!l.items)
		return ERR_LIMIT;
	if ((e = image_each(d->img, tree, list_entry, &l)))
		return e;
	if (l.n) {
		qsort(l.items, l.n, sizeof(*l.items), by_value);
		for (size_t i = 1; i < l.n; i++) {
			if (l.items[i].value == l.items[i - 1].value)
				l.items[i].first = l.items[i - 1].first;
		}
		qsort(l.items, l.n, sizeof(*l.items), by_first);
	}
	*out = l;
	return OK;
}

/* How many entries from i on are of one value. */
static size_t
group_size(const struct listing *l, size_t i)
{
	size_t n = 1;

	while (i + n < l->n && l->items[i + n].value == l->items[i].value)
		n++;
	return n;
}

/* "a, b" as a key. */
static enum err
dump_key(struct dump *d, const struct sv *names, size_t n)
{
	size_t room = 2 * n + 1;
	struct buf b;
	char *p;

	for (size_t i = 0; i < n; i++)
		room += names[i].n;
	p = arena_alloc(d->img->arena, room, 1);
	if (!p)
		return ERR_LIMIT;
	buf_init(&b, p, room);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_str(&b, ", ");
		buf_sv(&b, names[i]);
	}
	/* An option's name is plain in a block, where it is no list's dash. */
	if (n == 1 && names[0].n > 1 && names[0].p[0] == '-' &&
	    sv_find(names[0], 0, ':') == names[0].n &&
	    sv_find(names[0], 0, '#') == names[0].n)
		buf_sv(d->out, names[0]);
	else
		dump_scalar(d, buf_view(&b));
	buf_str(d->out, ": ");
	return OK;
}

static enum err
dump_options(struct dump *d, unsigned indent, uint32_t tree)
{
	struct listing l;
	struct sv *names;
	size_t n;
	enum err e;

	if (!tree)
		return OK;
	if ((e = list_tree(d, tree, &l)))
		return e;
	dump_indent(d, indent);
	buf_str(d->out, "options:\n");
	for (size_t i = 0; i < l.n; i += n) {
		n = group_size(&l, i);
		names = dump_views(d, n);
		if (!names)
			return ERR_LIMIT;
		for (size_t k = 0; k < n; k++)
			names[k] = l.items[i + k].key;
		dump_indent(d, indent + 2);
		if ((e = dump_key(d, names, n)) ||
		    (e = dump_option(d, l.items[i].value)))
			return e;
		buf_c(d->out, '\n');
	}
	return OK;
}

/* A command's names, the first one first. */
static enum err
dump_command_key(struct dump *d, const struct walked *at, uint32_t style,
    const struct entry *entries, size_t n)
{
	struct sv *names = dump_views(d, n + 1);
	size_t k = 1;

	if (!names)
		return ERR_LIMIT;
	names[0] = at->name;
	for (size_t i = 0; i < n; i++) {
		if (!walk_is_first_name(at, style, entries[i].key))
			names[k++] = entries[i].key;
	}
	return dump_key(d, names, k);
}

static enum err
dump_strings(struct dump *d, unsigned indent, const char *key,
    uint32_t strings)
{
	struct sv *items;
	uint32_t n;
	enum err e;

	if ((e = image_strings_count(d->img, strings, RECORD_STRINGS, &n)))
		return e;
	if (!n)
		return OK;
	items = dump_views(d, n);
	if (!items)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < n; i++) {
		if ((e = image_strings_get(d->img, strings, RECORD_STRINGS, i,
		         &items[i])))
			return e;
	}
	dump_indent(d, indent);
	buf_str(d->out, key);
	buf_str(d->out, ": ");
	dump_list(d, items, n);
	buf_c(d->out, '\n');
	return OK;
}

static enum err
dump_tags(struct dump *d, unsigned indent, uint32_t tags)
{
	struct sv items[32];
	size_t n = 0;
	enum err e;

	if (!tags)
		return OK;
	for (uint32_t i = 0; i < 32; i++) {
		if (!(tags & (uint32_t)1 << i))
			continue;
		/* The first text is where the grammar was taken from. */
		if ((e = dump_text(d, d->head->texts, i + 1, &items[n++])))
			return e;
	}
	dump_sort(items, n);
	dump_indent(d, indent);
	buf_str(d->out, "tags: ");
	dump_list(d, items, n);
	buf_c(d->out, '\n');
	return OK;
}

static enum err
dump_node_operands(struct dump *d, unsigned indent,
    const struct image_node *node)
{
	enum err e = OK;

	if (!node->operands && !(node->flags & NODE_ANY_OPERANDS))
		return OK;
	dump_indent(d, indent);
	buf_str(d->out, "operands: ");
	if (node->flags & NODE_ANY_OPERANDS)
		buf_str(d->out, "any");
	else
		e = dump_operands(d, node->operands);
	buf_c(d->out, '\n');
	return e;
}

/* Where what it starts is run. */
static void
dump_place(struct dump *d, unsigned indent, uint32_t flags)
{
	if (!(flags & NODE_ELSEWHERE))
		return;
	dump_indent(d, indent);
	buf_str(d->out, flags & NODE_REMOTE ? "elsewhere: remote\n"
	                                    : "elsewhere: container\n");
}

struct place {
	const struct walked *at;
	uint32_t style; /* of what is around it */
	unsigned indent;
	unsigned depth;
};

static enum err dump_commands(struct dump *d, const struct place *p);

/* What is said of a command, and what is below it. */
static enum err
dump_node(struct dump *d, const struct place *p)
{
	const struct image_node *node = p->at->node;
	enum err e;

	if (node->style != p->style)
		dump_style(d, p->indent, node->style);
	if (node->commands && !(node->flags & NODE_NEEDS_COMMAND)) {
		dump_indent(d, p->indent);
		buf_str(d->out, "alone: true\n");
	}
	dump_place(d, p->indent, node->flags);
	if ((e = dump_tags(d, p->indent, node->tags)) ||
	    (e = dump_options(d, p->indent, node->options)) ||
	    (e = dump_node_operands(d, p->indent, node)) ||
	    (e = dump_strings(d, p->indent, "scripts", node->scripts)))
		return e;
	return node->commands ? dump_commands(d, p) : OK;
}

static bool
says_nothing(const struct walked *at, uint32_t style)
{
	const struct image_node *n = at->node;

	return !n->commands && !n->options && !n->operands && !n->scripts &&
	    !n->tags && n->style == style &&
	    !(n->flags & (NODE_ANY_OPERANDS | NODE_ELSEWHERE));
}

static enum err
dump_command(struct dump *d, const struct place *parent,
    const struct entry *entries, size_t n)
{
	struct place p = {.style = parent->at->node->style,
	    .indent = parent->indent + 4, .depth = parent->depth + 1};
	struct walked at;
	enum err e;

	if (entries[0].value >= parent->at->offset)
		return ERR_CORRUPT;
	if ((e = walk_node(d->img, (uint32_t)entries[0].value, &at)))
		return e;
	dump_indent(d, parent->indent + 2);
	if ((e = dump_command_key(d, &at, p.style, entries, n)))
		return e;
	p.at = &at;
	if (says_nothing(&at, p.style)) {
		buf_str(d->out, "{}\n");
		return OK;
	}
	d->out->n -= !d->out->full; /* the blank behind the key */
	buf_c(d->out, '\n');
	return dump_node(d, &p);
}

/* Recursion is as deep as commands are nested; their offsets fall. */
static enum err
dump_commands(struct dump *d, const struct place *p)
{
	struct listing l;
	size_t n;
	enum err e;

	if (p->depth > RULES_MAX_DEPTH)
		return ERR_CORRUPT;
	if (d->out->full)
		return ERR_LIMIT;
	if ((e = list_tree(d, p->at->node->commands, &l)))
		return e;
	dump_indent(d, p->indent);
	buf_str(d->out, "commands:\n");
	for (size_t i = 0; i < l.n; i += n) {
		n = group_size(&l, i);
		if ((e = dump_command(d, p, &l.items[i], n)))
			return e;
	}
	return OK;
}

/* environment: and settings: have one form. */
static enum err
dump_variables(struct dump *d, const char *key, uint32_t tree)
{
	struct listing l;
	enum err e;

	if (!tree)
		return OK;
	if ((e = list_tree(d, tree, &l)))
		return e;
	if (l.n)
		qsort(l.items, l.n, sizeof(*l.items), by_key);
	buf_str(d->out, "  ");
	buf_str(d->out, key);
	buf_str(d->out, ":\n");
	for (size_t i = 0; i < l.n; i++) {
		dump_indent(d, 4);
		dump_scalar(d, l.items[i].key);
		buf_str(d->out, ": ");
		if ((e = dump_variable(d, l.items[i].value)))
			return e;
		buf_c(d->out, '\n');
	}
	return OK;
}

enum err
dump_cli(struct dump *d)
{
	static const char *const dialects[] = {
	    "postgres", "mysql", "sqlite", NULL, "duckdb", "mongosh", "redis",
	};
	struct place p = {.indent = 2, .style = d->head->style};
	struct walked root;
	enum err e;

	if ((e = walk_node(d->img, d->head->root, &root)))
		return e;
	p.at = &root;
	buf_str(d->out, "cli:\n");
	dump_style(d, 2, d->head->style);
	if (d->head->sql_dialect < ARRAY_LEN(dialects) &&
	    dialects[d->head->sql_dialect])
		dump_line(d, 2, "dialect",
		    sv_from(dialects[d->head->sql_dialect]));
	if (d->head->flags & TOOL_GIT_ALIASES)
		dump_line(d, 2, "aliases", SV("git"));
	if ((e = dump_node(d, &p)) ||
	    (e = dump_strings(d, 2, "hidden", d->head->hidden)) ||
	    (e = dump_variables(d, "environment", d->head->environment)))
		return e;
	if ((e = dump_variables(d, "settings", d->head->settings)))
		return e;
	if ((e = dump_target(d, "target", d->head->target)))
		return e;
	return dump_target(d, "loads", d->head->loads);
}
