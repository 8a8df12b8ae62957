/* SPDX-License-Identifier: ISC */
/*
 * The agents, one row each. docs/agents.md says where each was learnt, and what
 * could not be tried.
 */
#include "guard/hook.h"

#define NAME(literal) {(literal), sizeof(literal) - 1}

static const struct hook_agent agents[] = {
    {
	.name = "claude-code",
	.label = "Claude Code",
	.tool = {NAME("tool_name")},
	.arguments = {NAME("tool_input")},
	.shells = {NAME("Bash"), NAME("Monitor")},
	.command = NAME("command"),
	.cwd = NAME("cwd"),
	.pass = "",
	.before = "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\","
		  "\"permissionDecision\":\"deny\","
		  "\"permissionDecisionReason\":\"",
	.after = "\"}}\n",
    },
    {
	.name = "codex",
	.label = "Codex",
	.tool = {NAME("tool_name")},
	.arguments = {NAME("tool_input")},
	.shells = {NAME("Bash"), NAME("shell"), NAME("shell_command"),
	    NAME("local_shell"), NAME("exec_command"), NAME("unified_exec"),
	    NAME("container.exec")},
	.command = NAME("command"),
	.dir = {NAME("workdir"), NAME("cwd")},
	.cwd = NAME("cwd"),
	.pass = "",
	.before = "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\","
		  "\"permissionDecision\":\"deny\","
		  "\"permissionDecisionReason\":\"",
	.after = "\"}}\n",
    },
    {
	.name = "gemini",
	.label = "Gemini CLI",
	.tool = {NAME("tool_name")},
	.arguments = {NAME("tool_input")},
	.shells = {NAME("run_shell_command")},
	.command = NAME("command"),
	.dir = {NAME("dir_path"), NAME("directory")},
	.cwd = NAME("cwd"),
	.pass = "",
	.before = "{\"decision\":\"deny\",\"reason\":\"",
	.after = "\"}\n",
    },
    {
	.name = "copilot",
	.label = "Copilot CLI",
	.tool = {NAME("toolName"), NAME("tool_name")},
	.arguments = {NAME("toolArgs"), NAME("tool_input")},
	.shells = {NAME("bash"), NAME("shell"), NAME("Bash"),
	    NAME("run_in_terminal"), NAME("runInTerminal"),
	    NAME("local_shell")},
	.command = NAME("command"),
	.cwd = NAME("cwd"),
	.pass = "",
	.before = "{\"permissionDecision\":\"deny\","
		  "\"permissionDecisionReason\":\"",
	.after = "\"}\n",
    },
    {
	.name = "cursor",
	.label = "Cursor",
	.tool = {NAME("tool_name")},
	.arguments = {NAME("tool_input")},
	.bare = true,
	.shells = {NAME("Shell"), NAME("Bash")},
	.command = NAME("command"),
	.dir = {NAME("working_directory")},
	.cwd = NAME("cwd"),
	.pass = "{}\n",
	.before = "{\"permission\":\"deny\",\"agent_message\":\"",
	.again = "\",\"user_message\":\"",
	.after = "\"}\n",
    },
    {
	.name = "opencode",
	.label = "OpenCode",
	.tool = {NAME("tool")},
	.arguments = {NAME("args")},
	.shells = {NAME("bash"), NAME("shell")},
	.command = NAME("command"),
	.dir = {NAME("workdir")},
	.cwd = NAME("cwd"),
	.pass = "",
	.before = "{\"decision\":\"deny\",\"reason\":\"",
	.after = "\"}\n",
    },
    {
	.name = "goose",
	.label = "Goose",
	.tool = {NAME("tool_name")},
	.arguments = {NAME("tool_input")},
	.shells = {NAME("developer__shell"), NAME("shell")},
	.command = NAME("command"),
	.cwd = NAME("working_dir"),
	.pass = "",
	.before = "{\"decision\":\"block\",\"reason\":\"",
	.after = "\"}\n",
    },
};

const struct hook_agent *
hook_at(size_t i)
{
	return i < ARRAY_LEN(agents) ? &agents[i] : NULL;
}

const struct hook_agent *
hook_find(struct sv name)
{
	for (size_t i = 0; i < ARRAY_LEN(agents); i++)
		if (sv_eq_cstr(name, agents[i].name))
			return &agents[i];
	return NULL;
}
