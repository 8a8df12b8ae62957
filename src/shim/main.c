/* SPDX-License-Identifier: ISC */
/*
 * guard, the small program that is symlinked as the tools' names. It decides
 * plain allows alone and execs the real tool; subcommands and everything else
 * go to the engine. No heap, no library: what it costs is paid by each command.
 */
#include <string.h>

#include "guard/audit.h"
#include "guard/gate.h"
#include "guard/hook.h"
#include "guard/os.h"
#include "shim/world.h"

#define ARENA_SIZE (3u << 19) /* bytes; what needs more goes to the engine */
#define CALL_MAX (1u << 16)   /* bytes of an agent's call; the same */

/* Each page that is touched costs a fault: what every command touches stands
 * in front, close together. */
struct shim {
	int argc;
	char **argv;
	char **envp;
	struct sv name; /* the tool, by argv[0] */
	struct os_image file;
	struct image image;
	struct arena arena;
	struct argv_world world;
	struct argv_context ctx;
	struct gate_command command;
	struct gate_outcome outcome;
	const struct os_path *prefix;
	struct os_path *path; /* whichever is needed just now, in memory */
	/* The arena, and behind what it holds a line and a path. */
	_Alignas(16) unsigned char memory[ARENA_SIZE + AUDIT_LINE_MAX +
	    2 * sizeof(struct os_path)];
	struct os_path failed; /* a tool whose exec failed */
	char call[CALL_MAX];   /* what an agent says to its hook */
};

/* Gives the path memory n bytes behind what the arena holds: there the page is
 * touched already. */
static void
place_path(struct shim *s, size_t n)
{
	size_t at = (s->arena.used + n + 15) & ~(size_t)15;

	s->path = (void *)(s->memory + at);
}

static void
say(const char *text, const char *subject)
{
	char memory[OS_PATH_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, text);
	buf_visible(&b, sv_from(subject));
	buf_c(&b, '\n');
	os_write_all(2, buf_view(&b));
}

/* What guard itself lacks. The first line is for machines. */
static int
refuse(enum exit_status status, const char *first, const char *detail)
{
	say(first, detail);
	os_write_all(2, SV("The command was not run: guard cannot decide on it."
	    "\nA human must put guard right. Stop here and tell your user;"
	    " do not try another way.\n"));
	return (int)status;
}

/* Runs the engine in this process's place; comes back only to refuse. */
static int
become_engine(struct shim *s, char **argv)
{
	place_path(s, 0);
	if (!os_prefix_join(s->prefix, "libexec/guard/guard-engine", s->path))
		(void)os_exec(s->path->p, argv, s->envp);
	return refuse(EXIT_GUARD_FAILED,
	    "guard: deny error=engine-missing: cannot run ", s->path->p);
}

/* Lets the engine decide: it knows patterns, files, facts and words. */
static int
ask_engine(struct shim *s)
{
	static char name[] = "guard-engine", mode[] = "--shim";
	size_t n = (size_t)s->argc;
	char **argv = ARENA_NEW(&s->arena, n + 3, char *);

	if (!argv) {
		/* Nothing read so far is needed any more. */
		s->arena.used = 0;
		argv = ARENA_NEW(&s->arena, n + 3, char *);
	}
	if (!argv)
		return refuse(EXIT_GUARD_FAILED,
		    "guard: deny error=too-many-arguments for ", s->argv[0]);
	argv[0] = name;
	argv[1] = mode;
	memcpy(argv + 2, s->argv, n * sizeof(*argv));
	return become_engine(s, argv);
}

static enum err
open_policy(struct shim *s)
{
	enum err e;

	place_path(s, 0);
	if ((e = os_prefix_join(s->prefix, "etc/guard/policy.image",
	    s->path)) ||
	    (e = os_image_open(s->path, &s->file)))
		return e;
	return image_open(&s->image, os_image_read, &s->file, s->file.size,
	    &s->arena);
}

static void
set_context(struct shim *s)
{
	s->world = shim_world_template;
	s->world.ctx = &s->ctx;
	s->ctx.image = &s->image;
	s->ctx.arena = &s->arena;
	s->ctx.world = &s->world;
	s->ctx.envp = s->envp;
}

static enum err
decide(struct shim *s)
{
	struct word *words = ARENA_NEW(&s->arena, (size_t)s->argc, struct word);

	if (!words)
		return ERR_LIMIT;
	for (int i = 0; i < s->argc; i++) {
		words[i].text = sv_from(s->argv[i]);
		words[i].known = words[i].text.n;
	}
	/* The name decides, not the path by which it was called. */
	words[0].text = s->name;
	words[0].known = s->name.n;
	set_context(s);
	s->command.words = words;
	s->command.n_words = (size_t)s->argc;
	gate_decide(&s->ctx, &s->command, NULL, &s->outcome);
	return s->outcome.error;
}

static enum err
record(struct shim *s)
{
	const struct gate_outcome *o = &s->outcome;
	struct audit_record r = {
		.time_ns = os_wall_clock_ns(),
		.pid = os_pid(),
		.verdict = sv_from(verdict_name(o->verdict)),
		.rule = ruling_id(&o->final),
		.tool = s->name,
		.argv = s->argv,
		.argc = s->argc,
	};
	struct buf line;
	enum err e;

	if ((e = gate_secrets(o, &s->command, &s->arena, &r.secret)))
		return e;
	buf_init(&line, (char *)s->memory + s->arena.used, AUDIT_LINE_MAX);
	audit_format(&r, &line);
	place_path(s, line.n);
	return os_append_log(s->prefix, s->path, buf_view(&line));
}

static struct sv
path_variable(char *const *envp)
{
	for (; *envp; envp++)
		if (!strncmp(*envp, "PATH=", 5))
			return sv_from(*envp + 5);
	/* As execvp does without PATH, but for the current directory. */
	return SV("/usr/local/bin:/usr/bin:/bin");
}

static int
tool_missing(struct sv name, struct sv path)
{
	char memory[OS_PATH_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	gate_tool_missing(name, path, &b);
	os_write_all(2, buf_view(&b));
	return EXIT_TOOL_NOT_FOUND;
}

/* The real tool in this process's place; comes back only to refuse. */
static int
run_tool(struct shim *s)
{
	struct sv path = path_variable(s->envp);
	size_t from = 0;

	while (!os_find_tool(path, s->name, os_executed_path(), &from,
	    s->path)) {
		(void)os_exec(s->path->p, s->argv, s->envp);
		if (!s->failed.n)
			s->failed = *s->path;
	}
	if (s->failed.n) {
		say("guard: the real tool cannot be executed: ", s->failed.p);
		return EXIT_TOOL_NOT_EXECUTABLE;
	}
	return tool_missing(sv_from(s->argv[0]), path);
}

static int
without_policy(enum err e)
{
	return refuse(EXIT_NO_POLICY, "guard: deny error=policy: ",
	    e == ERR_NOT_FOUND ? "there is none; run guard compile"
	                       : err_text(e));
}

static int
run_shim(struct shim *s)
{
	enum err e;

	if ((e = open_policy(s)))
		return without_policy(e);
	/* Written to since it was verified: the engine reads all of it. */
	if (s->file.mtime_ns != image_seal(&s->image.header))
		return ask_engine(s);
	e = decide(s);
	if (e == ERR_CORRUPT || e == ERR_IO)
		return without_policy(e);
	if (e || s->outcome.verdict != VERDICT_ALLOW)
		return ask_engine(s);
	if (!s->outcome.reading.n)
		return refuse(EXIT_DENIED,
		    "guard: deny rule=guard.unknown-name: no tool is called ",
		    s->argv[0]);
	if ((e = record(s)))
		return refuse(EXIT_GUARD_FAILED,
		    "guard: deny error=audit: cannot write the log: ",
		    err_text(e));
	return run_tool(s);
}

/* Whether the call passes, as far as can be told here. */
static bool
passes(struct shim *s, const struct hook_agent *agent, struct sv text)
{
	struct hook_call call = {.kind = HOOK_WRONG};

	hook_read(agent, text, &s->arena, &call);
	if (call.kind != HOOK_SHELL)
		return call.kind == HOOK_OTHER;
	if (call.dir.n || (call.cwd.n && os_enter(call.cwd.p)) ||
	    open_policy(s) || s->file.mtime_ns != image_seal(&s->image.header))
		return false;
	set_context(s);
	s->command.words = call.words;
	s->command.n_words = call.n_words;
	s->command.shell_text = call.text;
	gate_decide(&s->ctx, &s->command, NULL, &s->outcome);
	return s->outcome.verdict == VERDICT_ALLOW && !s->outcome.error;
}

/* guard hook AGENT: everything but a plain yes is said by the engine, which
 * finds standard input as it was. */
static int
run_hook(struct shim *s)
{
	const struct hook_agent *agent = hook_find(sv_from(s->argv[2]));
	size_t n = 0;
	enum err e;

	if (agent) {
		e = os_read_input(s->call, CALL_MAX, &n);
		if (!e && passes(s, agent, (struct sv){s->call, n})) {
			os_write_all(1, sv_from(agent->pass));
			return EXIT_FINE;
		}
		if (e == ERR_IO || os_return_input(s->call, n, CALL_MAX,
		    2 * HOOK_INPUT_MAX))
			return refuse(EXIT_WRONG_USAGE,
			    "guard: deny error=input: ",
			    "the agent's call cannot be read");
	}
	(void)become_engine(s, s->argv);
	/* Agents take no other status for a no. */
	return EXIT_WRONG_USAGE;
}

int
main(int argc, char **argv, char **envp)
{
	/* See src/small.ld. */
	static struct shim s __attribute__((section(".bss.first")));
	enum err e;

	if (argc < 1 || !argv[0] || !argv[0][0])
		return refuse(EXIT_DENIED, "guard: deny error=no-name: ",
		    "called without argv[0]");
	s.argc = argc;
	s.argv = argv;
	s.envp = envp;
	s.name = sv_basename(sv_from(argv[0]));
	/* A login shell is called "-bash". */
	if (s.name.n > 1 && s.name.p[0] == '-')
		s.name = sv_skip(s.name, 1);
	arena_init(&s.arena, s.memory, ARENA_SIZE);
	if ((e = os_prefix_view(&s.prefix)))
		return refuse(EXIT_GUARD_FAILED,
		    "guard: deny error=prefix: guard's own files: ",
		    err_text(e));
	if (sv_eq(s.name, SV("guard")))
		return argc == 3 && !strcmp(argv[1], "hook")
		    ? run_hook(&s) : become_engine(&s, argv);
	return run_shim(&s);
}
