/* SPDX-License-Identifier: ISC */
/*
 * From argv to an exec or a refusal, read top to bottom in shim_engine().
 * Every failure on the way is a refusal that says what failed.
 */
#include "shim_engine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/audit.h"
#include "guard/gate.h"
#include "guard/os.h"

#include "load.h"
#include "refusal.h"

/* As execvp does without PATH, but for the current directory. */
#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"


/* One a process, and too large for the stack. */
static struct policy policy;
static char text[REFUSAL_MAX];

struct call {
	int argc;
	char **argv;
	struct sv name;     /* base name of argv[0] */
	struct word *words; /* argv, with the base name in front */
	struct arena arena; /* holds words; needed without a policy too */
	struct gate_command command;
	struct gate_outcome outcome;
};

static void
say(const struct buf *b)
{
	os_write_all(STDERR_FILENO, buf_view(b));
}

static struct refusal
refusal_of(struct call *c)
{
	return (struct refusal){
	    .arena = &c->arena,
	    .image = &policy.image,
	    .outcome = &c->outcome,
	    .words = c->words,
	    .n_words = c->words ? (size_t)c->argc : 0,
	};
}

static int
refuse_failure(struct call *c, const char *code, const char *what,
    enum exit_status status)
{
	const struct refusal r = refusal_of(c);
	struct buf b;

	buf_init(&b, text, sizeof(text));
	refusal_failure(&r, code, what, &b);
	say(&b);
	return (int)status;
}

static int
refuse_without_policy(struct call *c, enum err e)
{
	char memory[256];
	struct buf what;

	buf_init(&what, memory, sizeof(memory) - 1);
	memset(memory, 0, sizeof(memory));
	buf_str(&what, "guard cannot use its policy image (");
	buf_str(&what, e == ERR_NOT_FOUND ? "there is none; see guard compile"
					  : err_text(e));
	buf_c(&what, ')');
	return refuse_failure(c, "error=policy", memory, EXIT_NO_POLICY);
}

static enum err
take_argv(struct call *c)
{
	size_t n = (size_t)c->argc;
	void *memory = os_reserve(LOAD_DECIDE_SPACE);

	arena_init(&c->arena, memory, memory ? LOAD_DECIDE_SPACE : 0);
	c->words = ARENA_NEW(&c->arena, n, struct word);
	if (!c->words)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++) {
		struct sv word = sv_from(c->argv[i]);

		c->words[i].text = i ? word : c->name;
		c->words[i].known = c->words[i].text.n;
	}
	return OK;
}

/* One line; a decision that cannot be put on record is no decision. */
static enum err
put_on_record(const struct call *c)
{
	const struct gate_outcome *o = &c->outcome;
	const struct invocation *inv = o->decisive < o->reading.n
	    ? &o->reading.invocations[o->decisive] : NULL;
	struct audit_record record = {
	    .time_ns = os_wall_clock_ns(),
	    .pid = os_pid(),
	    .verdict = sv_from(verdict_name(o->verdict)),
	    .rule = ruling_id(&o->final),
	    .tool = inv ? inv->tool : c->name,
	    .cwd = {policy.world.cwd.p, policy.world.cwd.n},
	    .argv = c->argv,
	    .argc = c->argc,
	};
	char memory[AUDIT_LINE_MAX];
	struct os_path prefix, path;
	struct buf line;
	enum err e;

	if ((e = gate_secrets(o, &c->command, policy.context.arena,
	         &record.secret)))
		return e;
	if (o->error)
		record.error = sv_from(err_text(o->error));
	buf_init(&line, memory, sizeof(memory));
	audit_format(&record, &line);
	if ((e = os_prefix(&prefix)))
		return e;
	return os_append_log(&prefix, &path, buf_view(&line));
}

static int
tool_failed(const struct call *c, const char *what, int status)
{
	struct buf b;

	buf_init(&b, text, sizeof(text));
	buf_str(&b, "guard: ");
	buf_str(&b, what);
	buf_str(&b, ": ");
	buf_visible(&b, sv_take(c->name, 256));
	buf_c(&b, '\n');
	say(&b);
	return status;
}

/* Replaces this process by the real tool, trying each that is on PATH. */
static int
run_tool(struct call *c)
{
	const char *path = getenv("PATH");
	struct os_path prefix, self, tool;
	bool found = false;
	size_t from = 0;

	/* The engine runs for PREFIX/bin/guard, and must not find that. */
	if (os_prefix(&prefix) || os_join(&prefix, "bin/guard", &self))
		return refuse_failure(c, "error=internal",
		    "guard cannot find its own files", EXIT_GUARD_FAILED);
	while (os_find_tool(sv_from(path ? path : DEFAULT_PATH), c->name,
		   self.p, &from, &tool) == OK) {
		found = true;
		(void)os_exec(tool.p, c->argv, environ);
	}
	if (found)
		return tool_failed(c, "cannot execute",
		    EXIT_TOOL_NOT_EXECUTABLE);
	return tool_failed(c, "the real tool is not on PATH",
	    EXIT_TOOL_NOT_FOUND);
}

static int
refuse(struct call *c)
{
	const struct refusal r = refusal_of(c);
	struct buf b;

	buf_init(&b, text, sizeof(text));
	refusal_text(&r, &b);
	say(&b);
	return (int)gate_exit_status(&c->outcome);
}

int
shim_engine(int argc, char **argv)
{
	struct call c = {
	    .argc = argc,
	    .argv = argv,
	    .name = sv_basename(sv_from(argv[0])),
	};
	enum err e;

	/* A login shell is called "-bash". */
	if (c.name.n > 1 && c.name.p[0] == '-')
		c.name = sv_skip(c.name, 1);
	e = take_argv(&c);
	if (!e)
		e = load_installed(&policy);
	if (e)
		return refuse_without_policy(&c, e);
	policy.context.envp = environ;
	c.command.words = c.words;
	c.command.n_words = (size_t)argc;
	gate_decide(&policy.context, &c.command, NULL, &c.outcome);
	if (!c.outcome.error && c.outcome.reading.n == 0)
		return refuse_failure(&c, "rule=guard.unknown-name",
		    "guard knows no tool of this name", EXIT_DENIED);
	e = put_on_record(&c);
	if (c.outcome.verdict != VERDICT_ALLOW || c.outcome.error)
		return refuse(&c);
	if (e)
		return refuse_failure(&c, "error=audit",
		    "guard cannot write its log", EXIT_GUARD_FAILED);
	return run_tool(&c);
}
