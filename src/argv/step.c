/* SPDX-License-Identifier: ISC */
/*
 * Commands that come before another in the same text, for what they may have
 * written by then. Only whoever reads files looks at them: here they are noted,
 * with as little as possible.
 */
#include "argv/unwrap.h"

static enum err
push(struct unwrap *u, const struct earlier *step)
{
	struct earlier *kept = ARENA_NEW(u->ctx->arena, 1, struct earlier);

	if (!kept)
		return ERR_LIMIT;
	*kept = *step;
	kept->before = u->steps;
	u->steps = kept;
	return OK;
}

enum err
step_words(struct unwrap *u, const struct word *words, size_t n,
    const struct word *cwd)
{
	const struct earlier step = {.words = words, .n_words = n, .cwd = *cwd};

	return u->texts ? push(u, &step) : OK;
}

/* "=use", "=-x", "*": when the tool writes what stands behind it. */
static bool
holds(const struct invocation *inv, struct sv when)
{
	if (sv_eq(when, SV("*")))
		return true;
	when = sv_skip(when, 1);
	if (!sv_starts(when, SV("-")))
		return inv->n_path && sv_eq(inv->path[inv->n_path - 1], when);
	for (uint32_t i = 0; i < inv->n_options; i++)
		if (sv_eq(inv->options[i].name, when) && !inv->options[i].off)
			return true;
	return false;
}

/* The value of the option that writes names, or nothing. */
static const struct word *
value_of(const struct invocation *inv, struct sv name)
{
	for (uint32_t i = inv->n_options; i-- > 0;)
		if (sv_eq(inv->options[i].name, name) &&
		    inv->options[i].has_value)
			return &inv->options[i].value;
	return NULL;
}

static enum err
push_written(struct unwrap *u, const struct invocation *inv, struct sv item)
{
	struct sv when = sv_take(item, sv_find(item, 0, ' '));
	struct earlier step = {.cwd = inv->cwd,
		.writes = sv_skip(item, when.n + 1)};
	struct word *words;

	if (!holds(inv, when))
		return OK;
	if (!sv_starts(step.writes, SV("-")))
		return push(u, &step);
	/* "=plan -out": the file that this option names. */
	step.words = value_of(inv, step.writes);
	if (!step.words)
		return OK;
	if (!(words = ARENA_NEW(u->ctx->arena, 2, struct word)))
		return ERR_LIMIT;
	words[0] = word_of(SV(">"));
	words[1] = *step.words;
	step.words = words;
	step.n_words = 2;
	step.writes = (struct sv){0};
	return push(u, &step);
}

/* What the rule file says that the tool writes. */
static enum err
push_listed(struct unwrap *u, const struct invocation *inv, uint32_t strings)
{
	struct image *img = u->ctx->image;
	struct sv key, item;
	uint32_t n;
	enum err e = image_strings_count(img, strings, RECORD_STRINGS, &n);

	for (uint32_t i = 0; i + 1 < n && !e; i += 2) {
		e = image_strings_get(img, strings, RECORD_STRINGS, i, &key);
		if (e || !sv_eq(key, SV("writes")))
			continue;
		e = image_strings_get(img, strings, RECORD_STRINGS, i + 1,
		    &item);
		if (!e)
			e = push_written(u, inv, item);
	}
	return e;
}

static bool
started_something(const struct unwrap *u, uint32_t index)
{
	const struct invocation *all = (const void *)u->invocations.p;

	for (uint32_t i = index + 1; i < u->invocations.n; i++)
		if (all[i].parent == (int)index)
			return true;
	return false;
}

/* A launcher's own options name what it loads. */
static enum err
push_operands(struct unwrap *u, const struct invocation *inv)
{
	struct word *words = ARENA_NEW(u->ctx->arena, inv->n_operands + 1,
	    struct word);

	if (!words)
		return ERR_LIMIT;
	words[0] = inv->words[0];
	for (uint32_t i = 0; i < inv->n_operands; i++)
		words[i + 1] = inv->operands[i].word;
	return step_words(u, words, inv->n_operands + 1, &inv->cwd);
}

/* The command as such: a launcher is what it starts. */
static enum err
push_whole(struct unwrap *u, uint32_t index)
{
	const struct invocation *all = (const void *)u->invocations.p;
	struct earlier step = {.words = all[index].words,
		.n_words = all[index].n_words, .cwd = all[index].cwd,
		.whole = true};
	struct invocation *kept;

	if (all[index].tool_flags & TOOL_LAUNCHER &&
	    started_something(u, index))
		return OK;
	if (!(kept = ARENA_NEW(u->ctx->arena, 1, struct invocation)))
		return ERR_LIMIT;
	*kept = all[index];
	step.inv = kept;
	return push(u, &step);
}

enum err
step_tool(struct unwrap *u, uint32_t index)
{
	const struct invocation *all = (const void *)u->invocations.p;
	const struct invocation inv = all[index];
	struct earlier step = {.words = inv.words, .n_words = inv.n_words,
		.cwd = inv.cwd,
		.many = !(inv.tool_flags & TOOL_LAUNCHER)};
	struct tool tool;
	enum err e;

	if (!u->texts || inv.elsewhere)
		return OK;
	e = tool_load(u->ctx->image, inv.tool_offset, &tool);
	if (!e)
		e = push_whole(u, index);
	if (!e && tool.h->loads)
		e = push_listed(u, &inv, tool.h->loads);
	/* What a tool that has a target names is that. */
	if (e || tool.h->target || started_something(u, index))
		return e;
	return tool.h->loads ? push_operands(u, &inv) : push(u, &step);
}

/* A tool that edits files or turns a repository, which a loop may come back
 * from. */
static enum err
step_of_loop(struct unwrap *u, const struct shell_command *c,
    const struct word *cwd)
{
	struct earlier step = {.words = c->words, .n_words = c->n_words,
		.many = true};
	struct tool tool;
	uint32_t offset;
	enum err e;

	if (!c->repeats)
		return OK;
	if ((e = word_join_path(u->ctx->arena, cwd, &c->cwd, &step.cwd)))
		return e;
	e = identity_find(u->ctx->image, 'c', sv_basename(c->words[0].text),
	    &offset);
	if (!e)
		e = tool_load(u->ctx->image, offset, &tool);
	if (e == ERR_NOT_FOUND)
		step.many = false;
	else if (e || tool.h->flags & TOOL_LAUNCHER)
		return e;
	else
		step.whole = tool.h->target != 0;
	return push(u, &step);
}

enum err
step_text(struct unwrap *u, const struct shell_reading *r,
    const struct word *cwd)
{
	enum err e = OK;

	for (size_t i = 0; i < r->n_writes && !e; i++) {
		const struct shell_command *c = &r->writes[i];
		struct earlier step = {.words = c->words,
			.n_words = c->n_words};

		e = word_join_path(u->ctx->arena, cwd, &c->cwd, &step.cwd);
		if (!e)
			e = push(u, &step);
	}
	for (size_t i = 0; i < r->n_commands && !e; i++)
		e = step_of_loop(u, &r->commands[i], cwd);
	return e;
}
