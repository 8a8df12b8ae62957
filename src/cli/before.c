/* SPDX-License-Identifier: ISC */
/*
 * The plan: which steps, with what words, in which directory.
 */
#include "before.h"

#include <stdlib.h>
#include <string.h>

#include "guard/policy.h"

enum { WORD_MAX = 4096, LINE_MAX_BYTES = 16384, STATUS_MAX = 256 };

struct planning {
	const struct asked_command *command;
	struct arena *arena;
	struct before_plan *plan;
	const struct invocation *inv;
	struct os_path prefix;
};

/* What a name in braces stands for; what is not known is nothing. */
static enum err
value_of(struct planning *p, struct sv name, struct sv *out)
{
	const struct target_part *parts;
	uint32_t n;
	enum err e;

	*out = SV("");
	if (sv_eq(name, SV("operand"))) {
		if (p->inv->n_operands)
			*out = p->inv->operands[0].word.text;
		return OK;
	}
	if ((e = facts_target(p->command->facts, p->inv, &parts, &n)))
		return e;
	for (uint32_t i = 0; i < n; i++)
		if (parts[i].known && sv_eq(parts[i].name, name))
			*out = parts[i].value;
	return OK;
}

/* A word with its names filled in, {keep} left as it is. */
static enum err
fill(struct planning *p, struct sv word, char **out)
{
	char memory[WORD_MAX];
	struct sv rest = word, name, value;
	struct buf b;
	enum err e;

	buf_init(&b, memory, sizeof(memory));
	for (;;) {
		struct sv before = rest;

		if (!before_name(&rest, &name))
			break;
		buf_sv(&b, sv_take(before,
		    (size_t)(name.p - 1 - before.p)));
		if (sv_eq(name, SV("keep"))) {
			buf_str(&b, "{keep}");
			continue;
		}
		if ((e = value_of(p, name, &value)))
			return e;
		buf_sv(&b, value);
	}
	buf_sv(&b, rest);
	*out = b.full ? NULL : arena_string(p->arena, buf_view(&b));
	return *out ? OK : ERR_LIMIT;
}

static bool
is_program(const char *path)
{
	struct os_status s;

	return !os_status(path, &s) &&
	    (s.kind == OS_FILE || s.kind == OS_LINK) && !os_is_guard(path);
}

/* An absolute path, what lies beside the engine, or the real tool. */
static enum err
find_program(struct planning *p, const char *name, struct sv *out)
{
	const char *path = getenv("PATH");
	char memory[256];
	struct os_path found, self;
	struct buf b;
	size_t from = 0;
	enum err e;

	*out = (struct sv){0};
	if (name[0] == '/') {
		if (is_program(name))
			*out = sv_from(name);
		return OK;
	}
	memset(memory, 0, sizeof(memory));
	buf_init(&b, memory, sizeof(memory) - 1);
	buf_str(&b, "libexec/guard/");
	buf_str(&b, name);
	if (b.full)
		return ERR_LIMIT;
	if ((e = os_prefix_join(&p->prefix, memory, &found)))
		return e;
	if (!is_program(found.p)) {
		if ((e = os_prefix_join(&p->prefix, "bin/guard", &self)))
			return e;
		if (os_find_tool(sv_from(path ? path : ""), sv_from(name),
		        self.p, &from, &found))
			return OK;
	}
	*out = arena_dup(p->arena, (struct sv){found.p, found.n});
	return out->p ? OK : ERR_LIMIT;
}

static enum err
take_command(struct planning *p, struct sv *steps, struct before_command *out)
{
	struct sv words[BEFORE_WORDS_MAX];
	size_t n;
	enum err e = before_read(steps, words, &n);

	if (e)
		return e;
	out->argv = ARENA_NEW(p->arena, n + 1, char *);
	if (!out->argv)
		return ERR_LIMIT;
	for (size_t i = 0; i < n; i++)
		if ((e = fill(p, words[i], &out->argv[i])))
			return e;
	return find_program(p, out->argv[0], &out->program);
}

/* Where it runs, and whether that is a place where something can be kept. */
static enum err
take_place(struct planning *p, struct before_step *step)
{
	const struct word *cwd = &p->inv->cwd;
	struct os_path path;

	step->directory = p->command->cwd;
	if (p->inv->elsewhere)
		step->none = "it runs on another machine or in a container, "
		    "so nothing can be kept first";
	else if (cwd->known != cwd->text.n ||
	    (cwd->text.n && os_resolve(p->command->cwd, cwd->text, &path)))
		step->none = "its directory cannot be told, so nothing can be "
		    "kept first";
	if (step->none || !cwd->text.n)
		return OK;
	step->directory = arena_dup(p->arena, (struct sv){path.p, path.n});
	return step->directory.p ? OK : ERR_LIMIT;
}

/* Whether the same is planned already: a command may be reached twice. */
static bool
is_planned(const struct before_plan *plan, const struct before_step *step)
{
	char memory[2][LINE_MAX_BYTES];
	struct buf a, b;

	for (size_t i = 0; i < plan->n; i++) {
		const struct before_step *other = &plan->steps[i];

		if (other->none || step->none ||
		    !sv_eq(other->directory, step->directory))
			continue;
		buf_init(&a, memory[0], LINE_MAX_BYTES);
		buf_init(&b, memory[1], LINE_MAX_BYTES);
		before_line(&other->run, &a);
		before_line(&step->run, &b);
		if (!a.full && !b.full && sv_eq(buf_view(&a), buf_view(&b)))
			return true;
	}
	return false;
}

static enum err
plan_steps(struct planning *p, struct sv steps)
{
	while (steps.n) {
		struct before_step step = {.inv = p->inv};
		enum err e;

		if ((e = take_command(p, &steps, &step.run)) ||
		    (e = take_command(p, &steps, &step.verify)) ||
		    (e = take_place(p, &step)))
			return e;
		if (is_planned(p->plan, &step))
			continue;
		if (p->plan->n == BEFORE_PLAN_MAX)
			return ERR_LIMIT;
		p->plan->steps[p->plan->n++] = step;
	}
	return OK;
}

enum err
before_plan(const struct asked_command *c, struct arena *arena,
    struct before_plan *out)
{
	struct planning p = {.command = c, .arena = arena, .plan = out};
	const struct gate_outcome *o = c->outcome;
	enum err e = os_prefix(&p.prefix);

	out->n = 0;
	for (uint32_t i = 0; !e && i < o->reading.n; i++) {
		const struct ruling *r = &o->rulings[i];
		struct sv steps;

		if (r->verdict != VERDICT_ASK || r->reason != REASON_RULE ||
		    !r->rule.texts)
			continue;
		p.inv = &o->reading.invocations[i];
		e = policy_before(c->image, r->rule.texts, &steps);
		if (!e)
			e = plan_steps(&p, steps);
	}
	return e;
}

static void
put_word(struct sv word, struct buf *out)
{
	bool plain = word.n != 0;

	for (size_t i = 0; i < word.n; i++)
		plain = plain && (byte_is_alnum(word.p[i]) ||
		    strchr("-_=+./:,{}@%", word.p[i]));
	if (plain) {
		buf_sv(out, word);
		return;
	}
	buf_c(out, '\'');
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '\'')
			buf_str(out, "'\\'");
		buf_c(out, word.p[i]);
	}
	buf_c(out, '\'');
}

void
before_line(const struct before_command *command, struct buf *out)
{
	for (size_t i = 0; command->argv[i]; i++) {
		buf_str(out, i ? " " : "");
		put_word(sv_from(command->argv[i]), out);
	}
}

static enum err
bind_line(const struct before_step *step, struct request *r)
{
	char memory[LINE_MAX_BYTES];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	before_line(&step->run, &b);
	buf_str(&b, ", verified by ");
	before_line(&step->verify, &b);
	return b.full ? ERR_LIMIT : request_add(r, BOUND_STEP, step->directory,
	    step->none ? sv_from(step->none) : buf_view(&b));
}

static enum err
bind_program(const struct before_command *command, struct request *r)
{
	uint64_t budget = HASH_FILE_MAX;
	char memory[STATUS_MAX];
	struct buf status;
	enum err e;

	buf_init(&status, memory, sizeof(memory));
	if (command->program.n &&
	    (e = hash_file(command->program.p, &budget, &status)))
		return e;
	return request_add(r, BOUND_STEP_PROGRAM, command->program.n
	    ? command->program : sv_from(command->argv[0]), buf_view(&status));
}

enum err
before_bind(const struct asked_command *c, struct arena *arena,
    struct request *r)
{
	struct before_plan *plan = ARENA_NEW(arena, 1, struct before_plan);
	enum err e = plan ? before_plan(c, arena, plan) : ERR_LIMIT;

	for (size_t i = 0; !e && i < plan->n; i++)
		e = bind_line(&plan->steps[i], r);
	for (size_t i = 0; !e && i < plan->n; i++) {
		if (plan->steps[i].none)
			continue;
		e = bind_program(&plan->steps[i].run, r);
		if (!e)
			e = bind_program(&plan->steps[i].verify, r);
	}
	return e;
}
