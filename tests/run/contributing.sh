#!/bin/sh
# SPDX-License-Identifier: ISC
#
# CONTRIBUTING.md by the letter: the blocks of each section are run as they
# stand, one section after the other, in a copy that was built already.

. "$(dirname "$0")/report.sh"
stage contributing
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
C=$W/guard

# Puts the blocks of one name into one file, in their order.
awk -v folder="$W" '
	/^<!-- run in a copy: [a-z]+ -->$/ { name = $6; next }
	/^```sh$/ && name { file = folder "/" name ".sh"; next }
	/^```$/ { file = ""; name = ""; next }
	file { print >>file }
' CONTRIBUTING.md

if ! { git clone -q . "$C" && git ls-files -z --cached --others \
    --exclude-standard | xargs -0 cp --parents -a -t "$C" &&
    mkdir -p "$C/build" && cp -a build/release "$C/build/"; } 2>"$W/err"; then
	bad "a copy can be made" "$(cat "$W/err")"
	finish
fi
for name in tool launcher fact subcommand; do
	(cd "$C" && unset B TOP && sh -eu "$W/$name.sh") >"$W/out" 2>&1
	status=$?
	if [ -s "$W/$name.sh" ] && [ $status = 0 ]; then
		ok "add a $name: every step as it is written"
	else
		bad "add a $name: every step as it is written" \
		    "exit status $status
$(grep -vE '^  (CC|LD|RULES)' "$W/out" | tail -n 12)"
	fi
done
check "each left what it makes" sh -c "cd '$C' && test -s docs/tools/wharf.md \
    -a -s tests/decide/slowly.txt -a -x build/release/bin/guard &&
    grep -q read_detached src/facts/facts.c &&
    build/release/bin/guard hello | grep -qx hello"
finish
