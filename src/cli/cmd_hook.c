/* SPDX-License-Identifier: ISC */
/*
 * guard hook: an agent says which shell command it is about to run, and hears
 * why not. A friendly layer in front of the shims: it never waits, never asks,
 * takes no grant, and fails towards no.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/audit.h"
#include "guard/hook.h"

#include "commands.h"
#include "complaint.h"
#include "hook_shims.h"
#include "plan_show.h"
#include "reason.h"
#include "record.h"
#include "refusal.h"

enum { EXIT_BLOCKED = 2 /* what agents take for a no, JSON or not */ };

/* As execvp does without PATH, but for the current directory. */
#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

static const char *const on_ask[] = {"deny", "shim", NULL};

/* Too large for the stack. */
static struct policy policy;
static char text[HOOK_TEXT_MAX], answer[HOOK_ANSWER_MAX];

struct hooking {
	struct cli *cli;
	const struct hook_agent *agent;
	struct hook_call call;
	struct gate_command command;
	struct gate_outcome outcome;
	struct hook_shims shims;
	struct os_path prefix;
};

static void
answer_no(const struct hooking *h, struct sv reason)
{
	struct buf b;

	buf_init(&b, answer, sizeof(answer));
	hook_deny(h->agent, reason, &b);
	out_sv(&h->cli->out, buf_view(&b));
}

/* What guard itself cannot do is a no as well, in every form that agents
 * know. */
static int
fail(const struct hooking *h, const char *code, const char *what)
{
	const struct refusal r = {.arena = &h->cli->arena};
	struct buf b;

	buf_init(&b, text, sizeof(text));
	refusal_failure(&r, code, what, &b);
	os_write_all(STDERR_FILENO, buf_view(&b));
	answer_no(h, buf_view(&b));
	return EXIT_BLOCKED;
}

static int
fail_on(const struct hooking *h, const char *code, const char *what, enum err e)
{
	char memory[256] = {0};
	struct buf b;

	buf_init(&b, memory, sizeof(memory) - 1);
	buf_str(&b, what);
	buf_str(&b, " (");
	buf_str(&b, err_text(e));
	buf_c(&b, ')');
	return fail(h, code, memory);
}

/* NULL, or what is wrong with the input. */
static const char *
take_call(struct hooking *h)
{
	char *memory = os_reserve(HOOK_INPUT_MAX + 1);
	size_t n = 0;
	enum err e;

	if (!memory)
		return "there is no memory for the agent's call";
	e = os_read_input(memory, HOOK_INPUT_MAX + 1, &n);
	if (e)
		return e == ERR_LIMIT ? "the agent's call is too large"
		                      : "the agent's call cannot be read";
	hook_read(h->agent, (struct sv){memory, n}, &h->cli->arena, &h->call);
	return h->call.kind == HOOK_WRONG ? h->call.fault : NULL;
}

/* Goes where the shell will start. */
static enum err
enter(const struct hooking *h)
{
	const struct sv dirs[] = {h->call.cwd, h->call.dir};
	enum err e = OK;

	for (size_t i = 0; !e && i < ARRAY_LEN(dirs); i++)
		if (dirs[i].n)
			e = os_enter(dirs[i].p);
	return e;
}

static enum err
decide(struct hooking *h)
{
	const char *path = getenv("PATH");
	enum err e = load_installed(&policy);

	if (e)
		return e;
	policy.context.envp = environ;
	policy.world.facts.plan = plan_show;
	h->command = (struct gate_command){h->call.words, h->call.n_words,
	    h->call.text};
	gate_decide(&policy.context, &h->command, NULL, &h->outcome);
	h->shims = (struct hook_shims){
	    .outcome = &h->outcome,
	    .prefix = &h->prefix,
	    .cwd = {policy.world.cwd.p, policy.world.cwd.n},
	    .path = sv_from(path ? path : DEFAULT_PATH),
	    .arena = &h->cli->arena,
	    .all = h->cli->args.on_ask == 1,
	};
	return OK;
}

/* The command that decided, as it stands in the text; the whole text where
 * that cannot be told apart. */
static struct gate_command
decided_command(const struct hooking *h)
{
	static const struct word shell[] = {
	    {.text = {"sh", 2}}, {.text = {"-c", 2}},
	};
	const struct invocation *start = hook_shims_start(&h->outcome,
	    reason_decisive(&h->outcome));
	struct word *words;

	if (start)
		return (struct gate_command){start->words, start->n_words,
		    {NULL, 0}};
	if (h->command.words)
		return h->command;
	words = ARENA_NEW(&h->cli->arena, 3, struct word);
	if (!words)
		return (struct gate_command){NULL, 0, {NULL, 0}};
	memcpy(words, shell, sizeof(shell));
	words[2].text = h->call.text;
	return (struct gate_command){words, 3, {NULL, 0}};
}

static enum err
put_on_record(const struct hooking *h)
{
	const struct gate_outcome *o = &h->outcome;
	const struct invocation *inv = reason_decisive(o);
	struct gate_command command = decided_command(h);
	char **argv = ARENA_NEW(&h->cli->arena, command.n_words + 1, char *);
	struct audit_record record = {
	    .time_ns = os_wall_clock_ns(),
	    .pid = os_pid(),
	    .verdict = sv_from(verdict_name(o->verdict)),
	    .rule = ruling_id(&o->final),
	    .tool = inv ? inv->tool : SV("sh"),
	    .cwd = {policy.world.cwd.p, policy.world.cwd.n},
	    .argv = argv,
	    .argc = (int)command.n_words,
	    .hook = sv_from(h->agent->name),
	};
	char memory[AUDIT_LINE_MAX - AUDIT_LINK_MAX];
	struct buf line;
	enum err e;

	if (!argv)
		return ERR_LIMIT;
	for (size_t i = 0; i < command.n_words; i++)
		if (!(argv[i] = arena_string(&h->cli->arena,
		          command.words[i].text)))
			return ERR_LIMIT;
	if ((e = gate_secrets(o, &command, &h->cli->arena, &record.secret)))
		return e;
	if (o->error)
		record.error = sv_from(err_text(o->error));
	buf_init(&line, memory, sizeof(memory));
	audit_format(&record, &line);
	return record_append(&h->prefix, &record, buf_view(&line));
}

static int
refuse(struct hooking *h)
{
	const struct invocation *start = hook_shims_start(&h->outcome,
	    reason_decisive(&h->outcome));
	struct refusal r = {
	    .arena = &policy.arena,
	    .image = &policy.image,
	    .facts = &policy.world.facts,
	    .outcome = &h->outcome,
	    .words = start ? start->words : NULL,
	    .n_words = start ? start->n_words : 0,
	    .hook = true,
	};
	struct os_path guard;
	struct buf b;

	if (start && hook_shims_has(&h->shims, start) &&
	    !os_prefix_join(&h->prefix, "bin/guard", &guard))
		r.asker = (struct sv){guard.p, guard.n};
	buf_init(&b, text, sizeof(text));
	refusal_text(&r, &b);
	answer_no(h, buf_view(&b));
	return EXIT_FINE;
}

static int
judge(struct hooking *h)
{
	enum err e = os_prefix(&h->prefix);

	if (!e)
		e = enter(h);
	if (e)
		return fail_on(h, "error=directory",
		    "guard cannot go where the command would run", e);
	if ((e = decide(h)))
		return fail_on(h, "error=policy",
		    "guard cannot use its policy image", e);
	if (h->outcome.verdict == VERDICT_ALLOW ||
	    hook_shims_judge(&h->shims)) {
		out_str(&h->cli->out, h->agent->pass);
		return EXIT_FINE;
	}
	if ((e = put_on_record(h)))
		return fail_on(h, "error=audit", "guard cannot write its log",
		    e);
	return refuse(h);
}

/* An agent that calls a hook by another's name is to stop, too. */
static int
refuse_name(const char *name)
{
	const char *names[32] = {NULL};

	for (size_t i = 0; hook_at(i) && i < ARRAY_LEN(names) - 1; i++)
		names[i] = hook_at(i)->name;
	(void)complain_no_agent("hook", name, names);
	return EXIT_BLOCKED;
}

static int
run(struct cli *cli)
{
	struct hooking h = {.cli = cli};
	const char *fault;

	h.agent = hook_find(sv_from(cli->args.operands[0]));
	if (!h.agent)
		return refuse_name(cli->args.operands[0]);
	if ((fault = take_call(&h)))
		return fail(&h, "error=input", fault);
	if (h.call.kind == HOOK_OTHER) {
		out_str(&cli->out, h.agent->pass);
		return EXIT_FINE;
	}
	return judge(&h);
}

static const struct opt options[] = {
    {0, "on-ask", "WHAT",
	"what becomes of a command that a human must approve: deny (the "
	"default), or shim: it is left to the shim, where one stands in front "
	"of it", OPT_CHOICE, offsetof(struct cli_args, on_ask), on_ask},
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_hook = {
    .name = "hook",
    .usage = "AGENT",
    .summary = "answer an agent's hook before its shell starts",
    .about = "AGENT is claude-code, codex, gemini, copilot, cursor, opencode "
	     "or goose. "
	     "Reads the JSON of an agent's hook on standard input and answers "
	     "in the agent's own JSON. Calls of the agent's shell are read as "
	     "guard explain --shell reads them; those of its other tools pass "
	     "silently, and so does what the rules allow. What a human must "
	     "approve is denied with its reason and with how to ask, until "
	     "there is a yes that fits: that passes, and the shim takes it. "
	     "Nothing waits and nothing is run. What is no such JSON is denied "
	     "with exit status 2. Agents run commands when their hook fails, "
	     "so this is never the only line of defence: the shims are.",
    .examples = EXAMPLES(
	"guard hook claude-code <call.json"),
    .prints = "the JSON of the agent",
    .options = options,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
