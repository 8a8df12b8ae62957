/* SPDX-License-Identifier: ISC */
/*
 * The table of agents. docs/agents.md says where each format is described, and
 * what could be tried.
 */
#include "agents.h"

#include <stdlib.h>
#include <string.h>

#include "complaint.h"

/* One item of one array of a JSON file. */
static enum err
plan_item(struct setup *s, struct edit *edit, const char *path,
    const char *model, const char *needle)
{
	const char *text = setup_expand(s, model);
	const char *found = setup_expand(s, needle);

	return text && found ? agent_json_item(edit, path, text, found)
	                     : ERR_LIMIT;
}

static enum err
plan_member(struct setup *s, struct edit *edit, const char *path,
    const char *name, const char *value)
{
	const char *text = setup_expand(s, value);

	return text ? agent_json_member(edit, path, name, text) : ERR_LIMIT;
}

static enum err
plan_claude_code(struct setup *s, const char *path)
{
	struct edit edit;
	enum err e;

	if ((e = setup_read(s, path, &edit)) ||
	    (e = plan_member(s, &edit, "env", "GUARD_SHIMS",
	    "\"@P/share/guard/shims\"")) ||
	    (e = plan_member(s, &edit, "env", "BASH_ENV",
	    "\"@P/share/guard/shell/bash-env.sh\"")) ||
	    (e = plan_member(s, &edit, "env", "npm_config_script_shell",
	    "\"@P/share/guard/shell/script-shell\"")) ||
	    (e = plan_item(s, &edit, "hooks.PreToolUse",
	    "{\n\t\"matcher\": \"Bash\",\n\t\"hooks\": [\n\t\t{\n"
	    "\t\t\t\"type\": \"command\",\n"
	    "\t\t\t\"command\": \"@P/bin/guard hook claude-code\",\n"
	    "\t\t\t\"timeout\": 10\n\t\t}\n\t]\n}",
	    "@P/bin/guard hook claude-code")) ||
	    (e = plan_item(s, &edit, "hooks.SessionStart",
	    "{\n\t\"hooks\": [\n\t\t{\n\t\t\t\"type\": \"command\",\n"
	    "\t\t\t\"command\": \"@P/share/guard/shell/claude-env\"\n"
	    "\t\t}\n\t]\n}", "@P/share/guard/shell/claude-env")))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}

static enum err
plan_gemini(struct setup *s, const char *path)
{
	struct edit edit;
	enum err e;

	if ((e = setup_read(s, path, &edit)) ||
	    (e = plan_item(s, &edit, "hooks.BeforeTool",
	    "{\n\t\"matcher\": \"run_shell_command\",\n\t\"hooks\": [\n\t\t{\n"
	    "\t\t\t\"name\": \"guard\",\n\t\t\t\"type\": \"command\",\n"
	    "\t\t\t\"command\": \"@P/bin/guard hook gemini\",\n"
	    "\t\t\t\"timeout\": 10000\n\t\t}\n\t]\n}",
	    "@P/bin/guard hook gemini")))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}

static enum err
plan_copilot(struct setup *s, const char *path)
{
	struct edit edit;
	enum err e;

	if ((e = setup_read(s, path, &edit)) ||
	    (e = plan_member(s, &edit, "", "version", "1")) ||
	    (e = plan_item(s, &edit, "hooks.preToolUse",
	    "{\n\t\"type\": \"command\",\n"
	    "\t\"bash\": \"@P/bin/guard hook copilot\",\n"
	    "\t\"timeoutSec\": 10\n}", "@P/bin/guard hook copilot")))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}

static enum err
plan_cursor(struct setup *s, const char *path)
{
	struct edit edit;
	enum err e;

	if ((e = setup_read(s, path, &edit)) ||
	    (e = plan_member(s, &edit, "", "version", "1")) ||
	    (e = plan_item(s, &edit, "hooks.beforeShellExecution",
	    "{\n\t\"command\": \"@P/bin/guard hook cursor\",\n"
	    "\t\"timeout\": 10,\n\t\"failClosed\": true\n}",
	    "@P/bin/guard hook cursor")))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}

/* A file that is guard's as a whole. */
static enum err
plan_whole(struct setup *s, const char *path, const char *model)
{
	const char *text = setup_expand(s, model);
	struct edit edit;
	enum err e;

	if (!text)
		return ERR_LIMIT;
	if ((e = setup_read(s, path, &edit)))
		return e;
	if (!sv_eq_cstr(edit.text, text) &&
	    (e = edit_replace(&edit, 0, edit.text.n, sv_from(text))))
		return e;
	return setup_plan_file(s, path, &edit, 0600);
}

static enum err
plan_opencode(struct setup *s, const char *path)
{
	return plan_whole(s, path,
	    "// Written by guard setup: guard's early word on shell commands, "
	    "and its\n// shims first on their PATH.\n"
	    "import { spawnSync } from \"node:child_process\"\n\n"
	    "const GUARD = \"@P/bin/guard\"\n"
	    "const SHIMS = \"@P/share/guard/shims\"\n"
	    "const SHELL = \"@P/share/guard/shell\"\n\n"
	    "const ask = (tool, args, cwd) => {\n"
	    "  const answer = spawnSync(GUARD, [\"hook\", \"opencode\"], {\n"
	    "    input: JSON.stringify({ tool, args, cwd }),\n"
	    "    encoding: \"utf8\",\n    timeout: 10000,\n  })\n"
	    "  if (answer.status === 0 && !answer.stdout.trim()) return\n"
	    "  let reason = \"\"\n"
	    "  try {\n    reason = JSON.parse(answer.stdout).reason\n"
	    "  } catch {\n    reason = answer.stderr\n  }\n"
	    "  throw new Error(reason || \"guard: it cannot decide on this "
	    "command\")\n}\n\n"
	    "export const Guard = async ({ directory }) => ({\n"
	    "  \"tool.execute.before\": async (input, output) => {\n"
	    "    if (input.tool === \"bash\" || input.tool === \"shell\")\n"
	    "      ask(input.tool, output.args, directory)\n  },\n"
	    "  \"shell.env\": async (input, output) => {\n"
	    "    const path = output.env.PATH ?? process.env.PATH ?? \"\"\n"
	    "    output.env.GUARD_SHIMS = SHIMS\n"
	    "    output.env.BASH_ENV = `${SHELL}/bash-env.sh`\n"
	    "    output.env.npm_config_script_shell = "
	    "`${SHELL}/script-shell`\n"
	    "    output.env.PATH = `${SHIMS}:${path}`\n  },\n})\n");
}

static enum err
plan_goose(struct setup *s, const char *path)
{
	struct sv dir = sv_take(sv_from(path), strlen(path) -
	    strlen("plugin.json"));
	struct sv kept = arena_dup(s->arena, dir);
	const char *hooks = kept.p
	    ? SETUP_TEXT(s->arena, kept.p, "hooks/hooks.json") : NULL;
	enum err e;

	if (!hooks)
		return ERR_LIMIT;
	e = plan_whole(s, path, "{\n  \"name\": \"guard\",\n"
	    "  \"version\": \"" CLI_VERSION "\",\n"
	    "  \"description\": \"guard's early word on shell commands\"\n}\n");
	return e ? e : plan_whole(s, hooks, "{\n  \"hooks\": {\n"
	    "    \"PreToolUse\": [\n      {\n"
	    "        \"matcher\": \"^developer__shell$\",\n"
	    "        \"hooks\": [\n          {\n"
	    "            \"type\": \"command\",\n"
	    "            \"command\": \"@P/bin/guard hook goose\",\n"
	    "            \"timeout\": 10,\n"
	    "            \"on_failure\": \"block\"\n"
	    "          }\n        ]\n      }\n    ]\n  }\n}\n");
}

const struct agent agents[] = {
    {"claude-code", "claude", "CLAUDE_CONFIG_DIR", ".claude",
	"settings.json", true, plan_claude_code, NULL},
    {"codex", "codex", "CODEX_HOME", ".codex", "config.toml", true,
	agent_plan_codex, "In codex, open /hooks and trust guard's hook: until "
	"then it does not run."},
    {"gemini", "gemini", NULL, ".gemini", "settings.json", true, plan_gemini,
	"Start gemini with `guard run -- gemini`: its settings cannot set "
	"PATH."},
    {"copilot", "copilot", "COPILOT_HOME", ".copilot", "hooks/guard.json",
	true, plan_copilot, "Start copilot with `guard run -- copilot`: its "
	"settings cannot set PATH."},
    {"cursor", "cursor-agent", NULL, ".cursor", "hooks.json", true,
	plan_cursor, "Start cursor with `guard run -- cursor-agent`: its "
	"settings cannot set PATH."},
    {"opencode", "opencode", "XDG_CONFIG_HOME", ".config",
	"opencode/plugins/guard.js", true, plan_opencode, NULL},
    {"goose", "goose", NULL, ".agents", "plugins/guard/plugin.json", true,
	plan_goose, "Start goose with `guard run -- goose`, and give your "
	"shell guard's line with `guard setup --rc`: goose takes PATH from "
	"a login shell."},
    {"aider", "aider", NULL, "", ".aider.conf.yml", false, agent_plan_aider,
	"aider has no hooks. Start it with `guard run -- aider`."},
    {NULL, NULL, NULL, NULL, NULL, false, NULL, NULL},
};

const struct agent *
agent_find(const char *name)
{
	for (const struct agent *a = agents; a->name; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

const char *
agent_path(struct setup *s, const struct agent *agent)
{
	const char *base = agent->base_variable
	    ? getenv(agent->base_variable) : NULL;

	if (base && base[0] == '/')
		return SETUP_TEXT(s->arena, base, "/", agent->file);
	return SETUP_TEXT(s->arena, s->home.p, agent->base[0] ? "/" : "",
	    agent->base, "/", agent->file);
}

int
agent_plan(struct setup *s, const char *name)
{
	const struct agent *agent = agent_find(name);
	const char *names[ARRAY_LEN(agents)] = {NULL};
	const char *path;
	enum err e;

	if (!agent) {
		for (size_t i = 0; agents[i].name; i++)
			names[i] = agents[i].name;
		return complain_no_agent("--agent", name, names);
	}
	if (!(path = agent_path(s, agent)))
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	if ((e = setup_real_path(s, &path)) || (e = agent->plan(s, path)))
		return e == ERR_SYNTAX || e == ERR_SCHEMA
		    ? cli_fail(EXIT_FINDINGS, "%s cannot be read, and was left "
			"as it is; mend it, or put guard in by hand (see "
			"docs/agents.md)", path)
		    : cli_fail_on(EXIT_GUARD_FAILED, path, e);
	if (agent->note)
		setup_note(s, agent->note);
	return EXIT_FINE;
}
