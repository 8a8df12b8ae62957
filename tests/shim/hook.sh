# SPDX-License-Identifier: ISC
#
# Agents' hooks: each agent hears no in its own JSON before its shell starts,
# what passes passes silently, a yes is seen and not taken, and whatever is
# wrong is a no with status 2.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

yes_to() {
	echo "$pass" | guard approve "$@" --passphrase-stdin
}

asked() {
	sed -n '1s/.* request=//p' "$W/err"
}

rm -rf "$state" "$keys"
echo "$pass" | guard keygen --name alice --passphrase-stdin
: >"$P/var/guard/audit.jsonl"

# call AGENT COMMAND: the agent's JSON of a call of its shell, in $WORK.
call() {
	case $1 in
	claude-code | codex) jq -cn --arg c "$2" --arg d "$WORK" \
	    '{session_id:"s",cwd:$d,hook_event_name:"PreToolUse",
	      tool_name:"Bash",tool_input:{command:$c,description:"d"}}' ;;
	gemini) jq -cn --arg c "$2" --arg d "$WORK" \
	    '{cwd:$d,hook_event_name:"BeforeTool",
	      tool_name:"run_shell_command",tool_input:{command:$c}}' ;;
	copilot) jq -cn --arg c "$2" --arg d "$WORK" \
	    '{timestamp:1,cwd:$d,toolName:"bash",
	      toolArgs:({command:$c}|tojson)}' ;;
	cursor) jq -cn --arg c "$2" --arg d "$WORK" \
	    '{cwd:$d,hook_event_name:"beforeShellExecution",command:$c}' ;;
	opencode) jq -cn --arg c "$2" --arg d "$WORK" \
	    '{cwd:$d,tool:"bash",args:{command:$c}}' ;;
	goose) jq -cn --arg c "$2" --arg d "$WORK" \
	    '{event:"PreToolUse",working_dir:$d,
	      tool_name:"developer__shell",tool_input:{command:$c}}' ;;
	esac
}

# Where an agent finds the reason.
reason() {
	case $1 in
	claude-code | codex) jq -r '.hookSpecificOutput |
	    select(.hookEventName == "PreToolUse" and
	        .permissionDecision == "deny") |
	    .permissionDecisionReason' ;;
	gemini | opencode) jq -r 'select(.decision == "deny") | .reason' ;;
	goose) jq -r 'select(.decision == "block") | .reason' ;;
	copilot) jq -r 'select(.permissionDecision == "deny") |
	    .permissionDecisionReason' ;;
	cursor) jq -r 'select(.permission == "deny" and
	    .user_message == .agent_message) | .agent_message' ;;
	esac <"$W/out"
}

# hook AGENT [OPTION…]: reads what the agent says on standard input.
hook() {
	(cd / && exec env -i PATH="$HOOK_PATH" HOME="$HOME_DIR" \
	    "$P/bin/guard" hook "$@") >"$W/out" 2>"$W/err"
	status=$?
}

# ask_hook AGENT COMMAND [OPTION…]
ask_hook() {
	call "$1" "$2" >"$W/call"
	agent=$1
	shift 2
	hook "$agent" "$@" <"$W/call"
}

passes() {
	case $agent in
	cursor) printf '{}\n' | cmp -s - "$W/out" ;;
	*) [ ! -s "$W/out" ] ;;
	esac && [ "$status" = 0 ] && [ ! -s "$W/err" ]
}

# denied STATUS REGEX
denied() {
	[ "$status" = "$1" ] && reason "$agent" | grep -qE -e "$2"
}

HOOK_PATH=$RUN_PATH
for agent in claude-code codex gemini copilot cursor opencode goose; do
	ask_hook $agent 'probe drop users'
	expect "$agent hears why not" denied 0 'rule=probe'
	ask_hook $agent 'cd /tmp && terraform destroy -auto-approve; ls'
	expect "$agent hears it of any part of a line" denied 0 \
	    'terraform.destroy'
	ask_hook $agent 'terraform plan && git status | head'
	expect "$agent: what is allowed passes silently" passes
	ask_hook $agent 'ls; echo "drop it"'
	expect "$agent: so does what is no tool's" passes
	ask_hook $agent 'probe $UNKNOWN'
	expect "$agent: what only the shell knows is left to the shim" passes
	ask_hook $agent '/usr/bin/terraform destroy'
	expect "$agent: an absolute path gets no further" denied 0 \
	    'No approval can be used here'
	printf 'not JSON' >"$W/call"
	hook $agent <"$W/call"
	expect "$agent: garbage is a no" denied 2 'error=input'
done

agent=claude-code
HOOK_PATH=$REAL:/usr/bin:/bin
ask_hook claude-code 'probe $UNKNOWN'
expect "without a shim what the shell expands is no less asked" denied 0 \
    'not known before'
HOOK_PATH=$RUN_PATH

for tool in Read Write mcp__x__run Task; do
	jq -cn --arg t $tool '{cwd:"/",tool_name:$t,
	    tool_input:{command:"terraform destroy"}}' >"$W/call"
	hook claude-code <"$W/call"
	expect "$tool is not judged" passes
done

# wrong WHAT JSON
wrong() {
	printf '%s' "$2" >"$W/call"
	hook claude-code <"$W/call"
	expect "$1 is a no with status 2" denied 2 'error='
	expect "$1 is told on standard error too" grep -q '^guard: deny ' \
	    "$W/err"
}
wrong "nothing" ''
wrong "another value" '[]'
wrong "two values" '{} {}'
wrong "an unfinished one" '{"tool_name":"Bash","tool_input":{"command":"ls"}'
wrong "no tool" '{"cwd":"/","tool_input":{"command":"ls"}}'
wrong "a tool that is a number" '{"tool_name":1}'
wrong "no arguments" '{"tool_name":"Bash"}'
wrong "no command" '{"tool_name":"Bash","tool_input":{}}'
wrong "a command that is a number" \
    '{"tool_name":"Bash","tool_input":{"command":7}}'
wrong "a command that is null" \
    '{"tool_name":"Bash","tool_input":{"command":null}}'
wrong "two commands" \
    '{"tool_name":"Bash","tool_input":{"command":"ls","command":"ls"}}'
wrong "a second command in disguise" \
    '{"tool_name":"Bash","tool_input":{"command":"ls","c\u006fmmand":"ls"}}'
wrong "a NUL" '{"tool_name":"Bash","tool_input":{"command":"ls\u0000x"}}'
wrong "a relative directory" \
    '{"cwd":"x","tool_name":"Bash","tool_input":{"command":"ls"}}'
wrong "a directory that is not there" \
    '{"cwd":"/nowhere/x","tool_name":"Bash","tool_input":{"command":"ls"}}'
wrong "a directory that is an object" \
    '{"cwd":{},"tool_name":"Bash","tool_input":{"command":"ls"}}'
wrong "bytes that are not UTF-8" \
    "$(printf '{"tool_name":"Bash","tool_input":{"command":"ls \377"}}')"
{
	printf '{"tool_name":"Bash","tool_input":{"command":"'
	head -c 5000000 /dev/zero | tr '\0' x
	printf '"}}'
} >"$W/call"
hook claude-code <"$W/call"
expect "what is too large is a no" denied 2 'too large'
{
	printf '{"tool_name":"Bash","tool_input":{"x":'
	head -c 3000 /dev/zero | tr '\0' '['
} >"$W/call"
hook claude-code <"$W/call"
expect "so is what is nested too deep" denied 2 'error=input'
hook nobody </dev/null
expect "an agent that is none is a no" test "$status" = 2

# Large calls, and calls that come in pieces.
for size in 1000 65535 65536 65537 300000; do
	head -c $size /dev/zero | tr '\0' x >"$W/x"
	jq -cn --arg d "$WORK" --rawfile x "$W/x" '{cwd:$d,
	    tool_name:"Bash",x:$x,tool_input:{command:"probe drop users"}}' \
	    >"$W/call"
	hook claude-code <"$W/call"
	expect "$size bytes in front of a command hide nothing" denied 0 \
	    'rule=probe'
	(head -c 40 "$W/call"; sleep 0.05; tail -c +41 "$W/call") |
	    hook claude-code
	expect "nor in pieces" denied 0 'rule=probe'
done
jq -cn --arg d "$WORK" '{cwd:$d,tool_name:"Bash",
    tool_input:{command:["bash","-lc","probe drop users"]}}' >"$W/call"
agent=codex
hook codex <"$W/call"
expect "a command in words is read as one" denied 0 'rule=probe'

# Where it runs.
mkdir -p "$WORK/pkg"
echo '{"name":"x","scripts":{"reset":"probe drop users"}}' \
    >"$WORK/pkg/package.json"
ask_hook claude-code 'cd pkg && npm run reset'
expect "scripts are looked up where the shell starts" denied 0 'rule=probe'
jq -cn --arg d "$WORK" '{cwd:$d,tool_name:"run_shell_command",
    tool_input:{command:"npm run reset",dir_path:"pkg"}}' >"$W/call"
agent=gemini
hook gemini <"$W/call"
expect "and where the agent says" denied 0 'rule=probe'
rm -r "$WORK/pkg"

# The log.
: >"$P/var/guard/audit.jsonl"
ask_hook codex 'probe drop --token hunter2 users'
expect "a no is on record, with the agent" \
    sh -c "jq -e '.hook == \"codex\" and .verdict == \"ask\" and .tool == \"probe\" and .argv[1] == \"drop\"' '$P/var/guard/audit.jsonl'"
expect "without secrets" sh -c "! grep -q hunter2 '$P/var/guard/audit.jsonl'"
ask_hook codex 'terraform plan'
expect "what passes is put on record by the shim alone" \
    test "$(wc -l <"$P/var/guard/audit.jsonl")" = 1
expect "nothing was asked" test -z "$(ls "$state" 2>/dev/null)"
"$P/bin/guard" log verify >/dev/null
expect "the chain holds" test $? = 0

# A human's yes. The agent asks by the way that it was told.
ask_hook claude-code 'probe drop users'
expect "the reason says how to ask" denied 0 "$P/bin/guard ask --"
run "$P/bin/guard" ask -- probe drop users
refused "guard ask makes the request and runs nothing" 75 'request='
id=$(asked)
ask_hook claude-code 'probe drop users'
expect "the hook waits for nobody" denied 0 'rule=probe'
yes_to "$id" --confirm users
run "$P/bin/guard" ask -- probe drop users
expect "then guard ask says that it may run" \
    sh -c "grep -q 'ready request=$id' '$W/err' && [ $status = 0 ]"
ask_hook claude-code 'probe drop other'
expect "another command does not pass the hook" denied 0 'rule=probe'
ask_hook claude-code 'cd / && probe drop users'
expect "nor does another directory" denied 0 'rule=probe'
ask_hook claude-code 'probe drop users; probe drop other'
expect "nor a line with more in it" denied 0 'rule=probe'
ask_hook claude-code "$SHIMS/probe drop users"
expect "nor another way to call it" denied 0 'rule=probe'
ask_hook claude-code 'PATH=/usr/bin probe drop users'
expect "nor one with another PATH" denied 0 'rule=probe'
HOOK_PATH=$REAL:$RUN_PATH
ask_hook claude-code 'probe drop users'
expect "nor one that no shim would meet" denied 0 'rule=probe'
HOOK_PATH=$RUN_PATH
ask_hook claude-code 'probe drop users'
expect "what was approved passes the hook" passes
ask_hook claude-code 'probe drop users'
expect "which takes nothing" passes
run probe drop users
ran "and passes the shim" probe drop users
ask_hook claude-code 'probe drop users'
expect "after which the hook says no again" denied 0 'rule=probe'
run probe drop users
refused "as the shim does" 75 'request='

# --on-ask=shim
ask_hook claude-code 'probe drop users' --on-ask=shim
expect "--on-ask=shim leaves it to the shim" passes
ask_hook claude-code '/bin/probe drop users' --on-ask=shim
expect "not what no shim would meet" denied 0 'rule=probe'

# guard's own failures are a no.
mv "$P/etc/guard/policy.image" "$W/image"
ask_hook claude-code 'ls'
expect "without a policy the hook says no" denied 2 'error=policy'
mv "$W/image" "$P/etc/guard/policy.image"
mv "$P/libexec/guard/guard-engine" "$W/engine"
ask_hook claude-code 'probe drop users'
expect "without an engine too" test "$status" = 2
mv "$W/engine" "$P/libexec/guard/guard-engine"
