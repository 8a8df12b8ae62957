/* SPDX-License-Identifier: ISC */
/*
 * Tasks of make, just and their like: what the project's file runs for them.
 * The shims see the commands of make again when they start. Those of tools that
 * put a project's own programs ahead on PATH they may not, so these are judged
 * here.
 */
#include "argv/unwrap.h"

struct task_source {
	struct unwrap *u;
	const struct origin *from;
	const struct invocation *inv;
	uint32_t kind;
	struct sv sets; /* a file that sets variables for the tasks */
};

/*
 * Whether the file may set variables for what its tasks run (a dotenv, env: or
 * export): which, nobody follows.
 */
static bool
sets_variables(uint32_t kind, struct sv text)
{
	static const struct {
		uint32_t kind;
		const char *words[9];
	} marks[] = {
		{RUNS_MAKE, {"export", "EXPORT_ALL"}},
		{RUNS_JUST, {"dotenv", "export"}},
		{RUNS_TASKFILE, {"dotenv:", "env:"}},
		{RUNS_COMPOSER, {"@putenv"}},
		{RUNS_PYPROJECT, {"env =", "env=", "env.", "envfile",
		    "env_file", "env-vars", "environment ="}},
		{RUNS_MISE, {"[env", "env =", "env=", "env."}},
		{RUNS_CARGO, {"[env"}},
		{RUNS_TOX, {"setenv", "set_env"}},
		{RUNS_HOOKS, {"env:"}},
		{RUNS_NX, {"\"env\"", "\"envFile\""}},
	};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		for (size_t k = 0; marks[i].kind == kind &&
		    k < ARRAY_LEN(marks[i].words) && marks[i].words[k]; k++)
			if (sv_contains(text, sv_from(marks[i].words[k])))
				return true;
	return false;
}

static enum err
read_file(void *ctx, struct sv path, struct sv *out)
{
	struct task_source *s = ctx;
	const struct argv_world *world = s->u->ctx->world;
	enum err e = world->text ? world->text(world->ctx,
	    s->from->cwd.text, path, out) : ERR_ENGINE;

	if (!e && sets_variables(s->kind, *out)) {
		s->sets = arena_dup(s->u->ctx->arena, path);
		e = s->sets.p ? OK : ERR_LIMIT;
	}
	return e == OK || e == ERR_ENGINE || e == ERR_LIMIT ? e
	    : ERR_NOT_FOUND;
}

/* NAME=VALUE on the tool's own command line, else in its environment. */
static bool
variable(void *ctx, struct sv name, bool *out_given, struct sv *out)
{
	const struct task_source *s = ctx;
	const struct invocation *inv = s->inv;
	struct word value;
	struct sv w;

	*out_given = false;
	for (size_t i = inv->n_words; i-- > 1;) {
		w = inv->words[i].text;
		if (!sv_starts(w, name) || w.n == name.n ||
		    w.p[name.n] != '=')
			continue;
		*out_given = true;
		*out = word_is_certain(&inv->words[i])
		    ? sv_skip(w, name.n + 1) : SV("$unknown");
		return true;
	}
	if (!argv_env(s->u->ctx, inv, name, &value))
		return false;
	*out = word_is_certain(&value) ? value.text : SV("$unknown");
	return true;
}

/* The table of pyproject.toml that is the tool's. */
static struct sv
section_of(struct sv tool)
{
	static const struct {
		const char *tool, *section;
	} sections[] = {
		{"poe", "tool.poe.tasks"},
		{"mise", "tasks"},
		{"cargo", "alias"},
		{"pdm", "tool.pdm.scripts"},
		{"hatch", "tool.hatch.envs.default.scripts"},
		{"rye", "tool.rye.scripts"},
		{"taskipy", "tool.taskipy.tasks"},
	};

	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		if (sv_eq_cstr(tool, sections[i].tool))
			return sv_from(sections[i].section);
	return (struct sv){0};
}

/* The file that an option names, or that is this tool's alone. */
static struct sv
given_file(const struct invocation *inv)
{
	if (sv_eq(inv->tool, SV("pre-commit")))
		return SV(".pre-commit-config.yaml");
	for (uint32_t i = inv->n_options; i-- > 0;)
		if (OPTION_VALUE_KIND(inv->options[i].flags) == VALUE_TASKS &&
		    inv->options[i].has_value)
			return inv->options[i].value.text;
	return (struct sv){0};
}

/* hatch names a script of another environment ENV:SCRIPT. */
static enum err
take_environment(struct arena *arena, struct task_query *q, struct start *s)
{
	size_t colon = sv_find(s->text.text, 0, ':');
	char memory[256];
	struct buf b;

	if (colon == s->text.text.n)
		return OK;
	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "tool.hatch.envs.");
	buf_sv(&b, sv_take(s->text.text, colon));
	buf_str(&b, ".scripts");
	s->text = word_of(sv_skip(s->text.text, colon + 1));
	q->section = arena_dup(arena, b.full ? (struct sv){0} : buf_view(&b));
	return q->section.p ? OK : ERR_LIMIT;
}

static enum err
doubt(struct unwrap *u, struct sv text, struct sv subject)
{
	bool mentions;
	enum err e = argv_mentions(u->ctx, text, &mentions);

	return e || !mentions ? e
	    : unwrap_problem(u, PROBLEM_UNREADABLE, subject);
}

static enum err
read_line(struct unwrap *u, const struct task_line *line,
    const struct start *s, const struct origin *from)
{
	bool again = s->kind == RUNS_MAKE || s->kind == RUNS_JUST ||
	    s->kind == RUNS_TASKFILE || s->kind == RUNS_TOX ||
	    s->kind == RUNS_HOOKS;
	const struct word shell = word_of(SV("sh"));
	struct start params = *s;
	enum err e;

	if (line->unsure && (e = doubt(u, line->text, line->text)))
		return e;
	params.rest = unwrap_words_of(u, &shell, s);
	params.n_rest = s->n_rest + 1;
	if (!params.rest)
		return ERR_LIMIT;
	u->foreseeing += again;
	e = unwrap_text(u, line->text, &params, from);
	u->foreseeing -= again;
	return e;
}

static enum err
read_lines(const struct task_source *source, const struct task_reading *r,
    const struct start *s)
{
	const struct origin *from = source->from;
	struct unwrap *u = source->u;
	struct word dir = word_of(r->dir);
	struct origin inner = *from;
	enum err e = OK;

	if (!r->found)
		e = r->unsure ? doubt(u, r->text, s->text.text) : OK;
	if (e || !r->found)
		return e ? e : ERR_NOT_FOUND;
	if (r->dir.n)
		e = word_join_path(u->ctx->arena, &from->cwd, &dir, &inner.cwd);
	if (!e && source->sets.p)
		e = load_unknown(u, source->sets, &inner.changes);
	for (size_t i = 0; i < r->n && !e; i++)
		e = read_line(u, &r->lines[i], s, &inner);
	return e;
}

/* The environments of tox: those of -e, of TOXENV, or "" for its own list. */
static struct sv
tox_environments(struct task_source *source)
{
	const struct invocation *inv = source->inv;
	bool given;
	struct sv value;

	for (uint32_t i = inv->n_options; i-- > 0;)
		if (sv_eq(inv->options[i].name, SV("-e")) &&
		    inv->options[i].has_value)
			return inv->options[i].value.text;
	return variable(source, SV("TOXENV"), &given, &value) && !given
	    ? value : SV("");
}

/* Reads what s asks for; s is changed to how that is called. */
static enum err
read_task(struct task_source *source, struct start *s,
    struct task_reading *out)
{
	const struct invocation *inv = source->inv;
	const struct origin *from = source->from;
	struct unwrap *u = source->u;
	const struct argv_world *world = unwrap_context(u, from)->world;
	struct task_query query = {
		.format = (enum task_format)(s->kind - RUNS_MAKE),
		.given = given_file(inv),
		.section = section_of(inv->tool),
		.ctx = source,
		.file = read_file,
		.variable = variable,
	};
	enum err e;

	if (sv_eq(inv->tool, SV("hatch")) &&
	    (e = take_environment(u->ctx->arena, &query, s)))
		return e;
	if (!world || !word_is_certain(&s->text) ||
	    !word_is_certain(&from->cwd))
		return ERR_NOT_FOUND;
	if (!world->tasks)
		return ERR_ENGINE;
	if (s->n_rest && sv_eq(s->rest[0].text, SV("--"))) {
		s->rest++;
		s->n_rest--;
	}
	query.name = s->kind == RUNS_TOX ? tox_environments(source)
	                                 : s->text.text;
	query.words = s->rest;
	query.n_words = s->n_rest;
	return world->tasks(u->ctx->arena, &query, out);
}

static enum err
find_task(struct unwrap *u, struct start *s, const struct origin *from)
{
	const struct invocation inv =
	    ((const struct invocation *)(void *)u->invocations.p)[from->parent];
	struct task_source source = {.u = u, .from = from, .inv = &inv,
		.kind = s->kind};
	struct task_reading r;
	enum err e = read_task(&source, s, &r);

	return e ? e : read_lines(&source, &r, s);
}

enum err
unwrap_read_task(struct unwrap *u, const struct start *s,
    const struct origin *from, struct task_reading *out)
{
	const struct invocation inv =
	    ((const struct invocation *)(void *)u->invocations.p)[from->parent];
	struct task_source source = {.u = u, .from = from, .inv = &inv,
		.kind = s->kind};
	struct start own = *s;

	return read_task(&source, &own, out);
}

/* "TASK words ::: TASK words": own becomes the first, rest what is behind. */
static bool
split_tasks(struct start *own, struct start *rest)
{
	for (size_t i = 0; own->kind == RUNS_MISE && i + 1 < own->n_rest; i++) {
		if (!sv_eq(own->rest[i].text, SV(":::")))
			continue;
		*rest = *own;
		rest->text = own->rest[i + 1];
		rest->rest = own->rest + i + 2;
		rest->n_rest = own->n_rest - i - 2;
		own->n_rest = i;
		return true;
	}
	return false;
}

/* "cargo +nightly COMMAND": another toolchain's cargo. */
static enum err
without_toolchain(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	const struct invocation *self =
	    (const struct invocation *)(void *)u->invocations.p + from->parent;
	const struct start again = {.text = self->words[0], .rest = s->rest,
		.n_rest = s->n_rest};

	return unwrap_as_tool(u, self->tool_offset, &again, from);
}

enum err
unwrap_task(struct unwrap *u, const struct start *s, const struct origin *from)
{
	struct start own = *s, rest = *s;
	enum err e = OK;

	if (s->kind == RUNS_CARGO && sv_starts(s->text.text, SV("+")))
		return without_toolchain(u, s, from);
	while (!e && split_tasks(&own, &rest)) {
		e = find_task(u, &own, from);
		e = e == ERR_NOT_FOUND ? OK : e;
		own = rest;
	}
	if (!e)
		e = find_task(u, &own, from);

	if (e == ERR_NOT_FOUND && s->kind == RUNS_DENO)
		e = unwrap_script(u, s, from);
	if (e == ERR_NOT_FOUND && s->kind == RUNS_PYPROJECT)
		return unwrap_named(u, &own, from);
	return e == ERR_NOT_FOUND ? OK : e;
}
