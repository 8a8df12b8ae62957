/* SPDX-License-Identifier: ISC */
/*
 * The files that hold a project's tasks: found as their tools find them, read
 * for the shell text that a task runs.
 */
#include "reader/tasks.h"

#define MAX_LEVELS 12 /* directories upward */
#define MAX_FILES  8  /* that one names another */
#define MAX_TRIES  64 /* to read one */

/* Names in the order of trial, and whether directories above count too. */
static const struct {
	const char *names[6];
	bool upward;
	enum err (*read)(struct tasks *t, struct sv name);
} formats[] = {
	[TASKS_MAKE] = {{"GNUmakefile", "makefile", "Makefile"}, false,
	    tasks_make},
	[TASKS_JUST] = {{"justfile", "Justfile", ".justfile"}, true,
	    tasks_just},
	[TASKS_TASKFILE] = {{"Taskfile.yml", "taskfile.yml", "Taskfile.yaml",
	    "taskfile.yaml", "Taskfile.dist.yml"}, true, tasks_taskfile},
	[TASKS_COMPOSER] = {{"composer.json"}, false, tasks_json},
	[TASKS_DENO] = {{"deno.json", "deno.jsonc"}, true, tasks_json},
	[TASKS_PYPROJECT] = {{"pyproject.toml"}, true, tasks_toml},
	[TASKS_MISE] = {{"mise.toml", ".mise.toml", "mise/config.toml",
	    ".config/mise.toml"}, true, tasks_toml},
	[TASKS_CARGO] = {{".cargo/config.toml", ".cargo/config"}, true,
	    tasks_toml},
	[TASKS_TOX] = {{"tox.ini", "setup.cfg"}, true, tasks_tox},
	[TASKS_HOOKS] = {{"lefthook.yml", "lefthook.yaml", ".lefthook.yml",
	    ".lefthook.yaml", ".config/lefthook.yml"}, true, tasks_hooks},
	[TASKS_NX] = {{"project.json", "package.json"}, false, tasks_json},
	[TASKS_TURBO] = {{"turbo.json", "turbo.jsonc"}, true, tasks_json},
};

struct sv
tasks_line(struct sv *text)
{
	struct sv line = sv_take(*text, sv_find(*text, 0, '\n'));

	*text = sv_skip(*text, line.n + 1);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

struct sv
tasks_word(struct sv *text)
{
	size_t n = 0;
	struct sv word;

	*text = sv_trim(*text);
	while (n < text->n && text->p[n] != ' ' && text->p[n] != '\t')
		n++;
	word = sv_take(*text, n);
	*text = sv_skip(*text, n);
	return word;
}

size_t
tasks_indent(struct sv line)
{
	size_t n = 0;

	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

struct sv
tasks_unquoted(struct sv s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		return sv_skip(sv_take(s, s.n - 1), 1);
	return s;
}

void
tasks_leave_out(struct tasks *t)
{
	if (!t->left_out.n)
		t->left_out = t->at.text;
}

enum err
tasks_deeper(struct tasks *t, tasks_reader read, struct sv name)
{
	enum err e = OK;

	if (t->depth + 1 == TASKS_MAX_DEPTH) {
		tasks_leave_out(t);
		return OK;
	}
	t->depth++;
	e = read(t, name);
	t->depth--;
	return e;
}

bool
tasks_enter(struct tasks *t, struct sv name)
{
	for (unsigned i = 0; i < t->n_entered; i++)
		if (t->entered[i].text == t->at.text.p &&
		    sv_eq(t->entered[i].name, name))
			return false;
	if (t->n_entered == TASKS_MAX_ENTERED) {
		tasks_leave_out(t);
		return false;
	}
	t->entered[t->n_entered].text = t->at.text.p;
	t->entered[t->n_entered++].name = name;
	return true;
}

static enum err
make_room(struct tasks *t)
{
	if (!t->out->lines)
		t->out->lines = ARENA_NEW(t->arena, TASKS_MAX_LINES,
		    struct task_line);
	return t->out->lines ? OK : ERR_LIMIT;
}

/* In place of the last line, where there is no room for one more. */
static enum err
add_left_out(struct tasks *t)
{
	struct task_reading *out = t->out;
	enum err e = make_room(t);

	if (e)
		return e;
	if (out->n == TASKS_MAX_LINES)
		out->n--;
	out->lines[out->n++] =
	    (struct task_line){.text = t->left_out, .unsure = true};
	out->unsure |= !out->found;
	return OK;
}

enum err
tasks_add(struct tasks *t, struct sv text, bool unsure)
{
	struct task_reading *out = t->out;
	enum err e;

	text = sv_trim(text);
	if (!text.n)
		return OK;
	if (out->n == TASKS_MAX_LINES) {
		tasks_leave_out(t);
		return OK;
	}
	if ((e = make_room(t)))
		return e;
	text = arena_dup(t->arena, text);
	if (!text.p)
		return ERR_LIMIT;
	out->lines[out->n].text = text;
	out->lines[out->n++].unsure = unsure;
	return OK;
}

enum err
tasks_add_with_words(struct tasks *t, struct sv text)
{
	struct buf b = t->scratch;

	if (!t->query->n_words || t->depth)
		return tasks_add(t, text, false);
	buf_sv(&b, text);
	buf_str(&b, " \"$@\"");
	return tasks_add(t, buf_view(&b), b.full);
}

enum err
tasks_file(struct tasks *t, struct sv path, struct sv *out)
{
	enum err e;

	if (t->n_files == MAX_FILES || ++t->n_tries > MAX_TRIES || !path.n)
		return ERR_NOT_FOUND;
	e = t->query->file(t->query->ctx, path, out);
	t->n_files += e == OK;
	return e;
}

enum err
tasks_go(struct tasks *t, struct sv path, const char *end)
{
	struct buf b = t->scratch;
	struct task_place there;
	enum err e;

	if (!path.n || path.p[0] == '~')
		return ERR_NOT_FOUND;
	if (path.p[0] != '/')
		buf_sv(&b, t->at.dir);
	buf_sv(&b, path);
	buf_str(&b, end);
	there.dir = arena_dup(t->arena, buf_view(&b));
	if (!there.dir.p || b.full)
		return ERR_LIMIT;
	if ((e = tasks_file(t, there.dir, &there.text)))
		return e;
	there.dir.n -= sv_basename(there.dir).n;
	t->at = there;
	return OK;
}

static enum err
find_in(struct tasks *t, struct sv dir)
{
	const char *const *names = formats[t->query->format].names;
	char memory[MAX_LEVELS * 3 + 32];
	struct buf b;
	enum err e = ERR_NOT_FOUND;

	for (size_t i = 0; i < 6 && names[i] && e == ERR_NOT_FOUND; i++) {
		buf_init(&b, memory, sizeof(memory));
		buf_sv(&b, dir);
		buf_str(&b, names[i]);
		e = t->query->file(t->query->ctx, buf_view(&b),
		    &t->at.text);
	}
	return e;
}

static enum err
find(struct tasks *t)
{
	static const char up[] = "../../../../../../../../../../../../";
	size_t levels = formats[t->query->format].upward ? MAX_LEVELS : 1;
	enum err e = ERR_NOT_FOUND;

	if (t->query->given.n) {
		t->at.dir = sv_take(t->query->given, t->query->given.n -
		    sv_basename(t->query->given).n);
		return t->query->file(t->query->ctx, t->query->given,
		    &t->at.text);
	}
	for (size_t i = 0; i < levels && e == ERR_NOT_FOUND; i++) {
		t->out->dir = (struct sv){up, i * 3};
		e = find_in(t, t->out->dir);
	}
	t->at.dir = t->out->dir;
	return e;
}

enum err
tasks_read(struct arena *arena, const struct task_query *query,
    struct task_reading *out)
{
	struct tasks *t = ARENA_NEW(arena, 1, struct tasks);
	char *room = arena_take(arena, TASKS_SCRATCH);
	enum err e;

	*out = (struct task_reading){0};
	if (!t || !room)
		return ERR_LIMIT;
	if ((size_t)query->format >= ARRAY_LEN(formats))
		return ERR_INTERNAL;
	t->arena = arena;
	t->query = query;
	t->out = out;
	buf_init(&t->scratch, room, TASKS_SCRATCH);
	if ((e = find(t)))
		return e;
	out->text = t->at.text;
	t->root = t->at;
	e = formats[query->format].read(t, query->name);
	return e || !t->left_out.n ? e : add_left_out(t);
}
