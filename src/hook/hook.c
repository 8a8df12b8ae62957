/* SPDX-License-Identifier: ISC */
/*
 * From an agent's JSON to a command, and from a reason to the agent's JSON.
 */
#include "guard/hook.h"

#include "hook/json.h"

struct reading_call {
	const struct hook_agent *agent;
	struct arena *arena;
	struct hook_call *out;
};

static bool
wrong(struct reading_call *r, const char *fault)
{
	r->out->kind = HOOK_WRONG;
	r->out->fault = fault;
	return false;
}

/* The first of two names that object has. False: one is there twice. */
static bool
member(struct json_value object, const struct sv names[2],
    struct json_value *out)
{
	*out = (struct json_value){JSON_NONE, {NULL, 0}};
	for (int i = 0; i < 2 && names[i].n && !out->kind; i++)
		if (jtext_member(object, names[i], out))
			return false;
	return true;
}

/* A member that is a string, or null, or missing: then out is left alone. */
static bool
take_text(struct reading_call *r, struct json_value object,
    const struct sv names[2], struct sv *out)
{
	struct json_value value;

	if (!member(object, names, &value))
		return wrong(r, "a member stands there twice");
	if (value.kind == JSON_NONE || value.kind == JSON_NULL)
		return true;
	if (value.kind != JSON_STRING)
		return wrong(r, "a member that must be a string is none");
	if (jtext_unquoted(value, r->arena, out))
		return wrong(r, "a string cannot be what it says");
	return true;
}

static bool
is_shell(const struct hook_agent *agent, struct sv tool)
{
	for (int i = 0; i < HOOK_SHELLS && agent->shells[i].n; i++)
		if (sv_eq(agent->shells[i], tool))
			return true;
	return false;
}

/* ["bash", "-lc", "…"]: an argv. */
static bool
take_words(struct reading_call *r, struct json_value array)
{
	struct json_value item;
	size_t n = 0, at = 0;

	while (jtext_item(array, &at, &item))
		n++;
	r->out->words = ARENA_NEW(r->arena, n + 1, struct word);
	if (!n || !r->out->words)
		return wrong(r, "the command is empty");
	for (at = 0; jtext_item(array, &at, &item);) {
		struct word *w = &r->out->words[r->out->n_words++];

		if (item.kind != JSON_STRING ||
		    jtext_unquoted(item, r->arena, &w->text))
			return wrong(r, "a word of the command is no string");
		w->known = w->text.n;
	}
	return true;
}

static bool
take_command(struct reading_call *r, struct json_value arguments)
{
	struct json_value command;

	if (jtext_member(arguments, r->agent->command, &command))
		return wrong(r, "the command stands there twice");
	if (command.kind == JSON_NONE)
		return wrong(r, "a call of the shell has no command");
	if (command.kind == JSON_ARRAY)
		return take_words(r, command);
	if (command.kind != JSON_STRING ||
	    jtext_unquoted(command, r->arena, &r->out->text))
		return wrong(r, "the command is no text");
	return true;
}

/* The arguments: an object, or a string that holds one. */
static bool
take_arguments(struct reading_call *r, struct json_value call,
    struct json_value *out)
{
	struct sv text;

	if (!member(call, r->agent->arguments, out))
		return wrong(r, "the arguments stand there twice");
	if (out->kind == JSON_STRING &&
	    (jtext_unquoted(*out, r->arena, &text) || jtext_read(text, out)))
		return wrong(r, "the arguments are no JSON");
	if (out->kind != JSON_OBJECT)
		return wrong(r, "a call of the shell has no arguments");
	return true;
}

static bool
take_call(struct reading_call *r, struct json_value call)
{
	const struct hook_agent *agent = r->agent;
	const struct sv cwd[2] = {agent->cwd};
	struct json_value arguments = call;
	struct sv tool = {NULL, 0};

	if (!take_text(r, call, agent->tool, &tool))
		return false;
	if (!tool.n && !agent->bare)
		return wrong(r, "it does not say which tool is called");
	if (tool.n && !is_shell(agent, tool)) {
		r->out->kind = HOOK_OTHER;
		return true;
	}
	if ((tool.n && !take_arguments(r, call, &arguments)) ||
	    !take_text(r, call, cwd, &r->out->cwd) ||
	    (tool.n && !take_text(r, arguments, agent->dir, &r->out->dir)) ||
	    !take_command(r, arguments))
		return false;
	if (r->out->cwd.n && r->out->cwd.p[0] != '/')
		return wrong(r, "the directory is no absolute path");
	r->out->kind = HOOK_SHELL;
	return true;
}

void
hook_read(const struct hook_agent *agent, struct sv text, struct arena *arena,
    struct hook_call *out)
{
	struct reading_call r = {agent, arena, out};
	struct json_value call;

	*out = (struct hook_call){.kind = HOOK_WRONG};
	if (jtext_read(text, &call))
		(void)wrong(&r, "it is no JSON");
	else if (call.kind != JSON_OBJECT)
		(void)wrong(&r, "it is no JSON object");
	else
		(void)take_call(&r, call);
}

void
hook_deny(const struct hook_agent *agent, struct sv reason, struct buf *out)
{
	buf_str(out, agent->before);
	buf_json(out, reason);
	if (agent->again) {
		buf_str(out, agent->again);
		buf_json(out, reason);
	}
	buf_str(out, agent->after);
}
