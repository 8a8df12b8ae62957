# SPDX-License-Identifier: ISC
#
# Everything that can go wrong between a yes and its run, at every system call:
# never a run without its record, never two, never a broken chain (faults.c).

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'

# faults WHAT START MASTER TOOL [ARG…]
faults() {
	faults_what=$1
	faults_start=$2
	faults_master=$3
	shift 3
	forget
	text=$(cd "$WORK" && env -i PATH="$RUN_PATH" HOME="$HOME_DIR" \
	    "$TOOLS/faults" "$faults_start" "$state" "$P/var/guard" \
	    "$REAL/runs" "$faults_master" "$P/bin/guard" "$@" 2>&1)
	case $? in
	0) ok "$faults_what ($(printf '%s\n' "$text" | tail -n 1))" ;;
	77) skipped "$faults_what" "$text" ;;
	*) bad "$faults_what" "$(printf '%s\n' "$text" | tail -n 20)" ;;
	esac
}

rm -rf "$state" "$keys" "$P/var/guard"/audit*
mkdir -m 700 "$state"
faults "a request: a fault at every call" /user- - probe drop users

echo "$pass" | "$P/bin/guard" keygen --name alice --passphrase-stdin \
    >/dev/null 2>&1
run probe drop users
id=$(sed -n '1s/.* request=//p' "$W/err")
echo "$pass" | "$P/bin/guard" approve "$id" --passphrase-stdin \
    --confirm users --ttl 86400 >/dev/null 2>&1
expect "alice approves" test -n "$(ls "$state"/*.grant-alice)"
faults "a yes that is used: a fault at every call" /real/probe - \
    probe drop users
expect "and nothing is left behind" \
    test -z "$(find "$state" "$P/var/guard" -name '.guard-*')"

# A log that is so large that it is put aside.
rm -rf "$state" "$P/var/guard"/audit*
yes '{"v":1,"filling":"of a log, in lines that no link follows yet"}' |
    head -c 16776000 >"$P/var/guard/audit.jsonl"
while [ "$(stat -c %s "$P/var/guard/audit.jsonl")" -lt 16777216 ]; do
	run probe drop users
done
cp "$P/var/guard/audit.jsonl" "$W/large"
rm -rf "$state"
mkdir -m 700 "$state"
faults "a log that is put aside: a fault at every call" audit.jsonl \
    "$W/large" probe drop users
expect "the new one goes on from it" \
    grep -q '"previous":"' "$P/var/guard/audit.jsonl"
rm -rf "$state" "$keys" "$P/var/guard"/audit*
