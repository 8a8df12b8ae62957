#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Lines that turn a command to another target on the way: what guard says of it
# must be right, or unknown where that cannot be told; never another one.

. "$(dirname "$0")/report.sh"
stage turned
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
mkdir "$W/home" "$W/work"
cd "$W/work" || exit 1
clean() { env -i PATH=/usr/bin:/bin HOME="$W/home" "$@"; }
clean sh "$TOP/tests/targets/turned-files.sh"

# part NAME TEXT: of what TEXT starts last.
part() {
	clean "$B/bin/guard" target --json --shell "$2" |
	    jq -r --arg name "$1" '
	    [.targets[-1].parts[]? | select(.name == $name)][0] |
	    if . == null then "none" elif .known then .value
	    else "unknown" end'
}

while IFS='|' read -r name wanted text; do
	case $name in "#"* | "") continue ;; esac
	name=$(echo $name)
	wanted=$(echo $wanted)
	text=${text# }
	got=$(part "$name" "$text")
	if [ "$got" = "${wanted%\?}" ] ||
	    { [ "$got" = unknown ] && [ "$wanted" != "${wanted%\?}" ]; }; then
		ok "$name is $wanted: $text"
	else
		bad "$name is $wanted: $text" "$got"
	fi
done <"$TOP/tests/targets/turned.txt"

# Runners of tests, and the database that their suite would meet.
while IFS='|' read -r wanted dir text; do
	case $wanted in "#"* | "") continue ;; esac
	wanted=$(echo $wanted)
	dir=$(echo $dir)
	text=${text# }
	got=$(cd "t/$dir" && clean "$B/bin/guard" explain --json \
	    --shell "$text" | jq -r .verdict)
	if [ "$got" = "$wanted" ]; then
		ok "$wanted in $dir: $text"
	else
		bad "$wanted in $dir: $text" "$got"
	fi
done <"$TOP/tests/targets/runners.txt"
finish
