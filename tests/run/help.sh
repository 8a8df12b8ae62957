#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Help, the manual and the program say the same: every option of the table is
# in guard(1) and the other way round, and the examples can be run.

. "$(dirname "$0")/report.sh"
stage help
cd "$TOP" || exit 1
GUARD=$B/bin/guard
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

if ! "$GUARD" help --json >"$W/table"; then
	bad "guard help --json" "$(cat "$W/table")"
	finish
fi

# The options of the table, of the two places of the manual, of the text help.
jq -r '.commands[] | .name as $c | .options[] | select(.name != "help") |
    [.name, .letter][] | select(. != "") | "\($c) \(.)"' "$W/table" |
    sort -u >"$W/in-table"
for part in synopsis text; do
	awk -v part=$part -f tests/run/options.awk man/guard.1 | sort -u |
	    grep -vE ' h(elp)?$' >"$W/in-$part"
done
for name in $(jq -r '.commands[].name' "$W/table"); do
	"$GUARD" "$name" --help | sed -nE \
	    -e "s/^  -(.), --([a-z-]+).*/$name \1\n$name \2/p" \
	    -e "s/^      --([a-z-]+).*/$name \1/p"
done | grep -vE ' h(elp)?$' | sort -u >"$W/in-help"

# A letter is another spelling: either of both serves in a synopsis.
jq -r '.commands[] | .name as $c | .options[] | select(.letter != "") |
    "\($c) \(.name) \(.letter)"' "$W/table" >"$W/letters"
both() {
	awk 'NR == FNR { of[$1 " " $2] = $3; name[$1 " " $3] = $2; next }
	    { print }
	    ($0 in of) { print $1, of[$0] }
	    ($0 in name) { print $1, name[$0] }' "$W/letters" "$1" | sort -u
}
for place in text synopsis help; do
	both "$W/in-$place" >"$W/both"
	if diff "$W/in-table" "$W/both" >"$W/diff"; then
		ok "the table's options are those of the $place"
	else
		bad "the table's options (<) are those of the $place (>)" \
		    "$(grep '^[<>]' "$W/diff")"
	fi
done
# What stands for a value is called the same there, too, and what for an operand.
jq -r '.commands[] | .name as $c |
    (.options[] | select(.argument != "") | .argument as $a |
	[.name, .letter][] | select(. != "") | "\($c) \(.) \($a)"),
    (.usage | gsub(" -o IMAGE"; "") | scan("[A-Z]+") | "\($c) - \(.)")' \
    "$W/table" | tr '[:upper:]' '[:lower:]' | sort -u >"$W/arguments"
for part in synopsis text; do
	awk -v part=$part -v arguments=1 -f tests/run/options.awk man/guard.1 |
	    sort -u >"$W/in-$part"
	# Of the two spellings of an option one may stand there alone.
	awk -v part=$part 'NR == FNR { found[$0] = 1; name[$1 " " $2]; next }
	    $2 == "-" && part == "text" { next }
	    !($0 in found) && (($1 " " $2) in name || $2 == "-")' \
	    "$W/in-$part" "$W/arguments" >"$W/diff"
	awk 'NR == FNR { found[$0] = 1; next } !($0 in found)' \
	    "$W/arguments" "$W/in-$part" | sed 's/^/manual: /' >>"$W/diff"
	if [ -s "$W/in-$part" ] && [ ! -s "$W/diff" ]; then
		ok "arguments are called the same in help and the $part"
	else
		bad "arguments are called the same in help and the $part" \
		    "$(cat "$W/diff")"
	fi
done
lines=$(wc -l <"$W/in-table")
if [ "$lines" -gt 80 ]; then
	ok "these are $lines"
else
	bad "the table has its options" "$lines"
fi

# The program takes each option of the table, with a value if it says so (and
# none that a command has not: tests/unit/cli_opt). --help behind them makes it run nothing.
takes() {
	"$GUARD" "$@" --help >"$W/out" 2>&1 && grep -q '^usage: ' "$W/out"
}
jq -r '.commands[] | .name as $c | .options[] |
    [$c, .name, .argument, (.values[0] // "")] | join("|")' "$W/table" \
    >"$W/rows"
while IFS='|' read -r name option argument value; do
	if [ -n "$argument" ]; then
		check "$name --$option=VALUE" takes "$name" \
		    "--$option=${value:-1}"
		check "$name --$option VALUE" takes "$name" "--$option" \
		    "${value:-1}"
	else
		check "$name --$option" takes "$name" "--$option"
	fi
done <"$W/rows"
# Each example, in a small installation, where nobody answers and nothing is
# left to lose: it is understood, whatever comes of it.
. tests/run/small-guard.sh
mkdir -p "$W/work/.guard" "$W/work/rules"
cp rules/terraform.yaml rules/git.yaml "$W/work/rules/"
cat >"$W/work/mine.yaml" <<'END'
guard: 1
tool: seeder
cli: {commands: {run: {}}}
rules:
  - {id: seeder.run, ask: [run], because: writes over rows}
examples:
  ask: [seeder run]
END
mkdir "$W/work/.guard/rules"
cp "$W/work/mine.yaml" "$W/work/.guard/rules/"
echo 'terraform plan' >"$W/work/history.txt"
echo '{"tool_name": "Bash", "tool_input": {"command": "git log"}, "cwd": "/"}' \
    >"$W/work/call.json"
ssh-keygen -q -t ed25519 -N '' -f "$W/work/id_ed25519" 2>/dev/null || :

jq -r '.commands[] | .examples[]' "$W/table" >"$W/examples"
# The manual's own.
sed -n 's/^\.Dl \$ //p' man/guard.1 >>"$W/examples"
while IFS= read -r line; do
	case $line in
	'guard watch'*) here "timeout 1 $line" ;;
	*) here "$line" ;;
	esac
	case $status:$(cat "$W/err") in
	0:* | 1:* | 75:* | 124:* | 127:* | 70:*'no terminal to ask'* | \
	    77:*'say who you are'*)
		ok "$line" ;;
	*) bad "$line" "exit status $status
$(cat "$W/out" "$W/err")" ;;
	esac
	case $line in *--remove*) here 'guard setup' ;; esac
done <"$W/examples"
for name in $(jq -r '.commands[].name' "$W/table"); do
	check "$name has an example" grep -q "^guard $name\\b" "$W/examples"
done
finish
