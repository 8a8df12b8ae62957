# SPDX-License-Identifier: ISC
#
# Rules from what humans kept approving: narrow, checked, and none for what is
# grave.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'
image=$P/etc/guard/policy.image

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# approve N TOOL ARG…: a human says yes N times.
approve() {
	times=$1
	shift
	while [ "$times" -gt 0 ]; do
		run "$@"
		id=$(sed -n '1s/.* request=//p' "$W/err")
		echo "$pass" | guard approve "$id" --passphrase-stdin \
		    --confirm users
		run "$@"
		times=$((times - 1))
	done
}

sed -i '/^    wait: 10m$/d' "$P/share/guard/rules/probe.yaml"
guard compile "$P/share/guard/rules" -o "$image"
rm -rf "$state" "$keys" "$P/var/guard"/audit*
guard learn
expect "no log teaches nothing" grep -q 'No human has approved' "$W/guard.out"
echo "$pass" | guard keygen --name alice --passphrase-stdin
approve 2 probe hold x
approve 1 probe hold y
approve 2 probe drop users
approve 2 probe drop --force users
approve 2 probe hold --token=hunter2 x
approve 2 probe hold --database db.example.com z
approve 1 env probe hold x
approve 1 sh -c 'probe hold x'
approve 2 env PROBE_MODE=x probe hold v
approve 2 sh -c 'probe hold u; probe hold t'
approve 2 probe hold refused
run probe hold refused
guard deny "$(sed -n '1s/.* request=//p' "$W/err")"
cp "$P/var/guard/audit.jsonl" "$W/log-before"
guard learn --min 2 --json
# left COMMAND REGEX
left() {
	expect "left out: $1" jq -e --arg c "$1" --arg r "$2" \
	    '.commands[] | select(.command == $c) | select(.rule == null) |
	    .left_out | test($r)' "$W/guard.out"
}
left 'probe hold y' 'not often enough'
left 'probe drop users' 'cannot be undone'
left 'probe drop --force users' '(undone|skips)'
expect "left out: a secret" jq -e '.commands[] |
    select(.left_out == "it holds a secret")' "$W/guard.out"
left 'probe hold --database db.example.com z' 'what it acts on'
left 'env PROBE_MODE=x probe hold v' 'starts other'
left "sh -c 'probe hold u; probe hold t'" 'pattern'
left 'probe hold refused' 'refused'
expect "one is proposed" test "$(jq -r '[.commands[] | select(.rule) |
    .command + " " + (.approved | tostring)] | join(",")' "$W/guard.out")" = \
    'probe hold x 4'
mkdir -p "$W/learnt"
jq -r '.commands[] | .rule | select(.)' "$W/guard.out" \
    >"$W/learnt/probe-learnt.yaml"
guard learn --min 2
expect "as text, too, with the count" \
    grep -qx '# approved 4 times: probe hold x' "$W/guard.out"
guard learn --min 2 --since 2199
expect "none from the future" grep -q 'No human' "$W/guard.out"
expect "nothing was written" cmp -s "$W/log-before" "$P/var/guard/audit.jsonl"
guard check "$P/share/guard/rules/probe.yaml" --user "$W/learnt"
expect "the proposal passes guard check" grep -q ' 0 errors' "$W/guard.out"
guard compile "$P/share/guard/rules" --user "$W/learnt" -o "$image"
run probe hold x
ran "and allows exactly the command" probe hold x
for more in "hold x x" "hold x --verbose" "hold -v x" "hold y" "hold" \
    "hold --database=d x" "drop users"; do
	# Words of their own.
	run probe $more
	refused "and no other: $more" 75 'request='
done
run PROBE_TARGET=prod probe hold x
refused "nor with another target" 75 'request='
cp "$TOP/tests/shim/rules/probe.yaml" "$P/share/guard/rules/"
guard compile "$P/share/guard/rules" -o "$image"
rm -rf "$state" "$keys" "$P/var/guard"/audit*
