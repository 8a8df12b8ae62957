/* SPDX-License-Identifier: ISC */
/*
 * The hooks that are configured are called as their agent calls them: the words
 * that stand in its own file, by a shell. To the probe the answer must be that
 * agent's no, to a command that harms nobody it must be none.
 */
#include <string.h>

#include "doctor.h"
#include "hook_config.h"

enum { CALL_MAX = 1024, PATIENCE_MS = 10000 };

#define PROBE "guard-probe"
#define HARMLESS "true"

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
make_call(const struct hook_agent *h, struct sv command, struct buf *out)
{
	buf_c(out, '{');
	put_member(out, h->cwd, SV("/"));
	buf_c(out, ',');
	if (h->bare) {
		put_member(out, h->command, command);
	} else {
		put_member(out, h->tool[0], h->shells[0]);
		buf_str(out, ",\"");
		buf_sv(out, h->arguments[0]);
		buf_str(out, "\":{");
		put_member(out, h->command, command);
		buf_c(out, '}');
	}
	buf_str(out, "}\n");
}

/* What a hook was called with, and what came of it. */
struct firing {
	struct doctor *d;
	const struct hook_agent *h;
	const struct hook_config *config;
	const struct configured_hook *hook;
	char *memory; /* of the answer */
	int status;
};

/* The answer to one command; empty when the hook could not be called. */
static struct sv
call(struct firing *f, const char *command)
{
	char call_memory[CALL_MAX];
	struct doctor *d = f->d;
	struct os_path shell;
	char *argv[4] = {doctor_word(d, f->config->shell),
	    doctor_word(d, "-c"), doctor_word(d, f->hook->command), NULL};
	struct os_child child = {.argv = argv, .envp = d->envp,
	    .path = "/bin/sh", .out = f->memory, .cap = HOOK_ANSWER_MAX,
	    .milliseconds = PATIENCE_MS, .directory = "/", .quiet = true,
	    .apart = true};
	struct buf b;
	size_t n = 0;

	buf_init(&b, call_memory, sizeof(call_memory));
	make_call(f->h, sv_from(command), &b);
	child.input = buf_view(&b);
	if (doctor_find_real(d, f->config->shell, &shell))
		child.path = shell.p;
	if (!argv[0] || !argv[1] || !argv[2] ||
	    os_run(&child, &n, &f->status)) {
		f->status = 127;
		n = 0;
	}
	return (struct sv){f->memory, n};
}

/* The first word of the command is the hook's program, as setup writes it. */
static bool
is_another(struct firing *f)
{
	struct sv command = sv_from(f->hook->command);
	struct os_path own, real, other;

	command = sv_take(command, sv_find(command, 0, ' '));
	return command.n && command.p[0] == '/' &&
	    !os_prefix_join(&f->d->setup.front.prefix, "bin/guard", &own) &&
	    !os_resolve(SV("/"), sv_from(own.p), &real) &&
	    !os_resolve(SV("/"), command, &other) &&
	    os_is_guard(other.p) && strcmp(real.p, other.p) != 0;
}

static void
tell(struct firing *f, const char *text, const char *fix)
{
	doctor_add(f->d, "hook", SETUP_TEXT(f->d->arena, f->h->name, ": ",
	    f->config->file, ": ", text), fix);
}

/* What is wrong with it; false when nothing is. */
static bool
find_fault(struct firing *f)
{
	struct doctor *d = f->d;
	const char *again = SETUP_TEXT(d->arena, "take that hook out of the "
	    "file, then guard setup --agent ", f->h->name);
	struct sv no;
	bool refused;

	no = call(f, PROBE);
	refused = sv_starts(no, sv_from(f->h->before));
	if (f->status == 126 || f->status == 127)
		tell(f, SETUP_TEXT(d->arena, "the hook cannot be started: ",
		    f->hook->command), again);
	else if (is_another(f))
		tell(f, SETUP_TEXT(d->arena, "the hook calls another guard: ",
		    f->hook->command), again);
	else if (!refused)
		tell(f, f->status == 124 ? "the hook gave no answer in 10 s"
		    : "the hook does not say no to " PROBE, again);
	else if (!sv_eq_cstr(call(f, HARMLESS), f->h->pass) || f->status)
		tell(f, "the hook says no to everything, to `" HARMLESS
		    "` too", "guard setup; then ask the hook by hand why: "
		    "docs/agents.md shows how");
	else if (f->hook->off)
		tell(f, SETUP_TEXT(d->arena, "the hook works, but is not "
		    "called: ", f->hook->off), f->hook->fix);
	else
		return false;
	return true;
}

/* Whoever may write the file chooses what is started here. */
static bool
is_ours(struct doctor *d, const char *file)
{
	struct os_path real;

	if (os_resolve(SV("/"), sv_from(file), &real)) {
		doctor_add(d, "hook", SETUP_TEXT(d->arena, file,
		    " cannot be found"), "guard setup");
		return false;
	}
	return doctor_path(d, "hook", SETUP_TEXT(d->arena, real.p));
}

/* Ahead of it, so that a person can break it off. */
static void
announce(const struct firing *f)
{
	char memory[2 * HOOK_COMMAND_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, f->h->name);
	buf_str(&b, ": ");
	buf_str(&b, f->config->shell);
	buf_str(&b, " -c ");
	buf_shell_word(&b, sv_from(f->hook->command));
	cli_fail(0, "doctor starts the hook of %.*s", (int)b.n, b.p);
}

static void
look_at_agent(struct doctor *d, const struct agent *agent,
    struct hook_config *config, char *memory)
{
	struct firing f = {.d = d, .h = hook_find(sv_from(agent->name)),
	    .config = config, .memory = memory};
	enum err e = hook_config_read(&d->setup, agent, config);

	if (!f.h || e == ERR_NOT_FOUND)
		return;
	if (e) {
		tell(&f, "cannot be read, so its hook is not called either",
		    "mend the file by hand");
		return;
	}
	if (config->n && !is_ours(d, config->file))
		return;
	for (size_t i = 0; i < config->n; i++) {
		f.hook = &config->list[i];
		announce(&f);
		if (!find_fault(&f))
			tell(&f, "its hook says no to the probe and nothing "
			    "to `" HARMLESS "`", NULL);
	}
}

void
doctor_hooks(struct doctor *d)
{
	static struct hook_config config;
	char *memory = arena_take(d->arena, HOOK_ANSWER_MAX);

	if (!memory) {
		doctor_add(d, "hook", "out of memory", "try again");
		return;
	}
	for (const struct agent *agent = agents; agent->name; agent++)
		if (agent->hooks && (!d->agent || agent == d->agent))
			look_at_agent(d, agent, &config, memory);
}
