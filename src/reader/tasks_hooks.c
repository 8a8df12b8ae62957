/* SPDX-License-Identifier: ISC */
/*
 * What lefthook and pre-commit run: every "run:" below a hook of lefthook.yml,
 * every "entry:" of .pre-commit-config.yaml, or that of the hook which is
 * named.
 */
#include "reader/tasks.h"

/* The line without the dash of a list's item, and how far in that is. */
static struct sv
without_dash(struct sv line, size_t *out_indent)
{
	*out_indent = tasks_indent(line);
	line = sv_trim(line);
	if (!sv_starts(line, SV("- ")))
		return line;
	*out_indent += 2;
	return sv_trim(sv_skip(line, 2));
}

/* Adds the scalars of key, wherever they stand in text. */
static enum err
add_all(struct tasks *t, struct sv text, struct sv key)
{
	struct sv line, value;
	size_t indent;
	enum err e = OK;

	while (text.n && !e) {
		line = without_dash(tasks_line(&text), &indent);
		if (tasks_yaml_key(line, key, &value))
			e = tasks_yaml_add(t, value,
			    tasks_yaml_block(&text, indent));
	}
	return e;
}

/* The entry of the hook "- id: NAME". */
static enum err
add_pre_commit_hook(struct tasks *t, struct sv name)
{
	struct sv text = t->at.text, line, value;
	size_t indent;
	enum err e = OK;

	while (text.n && !e) {
		line = without_dash(tasks_line(&text), &indent);
		if (!tasks_yaml_key(line, SV("id"), &value) ||
		    !sv_eq(tasks_unquoted(value), name))
			continue;
		t->out->found = true;
		e = add_all(t, tasks_yaml_block(&text, indent - 1),
		    SV("entry"));
	}
	return e;
}

enum err
tasks_hooks(struct tasks *t, struct sv name)
{
	struct sv value, block;

	if (tasks_yaml_find(t->at.text, SV("repos"), &value, &block)) {
		if (name.n)
			return add_pre_commit_hook(t, name);
		t->out->found = true;
		return add_all(t, block, SV("entry"));
	}
	if (!name.n || !tasks_yaml_find(t->at.text, name, &value, &block))
		return OK;
	t->out->found = true;
	return add_all(t, block, SV("run"));
}
