/* SPDX-License-Identifier: ISC */
/*
 * From a command line to every invocation behind it: parses the first command,
 * then what it starts, then what those start.
 */
#include <string.h>

#include "argv/unwrap.h"

enum err
unwrap_problem(struct unwrap *u, enum problem_kind kind, struct sv subject)
{
	struct problem *p;

	/* It is judged again when it starts. */
	if (u->foreseeing)
		return OK;
	p = list_push(u->ctx->arena, &u->problems, sizeof(*p));
	if (!p)
		return ERR_LIMIT;
	p->kind = kind;
	p->subject = subject;
	return OK;
}

static enum err
read_joined(struct unwrap *u, const struct start *s, const struct origin *from)
{
	struct start named = *s;
	struct word joined;
	enum err e = unwrap_account(u, s, from, &named);

	if (!e)
		e = unwrap_joined_words(u, &named, &joined);
	return e ? e : unwrap_text_word(u, &joined, NULL, from);
}

struct word *
unwrap_words_of(struct unwrap *u, const struct word *first,
    const struct start *s)
{
	struct word *words;

	words = ARENA_NEW(u->ctx->arena, s->n_rest + 1, struct word);
	if (!words)
		return NULL;
	words[0] = *first;
	if (s->n_rest)
		memcpy(words + 1, s->rest, s->n_rest * sizeof(*words));
	return words;
}

enum err
unwrap_named(struct unwrap *u, const struct start *s,
    const struct origin *from)
{
	struct word *words = unwrap_words_of(u, &s->text, s);

	return words ? unwrap_words(u, words, s->n_rest + 1, from) : ERR_LIMIT;
}

static enum err read_tool(struct unwrap *u, const struct call *call,
    const struct origin *from);

enum err
unwrap_as_tool(struct unwrap *u, uint32_t offset, const struct start *s,
    const struct origin *from)
{
	struct call call = {
		offset, unwrap_words_of(u, &s->text, s), s->n_rest + 1};

	return call.words ? read_tool(u, &call, from) : ERR_LIMIT;
}

/* Words of the same tool again: the launcher's own name, then these. */
static enum err
read_self(struct unwrap *u, const struct start *s, const struct origin *from)
{
	const struct invocation *self =
	    (const struct invocation *)(void *)u->invocations.p + from->parent;
	uint32_t offset = self->tool_offset;
	struct start again = {
		.text = self->words[0],
		.rest = unwrap_words_of(u, &s->text, s),
		.n_rest = s->n_rest + 1,
	};

	return again.rest ? unwrap_as_tool(u, offset, &again, from)
			  : ERR_LIMIT;
}

/* "TOOL … -- COMMAND …": the first "--" is the launcher's. */
static enum err
read_behind(struct unwrap *u, const struct start *s, const struct origin *from)
{
	struct start command = *s;
	bool here = sv_eq(s->text.text, SV("--"));
	size_t n = 0;

	while (!here && n < s->n_rest)
		here = sv_eq(s->rest[n++].text, SV("--"));
	if (!here)
		return unwrap_named(u, s, from);
	if (n == s->n_rest)
		return OK;
	command.text = s->rest[n];
	command.rest = s->rest + n + 1;
	command.n_rest = s->n_rest - n - 1;
	return unwrap_named(u, &command, from);
}

static enum err
read_start(struct unwrap *u, const struct start *s, const struct origin *from)
{
	enum err e;

	switch (s->kind) {
	case RUNS_ARGV:
		return unwrap_named(u, s, from);
	case RUNS_SHELL:
		return unwrap_text_word(u, &s->text, s, from);
	case RUNS_JOINED:
		return read_joined(u, s, from);
	case RUNS_SCRIPT:
	case RUNS_WORKSPACES:
		e = unwrap_script(u, s, from);
		return e == ERR_NOT_FOUND ? OK : e;
	case RUNS_SCRIPT_OR_ARGV:
		e = unwrap_script(u, s, from);
		return e == ERR_NOT_FOUND ? unwrap_named(u, s, from)
		                          : e;
	case RUNS_FILE:
		return unwrap_file(u, s, from);
	case RUNS_MODULE:
		return unwrap_module(u, s, from);
	case RUNS_PACKAGE:
		return unwrap_package(u, s, from);
	case RUNS_SELF:
		return read_self(u, s, from);
	case RUNS_IMAGE:
		return unwrap_image(u, s, from);
	case RUNS_PLUGIN:
		return unwrap_plugin(u, s, from);
	case RUNS_SHELL_FILE:
		return unwrap_shell_file(u, s, from);
	case RUNS_CODE:
	case RUNS_JAVASCRIPT:
		return unwrap_code(u, s, from);
	case RUNS_PARALLEL:
		return unwrap_parallel(u, s, from);
	case RUNS_MAKE:
	case RUNS_JUST:
	case RUNS_TASKFILE:
	case RUNS_COMPOSER:
	case RUNS_DENO:
	case RUNS_PYPROJECT:
	case RUNS_MISE:
	case RUNS_CARGO:
	case RUNS_TOX:
	case RUNS_HOOKS:
		return unwrap_task(u, s, from);
	case RUNS_NX:
		return unwrap_nx(u, s, from);
	case RUNS_TURBO:
		return unwrap_turbo(u, s, from);
	case RUNS_BEHIND:
		return read_behind(u, s, from);
	case RUNS_NOTHING:
	case RUNS_SPLICE:
	case RUNS_KINDS:
		break;
	}
	return ERR_INTERNAL;
}

/* Nothing, or "bash /dev/stdin". */
static bool
lacks_text(const struct list *starts)
{
	const struct start *s = (const void *)starts->p;

	return !starts->n || (starts->n == 1 && s->kind == RUNS_SHELL_FILE &&
	    sv_eq(s->text.text, SV("/dev/stdin")));
}

static enum err
read_children(struct unwrap *u, uint32_t index, const struct list *starts)
{
	const struct invocation *all = (const void *)u->invocations.p;
	struct invocation inv = all[index]; /* the list may move */
	struct origin from = {
		.parent = (int)index,
		.depth = inv.depth + 1,
		.changes = inv.changes,
		.cwd = inv.cwd,
		.stdin_kind = inv.stdin_kind,
		.stdin_word = inv.stdin_word,
		.stdin_own = inv.stdin_own,
		.stdin_elsewhere = inv.stdin_elsewhere,
		.elsewhere = inv.elsewhere,
		.remote = inv.remote,
	};
	const struct start *s = (const void *)starts->p;
	uint32_t n = lacks_text(starts) ? 0 : starts->n;
	enum err e = OK;

	/* What starts nothing need not be asked what it would give that. */
	if (starts->n || inv.tool_flags & TOOL_LAUNCHER ||
	    inv.node_flags & NODE_ELSEWHERE)
		e = unwrap_environment(u, &inv, &from);
	if (!e)
		e = unwrap_carry_stdin(u, &inv, &from);
	if (!e)
		e = unwrap_packages(u, &inv, starts, &from);
	for (uint32_t i = 0; i < n && !e; i++) {
		from.via = s[i].text.text;
		from.cwd = s[i].has_dir ? s[i].dir : inv.cwd;
		e = read_start(u, &s[i], &from);
	}
	from.via = (struct sv){0};
	from.cwd = inv.cwd;
	/* Text with expansions is there, and is not certain. */
	if (!e && !n && (from.stdin_word.text.n || (from.remote &&
	    from.stdin_kind == STDIN_INHERITED)))
		e = unwrap_stdin(u, &inv, &from);
	return e ? e : unwrap_lifecycle(u, &inv, &from);
}

static enum err
read_tool(struct unwrap *u, const struct call *call, const struct origin *from)
{
	struct list starts = {0};
	struct invocation inv = {0};
	struct invocation *kept;
	uint32_t index = u->invocations.n;
	enum err e;

	if (from->depth >= ARGV_MAX_DEPTH || index >= ARGV_MAX_INVOCATIONS)
		return unwrap_problem(u, PROBLEM_TOO_DEEP, call->words[0].text);
	inv.parent = from->parent;
	inv.depth = from->depth;
	inv.steps = u->steps;
	inv.changes = from->changes;
	if ((e = load_settle(u, &inv.changes)))
		return e;
	inv.cwd = from->cwd;
	inv.stdin_kind = from->stdin_kind;
	inv.stdin_word = from->stdin_word;
	inv.stdin_own = from->stdin_own;
	inv.stdin_elsewhere = from->stdin_elsewhere;
	inv.via = from->via;
	inv.elsewhere = from->elsewhere;
	inv.remote = from->remote;
	inv.foreseen = u->foreseeing > 0 && !environment_hides(inv.changes);
	if ((e = parse_invocation(unwrap_context(u, from), call, &inv,
	    &starts)))
		return e;
	kept = list_push(u->ctx->arena, &u->invocations, sizeof(*kept));
	if (!kept)
		return ERR_LIMIT;
	*kept = inv;
	/* What only prints help starts nothing. */
	if (inv.help)
		return OK;
	e = read_children(u, index, &starts);
	return e ? e : step_tool(u, index);
}

/*
 * A command whose name is not certain: "$HOME/bin/terraform" is a terraform all
 * the same; of other words it only counts whether they mention a tool.
 */
static enum err
read_uncertain(struct unwrap *u, struct call *call, const struct origin *from)
{
	struct sv name = call->words[0].text;
	bool mentions;
	enum err e = ERR_NOT_FOUND;

	if (sv_basename(name).n < name.n)
		e = identity_find(u->ctx->image, 'c', sv_basename(name),
		    &call->tool);
	if (!e)
		return read_tool(u, call, from);
	if (e != ERR_NOT_FOUND)
		return e;
	e = argv_mentions(u->ctx, name, &mentions);
	if (e || mentions)
		return e ? e : unwrap_problem(u, PROBLEM_UNREADABLE, name);
	u->n_unguarded++;
	return OK;
}

enum err
unwrap_words(struct unwrap *u, const struct word *words, size_t n,
    const struct origin *from)
{
	struct call call = {.words = words, .n = n};
	uint32_t offset;
	enum err e;

	if (!n)
		return OK;
	if (!word_is_certain(&words[0]))
		return read_uncertain(u, &call, from);
	e = argv_identify(unwrap_context(u, from),
	    word_is_certain(&from->cwd) ? from->cwd.text : (struct sv){0},
	    words[0].text, &offset);
	if (e == ERR_NOT_FOUND) {
		e = unwrap_unnamed(u, &call, from);
		return e ? e : step_words(u, words, n, &from->cwd);
	}
	call.tool = offset;
	return e ? e : read_tool(u, &call, from);
}

static void
publish(const struct unwrap *u, struct reading *out)
{
	out->invocations = (void *)u->invocations.p;
	out->n = u->invocations.n;
	out->problems = (void *)u->problems.p;
	out->n_problems = u->problems.n;
	out->n_unguarded = u->n_unguarded;
}

/* What cannot be read stays unknown. */
static void
take_input(const struct argv_world *world, struct origin *top)
{
	struct sv text;

	if (!world || !world->input || world->input(world->ctx, &text) ||
	    !text.n)
		return;
	top->stdin_kind = STDIN_TEXT;
	top->stdin_word = word_of(text);
	top->stdin_own = true;
}

enum err
argv_read(const struct argv_context *ctx, const struct word *words, size_t n,
    struct reading *out)
{
	struct origin top = {.parent = -1};
	struct unwrap u = {.ctx = ctx, .blind = *ctx};
	enum err e;

	u.blind.world = NULL;
	u.blind.outside = ctx->world;
	take_input(ctx->world, &top);
	e = unwrap_words(&u, words, n, &top);
	if (!e)
		publish(&u, out);
	return e;
}

enum err
argv_read_shell(const struct argv_context *ctx, struct sv text,
    struct reading *out)
{
	const struct origin top = {.parent = -1};
	struct unwrap u = {.ctx = ctx, .blind = *ctx};
	enum err e;

	u.blind.world = NULL;
	u.blind.outside = ctx->world;
	e = unwrap_text(&u, text, NULL, &top);
	if (!e)
		publish(&u, out);
	return e;
}
