/* SPDX-License-Identifier: ISC */
/*
 * Puts a request together. Everything that may change between a human's look
 * and the run is bound: what is not listed here is not promised.
 */
#include "asking.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/os.h"

#include "asking_files.h"
#include "asking_way.h"
#include "before.h"
#include "reason.h"
#include "text.h"

enum {
	NUMBER_MAX = 24,
	PROSE_MAX = 8192,
	STATUS_MAX = 256,     /* bytes of a file's identity */
	PROCESSES_MAX = 12,   /* of those that asked */
	VARIABLES_MAX = 2048,
};

static struct sv
number(uint64_t v, char memory[NUMBER_MAX])
{
	struct buf b;

	buf_init(&b, memory, NUMBER_MAX);
	buf_u64(&b, v);
	return buf_view(&b);
}

static enum err
add_arguments(const struct asked_command *c, struct request *r)
{
	enum err e = request_add(r, BOUND_TOOL, SV(""), c->name);

	for (int i = 0; !e && i < c->argc; i++)
		e = request_add(r, BOUND_ARGUMENT, SV(""), sv_from(c->argv[i]));
	return e;
}

/* Where there is no real tool nothing can run, and nothing is to be bound. */
static enum err
add_executable(const struct asked_command *c, struct request *r)
{
	uint64_t budget = HASH_FILE_MAX;
	char memory[STATUS_MAX];
	struct buf status;
	enum err e;

	if (!c->tool)
		return request_add(r, BOUND_EXECUTABLE, SV(""), SV(""));
	buf_init(&status, memory, sizeof(memory));
	if ((e = hash_file(c->tool, &budget, &status)))
		return e;
	return request_add(r, BOUND_EXECUTABLE, sv_from(c->tool),
	    buf_view(&status));
}

static enum err
add_directory(const struct asked_command *c, struct request *r)
{
	uint64_t budget = 0;
	char memory[STATUS_MAX];
	struct os_path path;
	struct buf status;
	enum err e;

	if (!c->cwd.n)
		return ERR_NOT_FOUND;
	buf_init(&status, memory, sizeof(memory));
	if ((e = os_resolve(SV("/"), c->cwd, &path)) ||
	    (e = hash_file(path.p, &budget, &status)))
		return e;
	return request_add(r, BOUND_DIRECTORY, c->cwd, buf_view(&status));
}

static enum err
add_user(struct request *r)
{
	char digits[NUMBER_MAX];

	return request_add(r, BOUND_USER, SV(""), number(os_user(), digits));
}

bool
asking_is_idle(struct sv name)
{
	static const char *const idle[] = {
		"_", "SHLVL", "OLDPWD", "COLUMNS", "LINES", "WINDOWID",
		"TRACEPARENT", "TRACESTATE", "INVOCATION_ID", "JOURNAL_STREAM",
		"SYSTEMD_EXEC_PID", "TERM_SESSION_ID",
	};

	return sv_is_any(name, idle, ARRAY_LEN(idle));
}

static int
compare_variables(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The environment as a whole: a project's code may read any of it. Sorted, so
 * that its order does not matter. */
static enum err
add_environment(const struct asked_command *c, struct arena *arena,
    struct request *r)
{
	char **all = ARENA_NEW(arena, VARIABLES_MAX, char *);
	char hash[HASH_TEXT + 1];
	size_t n = 0;
	enum err e = OK;

	if (!all)
		return ERR_LIMIT;
	for (; c->envp[n]; n++) {
		if (n == VARIABLES_MAX)
			return ERR_LIMIT;
		all[n] = c->envp[n];
	}
	qsort(all, n, sizeof(*all), compare_variables);
	for (size_t i = 0; !e && i < n; i++) {
		struct sv entry = sv_from(all[i]);
		struct sv name = sv_take(entry, sv_find(entry, 0, '='));

		if (asking_is_idle(name))
			continue;
		hash_text(sv_skip(entry, name.n + 1), hash);
		e = request_add(r, BOUND_VARIABLE, name, sv_from(hash));
	}
	return e;
}

static void
put_part(struct buf *out, char kind, struct sv text)
{
	char digits[NUMBER_MAX];

	buf_c(out, kind);
	buf_sv(out, number(text.n, digits));
	buf_c(out, ':');
	buf_sv(out, text);
}

enum err
asking_command(const struct invocation *inv, struct arena *arena,
    struct sv *out)
{
	char *memory = arena_take(arena, REQUEST_MAX);
	struct buf b;

	if (!memory)
		return ERR_LIMIT;
	buf_init(&b, memory, REQUEST_MAX);
	put_part(&b, inv->elsewhere ? 'e' : 'h', inv->tool);
	for (uint32_t i = 0; i < inv->n_path; i++)
		put_part(&b, 'p', inv->path[i]);
	for (uint32_t i = 0; i < inv->n_options; i++) {
		put_part(&b, 'o', inv->options[i].name);
		put_part(&b, inv->options[i].off ? 'n' : 'y',
		    inv->options[i].value.text);
	}
	for (uint32_t i = 0; i < inv->n_operands; i++)
		put_part(&b, 'w', inv->operands[i].word.text);
	arena->used -= REQUEST_MAX - (b.n + 15) / 16 * 16;
	*out = buf_view(&b);
	return b.full ? ERR_LIMIT : OK;
}

static enum err
add_commands(const struct asked_command *c, struct arena *arena,
    struct request *r)
{
	const struct reading *reading = &c->outcome->reading;
	enum err e = OK;

	for (uint32_t i = 0; !e && i < reading->n; i++) {
		struct sv value;

		e = asking_command(&reading->invocations[i], arena, &value);
		if (!e)
			e = request_add(r, BOUND_COMMAND,
			    reading->invocations[i].tool, value);
	}
	return e;
}

/* What each command would act on. sources: only where that was learnt. */
static enum err
add_targets(const struct asked_command *c, bool sources, struct request *r)
{
	const struct reading *reading = &c->outcome->reading;
	enum err e = OK;

	for (uint32_t i = 0; !e && i < reading->n; i++) {
		const struct target_part *parts;
		uint32_t n = 0;

		e = facts_target(c->facts, &reading->invocations[i], &parts,
		    &n);
		for (uint32_t k = 0; !e && k < n; k++)
			e = request_add(r,
			    sources ? NOTE_SOURCE : BOUND_TARGET, parts[k].name,
			    sources ? parts[k].source : parts[k].known
			        ? parts[k].value : SV("unknown"));
	}
	return e;
}

/* What comes through a pipe cannot be bound: it is told, and no more. */
static enum err
add_input(struct request *r)
{
	uint64_t budget = HASH_FILE_MAX;
	char memory[STATUS_MAX];
	struct buf status;
	enum err e;

	buf_init(&status, memory, sizeof(memory));
	if ((e = hash_stream(STDIN_FILENO, &budget, &status)))
		return e;
	return request_add(r, BOUND_INPUT, SV(""), buf_view(&status));
}

static enum err
add_policy(const struct asked_command *c, struct request *r)
{
	char hash[HASH_TEXT + 1];

	hash_text((struct sv){(const char *)c->image->header.digest,
	    sizeof(c->image->header.digest)}, hash);
	return request_add(r, BOUND_POLICY, SV(""), sv_from(hash));
}

/* The rule, why, and what to do instead: as the refusal says it. */
static enum err
add_words(const struct asked_command *c, struct request *r)
{
	const struct ruling *ruling = &c->outcome->final;
	static char memory[PROSE_MAX];
	struct sv because, instead = SV("");
	struct buf prose;
	enum err e;

	buf_init(&prose, memory, sizeof(memory));
	reason_ruling(c->image, ruling, reason_decisive(c->outcome), &prose);
	if ((e = request_add(r, NOTE_RULE, SV(""), ruling_id(ruling))) ||
	    (e = request_add(r, NOTE_BECAUSE, SV(""), buf_view(&prose))))
		return e;
	if (ruling->reason != REASON_RULE || !ruling->rule.texts ||
	    policy_texts(c->image, ruling->rule.texts, &because, &instead) ||
	    !instead.n)
		return OK;
	return request_add(r, NOTE_INSTEAD, SV(""), instead);
}

/* More than one approver, where the rule of any part wants it. */
static enum err
add_approvals(const struct asked_command *c, struct request *r)
{
	const struct gate_outcome *o = c->outcome;
	uint32_t most = 1, approvals, wait_s;
	char digits[NUMBER_MAX];

	for (uint32_t i = 0; i < o->reading.n; i++) {
		const struct ruling *ruling = &o->rulings[i];
		enum err e;

		if (ruling->verdict != VERDICT_ASK ||
		    ruling->reason != REASON_RULE)
			continue;
		if ((e = policy_asking(c->image, ruling->rule.texts,
		         &approvals, &wait_s)))
			return e;
		if (approvals > most)
			most = approvals;
	}
	return most < 2 ? OK : request_add(r, NOTE_APPROVALS, SV(""),
	    number(most, digits));
}

static enum err
add_processes(struct request *r)
{
	struct os_process p;
	int pid = os_pid();
	enum err e = OK;

	/* The first is this one, the tool itself. */
	if (os_process(pid, &p))
		return OK;
	for (int i = 0; !e && i < PROCESSES_MAX && p.parent > 0; i++) {
		char digits[NUMBER_MAX];

		if (os_process(p.parent, &p))
			break;
		e = request_add(r, NOTE_PROCESS,
		    number((uint64_t)p.pid, digits), sv_from(p.command));
	}
	return e;
}

/* Whether word is why the command is grave: an option of such a class, a word
 * of the command path, a part that was not understood. */
static bool
matters(const struct asked_command *c, struct sv word)
{
	const struct ruling *ruling = &c->outcome->final;
	const struct invocation *inv = reason_decisive(c->outcome);

	if (ruling->reason != REASON_RULE &&
	    sv_eq(ruling->problem.subject, word))
		return true;
	if (!inv || !word.n)
		return false;
	for (uint32_t i = 0; i < inv->n_options; i++)
		if ((inv->options[i].flags &
		        (CLASS_FORCE | CLASS_DESTRUCTIVE | CLASS_TARGET)) &&
		    sv_eq(inv->options[i].typed, word))
			return true;
	for (uint32_t i = 0; i < inv->n_path; i++)
		if (sv_eq(inv->path[i], word))
			return true;
	return false;
}

static enum err
add_marks(const struct asked_command *c, struct request *r)
{
	enum err e = OK;

	for (int i = 1; !e && i < c->argc; i++) {
		char digits[NUMBER_MAX];

		if (matters(c, sv_from(c->argv[i])))
			e = request_add(r, NOTE_MARK, SV(""),
			    number((uint64_t)i, digits));
	}
	return e;
}

/* The name of the database or, where that is not known, of its host. */
static struct sv
target_word(const struct request *r)
{
	static const char *const names[] = {"database.name", "database.host"};

	for (size_t k = 0; k < ARRAY_LEN(names); k++)
		for (size_t i = 0; i < r->n; i++)
			if (r->items[i].kind == BOUND_TARGET &&
			    sv_eq_cstr(r->items[i].name, names[k]) &&
			    !sv_eq(r->items[i].value, SV("unknown")))
				return r->items[i].value;
	return SV("");
}

/*
 * What must be typed to approve what cannot be undone: what it acts on, where
 * that is known or a word of the command, else what it does.
 */
static enum err
add_confirm(const struct asked_command *c, struct request *r)
{
	const struct ruling *ruling = &c->outcome->final;
	const struct invocation *inv = reason_decisive(c->outcome);
	struct sv word = c->name;

	if (!inv || !gate_is_grave(ruling))
		return OK;
	if (target_word(r).n)
		word = target_word(r);
	else if (inv->n_operands && inv->operands[0].word.text.n)
		word = inv->operands[0].word.text;
	else if (inv->n_path)
		word = inv->path[inv->n_path - 1];
	/* One line that a person can type. */
	if (word.n > 64 || sv_find(word, 0, '\n') < word.n)
		word = c->name;
	return request_add(r, NOTE_CONFIRM, SV(""), word);
}

enum err
asking_build(const struct asked_command *c, struct arena *arena,
    struct request *out)
{
	enum err e;

	request_init(out, arena);
	if ((e = add_arguments(c, out)) || (e = add_executable(c, out)) ||
	    (e = add_directory(c, out)))
		return e;
	if ((e = add_user(out)) || (e = add_environment(c, arena, out)) ||
	    (e = asking_files(c, arena, out)) ||
	    (e = add_commands(c, arena, out)) ||
	    (e = add_targets(c, false, out)) || (e = add_policy(c, out)) ||
	    (e = add_input(out)) || (e = before_bind(c, arena, out)) ||
	    (e = asking_way(c, out)) || (e = add_words(c, out)) ||
	    (e = add_processes(out)) || (e = add_targets(c, true, out)) ||
	    (e = add_marks(c, out)) || (e = add_confirm(c, out)) ||
	    (e = add_approvals(c, out)))
		return e;
	request_seal(out, os_wall_clock_ns() / 1000000000u);
	return OK;
}
