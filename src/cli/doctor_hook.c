/* SPDX-License-Identifier: ISC */
/*
 * The hooks that are configured are called as their agent calls them, with the
 * probe as the command: the answer must be that agent's no.
 */
#include <string.h>

#include "guard/hook.h"

#include "doctor.h"

enum { FILE_MAX_BYTES = 1 << 20, CALL_MAX = 1024, PATIENCE_MS = 10000 };

#define PROBE "guard-probe"

static void
put_member(struct buf *out, struct sv name, struct sv value)
{
	buf_c(out, '"');
	buf_sv(out, name);
	buf_str(out, "\":\"");
	buf_sv(out, value);
	buf_c(out, '"');
}

/* A call of the agent's shell, as its hook would hear of it. */
static void
make_call(const struct hook_agent *h, struct buf *out)
{
	buf_c(out, '{');
	put_member(out, h->cwd, SV("/"));
	buf_c(out, ',');
	if (h->bare) {
		put_member(out, h->command, SV(PROBE));
	} else {
		put_member(out, h->tool[0], h->shells[0]);
		buf_str(out, ",\"");
		buf_sv(out, h->arguments[0]);
		buf_str(out, "\":{");
		put_member(out, h->command, SV(PROBE));
		buf_c(out, '}');
	}
	buf_str(out, "}\n");
}

/* execve wants words that it could change. */
static char *
word(struct doctor *d, const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = arena_take(d->arena, n);

	return copy ? memcpy(copy, text, n) : NULL;
}

static void
fire(struct doctor *d, const struct agent *agent)
{
	const struct hook_agent *h = hook_find(sv_from(agent->name));
	char *memory = arena_take(d->arena, HOOK_ANSWER_MAX);
	char call_memory[CALL_MAX];
	struct os_path guard;
	char *argv[4] = {word(d, "guard"), word(d, "hook"),
	    word(d, agent->name), NULL};
	struct os_child child = {.argv = argv, .envp = d->envp, .out = memory,
	    .cap = HOOK_ANSWER_MAX, .milliseconds = PATIENCE_MS,
	    .directory = "/", .quiet = true, .apart = true};
	struct sv answer;
	struct buf call;
	size_t n = 0;
	int status = 0;

	if (!h || !memory ||
	    os_prefix_join(&d->setup.front.prefix, "bin/guard", &guard))
		return;
	buf_init(&call, call_memory, sizeof(call_memory));
	make_call(h, &call);
	child.path = guard.p;
	child.input = buf_view(&call);
	answer = (struct sv){memory, 0};
	if (!os_run(&child, &n, &status))
		answer.n = n;
	/* For whatever reason: what hinders it is found elsewhere. */
	if (sv_starts(answer, sv_from(h->before)))
		doctor_add(d, "hook", SETUP_TEXT(d->arena, agent->name,
		    ": its hook says no to the probe"), NULL);
	else
		doctor_add(d, "hook", SETUP_TEXT(d->arena, agent->name,
		    ": its hook does not say no to the probe"), SETUP_TEXT(
		    d->arena, "guard setup, then try it by hand: guard hook ",
		    agent->name));
}

/* Whether its configuration names this guard. */
static bool
is_configured(struct doctor *d, const struct agent *agent)
{
	const char *path = agent_path(&d->setup, agent);
	size_t n = 0, mark = d->arena->used;
	char *memory = arena_take(d->arena, FILE_MAX_BYTES);
	struct os_path guard;
	bool found;

	found = path && memory &&
	    !os_prefix_join(&d->setup.front.prefix, "bin/guard", &guard) &&
	    !os_read_file(path, memory, FILE_MAX_BYTES, &n) &&
	    sv_contains((struct sv){memory, n}, sv_from(guard.p));
	d->arena->used = mark;
	return found;
}

void
doctor_hooks(struct doctor *d)
{
	for (const struct agent *agent = agents; agent->name; agent++)
		if (agent->hooks && (!d->agent || agent == d->agent) &&
		    is_configured(d, agent))
			fire(d, agent);
}
