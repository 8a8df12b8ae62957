/* SPDX-License-Identifier: ISC */
/*
 * Where each agent's configuration has its hooks, and what in it keeps the
 * agent from calling them. Learnt from the agents themselves, see
 * docs/agents.md.
 */
#include "hook_config.h"

#include <regex.h>
#include <string.h>

#include <jansson.h>

#include "jsonc.h"
#include "toml.h"

enum { FILE_MAX_BYTES = 1 << 20 };

/* A file being read. */
struct hook_text {
	struct arena *arena;
	const struct agent *agent;
	struct sv text;
	struct hook_config *out;
};

/* The agents whose hooks stand in JSON. */
struct form {
	const char *agent;
	const char *event; /* the list of its hooks */
	const char *inner; /* of an item: a list of them again; NULL: none */
	const char *key;   /* has the text for the shell */
	const char *shell;
	const char *off, *off_value; /* a switch for all hooks; NULL: none */
};

static const struct form forms[] = {
    {"claude-code", "hooks.PreToolUse", "hooks", "command", "sh",
	"disableAllHooks", "true"},
    {"gemini", "hooks.BeforeTool", "hooks", "command", "bash",
	"hooksConfig.enabled", "false"},
    {"copilot", "hooks.preToolUse", NULL, "bash", "bash", NULL, NULL},
    {"cursor", "hooks.beforeShellExecution", NULL, "command", "sh", NULL,
	NULL},
    {"goose", "hooks.PreToolUse", "hooks", "command", "sh", NULL, NULL},
};

static struct sv
span(const struct hook_text *r, struct json_span at)
{
	return sv_take(sv_skip(r->text, at.start), at.end - at.start);
}

/* The value of a string with its quotes, as JSON and TOML write it: out has
 * cap bytes and gets a NUL at its end. False when it is none, or too long. */
static bool
take_string(struct sv quoted, char *out, size_t cap)
{
	json_t *value;
	size_t n = 0;

	if (quoted.n >= 2 && quoted.p[0] == '\'' &&
	    quoted.p[quoted.n - 1] == '\'') {
		n = quoted.n - 2;
		if (n < cap)
			memcpy(out, quoted.p + 1, n);
	} else {
		value = json_loadb(quoted.p, quoted.n, JSON_DECODE_ANY, NULL);
		n = json_is_string(value) ? json_string_length(value) : cap;
		if (n < cap)
			memcpy(out, json_string_value(value), n);
		json_decref(value);
	}
	if (n >= cap)
		return false;
	out[n] = '\0';
	return true;
}

/* Whether the words are of a guard's hook for that agent. */
static bool
names_hook(const struct hook_text *r, struct sv text)
{
	const char *words = SETUP_TEXT(r->arena, " hook ",
	    r->agent->name);

	return words && sv_contains(text, SV("guard")) &&
	    sv_contains(text, sv_from(words));
}

/* Room for one more, unless the words are none of guard's. */
static struct configured_hook *
add(struct hook_text *r, struct sv quoted)
{
	struct configured_hook *hook = &r->out->list[r->out->n];

	if (r->out->n == HOOK_CONFIG_MAX ||
	    !take_string(quoted, hook->command, sizeof(hook->command)) ||
	    !names_hook(r, sv_from(hook->command)))
		return NULL;
	hook->off = hook->fix = NULL;
	r->out->n++;
	return hook;
}

/* A matcher is a regular expression; none, "" and "*" are all tools. */
static bool
matches_shell(const struct hook_text *r, struct sv quoted)
{
	const struct hook_agent *h = hook_find(sv_from(r->agent->name));
	char pattern[256];
	bool matches;
	regex_t re;

	if (!h || !take_string(quoted, pattern, sizeof(pattern)) ||
	    !pattern[0] || !strcmp(pattern, "*") ||
	    regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB))
		return true;
	matches = regexec(&re, h->shells[0].p, 0, NULL, 0) == 0;
	regfree(&re);
	return matches;
}

static void
mark_matcher(struct hook_text *r, struct configured_hook *hook,
    struct sv quoted)
{
	const struct hook_agent *h = hook_find(sv_from(r->agent->name));

	if (!h || matches_shell(r, quoted))
		return;
	hook->off = "its matcher is not for the shell";
	hook->fix = SETUP_TEXT(r->arena, "give it the matcher ",
	    h->shells[0].p);
}

static void
read_json_item(struct hook_text *r, const struct form *form,
    struct json_span item)
{
	struct json_span list = {0, 0}, one = item, text, matcher;
	struct configured_hook *hook;

	if (form->inner && jsonc_member(r->text, item, form->inner, &list))
		return;
	for (size_t i = 0;; i++) {
		if (form->inner ? jsonc_item(r->text, list, i, &one) != OK
				: i > 0)
			return;
		if (jsonc_member(r->text, one, form->key, &text) ||
		    !(hook = add(r, span(r, text))))
			continue;
		if (!jsonc_member(r->text, item, "matcher", &matcher))
			mark_matcher(r, hook, span(r, matcher));
	}
}

static enum err
read_json(struct hook_text *r, const struct form *form)
{
	struct json_span root, list, item, off;
	enum err e = jsonc_root(r->text, &root);

	if (e)
		return names_hook(r, r->text) ? ERR_SYNTAX : OK;
	if (jsonc_find(r->text, form->event, &list))
		return OK;
	for (size_t i = 0; !jsonc_item(r->text, list, i, &item); i++)
		read_json_item(r, form, item);
	if (form->off && !jsonc_find(r->text, form->off, &off) &&
	    sv_eq_cstr(span(r, off), form->off_value))
		for (size_t i = 0; i < r->out->n; i++) {
			r->out->list[i].off = "all hooks are switched off";
			r->out->list[i].fix = SETUP_TEXT(r->arena,
			    "take ", form->off, " out of that file");
		}
	return OK;
}

/* What of codex' file stands for its hooks. */
struct codex_reading {
	struct hook_text *r;
	size_t group, hook;     /* numbers in the file, from 1 */
	struct toml_item matcher;
	const char *state[HOOK_CONFIG_MAX]; /* tables, by hook */
	bool trusted[HOOK_CONFIG_MAX], disabled;
};

/* The table in which codex keeps whether a person trusts this hook: by file,
 * event and number. */
static const char *
codex_state(const struct codex_reading *c)
{
	char numbers[64];
	struct buf b;

	buf_init(&b, numbers, sizeof(numbers));
	buf_u64(&b, c->group - 1);
	buf_c(&b, ':');
	buf_u64(&b, c->hook - 1);
	buf_c(&b, '\0');
	return SETUP_TEXT(c->r->arena, "hooks.state.",
	    c->r->out->file, ":pre_tool_use:", numbers);
}

static void
read_codex_key(struct codex_reading *c, const char *table,
    const struct toml_item *item)
{
	struct hook_text *r = c->r;
	struct sv value = sv_take(sv_skip(r->text, item->value),
	    item->end - item->value);
	struct configured_hook *hook;

	if (!strcmp(table, "features")) {
		c->disabled |= sv_eq(value, SV("false")) &&
		    (!strcmp(item->name, "hooks") ||
		    !strcmp(item->name, "codex_hooks"));
	} else if (!strcmp(table, "hooks.PreToolUse")) {
		if (!strcmp(item->name, "matcher"))
			c->matcher = *item;
	} else if (!strcmp(table, "hooks.PreToolUse.hooks") &&
	    !strcmp(item->name, "command") && (hook = add(r, value))) {
		c->state[r->out->n - 1] = codex_state(c);
		if (c->matcher.end)
			mark_matcher(r, hook, sv_take(sv_skip(r->text,
			    c->matcher.value), c->matcher.end -
			    c->matcher.value));
	}
}

/* The trust may stand before the hook, so it is looked for by itself. */
static void
read_codex_trust(struct codex_reading *c)
{
	struct toml_scan scan = {.text = c->r->text};
	struct toml_item item;

	while (!toml_next(&scan, &item))
		for (size_t i = 0; i < c->r->out->n; i++)
			c->trusted[i] |= !item.header && c->state[i] &&
			    !strcmp(scan.table, c->state[i]) &&
			    !strcmp(item.name, "trusted_hash");
}

static enum err
read_codex(struct hook_text *r)
{
	struct codex_reading c = {.r = r};
	struct toml_scan scan = {.text = r->text};
	struct toml_item item;
	enum err e;

	while (!(e = toml_next(&scan, &item))) {
		if (!item.header) {
			read_codex_key(&c, scan.table, &item);
		} else if (!strcmp(item.name, "hooks.PreToolUse")) {
			c.group++;
			c.hook = 0;
			c.matcher.end = 0;
		} else if (!strcmp(item.name, "hooks.PreToolUse.hooks")) {
			c.hook++;
		}
	}
	if (e != ERR_NOT_FOUND)
		return names_hook(r, r->text) ? ERR_SYNTAX : OK;
	read_codex_trust(&c);
	for (size_t i = 0; i < r->out->n; i++) {
		struct configured_hook *hook = &r->out->list[i];

		if (c.disabled) {
			hook->off = "all hooks are switched off";
			hook->fix = "take hooks = false out of [features] in "
			    "that file";
		} else if (!hook->off && !c.trusted[i]) {
			hook->off = "nobody has trusted it yet";
			hook->fix = "in codex, open /hooks and trust it";
		}
	}
	return OK;
}

/* The plugin is guard's as a whole; it starts the program of its constant. */
static enum err
read_opencode(struct hook_text *r)
{
	const struct sv key = SV("const GUARD = ");
	struct sv text = r->text;
	char path[HOOK_COMMAND_MAX / 2];
	struct buf b;

	while (text.n && !sv_starts(text, key))
		text = sv_skip(text, sv_find(text, 0, '\n') + 1);
	text = sv_skip(sv_take(text, sv_find(text, 0, '\n')), key.n);
	if (!text.n || !take_string(text, path, sizeof(path)))
		return OK;
	buf_init(&b, r->out->list[0].command, HOOK_COMMAND_MAX);
	buf_shell_word(&b, sv_from(path));
	buf_str(&b, " hook opencode");
	buf_c(&b, '\0');
	r->out->list[0].off = r->out->list[0].fix = NULL;
	r->out->n = !b.full;
	return OK;
}

/* The file that has the hooks: of goose not the one that setup names first. */
static const char *
hook_file(struct setup *s, const struct agent *agent)
{
	const char *path = agent_path(s, agent);
	struct sv last;

	if (!path || strcmp(agent->name, "goose") != 0)
		return path;
	last = sv_basename(sv_from(path));
	last = arena_dup(s->arena, (struct sv){path, strlen(path) - last.n});
	return last.p ? SETUP_TEXT(s->arena, last.p, "hooks/hooks.json")
	              : NULL;
}

enum err
hook_config_parse(struct arena *arena, const struct agent *agent,
    struct sv text, struct hook_config *out)
{
	struct hook_text r = {.arena = arena, .agent = agent, .text = text,
	    .out = out};

	out->n = 0;
	out->shell = "sh";
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (!strcmp(forms[i].agent, agent->name)) {
			out->shell = forms[i].shell;
			return read_json(&r, &forms[i]);
		}
	return strcmp(agent->name, "codex") ? read_opencode(&r)
	                                    : read_codex(&r);
}

enum err
hook_config_read(struct setup *s, const struct agent *agent,
    struct hook_config *out)
{
	static char memory[FILE_MAX_BYTES];
	size_t n = 0;
	enum err e;

	out->n = 0;
	out->file = hook_file(s, agent);
	if (!out->file)
		return ERR_LIMIT;
	e = os_read_file(out->file, memory, FILE_MAX_BYTES, &n);
	return e ? e : hook_config_parse(s->arena, agent,
	    (struct sv){memory, n}, out);
}
