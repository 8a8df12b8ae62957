# SPDX-License-Identifier: ISC
#
# At home: guard setup, its record and its removal; each agent's files, with
# what a person had in them; guard run through every shell.

H=$W/at-home
HP=$W/home-prefix
AGENTS="claude-code codex gemini copilot cursor opencode goose aider"

# An install without shims and image, which setup is to make.
mkdir -p "$HP/bin" "$HP/libexec/guard" "$HP/etc/guard" "$HP/share/guard"
mkdir -m 700 "$HP/var" "$HP/var/guard"
cp "$B/bin/guard" "$HP/bin/"
cp "$B/libexec/guard/guard-engine" "$HP/libexec/guard/"
cp -R "$B/share/guard/names" "$B/share/guard/shell" "$HP/share/guard/"
cp -R "$P/share/guard/rules" "$HP/share/guard/"
GUARD_AT_HOME=$HP/bin/guard

# at_home COMMAND…: as the person whose home it is.
at_home() {
	(cd "$H" && exec env -i PATH="$REAL:/usr/bin:/bin" HOME="$H" \
	    SHELL="${AS_SHELL:-/bin/bash}" "$@") \
	    >"$W/out" 2>"$W/err" </dev/null
	status=$?
}

setup() {
	at_home "$GUARD_AT_HOME" setup "$@"
}

# Everything below a directory: kinds, link targets, bytes.
state_of() {
	(cd "$1" && find . ! -name . | sort | while read -r path; do
		if [ -L "$path" ]; then
			echo "$path -> $(readlink "$path")"
		elif [ -d "$path" ]; then
			echo "$path/"
		else
			echo "$path $(cksum <"$path")"
		fi
	done)
}

# expect_state WHAT DIRECTORY STATE
expect_state() {
	if [ "$(state_of "$2")" = "$3" ]; then
		ok "$1"
	else
		bad "$1" "$(state_of "$2" >"$W/state"
		    printf '%s\n' "$3" | diff - "$W/state")"
	fi
}

# A home as people have them: comments, order, tabs, no last line break.
make_home() {
	rm -rf "$H"
	mkdir -p "$H/.claude" "$H/.codex" "$H/.gemini" "$H/.cursor"
	printf '%s\n' '{' '    // mine' '    "model": "opus", // best' \
	    '    "hooks": {' '        "PreToolUse": [' \
	    '            {"matcher": "Write", "hooks": []} // keep' \
	    '        ]' '    }' '}' >"$H/.claude/settings.json"
	printf '%s\n' '# mine' 'model = "m" # a [comment]' 'notify = [' \
	    '  ["a"],' ']' 'text = """' '[not.a.table]' '"""' '' \
	    '[shell_environment_policy]' 'inherit = "all" # all' \
	    'set = { FOO = "1" }' '' '[mcp_servers.x]' >"$H/.codex/config.toml"
	printf 'command = "y"' >>"$H/.codex/config.toml"
	printf '{"a": 1, /* , */ "hooks": {"BeforeTool": [ ]}}' \
	    >"$H/.gemini/settings.json"
	printf '{\n\t"version": 1,\n\t"hooks": {\n\t\t"stop": [{"command": "x"}],\n\t}\n}\n' \
	    >"$H/.cursor/hooks.json"
	printf '# mine\nmodel: x\nset-env:\n- A=b\n\n# later\ndark-mode: true\n' \
	    >"$H/.aider.conf.yml"
	printf 'alias ll="ls -l"' >"$H/.bashrc"
	printf 'PATH=/usr/bin:/bin\nexport PATH\n. ~/.bashrc\n' >"$H/.bash_profile"
}

all_agents() {
	for name in $AGENTS; do
		printf ' --agent %s' "$name"
	done
}

make_home
before=$(state_of "$H")
prefix_before=$(state_of "$HP")

at_home "$GUARD_AT_HOME" run -- true
expect "run without shims refuses, and says what to do" sh -c \
    "[ $status = 70 ] && grep -q 'guard setup' '$W/err'"
setup --dry-run $(all_agents) --rc
expect_state "a dry run writes nothing at home" "$H" "$before"
expect_state "a dry run writes nothing in the prefix" "$HP" "$prefix_before"
setup $(all_agents) --rc
expect "without --yes and a terminal nothing is written" test "$status" = 1
expect_state "nothing was" "$H" "$before"

setup
expect "setup makes the shims" sh -c \
    "[ $status = 0 ] && [ -L '$HP/share/guard/shims/terraform' ]"
expect "setup makes the policy image" test -f "$HP/etc/guard/policy.image"
expect "it fits a screen" sh -c \
    "[ \$(wc -l <'$W/out') -le 24 ] && ! grep -q '.\{81\}' '$W/out'"
expect "rm is not among them" test ! -e "$HP/share/guard/shims/rm"
once=$(state_of "$HP")
setup
expect "setup a second time is fine" test "$status" = 0
expect_state "and changes nothing" "$HP" "$once"
touch -d '2 seconds' "$HP/share/guard/rules/terraform.yaml"
setup
expect "newer rules make a newer image" grep -q 'made anew' "$W/out"
touch -d '2001-01-01' "$HP/share/guard/rules/terraform.yaml"
setup --remove
expect "setup --remove says what it did" grep -q 'taken out again' "$W/out"
expect_state "everything in the prefix is as it was" "$HP" "$prefix_before"

setup --tools terraform,psql --files
expect "--tools links those alone, --files the files" sh -c \
    "cd '$HP/share/guard/shims' && [ -L psql ] && [ -L rm ] && [ ! -e git ]"
setup --tools nosuchtool
expect "a tool without rules is refused" test "$status" = 2
setup --agent claude
expect "an agent that is not known is refused" test "$status" = 2
setup --remove
setup

setup --yes --rc $(all_agents)
expect "every agent at once" test "$status" = 0
expect "a diff is shown" grep -q '^+++ .*/.claude/settings.json' "$W/out"
after=$(state_of "$H")
setup --yes --rc $(all_agents)
expect_state "the second time nothing changes" "$H" "$after"
expect "a copy is kept beside each file" \
    test -f "$H/.claude/settings.json.before-guard"
without_comments() {
	sed -e 's|^\(.*[ ,]\)*//.*|\1|' -e 's|/\*[^*]*\*/||' "$1" | tr -d '\n' |
	    sed 's/,\([ \t]*[]}]\)/\1/g'
}
for pair in \
    '.claude/settings.json|.hooks.PreToolUse[1].hooks[0].command|claude-code' \
    '.gemini/settings.json|.hooks.BeforeTool[0].hooks[0].command|gemini' \
    '.cursor/hooks.json|.hooks.beforeShellExecution[0].command|cursor' \
    '.copilot/hooks/guard.json|.hooks.preToolUse[0].bash|copilot' \
    '.agents/plugins/guard/hooks/hooks.json|.hooks.PreToolUse[0].hooks[0].command|goose'; do
	file=${pair%%|*} query=${pair#*|}
	agent=${query#*|} query=${query%|*}
	got=$(without_comments "$H/$file" | jq -r "$query")
	if [ "$got" = "$HP/bin/guard hook $agent" ]; then
		ok "$agent gets its hook"
	else
		bad "$agent gets its hook" "$got
$(cat "$H/$file")"
	fi
done
expect "comments stay" sh -c "grep -q '// best' '$H/.claude/settings.json' && \
    grep -q '}, // keep' '$H/.claude/settings.json'"
sed -n 2,10p "$H/.codex/config.toml" >"$W/got"
sed -n 1,9p "$H/.codex/config.toml.before-guard" >"$W/wanted"
expect "and so does the order of things" cmp "$W/got" "$W/wanted"
if command -v python3 >/dev/null; then
	expect "codex: TOML with the hook, the variables, no login shell" \
	    python3 - "$H/.codex/config.toml" "$HP" <<-'END'
	import sys
	try:
	    import tomllib
	except ImportError:
	    sys.exit(0)
	c = tomllib.load(open(sys.argv[1], "rb"))
	p = sys.argv[2]
	assert c["allow_login_shell"] is False
	s = c["shell_environment_policy"]["set"]
	assert s["GUARD_SHIMS"] == p + "/share/guard/shims" and s["FOO"] == "1"
	assert c["hooks"]["PreToolUse"][0]["hooks"][0]["command"] \
	    == p + "/bin/guard hook codex"
	END
fi
expect "opencode: the plugin is JavaScript" sh -c \
    "node --check --input-type=module <'$H/.config/opencode/plugins/guard.js'"
expect "aider: one more item of the list that was there" sh -c \
    "grep -A1 '^set-env:' '$H/.aider.conf.yml' | grep -q '^- GUARD_SHIMS='"

setup --remove
expect_state "removal restores every byte" "$H" "$before"

# One agent of several.
make_home
setup
setup --yes $(all_agents)
for name in goose codex copilot claude-code; do
	setup --remove --agent "$name"
	expect "removal for $name alone" test "$status" = 0
done
expect "goose: its plugin and its directories are gone" \
    test ! -e "$H/.agents"
expect "copilot: its hook is gone" test ! -e "$H/.copilot"
expect "of codex and claude-code guard's pieces" sh -c \
    "! grep -qi guard '$H/.codex/config.toml' '$H/.claude/settings.json'"
expect "the others keep theirs" sh -c \
    "grep -q guard '$H/.gemini/settings.json' && \
     grep -q guard '$H/.cursor/hooks.json' && \
     [ -e '$H/.config/opencode/plugins/guard.js' ]"
expect "and the shims stay" test -L "$HP/share/guard/shims/terraform"
setup --remove --agent nosuch
expect "an agent that is not known is wrong usage" test "$status" = 2
setup --remove
expect_state "the rest goes with the rest" "$H" "$before"

# What others change in the meantime stays.
make_home
setup
setup --yes --agent claude-code --agent codex --agent copilot
printf 'later = true\n' >>"$H/.codex/config.toml"
sed -i 's/"opus"/"sonnet"/' "$H/.claude/settings.json"
sed -i 's/"timeoutSec": 10/"timeoutSec": 99/' "$H/.copilot/hooks/guard.json"
setup --remove
expect "a file of guard's that was changed is left and named" sh -c \
    "[ $status = 1 ] && grep -q '.copilot/hooks/guard.json' '$W/out' && \
     [ -f '$H/.copilot/hooks/guard.json' ]"
expect "of a changed file only guard's pieces go" sh -c \
    "grep -q sonnet '$H/.claude/settings.json' && \
     grep -q 'later = true' '$H/.codex/config.toml' && \
     ! grep -qi guard '$H/.claude/settings.json' '$H/.codex/config.toml'"
make_home
rm -f "$HP/var/guard/setup.json"
printf '{"a": [}' >"$H/.claude/settings.json"
setup --yes --agent claude-code
expect "settings that cannot be read are left as they are" sh -c \
    "[ $status = 1 ] && [ \"\$(cat '$H/.claude/settings.json')\" = '{\"a\": [}' ]"
make_home
mkdir "$H/dotfiles"
mv "$H/.claude/settings.json" "$H/dotfiles/settings.json"
ln -s ../dotfiles/settings.json "$H/.claude/settings.json"
setup --yes --agent claude-code
expect "a file that is a link stays one" sh -c \
    "[ -L '$H/.claude/settings.json' ] && grep -q guard '$H/dotfiles/settings.json'"
setup --remove

# guard run: the shims in front, whatever the shell does to PATH.
make_home
rm -f "$HP/var/guard/setup.json"
setup
setup --yes --rc
run_agent() {
	at_home "$GUARD_AT_HOME" run -- "$@"
}
first_of() {
	test "$(tail -n 1 "$W/out")" = "$HP/share/guard/shims/probe"
}
ln -sf ../../../bin/guard "$HP/share/guard/shims/probe"
real_tool probe
run_agent sh -c 'exit 7'
expect "run: the exit status is the agent's" test "$status" = 7
at_home sh -c "'$GUARD_AT_HOME' run -- sh -c 'kill -TERM \$\$'; echo \$?"
expect "run: so is the signal" grep -qx 143 "$W/out"
at_home sh -c "echo \$\$; exec '$GUARD_AT_HOME' run -- sh -c 'echo \$\$'"
expect "run: guard becomes the agent and does not linger" sh -c \
    "[ \$(sort -u '$W/out' | wc -l) = 1 ]"
run_agent no-such-agent
expect "run: an agent that is not there is 127" test "$status" = 127
shells="sh:-c sh:-lc bash:-c bash:-lc bash:-ic bash:-lic"
! command -v zsh >/dev/null || shells="$shells zsh:-c zsh:-lc zsh:-ic zsh:-lic"
! command -v dash >/dev/null || shells="$shells dash:-c"
for shell in $shells; do
	run_agent ${shell%:*} ${shell#*:} 'command -v probe'
	expect "run: ${shell%:*} ${shell#*:} finds the shim" first_of
done
run_agent bash -c 'PATH=/usr/bin:/bin bash -c "command -v probe"'
expect "run: a bash below that lost PATH finds it again" first_of
if command -v zsh >/dev/null; then
	printf 'path=(/usr/bin $path)\n' >"$H/.zshrc"
	printf 'ZDOTDIR=$HOME/zsh\n' >"$H/.zshenv"
	mkdir -p "$H/zsh"
	printf 'PATH=/bin:$PATH; MINE=yes\n' >"$H/zsh/.zshrc"
	run_agent zsh -ic 'echo $MINE; command -v probe'
	expect "run: zsh reads the person's own files first" sh -c \
	    "grep -q yes '$W/out'"
	expect "run: and guard is in front behind them" first_of
fi
printf 'BASH_ENV_OF_MINE=yes\n' >"$H/mine.sh"
(cd "$H" && exec env -i PATH="$REAL:/usr/bin:/bin" HOME="$H" \
    BASH_ENV="$H/mine.sh" "$GUARD_AT_HOME" run -- \
    bash -c 'echo $BASH_ENV_OF_MINE; command -v probe') \
    >"$W/out" 2>"$W/err" </dev/null
expect "run: the person's own BASH_ENV is kept" sh -c "grep -q yes '$W/out'"
expect "run: with guard in front" first_of
mkdir -p "$H/project/node_modules/.bin"
ln -f "$REAL/.recorder" "$H/project/node_modules/.bin/probe"
echo '{"scripts": {"where": "command -v probe"}}' >"$H/project/package.json"
run_agent npm --prefix "$H/project" --silent run where
expect "run: an npm script finds the shim before node_modules/.bin" first_of
run_agent sh -c "cd project && npm exec --silent -c 'command -v probe'"
expect "run: so does npm exec" first_of
for file in "$HP/share/guard/shell/script-shell" "$W/script-shell"; do
	[ -e "$file" ] || cp "$HP/share/guard/shell/script-shell" "$file"
	at_home npm_config_script_shell="$file" "$GUARD_AT_HOME" explain \
	    --exit-code -- npm run where
	case $file in
	"$HP"*) expect "npm with guard's own script shell passes" \
	    test "$status" = 0 ;;
	*) expect "npm with a copy of it asks" test "$status" = 75 ;;
	esac
done
at_home npm_config_script_shell=guard:script-shell "$GUARD_AT_HOME" explain \
    --exit-code -- npm run where
expect "nobody can spell guard's own script shell" test "$status" = 75
