/* SPDX-License-Identifier: ISC */
/*
 * Taskfile.yml, by its lines and their indentation: the forms that people
 * write. {{.NAME}} is a plain variable of the file or of the command line, or
 * unknown.
 */
#include "reader/tasks.h"

static bool
is_blank(struct sv line)
{
	line = sv_trim(line);
	return !line.n || line.p[0] == '#';
}

static bool
is_item(struct sv line)
{
	return sv_starts(line, SV("- ")) || sv_eq(line, SV("-"));
}

/* "key:" or "'key': value": the value, trimmed; false for another line. */
bool
tasks_yaml_key(struct sv line, struct sv key, struct sv *out_value)
{
	struct sv rest = sv_trim(line);
	bool quoted = rest.n && (rest.p[0] == '"' || rest.p[0] == '\'');

	if (quoted)
		rest = sv_skip(rest, 1);
	if (!sv_starts(rest, key))
		return false;
	rest = sv_skip(rest, key.n + quoted);
	if (!sv_starts(rest, SV(":")) || (rest.n > 1 && rest.p[1] != ' ' &&
	    rest.p[1] != '\t'))
		return false;
	*out_value = sv_trim(sv_skip(rest, 1));
	return true;
}

/* The lines that belong to a key at that indentation. */
struct sv
tasks_yaml_block(struct sv *text, size_t indent)
{
	struct sv rest = *text, line;
	const char *start = text->p;
	size_t depth;

	for (;;) {
		*text = rest;
		if (!rest.n)
			break;
		line = tasks_line(&rest);
		depth = tasks_indent(line);
		if (!is_blank(line) && (depth < indent || (depth == indent &&
		    !is_item(sv_skip(line, depth)))))
			break;
	}
	return (struct sv){start, (size_t)(text->p - start)};
}

/* The value and block of a key directly in text: whatever the indentation of
 * its first line is. */
bool
tasks_yaml_find(struct sv text, struct sv key, struct sv *out_value,
    struct sv *out_block)
{
	bool first = true;
	size_t indent = 0;
	struct sv line;

	while (text.n) {
		line = tasks_line(&text);
		if (is_blank(line))
			continue;
		if (first)
			indent = tasks_indent(line);
		first = false;
		if (tasks_indent(line) != indent ||
		    !tasks_yaml_key(line, key, out_value))
			continue;
		*out_block = tasks_yaml_block(&text, indent);
		return true;
	}
	return false;
}

/* A plain variable: the command line's, then the file's. */
static struct sv
variable(struct tasks *t, struct sv name)
{
	struct sv value = {0}, block, inner;
	bool given;

	if (t->query->variable(t->query->ctx, name, &given, &value) && given)
		return value;
	if (++t->n_lookups > TASKS_MAX_LOOKUPS ||
	    !tasks_yaml_find(t->at.text, SV("vars"), &value, &block) ||
	    !tasks_yaml_find(block, name, &value, &inner) || !value.n ||
	    value.p[0] == '{' || value.p[0] == '|' || value.p[0] == '>' ||
	    sv_find(value, 0, '{') < value.n)
		return (struct sv){0};
	return tasks_unquoted(value);
}

static enum err
add_text(struct tasks *t, struct sv text)
{
	struct buf b = t->scratch;
	struct sv name, value;
	size_t i, end;

	while ((i = sv_find(text, 0, '{')) < text.n) {
		buf_sv(&b, sv_take(text, i));
		text = sv_skip(text, i);
		end = sv_find(text, 0, '}');
		if (!sv_starts(text, SV("{{")) || end == text.n) {
			buf_c(&b, '{');
			text = sv_skip(text, 1);
			continue;
		}
		name = sv_trim(sv_skip(sv_take(text, end), 2));
		value = sv_starts(name, SV(".")) &&
		    sv_find(name, 0, ' ') == name.n
		    ? variable(t, sv_skip(name, 1)) : (struct sv){0};
		buf_sv(&b, value.p ? value : SV(TASKS_UNKNOWN));
		text = sv_skip(text, end + 2);
	}
	buf_sv(&b, text);
	return tasks_add(t, buf_view(&b), b.full);
}

/* A scalar: plain or quoted in its line, or the lines below "|" and ">". */
enum err
tasks_yaml_add(struct tasks *t, struct sv value, struct sv below)
{
	if (!value.n)
		return OK;
	if (value.p[0] == '|' || value.p[0] == '>')
		return add_text(t, below);
	return add_text(t, tasks_unquoted(value));
}

static enum err
run(struct tasks *t, struct sv name)
{
	return tasks_deeper(t, tasks_taskfile,
	    tasks_unquoted(tasks_word(&name)));
}

/* "{task: x, vars: …}" and "{cmd: x}" in one line. */
static enum err
add_inline_map(struct tasks *t, struct sv value)
{
	struct sv inside = sv_skip(sv_take(value, value.n - 1), 1), rest;

	if (tasks_yaml_key(inside, SV("task"), &rest))
		return run(t, sv_take(rest, sv_find(rest, 0, ',')));
	if (tasks_yaml_key(inside, SV("cmd"), &rest))
		return add_text(t, tasks_unquoted(sv_trim(
		    sv_take(rest, sv_find(rest, 0, ',')))));
	return tasks_add(t, value, true);
}

/* A map or list that goes on below its line, or what an anchor stands for:
 * it is not read, and may be anything that the file has. */
static bool
is_unread(struct sv value)
{
	if (!value.n || sv_starts(value, SV("{{")))
		return false;
	return value.p[0] == '*' || value.p[0] == '&' ||
	    (value.p[0] == '{' && !sv_ends(value, SV("}"))) ||
	    (value.p[0] == '[' && !sv_ends(value, SV("]")));
}

/* One item of cmds or deps: what stands behind "-", and the lines below. */
static enum err
add_item(struct tasks *t, struct sv value, struct sv below, bool names)
{
	static const char *const commands[] = {"cmd", "defer"};
	struct sv found, block;

	if (tasks_yaml_key(value, SV("task"), &found) ||
	    tasks_yaml_find(below, SV("task"), &found, &block))
		return run(t, found);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (tasks_yaml_key(value, sv_from(commands[i]), &found))
			return tasks_yaml_add(t, found, below);
	if (tasks_yaml_find(below, SV("cmd"), &found, &block))
		return tasks_yaml_add(t, found, block);
	if (sv_starts(value, SV("{")) && sv_ends(value, SV("}")) &&
	    !sv_starts(value, SV("{{")))
		return add_inline_map(t, value);
	return names ? run(t, value) : tasks_yaml_add(t, value, below);
}

/* "[a, b]" */
static enum err
add_flow(struct tasks *t, struct sv value, bool names)
{
	struct sv inside = sv_skip(sv_take(value, value.n - 1), 1);
	size_t n;
	enum err e = OK;

	while (inside.n && !e) {
		n = sv_find(inside, 0, ',');
		e = add_item(t, sv_trim(sv_take(inside, n)), (struct sv){0},
		    names);
		inside = sv_skip(inside, n + 1);
	}
	return e;
}

static enum err
add_list(struct tasks *t, struct sv value, struct sv block, bool names)
{
	struct sv line, below;
	size_t indent;
	enum err e = OK;

	if (is_unread(value))
		return tasks_add(t, t->at.text, true);
	if (sv_starts(value, SV("[")) && sv_ends(value, SV("]")))
		return add_flow(t, value, names);
	if (value.n)
		return add_item(t, value, block, names);
	while (block.n && !e) {
		line = tasks_line(&block);
		indent = tasks_indent(line);
		line = sv_skip(line, indent);
		if (!is_item(line))
			continue;
		below = tasks_yaml_block(&block, indent + 1);
		e = add_item(t, sv_trim(sv_skip(line, 1)), below, names);
	}
	return e;
}

static enum err
add_task(struct tasks *t, struct sv value, struct sv block)
{
	static const struct {
		const char *key;
		bool names;
	} parts[] = {{"deps", true}, {"cmds", false}, {"cmd", false}};
	struct sv rest = block, first = {0}, line, inner;
	bool found = false;
	enum err e = OK;

	while (rest.n && is_blank(first = tasks_line(&rest)))
		continue;
	for (size_t i = 0; i < ARRAY_LEN(parts) && !value.n && !e; i++)
		if (tasks_yaml_find(block, sv_from(parts[i].key), &line,
		    &inner)) {
			found = true;
			e = add_list(t, line, inner, parts[i].names);
		}
	if (!e && !found && (value.n || is_item(sv_trim(first))))
		e = add_list(t, value, block, false);
	if (!e && !value.n && tasks_yaml_find(block, SV("<<"), &line, &inner))
		e = tasks_add(t, t->at.text, true);
	return e;
}

/* The file of "NAME: PATH", or of a map with taskfile: and dir:. */
static enum err
go_to_included(struct tasks *t, struct sv value, struct sv block,
    struct sv *out_dir)
{
	static const char *const ends[] = {
		"", "/Taskfile.yml", "/taskfile.yml", "/Taskfile.yaml",
		"/taskfile.yaml", "/Taskfile.dist.yml",
	};
	struct sv path = tasks_unquoted(value), inner;
	enum err e = ERR_NOT_FOUND;

	*out_dir = (struct sv){0};
	if (!value.n) {
		(void)tasks_yaml_find(block, SV("taskfile"), &path, &inner);
		(void)tasks_yaml_find(block, SV("dir"), out_dir, &inner);
		path = tasks_unquoted(path);
		*out_dir = tasks_unquoted(*out_dir);
	}
	for (size_t i = 0; i < ARRAY_LEN(ends) && e == ERR_NOT_FOUND; i++)
		e = tasks_go(t, path, ends[i]);
	return e;
}

static enum err
runs_below(struct tasks *t, struct sv start, struct sv dir)
{
	struct buf b = t->scratch;

	if (dir.p[0] != '/')
		buf_sv(&b, start);
	buf_sv(&b, dir);
	t->out->dir = arena_dup(t->arena, buf_view(&b));
	return t->out->dir.p ? OK : ERR_LIMIT;
}

/* NAMESPACE:TASK of a file that is included. */
static enum err
run_included(struct tasks *t, struct sv name)
{
	const struct task_place at = t->at;
	size_t colon = sv_find(name, 0, ':');
	struct sv value, all, block, dir;
	enum err e;

	if (!tasks_yaml_find(at.text, SV("includes"), &value, &all))
		return OK;
	t->out->unsure = true;
	if (colon == name.n ||
	    !tasks_yaml_find(all, sv_take(name, colon), &value, &block))
		return OK;
	e = go_to_included(t, value, block, &dir);
	/* A directory counts from where the file that includes is. */
	if (!e && dir.n && !t->depth)
		e = runs_below(t, at.dir, dir);
	if (!e)
		e = tasks_taskfile(t, sv_skip(name, colon + 1));
	t->at = at;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
tasks_taskfile(struct tasks *t, struct sv name)
{
	const struct task_place at = t->at;
	struct sv value, all, block;
	enum err e;

	if (!name.n)
		name = SV("default");
	/* ":TASK" in an included file is one of the first. */
	if (sv_starts(name, SV(":"))) {
		t->at = t->root;
		e = tasks_taskfile(t, sv_skip(name, 1));
		t->at = at;
		return e;
	}
	if (!tasks_enter(t, name))
		return OK;
	if (tasks_yaml_find(at.text, SV("tasks"), &value, &all) &&
	    tasks_yaml_find(all, name, &value, &block)) {
		t->out->found = true;
		return add_task(t, value, block);
	}
	return run_included(t, name);
}
