# SPDX-License-Identifier: ISC
#
# What a rule wants kept before an approved command runs: it runs first, in the
# same place, past the shims; what fails ends in "used, not run".

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
log=$P/var/guard/audit.jsonl
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# approved NAME: asks for probe lose NAME, and has it approved.
approved() {
	run probe lose "$1"
	id=$(sed -n '1s/.* request=//p' "$W/err")
	echo "$pass" | guard approve "$id" --passphrase-stdin --confirm "$1"
}

# The keeper: notes what it was given, and does what files beside it say.
cat >"$REAL/keep-probe" <<'EOT'
#!/bin/sh
here=$(dirname "$0")
printf '%s\n' "$PWD" "$PATH" "$GUARD_TOOL" "$@" >>"$here/kept"
[ "$1" != --verify ] || {
	[ ! -e "$here/fail-verify" ] || { echo "it is no copy"; exit 3; }
	cat "$2"
	echo "verified the copy"
	exit 0
}
[ ! -e "$here/fail-run" ] || { echo "there is no room" >&2; exit 4; }
echo "password=hunter2 of $1" >"${2#to=}"
echo "kept with password=hunter2"
EOT
chmod 755 "$REAL/keep-probe"

rm -rf "$state" "$keys" "$P/var/guard"/audit*
echo "$pass" | guard keygen --name alice --passphrase-stdin
run probe lose one
refused "a command with a step is asked" 75 'request='
expect "nothing runs before the yes" test ! -e "$REAL/kept"
guard show "$(sed -n '1s/.* request=//p' "$W/err")"
expect "the human sees what will run first" grep -q \
    'first *keep-probe one to={keep}/copy, verified by keep-probe --verify' \
    "$W/guard.out"
approved one
run probe lose one
expect "on a yes it runs, then the command" sh -c \
    "test \"\$(cat '$REAL/runs')\" = x && test $status = 0"
expect "with its words filled in" grep -q '^to=/.*/keep/.*/1/copy$' \
    "$REAL/kept"
expect "in the command's directory" grep -qx "$WORK" "$REAL/kept"
expect "past the shims" sh -c "! grep -q '$SHIMS' '$REAL/kept'"
expect "and knows the real tool" grep -qx "$REAL/probe" "$REAL/kept"
expect "what was kept is told" grep -q '^guard: before: keep-probe: verified' \
    "$W/err"
copy=$(ls "$state"/keep/*/1/copy)
expect "the copy is this user's alone" \
    test "$(stat -c %a "$(dirname "$copy")")" = 700
guard show "$id"
expect "guard show says where" grep -q '^kept  .*/keep/' "$W/guard.out"
expect "and what the steps printed" grep -q 'verified the copy' "$W/guard.out"
expect "without secrets" sh -c "! grep -q hunter2 '$W/guard.out' && \
    ! grep -rq hunter2 '$log' && ! grep -q hunter2 '$W/err' && \
    ! cat '$state'/keep/*/1/*.txt | grep -q hunter2"
guard log --request "$id"
expect "guard log has both" sh -c "grep -q 'before .*keep-probe' \
    '$W/guard.out' && grep -q 'verify .*keep-probe' '$W/guard.out'"

for way in run verify; do
	approved "$way"
	touch "$REAL/fail-$way"
	run probe lose "$way"
	refused "a step that fails: $way" 70 'keep-probe failed'
	rm "$REAL/fail-$way"
	run probe lose "$way"
	refused "the yes is used" 75 "request=$id"
	guard log --request "$id"
	expect "the failure is on record" \
	    sh -c "grep '\"$way\"\|\"before\"' '$log' | grep -q 'it failed'"
done

approved gone
mv "$REAL/keep-probe" "$W/keep-probe"
run probe lose gone
refused "a keeper that is gone makes it another request" 75 'program of a step'
mv "$W/keep-probe" "$REAL/keep-probe"
echo "# changed" >>"$REAL/keep-probe"
run probe lose gone
refused "so does one that was changed" 75 'program of a step'
mv "$REAL/keep-probe" "$W/keep-probe"
ln -s "$P/bin/guard" "$SHIMS/keep-probe"
run probe lose guarded
id=$(sed -n '1s/.* request=//p' "$W/err")
echo "$pass" | guard approve "$id" --passphrase-stdin --confirm guarded
run probe lose guarded
refused "a shim is no keeper" 70 'is not there'
rm "$SHIMS/keep-probe"
mv "$W/keep-probe" "$REAL/keep-probe"

approved full
rm -rf "$state/keep"
: >"$state/keep"
run probe lose full
refused "no place for what is kept" 70 'has no place'
rm "$state/keep"

# In a shell text: elsewhere nothing can be kept, and the human is told.
run sh -c 'cd sub && probe lose there'
guard show "$(sed -n '1s/.* request=//p' "$W/err")"
expect "a directory that cannot be told is said" \
    grep -q 'nothing can be kept' "$W/guard.out"
guard log verify
expect "the log is whole" grep -q '^audit.jsonl: whole' "$W/guard.out"
rm -rf "$state" "$keys" "$REAL/kept" "$REAL/keep-probe"
