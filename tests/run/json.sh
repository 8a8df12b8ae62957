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
	# What was seen, for the page and the schema about it.
	set -- "${1##*guard }"
	jq -r --arg c "${1%% *}" 'keys[] | "\($c) \(.)"' "$W/objects" \
	    >>"$W/seen" 2>/dev/null
	jq -c --arg c "${1%% *}" '{command: $c, object: .}' "$W/objects" \
	    >>"$W/all" 2>/dev/null
}
: >"$W/seen"
: >"$W/all"

object 'guard help --json' 0 '.commands | length > 20'
object 'guard version --json' 0 '.version'
object 'guard setup --json --dry-run --agent codex' 0 \
    '.done == false and .files[0].change == "new"'
object 'guard setup --json --yes --agent codex' 0 '.done and .commands > 100'
object 'guard doctor --json' 1 '.findings | length > 0'
object 'guard explain --json -- terraform destroy' 0 '.verdict == "ask"'
object 'TF_CLI_ARGS_apply=-destroy guard explain --json -- \
    terraform apply -target=a.b -var=x=y x.plan' 0 \
    'any(.invocation.options[]; .from == "environment")'
object 'guard explain --json -- terraform plan -nonesuch=1 word' 0 \
    '.invocation.problems[0].code'
object 'mkdir repo; cd repo; git init -q .; guard explain --json -- \
    git reset --hard' 0 '.invocation.facts[0].name == "git.changed"'
object "guard explain --json -- psql -c 'drop table x'" 0 \
    '.invocation.options[0].why'
object "guard explain --json -- sqlite3 a.db 'drop table x'" 0 \
    'any(.invocation.operands[]; .why)'
object 'AWS_PROFILE=prod guard explain --json -- aws s3 rb s3://x' 0 \
    '.invocation.environment[0].name == "AWS_PROFILE"'
object "guard explain --json --shell 'npx terraform destroy; (terraform'" 0 \
    '.problems[0].text'
object 'guard target --json -- terraform plan' 0
object 'guard rules --json' 0 '.tools | length > 3'
object 'guard rules --json terraform' 0
object 'guard replay --json history.txt' 0 '.verdict == "allow"'
head -c 9000000 /dev/zero | tr '\0' x >>"$W/work/history.txt"
printf '\n{"command": 1}\n' >>"$W/work/history.txt"
object 'guard replay --json history.txt' 1 '.error'
object 'guard replay --json --summary history.txt' 1 \
    '.commands == 3 and .unread == 2 and .stopped[0].tool == null'
object 'guard check --json terraform.yaml' 0 '.errors == 0'
printf 'guard: 1\ntool: x\nruels: []\n' >"$W/work/bad.yaml"
object 'guard check --json bad.yaml' 1 '.findings[0].line == 3'
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
: >"$(find "$P/var/guard" -name '*.request' | head -n 1 |
    sed 's|/[^/]*$|/AAAAAAAAAAAA-0.request|')"
object 'timeout 2 guard watch --json' 124 '.request == null and .id'
object 'guard learn --json' 0
# What only a shim puts on record: the name of a target, and a command that is
# cut.
echo 'prod cwd=/' >"$P/etc/guard/environments"
SHIMS=$P/share/guard/shims
here "$SHIMS/terraform destroy; $SHIMS/terraform plan \$(seq 5000)"
object 'guard log --json' 0 '.verdict'
object 'guard log --json verify' 0 '.whole'
object 'guard log --json --report page.html' 0 '.report'
object 'guard approvers --json --revoke ada' 0 '.state == "revoked"'
object 'guard setup --json --remove' 0 '.left == []'
sed -i 's/"verdict":"ask"/"verdict":"xxx"/' "$P/var/guard/audit.jsonl"
object 'guard log --json verify' 1 '(.whole | not) and .files[0].findings[0].line'

# iam prints a policy for people to read and to paste into AWS, which takes 6144
# characters beside white space.
here "guard iam --rules '$TOP/rules'"
check "iam prints what AWS takes for a policy" jq -e '.Version == "2012-10-17" and
    (.Statement | length > 20 and all(.[]; keys ==
	["Action", "Effect", "Resource", "Sid"] and .Effect == "Deny" and
	(.Action | . == unique and all(test("^[a-z0-9-]+:[A-Za-z0-9*]+$"))) and
	(.Sid | test("^[A-Za-z0-9]+$")))) and
    ([.Statement[].Sid] | length == (unique | length)) and
    (tojson | length <= 6144)' "$W/out"
check "laid out as people read JSON" sh -c "jq . '$W/out' | cmp - '$W/out'"

# All of the table are among them, or print something else.
"$P/bin/guard" help --json >"$W/table"
for name in $(jq -r '.commands[] | select(.prints == null) | .name' \
    "$W/table"); do
	check "$name is tried" grep -q "^$name " "$W/seen"
done

# Every member by the schema, the schema by every member, and the page.
if /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
	check "docs/output.schema.json is what was printed, member by member" \
	    /usr/bin/python3 tests/run/objects.py docs/output.schema.json \
	    "$W/all" docs/json.md
	jq -c 'select(.command == "show") | .object.id = 7, .object.more = 1,
	    del(.object.tool) | {command: "show", object: .}' "$W/all" \
	    2>/dev/null | head -n 1 >"$W/wrong"
	check "and what is not described is found" sh -c \
	    "! /usr/bin/python3 tests/run/objects.py docs/output.schema.json \
	    '$W/wrong' docs/json.md"
else
	skipped "the schema of the output" "no python3-jsonschema"
fi
finish
