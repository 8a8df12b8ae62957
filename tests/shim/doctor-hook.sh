# SPDX-License-Identifier: ISC
#
# guard doctor and the hooks in agents' own files: each is called by the words
# that stand there, and whatever keeps it from saying no is found. Continues
# with doctor.sh.

HOOKED="claude-code codex gemini copilot cursor opencode goose"
cp "$P/share/guard/rules/guard-probe.yaml" "$HP/share/guard/rules/"

hook_file() {
	case $1 in
	claude-code) echo .claude/settings.json ;;
	codex) echo .codex/config.toml ;;
	gemini) echo .gemini/settings.json ;;
	copilot) echo .copilot/hooks/guard.json ;;
	cursor) echo .cursor/hooks.json ;;
	opencode) echo .config/opencode/plugins/guard.js ;;
	goose) echo .agents/plugins/guard/hooks/hooks.json ;;
	esac
}

# A home in which every agent is set up, and codex' hook is trusted.
hooked_home() {
	make_home
	rm -f "$HP/var/guard/setup.json"
	setup --yes --rc $(for name in $HOOKED; do echo "--agent $name"; done)
	cat >>"$H/.codex/config.toml" <<-END

	[hooks.state."$H/.codex/config.toml:pre_tool_use:0:0"]
	trusted_hash = "sha256:0"
	END
}

# with AGENT SED: its file changed by that, then doctor.
with() {
	cp "$H/$(hook_file "$1")" "$W/kept"
	sed -i "$2" "$H/$(hook_file "$1")"
	doctor
	cp "$W/kept" "$H/$(hook_file "$1")"
}

hooked_home
doctor
expect "doctor calls every hook and finds nothing" sh -c "[ $status = 0 ] ||
    { cat '$W/out'; exit 1; }"
tr -s ' \n' ' ' <"$W/out" >"$W/line"
for name in $HOOKED; do
	expect "the one of $name, and names its file" grep -q \
	    "ok hook $name: $H/$(hook_file "$name"): its hook says no" \
	    "$W/line"
done
for name in $HOOKED; do
	case $name in
	opencode) words='s|^const GUARD.*|const GUARD = "/nowhere/guard"|' ;;
	*) words="s|$HP/bin/guard hook|/nowhere/guard hook|" ;;
	esac
	with "$name" "$words"
	found "that the hook of $name cannot be started" \
	    "$(hook_file "$name"): the hook cannot be started: /nowhere/guard"
done
with claude-code 's|hook claude-code"|hook claude-code >/dev/null"|'
found "a hook whose answer is lost" 'settings.json: the hook does not say no'
with gemini "s|\"command\": \".*gemini\"|\"command\": \"echo '{\\\\\"decision\\\\\":\\\\\"deny\\\\\",\\\\\"reason\\\\\":\\\\\"\\\\\"}' # guard hook gemini\"|"
found "a hook that says no to everything" \
    'gemini/settings.json: the hook says no to everything'
with cursor "s|$HP/bin/guard hook|$P/bin/guard hook|"
found "a hook of another guard" "hooks.json: the hook calls another guard: $P"
with claude-code 's|"matcher": "Bash"|"matcher": "Edit"|'
found "a hook that is not for the shell" 'not called: its matcher is not'
with claude-code 's#"matcher": "Bash"#"matcher": "^(Edit|Bash)$"#'
expect "but not one that is, among others" test "$status" = 0
with claude-code 's|^{|{ "disableAllHooks": true, |'
found "hooks that are switched off" 'not called: all hooks .* disableAllHooks'
with gemini 's|^{|{ "hooksConfig": {"enabled": false}, |'
found "the same for gemini" 'not called: all hooks .* hooksConfig.enabled'
with codex 's|^\[mcp_servers.x\]|[features]\nhooks = false\n&|'
found "the same for codex" 'not called: all hooks .*\[features\]'
with codex 's|^trusted_hash|distrusted|'
found "a hook that codex waits with until a person trusts it" \
    'not called: nobody has trusted it yet .*/hooks'
with codex 's|pre_tool_use:0:0|pre_tool_use:1:0|'
found "trust that is for another hook" 'nobody has trusted it yet'
with claude-code 's|"hooks": {|"hooks": [|'
found "settings that the agent cannot read" \
    'claude/settings.json: cannot be read'
with claude-code "s|$HP/bin/guard hook claude-code|/bin/sleep 60; &|"
found "a hook that never answers" 'the hook gave no answer in 10 s'

# What it starts is said ahead of it, and chosen by nobody else.
doctor
expect "doctor says which hooks it starts, by their words" grep -q \
    "doctor starts the hook of claude-code: .* -c '$HP/bin/guard hook" "$W/err"
settings=$H/$(hook_file claude-code)
cp "$settings" "$W/kept"
sed -i "s|$HP/bin/guard hook claude-code|: >$W/started; &|" "$settings"
doctor
expect "it starts what stands there" test -e "$W/started"
rm -f "$W/started"
chmod go+w "$settings"
doctor
found "settings that others can write" 'settings.json can be written by others'
expect "and does not start what stands there" test ! -e "$W/started"
chmod go-w "$settings"
if [ "$(id -u)" = 0 ]; then
	chown 12345 "$settings"
	doctor
	found "settings of another user" 'settings.json belongs to another user'
	expect "nor start it" test ! -e "$W/started"
	chown 0 "$settings"
fi
cp "$W/kept" "$settings"
