#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Conformance with real agents: each one that npm has, in front of a model on
# loopback that asks for one shell command, a harmless and a destructive one,
# with what `guard setup --agent` and `guard run` make of it and with each
# layer taken away. Writes the table of docs/agents.md: the rows of each agent
# that went as it should, with the day; the others' rows stay as they were.
#
#   run.sh            all of tests/agents/agents.txt
#   AGENTS="codex gemini" LAYERS="both hook" run.sh
#   AGENT_SECONDS=600 run.sh     on a slow machine: patience with each call

. "$(dirname "$0")/../run/report.sh"
stage agents
cd "$TOP" || exit 1
HERE=$TOP/tests/agents
CACHE=${CACHE:-$TOP/build/agents}
W=$(mktemp -d /var/tmp/guard-agents-XXXXXX)
MODEL=
trap 'end' EXIT
trap 'exit 1' INT TERM HUP
end() {
	[ -z "$MODEL" ] || kill "$MODEL" 2>/dev/null
	rm -rf "$W"
}
P=$W/prefix
TABLE=$W/table
LAYERS=${LAYERS:-both shims hook none}
harmless='git log --oneline'
destructive='git clean -fdx'

if ! make --no-print-directory VARIANT=release PREFIX="$P" DESTDIR= install \
    >"$W/install.log" 2>&1; then
	bad "guard cannot be installed" "$(tail -n 5 "$W/install.log")"
	finish
fi

# fetch NAME PACKAGE VERSION
fetch() {
	dir=$CACHE/$1
	[ "$(cat "$dir/.version" 2>/dev/null)" = "$3" ] && return
	rm -rf "$dir" && mkdir -p "$dir" && echo '{"private":true}' \
	    >"$dir/package.json"
	(cd "$dir" && npm install --ignore-scripts --no-audit --no-fund \
	    "$2@$3" >log 2>&1) && echo "$3" >"$dir/.version"
}

# A work tree with something in it that git does not keep.
work_tree() {
	mkdir -p "$1" && cd "$1" || return
	git init -q . && git config user.email x@example.org &&
	    git config user.name x && git commit -q --allow-empty \
	    -m first-commit && echo rows >precious
}

start_model() {
	python3 "$HERE/model.py" "$1" "$C/seen" >"$C/port" 2>"$C/model.err" &
	MODEL=$!
	tries=0
	while [ ! -s "$C/port" ] && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	URL=http://127.0.0.1:$(cat "$C/port")
}

# What an agent needs to know of its model, in its own files.
configure() {
	case $1 in
	codex)
		mkdir -p "$H/.codex"
		cat >"$H/.codex/config.toml" <<-END
		model = "mock"
		model_provider = "mock"
		approval_policy = "never"
		sandbox_mode = "danger-full-access"

		[model_providers.mock]
		name = "mock"
		base_url = "$URL/v1"
		wire_api = "responses"
		END
		;;
	gemini)
		mkdir -p "$H/.gemini"
		cat >"$H/.gemini/settings.json" <<-END
		{"security": {"auth": {"selectedType": "gemini-api-key"},
		  "folderTrust": {"enabled": false}},
		 "general": {"disableAutoUpdate": true},
		 "privacy": {"usageStatisticsEnabled": false}}
		END
		;;
	opencode)
		mkdir -p "$H/.config/opencode"
		cat >"$H/.config/opencode/opencode.json" <<-END
		{"model": "mock/mock", "small_model": "mock/mock",
		 "autoupdate": false, "share": "disabled",
		 "permission": "allow",
		 "provider": {"mock": {"name": "mock",
		   "npm": "@ai-sdk/openai-compatible",
		   "options": {"baseURL": "$URL/v1", "apiKey": "x"},
		   "models": {"mock": {"name": "mock", "tool_call": true}}}}}
		END
		;;
	esac
}

# The agent itself, with the words that let it run commands unasked. start is
# what it is started by.
# shellcheck disable=SC2086
agent() {
	set -- "$1" "$CACHE/$1/node_modules/$2"
	base="HOME=$H PATH=$BASE_PATH TERM=dumb"
	case $1 in
	claude-code)
		set -- $base ANTHROPIC_BASE_URL="$URL" ANTHROPIC_API_KEY=x \
		    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 $start "$2" \
		    -p go --allowedTools Bash
		;;
	codex)
		set -- $base OPENAI_API_KEY=x $start "$2" exec \
		    --skip-git-repo-check $trust go
		;;
	gemini)
		set -- $base GOOGLE_GEMINI_BASE_URL="$URL" GEMINI_API_KEY=x \
		    $start node "$2" --yolo -m gemini-2.5-pro -p go
		;;
	copilot)
		set -- $base COPILOT_PROVIDER_BASE_URL="$URL/v1" \
		    COPILOT_PROVIDER_TYPE=openai COPILOT_PROVIDER_API_KEY=x \
		    COPILOT_MODEL=mock COPILOT_OFFLINE=true $start "$2" \
		    -p go --allow-all-tools --no-auto-update
		;;
	opencode)
		set -- $base OPENCODE_DISABLE_AUTOUPDATE=1 \
		    OPENCODE_DISABLE_MODELS_FETCH=1 $start "$2" run go
		;;
	esac
	(cd "$C/work" && exec timeout -k 5 "${AGENT_SECONDS:-120}" \
	    env -i "$@") >"$C/out" 2>&1 </dev/null
}

# try NAME PROGRAM LAYER COMMAND: sets outcome.
try() {
	C=$W/case
	H=$C/home
	rm -rf "$C" && mkdir -p "$H"
	(work_tree "$C/work") || return
	start_model "$4"
	configure "$1"
	BASE_PATH=$(dirname "$(command -v node)"):/usr/local/bin:/usr/bin:/bin
	start='' trust=''
	case $3 in
	both | hook)
		HOME=$H "$P/bin/guard" setup --agent "$1" --yes \
		    >"$C/setup" 2>&1 || cat "$C/setup"
		# What a person does once in its menu.
		[ "$1" != codex ] || trust=--dangerously-bypass-hook-trust
		;;
	esac
	case $3 in
	both | shims) start="$P/bin/guard run --" ;;
	hook) mv "$P/share/guard/shims" "$P/share/guard/no-shims" ;;
	esac
	agent "$1" "$2"
	status=$?
	[ ! -e "$P/share/guard/no-shims" ] ||
	    mv "$P/share/guard/no-shims" "$P/share/guard/shims"
	kill "$MODEL" 2>/dev/null
	wait "$MODEL" 2>/dev/null
	MODEL=
	judge
}

# ran, or who stopped it: what the agent's model was told of it.
judge() {
	outcome="not run"
	touch "$C/seen"
	if [ ! -e "$C/work/precious" ] || grep -q first-commit "$C/seen"; then
		outcome=ran
	elif grep -q 'guard: .*request=' "$C/seen"; then
		outcome="stopped by the shim"
	elif grep -q 'guard: ' "$C/seen"; then
		outcome="stopped by the hook"
	fi
}

evidence() {
	echo "exit status $status; the model was told:"
	head -c 600 "$C/seen"
	tail -n 6 "$C/out"
}

# expect_agent WHAT
expect_agent() {
	case $3:$2 in
	both:destructive) set -- "$@" "stopped by the" ;;
	shims:destructive) set -- "$@" "stopped by the shim" ;;
	hook:destructive) set -- "$@" "stopped by the hook" ;;
	*) set -- "$@" ran ;;
	esac
	case $outcome in
	"$4"*) ok "$1, $3, $2: $outcome" ;;
	*) bad "$1, $3, $2: $outcome, not $4" "$(evidence)" ;;
	esac
}

# The rows of an agent that the table has: other tables name agents, too.
keep() {
	sed -n '/^<!-- conformance -->$/,/^<!-- end of conformance -->$/p' \
	    docs/agents.md | grep "^| $1 " >>"$TABLE"
}

printf '| agent | layers | `%s` | `%s` |\n|---|---|---|---|\n' "$harmless" \
    "$destructive" >"$TABLE"
day=$(date -u +%Y-%m-%d)
while read -r name package version program; do
	case $name in '' | '#'*) continue ;; esac
	case " ${AGENTS:-$name} " in
	*" $name "*) ;;
	*)
		keep "$name"
		continue
		;;
	esac
	if ! fetch "$name" "$package" "$version" ||
	    [ ! -e "$CACHE/$name/node_modules/$program" ]; then
		skipped "$name $version" "npm cannot install it here"
		echo "| $name $version, $day | | not tried: npm could not" \
		    "install it | |" >>"$TABLE"
		continue
	fi
	before=$n_bad
	: >"$W/rows"
	for layer in $LAYERS; do
		try "$name" "$program" "$layer" "$harmless"
		first=$outcome
		expect_agent "$name" harmless "$layer"
		try "$name" "$program" "$layer" "$destructive"
		expect_agent "$name" destructive "$layer"
		echo "| $name $version, $day | $layer | $first | $outcome |" \
		    >>"$W/rows"
	done
	if [ "$n_bad" = "$before" ]; then
		cat "$W/rows" >>"$TABLE"
	else
		keep "$name"
	fi
done <"$HERE/agents.txt"

if [ "$LAYERS" = "both shims hook none" ]; then
	awk -v table="$TABLE" '
		/^<!-- end of conformance -->$/ { inside = 0 }
		!inside { print }
		/^<!-- conformance -->$/ {
			inside = 1
			while ((getline line < table) > 0) print line
		}
	' docs/agents.md >"$W/agents.md" && cp "$W/agents.md" docs/agents.md
else
	cat "$TABLE"
fi
finish
