#!/bin/sh
# SPDX-License-Identifier: ISC
#
# An agent's session on a real database, with guard in front: real drizzle-kit
# on an embedded PostgreSQL, in a temporary folder. Each step checks what it
# shows; the first that is not as it should be ends the demonstration with 1.

set -u
TOP=$(cd "$(dirname "$0")/../.." && pwd)
B=${B:-$TOP/build/release}
SHIMS=$B/share/guard/shims
LC_ALL=C.UTF-8
export LC_ALL
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$(printf '\033[1m') dim=$(printf '\033[2m')
	red=$(printf '\033[31m') plain=$(printf '\033[0m')
else
	bold='' dim='' red='' plain=''
fi

title() {
	printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

note() {
	printf '%s\n' "$1" | fold -s -w 76 | sed 's/^/  /'
}

fail() {
	printf '\n%sThe demonstration failed: %s%s\n' "$red" "$1" "$plain" >&2
	[ ! -s "$W/out" ] || tail -n 20 "$W/out" >&2
	exit 1
}

# What tools print, fit to be read: no cursor play, no colors, no empty lines.
show() {
	tr '\r' '\n' <"$W/out" | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' |
	    grep -v -e '^[[:space:]]*$' -e '\[⣷\]' -e 'npm warn' |
	    sed "s/^\(.\{78\}\).*/\1/; s/^/  $dim/; s/\$/$plain/"
}

# In a clean environment. A command is shown as it would be typed.
in_project() {
	(cd "$W/shop" && exec env -i PATH="$1" HOME="$W/home" TERM=dumb \
	    LANG=C.UTF-8 /bin/sh -c "$2") >"$W/out" 2>&1 </dev/null
	status=$?
}

agent() {
	printf '\n  %s$ %s%s\n' "$bold" "$1" "$plain"
	in_project "$SHIMS:$real_path" "$1"
	show
}

rows() {
	in_project "$real_path" "node rows.mjs ${1:-}"
	show
}

install() {
	mkdir -p "$TOP/build/demo"
	if ! cmp -s "$TOP/tests/demo/project/package.json" \
	    "$TOP/build/demo/package.json" ||
	    [ ! -e "$TOP/build/demo/installed" ]; then
		echo "Installing drizzle-kit and an embedded PostgreSQL (npm) …"
		rm -f "$TOP/build/demo/installed"
		cp "$TOP/tests/demo/project/package.json" "$TOP/build/demo/"
		(cd "$TOP/build/demo" && npm install --ignore-scripts \
		    --no-audit --no-fund --loglevel=error </dev/null) \
		    >"$W/out" 2>&1 || fail "npm install"
		: >"$TOP/build/demo/installed"
	fi
	mkdir -p "$W/home"
	echo update-notifier=false >"$W/home/.npmrc"
	cp -R "$TOP/tests/demo/project" "$W/shop"
	ln -s "$TOP/build/demo/node_modules" "$W/shop/node_modules"
}

real_path=$(dirname "$(command -v node)"):/usr/local/bin:/usr/bin:/bin
install

title "1. A shop with two tables and 1,200 orders"
in_project "$real_path" "npx drizzle-kit push --force"
[ "$status" = 0 ] || fail "the tables were not made"
rows fill
grep -q 'orders: 1200 rows' "$W/out" || fail "the rows are not there"
note "The schema file has since lost the table \"orders\": the change that an \
agent makes when it believes that nobody uses it."
awk '/export const orders/ { exit } { print }' \
    "$TOP/tests/demo/project/schema.ts" >"$W/shop/schema.ts"

title "2. The agent works, with guard's shims first on its PATH"
agent "npx drizzle-kit check"
[ "$status" = 0 ] || fail "a read was stopped"
agent "npx drizzle-kit generate"
[ "$status" = 0 ] || fail "everyday work was stopped"
[ -n "$(ls "$W/shop/drizzle/"*.sql)" ] || fail "nothing was generated"

title "3. It pushes the schema, with the flag that skips the question"
agent "npx drizzle-kit push --force"
[ "$status" = 75 ] || fail "the push was not refused (exit status $status)"
note "exit status: $status"
agent "./node_modules/.bin/drizzle-kit push --force"
[ "$status" = 75 ] || fail "the push by another way was not refused"
note "exit status: $status"
printf '\n'
rows
grep -q 'orders: 1200 rows' "$W/out" || fail "the rows are gone"

title "4. Why"
printf '\n  %s$ %s%s\n' "$bold" "guard explain -- npx drizzle-kit push --force" \
    "$plain"
(cd "$W/shop" && env -i PATH="$real_path" HOME="$W/home" LANG=C.UTF-8 \
    "$B/bin/guard" explain -- npx drizzle-kit push --force) >"$W/out" 2>&1 \
    || fail "guard explain"
show
grep -q ask "$W/out" || fail "the explanation does not say ask"

title "5. The same command without guard"
printf '\n  %s$ %s%s\n' "$bold" "npx drizzle-kit push --force" "$plain"
in_project "$real_path" "npx drizzle-kit push --force"
show
rows
grep -q 'orders: no such table' "$W/out" || fail "the push did no damage"
printf '\n%s\n' "1,200 orders, gone: that is what step 3 prevented."
