/* SPDX-License-Identifier: ISC */
/*
 * The last step: a tool's records, what is referred to in front of what
 * refers to it, so that one window that ends at a command (or at the tool)
 * mostly holds all that a decision reads of it. Texts that only people read
 * stand apart.
 */
#include <string.h>

#include "guard/reader.h"
#include "rules/compile.h"

/* Options whose description needs a record get it, the others a number. */
static void
emit_options(struct compiler *c, struct tool *t)
{
	uint32_t next = 1; /* odd, so that it is no offset */

	for (struct option *o = t->first_option; o; o = o->next) {
		struct image_option record = {0};

		if (!(o->flags & OPTION_RECORD)) {
			o->id = next;
			next += 2;
			continue;
		}
		if (o->model->operands.given)
			record.operands = record_operands(c,
			    &o->model->operands);
		record.harmless = record_values(c, o->model->harmless);
		record.id = (uint32_t)c->b.n;
		o->id = image_build_record(&c->b, RECORD_OPTION, &record,
		    sizeof(record));
	}
}

static size_t
count_names(const struct model_name *list)
{
	size_t n = 0;

	for (; list; list = list->next)
		n++;
	return n;
}

static struct image_pair *
new_pairs(struct compiler *c, size_t n)
{
	struct image_pair *pairs = ARENA_NEW(c->arena, n, struct image_pair);

	if (!pairs)
		c->b.full = true;
	return pairs;
}

static uint32_t
emit_option_tree(struct compiler *c, const struct command *at)
{
	struct image_pair *pairs;
	size_t n = 0;

	for (size_t i = 0; i < at->n_options; i++)
		n += count_names(at->options[i]->model->names);
	pairs = new_pairs(c, n);
	n = 0;
	for (size_t i = 0; pairs && i < at->n_options; i++) {
		const struct option *o = at->options[i];

		for (const struct model_name *m = o->model->names; m;
		     m = m->next)
			pairs[n++] = (struct image_pair){m->name.text,
			    (uint64_t)o->flags << 32 | o->id};
	}
	return pairs ? record_tree(c, pairs, n) : 0;
}

static uint32_t
emit_command_tree(struct compiler *c, const struct command *at)
{
	struct image_pair *pairs;
	size_t n = 0;

	for (size_t i = 0; i < at->n_children; i++)
		n += count_names(at->children[i].model->names);
	pairs = new_pairs(c, n);
	n = 0;
	for (size_t i = 0; pairs && i < at->n_children; i++) {
		const struct command *child = &at->children[i];

		for (const struct model_name *m = child->model->names; m;
		     m = m->next)
			pairs[n++] = (struct image_pair){
			    grammar_key(c, at, m->name.text), child->offset};
	}
	return pairs ? record_tree(c, pairs, n) : 0;
}

static uint32_t
emit_names(struct compiler *c, const struct model_name *list)
{
	size_t n = count_names(list);
	struct sv *strings = ARENA_NEW(c->arena, n, struct sv);

	if (!n)
		return 0;
	if (!strings) {
		c->b.full = true;
		return 0;
	}
	for (size_t i = 0; i < n && list; i++, list = list->next)
		strings[i] = list->name.text;
	return record_strings(c, RECORD_STRINGS, strings, n);
}

static uint32_t
node_flags(const struct command *at)
{
	uint32_t flags = 0;

	if (at->model->operands.any)
		flags |= NODE_ANY_OPERANDS;
	flags |= at->model->elsewhere;
	if (at->n_children && !at->model->alone)
		flags |= NODE_NEEDS_COMMAND;
	for (size_t i = 0; i < at->n_children; i++) {
		if (at->children[i].model->any_command)
			flags |= NODE_RUNS_UNKNOWN;
	}
	return flags;
}

/* The RULE records of a command, strictest first. */
static void
emit_rules(struct compiler *c, const struct command *at, unsigned char *out)
{
	static const uint8_t order[] = {STORED_DENY, STORED_ASK, STORED_ALLOW};

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		for (const struct attach *a = at->rules; a; a = a->next) {
			uint32_t offset;

			if (a->pattern->verdict != order[i])
				continue;
			offset = emit_rule(c, a);
			memcpy(out, &offset, sizeof(offset));
			out += sizeof(offset);
		}
	}
}

static void
emit_node(struct compiler *c, struct command *at)
{
	struct image_node node = {.flags = node_flags(at), .tags = at->tags,
	    .style = at->style, .n_rules = (uint32_t)at->n_rules};
	size_t rules = at->n_rules * sizeof(uint32_t);
	size_t size = sizeof(node) + rules;
	struct sv name = SV("");
	unsigned char *p;

	if (at->model->names)
		name = at->model->names->name.text;
	p = size + name.n <= IMAGE_MAX_RECORD ?
	    arena_alloc(c->arena, size + name.n, 1) : NULL;
	if (!p) {
		c->b.full = true;
		return;
	}
	node.name = (struct image_str){(uint32_t)size, (uint32_t)name.n};
	node.commands = emit_command_tree(c, at);
	node.options = emit_option_tree(c, at);
	if (at->model->operands.first)
		node.operands = record_operands(c, &at->model->operands);
	node.scripts = emit_names(c, at->model->scripts);
	emit_rules(c, at, p + sizeof(node));
	memcpy(p, &node, sizeof(node));
	if (name.n)
		memcpy(p + size, name.p, name.n);
	at->offset = image_build_record(&c->b, RECORD_NODE, p, size + name.n);
}

/* Children first; as deep as the file's nesting. */
static void
emit_commands(struct compiler *c, struct command *at)
{
	for (size_t i = 0; i < at->n_children; i++)
		emit_commands(c, &at->children[i]);
	emit_node(c, at);
}

/* Lets the name through the filter; a prefix of one byte lets all through. */
static void
mark_name(struct image_tool *tool, struct sv name)
{
	unsigned bit;

	if (name.n < 2 || name.p[0] == '*' || name.p[1] == '*' ||
	    name.p[0] == '{' || name.p[1] == '{') {
		memset(tool->env_filter, 0xff, sizeof(tool->env_filter));
		return;
	}
	bit = image_env_bit(name.p);
	tool->env_filter[bit / 64] |= (uint64_t)1 << bit % 64;
}

static void
emit_environment(struct compiler *c, const struct tool *t,
    struct image_tool *out)
{
	struct image_pair *pairs;
	size_t n = 0;

	for (const struct model_env *v = t->model->environment; v; v = v->next)
		n++;
	pairs = new_pairs(c, n);
	n = 0;
	for (const struct model_env *v = t->model->environment; pairs && v;
	     v = v->next) {
		pairs[n].key = v->name.text;
		pairs[n++].value = (uint64_t)v->flags << 32 |
		    record_values(c, v->harmless);
		out->n_prefixes += sv_ends(v->name.text, SV("*"));
		mark_name(out, v->name.text);
	}
	for (const struct model_name *h = t->model->hidden; h; h = h->next)
		mark_name(out, h->name.text);
	out->environment = pairs ? record_tree(c, pairs, n) : 0;
}

static uint32_t
emit_settings(struct compiler *c, const struct tool *t)
{
	struct image_pair *pairs;
	size_t n = 0;

	for (const struct model_env *v = t->model->settings; v; v = v->next)
		n++;
	if (!n || !(pairs = new_pairs(c, n)))
		return 0;
	n = 0;
	for (const struct model_env *v = t->model->settings; v; v = v->next) {
		pairs[n].key = v->name.text;
		pairs[n++].value = (uint64_t)v->flags << 32 |
		    record_values(c, v->harmless);
	}
	return record_tree(c, pairs, n);
}

static uint32_t
image_flags(const struct tool *t)
{
	uint32_t flags = t->model->launcher ? TOOL_LAUNCHER : 0;

	for (size_t i = 0; i < t->n_commands; i++)
		if (grammar_option(t, t->commands[i], SV(OPTION_STDIN)))
			flags |= TOOL_STDIN;
	if (t->model->git_aliases)
		flags |= TOOL_GIT_ALIASES;
	return flags;
}

static uint32_t
image_dialect(const struct tool *t)
{
	switch (t->model->dialect) {
	case DIALECT_POSTGRES:
		return SQL_POSTGRES;
	case DIALECT_MYSQL:
		return SQL_MYSQL;
	case DIALECT_SQLITE:
		return SQL_SQLITE;
	case DIALECT_DUCKDB:
		return SQL_DUCKDB;
	case DIALECT_MONGOSH:
		return LANGUAGE_MONGOSH;
	case DIALECT_REDIS:
		return LANGUAGE_REDIS;
	case DIALECT_UNSET:
	case DIALECT_GENERIC:
		break;
	}
	return SQL_GENERIC;
}

enum err
emit_tool(struct compiler *c, struct tool *t)
{
	struct sv name = t->model->name.text, summary = t->model->summary.text;
	struct image_tool tool = {
	    .style = t->model->style,
	    .flags = image_flags(t),
	    .file = t->file,
	    .texts = t->texts,
	    .sql_dialect = image_dialect(t),
	};
	unsigned char *p = arena_alloc(c->arena,
	    sizeof(tool) + name.n + summary.n, 1);

	if (!p)
		return ERR_LIMIT;
	record_begin_tool(c);
	emit_options(c, t);
	emit_environment(c, t, &tool);
	tool.settings = emit_settings(c, t);
	tool.target = emit_target(c, t, t->model->target);
	tool.loads = emit_target(c, t, t->model->loads);
	emit_commands(c, &t->root);
	tool.hidden = emit_names(c, t->model->hidden);
	tool.root = t->root.offset;
	tool.name = (struct image_str){sizeof(tool), (uint32_t)name.n};
	tool.summary = (struct image_str){(uint32_t)(sizeof(tool) + name.n),
	    (uint32_t)summary.n};
	memcpy(p, &tool, sizeof(tool));
	memcpy(p + sizeof(tool), name.p, name.n);
	if (summary.n)
		memcpy(p + sizeof(tool) + name.n, summary.p, summary.n);
	t->offset = image_build_record(&c->b, RECORD_TOOL, p,
	    sizeof(tool) + name.n + summary.n);
	return c->b.full ? ERR_LIMIT : OK;
}

static void
emit_rule_texts(struct compiler *c, struct rule *rule)
{
	size_t n = RULE_WHEN + rule->n_when;
	struct sv *texts = ARENA_NEW(c->arena, n, struct sv);

	if (!texts) {
		c->b.full = true;
		return;
	}
	texts[RULE_BECAUSE] = rule->model->because.text;
	texts[RULE_INSTEAD] = rule->model->instead.text;
	texts[RULE_APPROVALS] = rule->model->approvals.text;
	texts[RULE_WAIT] = rule->model->wait.text;
	texts[RULE_BEFORE] = rule->model->before.text;
	for (size_t i = 0; i < rule->n_when; i++)
		texts[RULE_WHEN + i] = rule->when[i].value.text;
	rule->texts = record_strings(c, RECORD_TEXTS, texts, n);
}

enum err
emit_texts(struct compiler *c)
{
	struct sv texts[1 + COMPILE_MAX_TAGS];

	record_begin_tool(c);
	for (uint32_t i = 0; i < c->n_rules; i++)
		emit_rule_texts(c, &c->rules[i]);
	for (size_t i = 0; i < c->n_tools; i++) {
		struct tool *t = &c->tools[i];

		texts[0] = t->model->origin.text;
		memcpy(texts + 1, t->tags, t->n_tags * sizeof(*t->tags));
		t->texts = record_strings(c, RECORD_TEXTS, texts,
		    t->n_tags + 1);
	}
	return c->b.full ? ERR_LIMIT : OK;
}
