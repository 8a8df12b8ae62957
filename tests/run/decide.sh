#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The verdict tables of tests/decide: one command line a line,
#
#   VERDICT [RULE] | COMMAND LINE
#
# read as a shell reads it, with no environment and no files around, and no
# facts but those that the line states: "[git.changed=false] git reset".

. "$(dirname "$0")/report.sh"
stage decide
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

decide_table() {
	sed -E '/^[[:space:]]*(#|$)/d' "$1" >"$W/table"
	sed -E 's/^[^|]*\|[[:space:]]*//' "$W/table" >"$W/commands"
	# As JSON, so that a line may begin with anything.
	jq -R -c 'capture("^(\\[(?<facts>[a-z]+(\\.[a-z]+)?=[^\\]]*)\\] +)?(?<command>.*)$") |
	    .facts |= ((. // "") | split(" ") | map(split("=") |
	    {key: .[0], value: .[1]}) | from_entries)' "$W/commands" |
	    (cd "$W" && "$B/bin/guard" replay --json - 2>"$W/err") |
	    jq -r '[.verdict, .rule] | @tsv' >"$W/verdicts"
	if [ "$(wc -l <"$W/table")" != "$(wc -l <"$W/verdicts")" ]; then
		bad "$1 is decided to its end" "$(cat "$W/err")"
		return
	fi
	paste "$W/verdicts" "$W/table" >"$W/both"
	while IFS="$(printf '\t')" read -r verdict rule line; do
		# Unquoted: the words in front of the bar.
		# shellcheck disable=SC2086
		set -- ${line%%|*}
		if [ "$verdict" = "$1" ] && [ "${2:-$rule}" = "$rule" ]; then
			ok "$line"
		else
			bad "$line" "it is $verdict by $rule"
		fi
	done <"$W/both"
}

for table in tests/decide/*.txt; do
	decide_table "$table"
done
finish
