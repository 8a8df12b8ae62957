#!/bin/sh
# SPDX-License-Identifier: ISC
#
# JSON of every subcommand: valid, with the version of the schema, and nothing
# beside it on standard output. docs/json.md tells its members.

. "$(dirname "$0")/report.sh"
stage json
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
. tests/run/small-guard.sh

passphrase='correct horse battery'
cp rules/terraform.yaml "$W/work/"
echo 'terraform plan' >"$W/work/history.txt"

# object LINE [STATUS [FILTER]]: prints objects, one a line, each with schema
# (or, for lines of the record, v) 1, and FILTER holds for the last.
object() {
	here "$1"
	if [ "$status" != "${2:-0}" ]; then
		bad "$1" "exit status $status
$(cat "$W/out" "$W/err")"
	elif jq -c . <"$W/out" >"$W/objects" 2>"$W/fault" && [ -s "$W/objects" ] &&
	    cmp -s "$W/objects" "$W/out" &&
	    jq -es 'all(.[]; type == "object" and (.schema // .v) == 1)' \
	        "$W/objects" >"$W/fault" 2>&1 &&
	    tail -n 1 "$W/objects" | jq -e "${3:-true}" >"$W/fault" 2>&1; then
		ok "$1"
	else
		bad "$1" "$(cat "$W/fault"; head -c 1000 "$W/out")"
	fi
	# The members that were seen, for the page about them.
	set -- "${1##*guard }"
	jq -r --arg c "${1%% *}" 'keys[] | "\($c) \(.)"' "$W/objects" \
	    >>"$W/seen" 2>/dev/null
}
: >"$W/seen"

object 'guard help --json' 0 '.commands | length > 20'
object 'guard version --json' 0 '.version'
object 'guard setup --json --dry-run --agent codex' 0 \
    '.done == false and .files[0].change == "new"'
object 'guard setup --json --yes --agent codex' 0 '.done and .commands > 100'
object 'guard doctor --json' 1 '.findings | length > 0'
object 'guard explain --json -- terraform destroy' 0 '.verdict == "ask"'
object 'guard target --json -- terraform plan' 0
object 'guard rules --json' 0 '.tools | length > 3'
object 'guard rules --json terraform' 0
object 'guard replay --json history.txt' 0 '.verdict == "allow"'
object 'guard check --json terraform.yaml' 0 '.errors == 0'
object 'guard ask --json -- terraform plan' 0 '.ready and .request == null'
object 'guard trust --json -- terraform plan' 0 '.pins[0].approver == null'
object 'guard trust --json --list' 0 '.pins | length == 1'
object 'guard trust --json --forget' 0
object "echo '$passphrase' | guard keygen --json --name ada --passphrase-stdin" \
    0 '.name == "ada" and (.key | startswith("SHA256:"))'
object 'guard approvers --json' 0 '.approvers[0].name == "ada"'
object 'guard ask --json -- terraform destroy' 75 \
    '.verdict == "ask" and (.ready | not)'
id=$(jq -r .request "$W/out")
object 'guard requests --json' 0 '.requests | length == 1'
object "guard show --json $id" 0
word=$("$P/bin/guard" show --json "$id" | jq -r '.confirm // empty')
object "echo '$passphrase' | guard approve --json --passphrase-stdin \
    ${word:+--confirm '$word'} $id" 0 \
    ".request == \"$id\" and .answer == \"approve\" and .uses == 1"
object 'guard ask --json -- terraform destroy' 0 '.ready'
object "guard deny --json $id" 0 '.answer == "deny"'
object 'guard ask --json -- terraform destroy' 77 '.ready | not'
object '(sleep 1; guard ask -- terraform apply 2>&1 | cat >/dev/null) &
    timeout 4 guard watch --json' 124 '.event == "asked"'
object 'guard learn --json' 0
object 'guard log --json' 0 '.verdict'
object 'guard log --json verify' 0 '.whole'
object 'guard log --json --report page.html' 0 '.report'
object 'guard approvers --json --revoke ada' 0 '.state == "revoked"'
object 'guard setup --json --remove' 0 '.left == []'
sed -i 's/"verdict":"ask"/"verdict":"xxx"/' "$P/var/guard/audit.jsonl"
object 'guard log --json verify' 1 '(.whole | not) and .files[0].findings[0].line'

# All of the table are among them, or print something else.
"$P/bin/guard" help --json >"$W/table"
for name in $(jq -r '.commands[] | select(.prints == null) | .name' \
    "$W/table"); do
	check "$name is tried" grep -q "^$name " "$W/seen"
done

# Every member that was seen is told of in the page, in the row of its command.
grep -v ' schema$' "$W/seen" | sort -u | while read -r name member; do
	grep -E "^\| $name " docs/json.md | grep -q "\`$member\`" ||
	    echo "$name $member"
done >"$W/untold"
if [ -s "$W/untold" ]; then
	bad "docs/json.md tells every member" "$(cat "$W/untold")"
else
	ok "docs/json.md tells every member"
fi
finish
