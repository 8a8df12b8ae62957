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

#include "before.h"
#include "load.h"
#include "notify.h"
#include "record.h"
#include "plan_show.h"
#include "refusal.h"
#include "settle.h"
#include "trust.h"
#include "waiting.h"

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
	struct os_path prefix, tool; /* tool: the real one, n is 0 for none */
	struct os_held held;         /* tool, as it was when it was bound */
	struct answer answer;        /* to an ask */
	bool only_ask;               /* whatever the answer is, nothing runs */
	struct asked_command asked;
	struct arena asking;         /* what the answer's texts lie in */
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
	    .facts = &policy.world.facts,
	    .outcome = &c->outcome,
	    .words = c->words,
	    .n_words = c->words ? (size_t)c->argc : 0,
	    .answer = &c->answer,
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

/* What the line says of a request, and whether it was granted. */
static void
record_answer(const struct call *c, struct buf *id, struct audit_record *record)
{
	const struct answer *a = &c->answer;

	if (a->kind == ANSWER_NONE)
		return;
	id_show(a->asking.id, ID_SHOWN, id);
	record->request = buf_view(id);
	for (size_t i = 0; i < a->request.n; i++)
		if (a->request.items[i].kind == BOUND_TARGET &&
		    sv_eq_cstr(a->request.items[i].name, "target.environment"))
			record->environment = a->request.items[i].value;
	record->approvers = a->approvers;
	record->level = sv_from(a->level ? a->level : "");
	if (a->kind == ANSWER_RUN)
		record->verdict = sv_from(verdict_name(VERDICT_ALLOW));
	else if (a->kind == ANSWER_DENIED)
		record->verdict = sv_from(verdict_name(VERDICT_DENY));
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
	char memory[AUDIT_LINE_MAX], id_memory[ID_LENGTH + 8];
	struct os_path path;
	struct buf line, id;
	bool plain;
	enum err e;

	if ((e = gate_secrets(o, &c->command, policy.context.arena,
	         &record.secret)))
		return e;
	if (o->error)
		record.error = sv_from(err_text(o->error));
	buf_init(&id, id_memory, sizeof(id_memory));
	record_answer(c, &id, &record);
	/* A plain allow is not worth a look at the log. */
	plain = o->verdict == VERDICT_ALLOW && !o->error;
	buf_init(&line, memory,
	    plain ? AUDIT_LINE_MAX : AUDIT_LINE_MAX - AUDIT_LINK_MAX);
	audit_format(&record, &line);
	return plain ? os_append_log(&c->prefix, &path, buf_view(&line))
	             : record_append(&c->prefix, &record, buf_view(&line));
}

static int
tool_not_run(const struct call *c)
{
	struct buf b;

	buf_init(&b, text, sizeof(text));
	buf_str(&b, "guard: cannot execute: ");
	buf_visible(&b, sv_take(c->name, 256));
	buf_c(&b, '\n');
	say(&b);
	return EXIT_TOOL_NOT_EXECUTABLE;
}

static struct sv
path_variable(void)
{
	const char *path = getenv("PATH");

	return sv_from(path ? path : DEFAULT_PATH);
}

static int
tool_missing(const struct call *c)
{
	struct buf b;

	buf_init(&b, text, sizeof(text));
	gate_tool_missing(c->name, path_variable(), &b);
	say(&b);
	return EXIT_TOOL_NOT_FOUND;
}

/*
 * The real tool, after *from on PATH. The engine runs for PREFIX/bin/guard, and
 * must not find that.
 */
static enum err
find_tool(const struct call *c, size_t *from, struct os_path *out)
{
	struct os_path self;
	enum err e = os_prefix_join(&c->prefix, "bin/guard", &self);

	return e ? e : os_find_tool(path_variable(), c->name, self.p, from,
	    out);
}

/* Replaces this process by the real tool, trying each that is on PATH. */
static int
run_tool(struct call *c)
{
	struct os_path tool;
	bool found = false;
	size_t from = 0;

	while (find_tool(c, &from, &tool) == OK) {
		found = true;
		(void)os_exec(tool.p, c->argv, environ);
	}
	if (found)
		return tool_not_run(c);
	return tool_missing(c);
}

/* What the rules want done before what was granted. The use is taken: what
 * fails here is "used, not run". */
static int
run_before(struct call *c)
{
	char memory[1024];
	struct buf why;

	memset(memory, 0, sizeof(memory));
	buf_init(&why, memory, sizeof(memory) - 1);
	if (before_run(&c->asked, &c->prefix, &c->asking, &c->answer, &why))
		return 0;
	return refuse_failure(c, "error=before", memory, EXIT_GUARD_FAILED);
}

/* What was granted, and no other file that has its name. */
static int
run_granted(struct call *c)
{
	if (!c->tool.n)
		return tool_missing(c);
	if (os_held_is(&c->held, c->tool.p))
		return refuse_failure(c, "error=tool",
		    "the program that was approved was changed at this moment",
		    EXIT_GUARD_FAILED);
	(void)os_exec(c->tool.p, c->argv, environ);
	return tool_not_run(c);
}

/* What changed since a human said what commands act on here. Of a command that
 * passes too: a plan is the moment to notice. */
static enum err
tell_changes(const struct call *c)
{
	struct buf b;
	enum err e;

	buf_init(&b, text, sizeof(text));
	e = trust_notices(&policy.world.facts, &c->outcome.reading, &b);
	if (!e)
		say(&b);
	return e;
}

static int
refuse(struct call *c)
{
	const struct refusal r = refusal_of(c);
	struct buf b;

	buf_init(&b, text, sizeof(text));
	refusal_text(&r, &b);
	say(&b);
	if (tell_changes(c))
		return (int)EXIT_GUARD_FAILED;
	return (int)(c->answer.kind == ANSWER_DENIED
	    ? EXIT_DENIED : gate_exit_status(&c->outcome));
}

/* Asks the human: is there a yes already? */
static void
ask(struct call *c)
{
	void *memory = os_reserve(ASKING_SPACE);
	size_t from = 0;

	c->asked = (struct asked_command){
	    .image = &policy.image,
	    .outcome = &c->outcome,
	    .name = c->name,
	    .argv = c->argv,
	    .argc = c->argc,
	    .envp = environ,
	    .cwd = {policy.world.cwd.p, policy.world.cwd.n},
	    .facts = &policy.world.facts,
	    .look = c->only_ask,
	};
	arena_init(&c->asking, memory, memory ? ASKING_SPACE : 0);
	if (find_tool(c, &from, &c->tool) == OK &&
	    os_hold(c->tool.p, &c->held) == OK)
		c->asked.tool = c->tool.p;
	else
		c->tool.n = 0;
	settle(&c->asked, &c->prefix, &c->asking, &c->answer);
	if (c->answer.kind != ANSWER_WAIT)
		return;
	if (c->answer.fresh)
		notify(&c->prefix, &c->asking, &c->answer);
	if (!c->only_ask)
		waiting(&c->asked, &c->prefix, &c->asking, &c->answer);
}

/* The answer to what was only asked, and may run. */
static int
say_ready(const struct call *c)
{
	struct buf b;

	buf_init(&b, text, sizeof(text));
	buf_str(&b, c->answer.kind == ANSWER_READY ? "guard: ready request="
	                                           : "guard: ready\n");
	if (c->answer.kind == ANSWER_READY) {
		id_show(c->answer.asking.id, ID_SHOWN, &b);
		buf_str(&b, "\nA human has said yes: run the command itself "
		    "now, by its plain name. It\npasses once.\n");
	} else {
		buf_str(&b, "Nobody needs to approve it: run the command "
		    "itself.\n");
	}
	say(&b);
	return EXIT_FINE;
}

static int
run_call(struct call *c)
{
	bool allowed;
	int status;
	enum err e;

	/* A login shell is called "-bash". */
	if (c->name.n > 1 && c->name.p[0] == '-')
		c->name = sv_skip(c->name, 1);
	e = take_argv(c);
	if (!e)
		e = os_prefix(&c->prefix);
	if (!e)
		e = load_installed(&policy);
	if (e)
		return refuse_without_policy(c, e);
	policy.context.envp = environ;
	policy.world.own_input = true;
	policy.world.facts.plan = plan_show;
	c->command.words = c->words;
	c->command.n_words = (size_t)c->argc;
	gate_decide(&policy.context, &c->command, NULL, &c->outcome);
	if (!c->outcome.error && c->outcome.reading.n == 0)
		return refuse_failure(c, "rule=guard.unknown-name",
		    "guard knows no tool of this name", EXIT_DENIED);
	if (c->outcome.verdict == VERDICT_ASK && !c->outcome.error)
		ask(c);
	allowed = c->outcome.verdict == VERDICT_ALLOW && !c->outcome.error;
	if (c->only_ask && (allowed || c->answer.kind == ANSWER_READY))
		return say_ready(c);
	e = put_on_record(c);
	if (!allowed && (c->only_ask || c->answer.kind != ANSWER_RUN))
		return refuse(c);
	if (e)
		return refuse_failure(c, "error=audit",
		    "guard cannot write its log", EXIT_GUARD_FAILED);
	if (tell_changes(c))
		return refuse_failure(c, "error=trust",
		    "guard cannot read what was trusted here",
		    EXIT_GUARD_FAILED);
	if (allowed)
		return run_tool(c);
	status = run_before(c);
	return status ? status : run_granted(c);
}

int
shim_engine(int argc, char **argv)
{
	struct call c = {
	    .argc = argc,
	    .argv = argv,
	    .name = sv_basename(sv_from(argv[0])),
	};

	return run_call(&c);
}

static void
ask_json(struct cli *cli, const struct call *c, int status)
{
	struct emit j = cli_json_open(cli);
	char memory[ID_LENGTH + 8];
	struct buf id;

	emit_str(&j, "verdict", verdict_name(c->outcome.verdict));
	emit_text(&j, "rule", ruling_id(&c->outcome.final));
	if (c->answer.kind == ANSWER_NONE) {
		emit_none(&j, "request");
	} else {
		buf_init(&id, memory, sizeof(memory));
		id_show(c->answer.asking.id, ID_SHOWN, &id);
		emit_text(&j, "request", buf_view(&id));
	}
	emit_flag(&j, "ready", status == EXIT_FINE);
	cli_json_close(&j);
}

int
shim_ask(int argc, char **argv, struct cli *cli)
{
	struct call c = {
	    .argc = argc,
	    .argv = argv,
	    .name = sv_basename(sv_from(argv[0])),
	    .only_ask = true,
	};
	int status;

	status = run_call(&c);
	if (cli)
		ask_json(cli, &c, status);
	return status;
}
