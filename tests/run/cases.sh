#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Commands that were really run: those of published incidents, which must be
# stopped, and those of everyday work, which must pass. The files are not part
# of the source tree: GUARD_CASES, or "shared" beside it, holds them.
#
# A test each: an incident whose command is known word for word, an everyday
# read. Reconstructed commands and other everyday work are counted and shown.
# Only tools that have rules count; how many have none, and so are out of
# reach, is shown too.

. "$(dirname "$0")/report.sh"
stage cases
cd "$TOP" || exit 1
cases=${GUARD_CASES:-$TOP/../shared}
if [ ! -e "$cases/incidents.jsonl" ] || [ ! -e "$cases/benign.jsonl" ]; then
	skipped "incidents and everyday commands" \
	    "no case files (GUARD_CASES names their folder)"
	finish
fi
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

# Every name by which a rule file knows its tool. What a launcher runs by
# itself (a program of node or python) is out of reach.
grep -L '^launcher: true' rules/*.yaml |
    xargs sed -nE 's/^(tool|aliases|packages|modules|files):[[:space:]]*//p' |
    tr -d '[]"' | tr ', ' '\n\n' | sed '/^$/d' | sort -u >"$W/names"

# decide FILE: its rows, with "verdict", "rule" and "known" (has rules) added.
decide() {
	# What was left out of a published command, "<user>@<host>", is a word
	# there and no redirection.
	(cd "$W" && jq -c '{command: (.command |
	    gsub("<[a-z][a-z_-]*>"; "x"))}' "$1" |
	    "$B/bin/guard" replay --json - 2>"$W/err") >"$W/verdicts"
	jq -c -n --slurpfile rows "$1" --slurpfile verdicts "$W/verdicts" \
	    --rawfile names "$W/names" '
	    ($names | split("\n")) as $known |
	    range(0; $rows | length) | $rows[.] +
	    ($verdicts[.] | {verdict, rule, decided: .command}) |
	    .name = (.tool | sub("^sudo "; "") | split(" ")[0]) |
	    .known = (.name as $n | any($known[]; . == $n))'
}

# count FILTER FILE
count() {
	jq -c "select($1)" "$2" | wc -l
}

# What an everyday read takes its statements from was there, and read.
put_files() {
	jq -r 'select(.class == "read") | .command |
	    scan(" -f ([^ /][^ ]*[.]sql)") | .[0]' "$cases/benign.jsonl" |
	while read -r file; do
		mkdir -p "$W/$(dirname "$file")"
		echo 'SELECT count(*) FROM seeds;' >"$W/$file"
	done
}

for name in incidents benign; do
	[ "$name" = incidents ] || put_files
	decide "$cases/$name.jsonl" >"$W/$name"
	rows=$(jq -c . "$cases/$name.jsonl" | wc -l)
	decided=$(count '.verdict and .decided' "$W/$name")
	if [ "$rows" != "$decided" ]; then
		bad "every row of $name.jsonl is decided" \
		    "$decided of $rows; $(cat "$W/err")"
		finish
	fi
done

show_incidents() {
	printf '    %-30s %3d stopped  %3d passed  %3d out of reach\n' \
	    "incidents, $1" \
	    "$(count ".known and .verdict != \"allow\" and $2" "$W/incidents")" \
	    "$(count ".known and .verdict == \"allow\" and $2" "$W/incidents")" \
	    "$(count "(.known | not) and $2" "$W/incidents")"
}

show_benign() {
	passed=$(count ".known and .verdict == \"allow\" and .class == \"$1\"" \
	    "$W/benign")
	of=$(count ".known and .class == \"$1\"" "$W/benign")
	printf '    %-30s %3d of %2d pass           %3d out of reach\n' \
	    "everyday, $1" "$passed" "$of" \
	    "$(count "(.known | not) and .class == \"$1\"" "$W/benign")"
}

show_incidents "word for word" '(.reconstructed | not)'
show_incidents "reconstructed" '.reconstructed'
for class in read dev deploy; do
	show_benign "$class"
done

# tests FILTER GOOD FILE: one test for each row that FILTER lets through.
tests() {
	jq -r "select($1) | [($2), .verdict, .rule, (.id // .class), .command] |
	    @tsv" "$3" >"$W/tests"
	while IFS="$(printf '\t')" read -r good verdict rule id command; do
		if [ "$good" = true ]; then
			ok "$id: $command"
		else
			bad "$id: $command" "$verdict by $rule"
		fi
	done <"$W/tests"
}

tests '.known and (.reconstructed | not)' '.verdict != "allow"' "$W/incidents"
tests '.known and .class == "read"' '.verdict == "allow"' "$W/benign"
[ -z "${V:-}" ] || jq -r 'select(.known and .class != "read" and
    .verdict != "allow") | "    asks     \(.class): \(.command)  [\(.rule)]"' \
    "$W/benign"
[ -z "${V:-}" ] || jq -r 'select(.known and .reconstructed and
    .verdict == "allow") | "    passes   \(.id): \(.command)  [\(.rule)]"' \
    "$W/incidents"
finish
