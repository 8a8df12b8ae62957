/* SPDX-License-Identifier: ISC */
/*
 * From a model to an image: grammar, rules, then all of it written down. The
 * order of steps stands here; each step has a file of its own.
 */
#include "guard/policy.h"

#include "rules/compile.h"

#include "rules/shown.h"

static enum err
begin(struct compiler *c)
{
	const struct model_tool *m;
	size_t n_rules = 0, n = 0;

	for (m = c->model->tools; m; m = m->next) {
		c->n_tools++;
		for (const struct model_rule *r = m->rules; r; r = r->next)
			n_rules++;
	}
	c->tools = ARENA_NEW(c->arena, c->n_tools, struct tool);
	c->rules = ARENA_NEW(c->arena, n_rules, struct rule);
	/* A file has a rule or a grammar, or nothing to say. */
	c->files = ARENA_NEW(c->arena, n_rules + c->n_tools,
	    const struct source *);
	if (!c->tools || !c->rules || !c->files || n_rules > UINT32_MAX)
		return ERR_LIMIT;
	for (m = c->model->tools; m; m = m->next)
		c->tools[n++].model = m;
	return OK;
}

static enum err
read_grammars(struct compiler *c)
{
	uint32_t most = 0;
	enum err e;

	for (size_t i = 0; i < c->n_tools; i++) {
		struct tool *t = &c->tools[i];

		if (!t->model->has_cli)
			diag_add(c->sink, SEVERITY_ERROR, t->model->name.span,
			    "no-cli", "no file says how '%.*s' reads its "
			    "command line ('cli')",
			    SHOWN(t->model->name.text));
		if ((e = compile_grammar(c, t)))
			return e;
		c->n_commands += t->n_commands - 1;
		if (t->n_commands > most)
			most = t->n_commands;
	}
	/* A step keeps each command once. */
	for (size_t i = 0; i < ARRAY_LEN(c->reached); i++) {
		c->reached[i] = ARENA_NEW(c->arena, most + 1u, struct reached);
		if (!c->reached[i])
			return ERR_LIMIT;
	}
	return OK;
}

static enum err
read_rules(struct compiler *c)
{
	enum err e;

	for (size_t i = 0; i < c->n_tools; i++) {
		if (c->tools[i].model->has_cli &&
		    (e = compile_rules(c, &c->tools[i])))
			return e;
	}
	return OK;
}

static uint32_t
emit_files(struct compiler *c)
{
	struct sv *names = ARENA_NEW(c->arena, c->n_files, struct sv);

	if (!names)
		return 0;
	for (uint32_t i = 0; i < c->n_files; i++)
		names[i] = c->files[i] ? c->files[i]->name : SV("");
	return image_build_strings(&c->b, RECORD_FILES, names, c->n_files);
}

static uint32_t
emit_tools_tree(struct compiler *c)
{
	struct image_pair *pairs = ARENA_NEW(c->arena, c->n_tools,
	    struct image_pair);

	if (!pairs)
		return 0;
	for (size_t i = 0; i < c->n_tools; i++)
		pairs[i] = (struct image_pair){c->tools[i].model->name.text,
		    c->tools[i].offset};
	return image_build_tree(&c->b, pairs, c->n_tools);
}

static enum err
emit_all(struct compiler *c, struct image_header *header)
{
	enum err e;

	if ((e = emit_texts(c)))
		return e;
	for (size_t i = 0; i < c->n_tools; i++) {
		if ((e = emit_tool(c, &c->tools[i])))
			return e;
	}
	header->tools = emit_tools_tree(c);
	header->files = emit_files(c);
	for (size_t i = 0; i < c->n_identities; i++)
		c->identities[i].value =
		    c->tools[c->identities[i].value].offset;
	header->identities = image_build_cells(&c->b, c->identities,
	    c->n_identities, &header->n_cells);
	return c->b.full ? ERR_LIMIT : OK;
}

/* The user's default of `wait` goes ahead of the site's. */
static uint32_t
default_wait(const struct model *model)
{
	const struct located *waits = model->waits;
	enum layer layer = waits[LAYER_USER].text.n ? LAYER_USER : LAYER_SITE;
	uint64_t n = 0;

	/* Checked when it was read: an hour at most. */
	(void)rule_seconds(waits[layer].text, &n);
	return (uint32_t)n;
}

static enum err
emit_image(struct compiler *c, struct sv *out)
{
	struct image_header header = {
	    .n_tools = (uint32_t)c->n_tools,
	    .n_rules = c->n_rules,
	    .n_commands = c->n_commands,
	    .wait_s = default_wait(c->model),
	};
	enum err e;

	if ((e = image_build_init(&c->b, c->arena, IMAGE_MAX_SIZE)) ||
	    (e = emit_all(c, &header)) ||
	    (e = image_build_finish(&c->b, &header)))
		return e;
	*out = (struct sv){(const char *)c->b.p, c->b.n};
	return OK;
}

enum err
rules_compile(struct arena *arena, const struct model *model,
    struct diag_sink *sink, struct sv *out_image)
{
	struct compiler *c = ARENA_NEW(arena, 1, struct compiler);
	uint32_t errors_before = sink->n_errors;
	enum err e;

	if (!c)
		return ERR_LIMIT;
	c->arena = arena;
	c->model = model;
	c->sink = sink;
	if ((e = begin(c)) || (e = compile_identities(c)) ||
	    (e = read_grammars(c)) || (e = read_rules(c)))
		return e;
	for (size_t i = 0; i < c->n_tools; i++)
		compile_check_target(c, &c->tools[i]);
	if (sink->n_errors != errors_before)
		return ERR_SCHEMA;
	return emit_image(c, out_image);
}
