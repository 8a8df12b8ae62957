# SPDX-License-Identifier: ISC
#
# Waiting for a yes: the wait that a site or user sets for all rules, and a yes
# that does not count.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'
image=$P/etc/guard/policy.image

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

rm -rf "$state" "$keys"
echo "$pass" | guard keygen --name alice --passphrase-stdin
mkdir -p "$W/defaults"
printf 'guard: 1\nwait: 10m\n' >"$W/defaults/site.yaml"
printf 'guard: 1\nwait: 2s\n' >"$W/defaults/user.yaml"
cp "$image" "$W/image"
run probe drop users
expect "without a word of the site nothing waits" \
    sh -c "! grep -q 'guard: wait' '$W/err'"
guard compile "$P/share/guard/rules" --site "$W/defaults/site.yaml" \
    --user "$W/defaults/user.yaml" -o "$image"
run probe drop users
refused "the user's wait goes ahead of the site's" 75 'request='
expect "and holds for a rule without one of its own" \
    grep -q '^guard: wait request=.*: up to 2 seconds' "$W/err"
run probe unheard-of
expect "and for what asks without a rule" \
    grep -q '^guard: wait request=.*: up to 2 seconds' "$W/err"
run probe pause
expect "a rule's own wait stays" grep -q 'up to 3 seconds' "$W/err"
expect "project rules have no say" sh -c "! '$P/bin/guard' compile \
    '$P/share/guard/rules' --project '$W/defaults/user.yaml' -o '$W/none'"
printf 'guard: 1\nwait: 3s\n' >"$W/defaults/more.yaml"
expect "two of one layer are an error" sh -c "! '$P/bin/guard' compile \
    '$P/share/guard/rules' --user '$W/defaults/user.yaml' \
    --user '$W/defaults/more.yaml' -o '$W/none'"

# A yes that does not count, while the command waits.
guard compile "$P/share/guard/rules" --site "$W/defaults/site.yaml" -o "$image"
# The word of a human comes last in any case: the command must end.
misfit() {
	awaited grep -q '^guard: wait request=' "$W/err"
	id=$(sed -n 's/^guard: wait request=\([^:]*\):.*/\1/p' "$W/err")
	request=$(ls "$state/$(echo "$id" | tr -d -)"*-0.request)
	echo nonsense >"${request%.request}.grant-alice"
	chmod 600 "${request%.request}.grant-alice"
	sleep 3
	wc -c <"${request%.request}.tries" >"$W/tries"
	echo "$pass" | "$P/bin/guard" approve "$id" --passphrase-stdin \
	    --confirm misfit || "$P/bin/guard" deny "$id"
}
: >"$W/err"
misfit >/dev/null 2>&1 &
run probe drop misfit
wait
expect "a yes that does not count is judged once, not again and again" \
    test "$(cat "$W/tries")" -le 3
expect "and the next one ends the wait" same_argv probe drop misfit
cp "$W/image" "$image"
rm -rf "$state" "$keys"
