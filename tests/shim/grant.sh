# SPDX-License-Identifier: ISC
#
# A human's yes: it passes exactly what was asked, once; and everything that an
# agent could try instead of asking.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# yes ID [OPTION…]: alice approves.
yes_to() {
	echo "$pass" | guard approve "$@" --passphrase-stdin
}

# The id that the last refusal names.
asked() {
	sed -n '1s/.* request=//p' "$W/err"
}

rm -rf "$state" "$keys"
run probe drop users
refused "an ask makes a request" 75 'request=[0-9A-Z]{4}-[0-9A-Z]{2}'
expect "and says that nobody can approve yet" grep -q 'guard keygen' "$W/err"
id=$(asked)
run probe drop users
expect "the same command finds its request" test "$(asked)" = "$id"
expect "which counts the tries" \
    sh -c "'$P/bin/guard' show '$id' | grep -q 'tried 2 times'"
expect "the place for requests is this user's alone" \
    test "$(stat -c %a "$state")" = 700
expect "so is a request" \
    test "$(stat -c %a "$(ls "$state"/*.request)")" = 600

# Keys.
printf 'short\n' | guard keygen --name alice --passphrase-stdin
expect "a short passphrase is refused" grep -q '8 bytes' "$W/guard.err"
echo "$pass" | guard keygen --name alice --passphrase-stdin
expect "a first key needs nobody" test $? = 0
expect "the sealed key is its owner's alone" \
    test "$(stat -c %a "$keys/alice.key")" = 600
expect "a guess at its passphrase costs three passes over 256 MiB" \
    grep -qx 'argon2id 3 268435456' "$keys/alice.key"
echo "$pass" | guard keygen --name mallory --passphrase-stdin
expect "a second one needs the first one's word" \
    test ! -e "$keys/mallory.pub"

# Yes.
echo 'wrong horse battery' | guard approve "$id" --passphrase-stdin \
    --confirm users
expect "another passphrase approves nothing" \
    grep -q 'not the passphrase' "$W/guard.err"
yes_to "$id"
expect "what cannot be undone is approved by its name" \
    grep -q -- --confirm "$W/guard.err"
yes_to "$id" --confirm user
expect "and by no other name" grep -q 'not what it is about' "$W/guard.err"
run probe drop users
refused "so far nothing was approved" 75 "request=$id"
yes_to "$id" --confirm users --because "the old table"
expect "alice approves" grep -q Approved "$W/guard.out"
run probe drop other
refused "another command does not pass" 75 'request='
run probe drop users
ran "the approved one does" probe drop users
expect "it is on record who approved" \
    sh -c "tail -n 1 '$P/var/guard/audit.jsonl' | jq -e '.approvers == \"alice\" and .request == \"$id\"'"
run probe drop users
refused "once" 75 "request=$id"
cp "$state"/*-0.grant-alice "$W/old-grant"

# Anything that changes makes it another request.
yes_to "$id" --confirm users
run probe drop "users "
refused "another byte" 75 'request='
run probe drop --force users
refused "another option" 75 'request='
run PROBE_MODE=x probe drop users
refused "another environment" 75 'nearly the same as'
mkdir -p "$W/elsewhere"
(WORK=$W/elsewhere && run probe drop users) # the directory of run()
expect "another directory" \
    sh -c "! grep -q 'request=$id' '$W/err' && grep -q request= '$W/err'"
mv "$WORK" "$W/work.old" && mkdir "$WORK"
run probe drop users
refused "another directory at the same path" 75 'directory'
rm -r "$WORK" && mv "$W/work.old" "$WORK"
mkdir -p "$W/first" && cp "$REAL/.recorder" "$W/first/probe"
RUN_PATH=$SHIMS:$W/first:$REAL:/usr/bin:/bin
run PATH="$RUN_PATH" probe drop users
refused "another tool in front" 75 'request='
RUN_PATH=$SHIMS:$REAL:/usr/bin:/bin
run probe drop users
ran "and the approved command still passes" probe drop users

echo one >"$WORK/plan"
run probe drop plan
id=$(asked)
yes_to "$id" --confirm plan
echo two >"$WORK/plan"
run probe drop plan
refused "a file with other content" 75 'nearly the same as'
echo one >"$WORK/plan"
run probe drop plan
ran "the file as it was" probe drop plan

# Forgeries.
request=$(ls "$state/$(echo "$id" | tr -d -)"*-0.request)
base=${request%-0.request}
run probe drop plan
for way in replay truncated edited other-key nobody; do
	grant=$base-1.grant-alice
	case $way in
	replay) cp "$base-0.grant-alice" "$grant" ;;
	truncated)
		head -c 300 "$base-0.grant-alice" >"$grant" ;;
	edited)
		nonce=$(od -An -v -tx1 -j40 -N16 "$base-1.request" |
		    tr -d ' \n')
		sed "s/^nonce .*/nonce $nonce/" "$base-0.grant-alice" >"$grant" ;;
	other-key)
		ssh-keygen -q -t ed25519 -N '' -f "$W/mallory" <<-EOF
		y
		EOF
		sed -n '/^guard-grant/,/^because/p' "$base-0.grant-alice" |
		    sed "s/^nonce .*/nonce $nonce/" >"$W/statement"
		ssh-keygen -q -Y sign -n guard-grant -f "$W/mallory" \
		    <"$W/statement" >"$W/signature" 2>/dev/null
		cat "$W/statement" "$W/signature" >"$grant" ;;
	nobody)
		sed 's/^approver .*/approver mallory/' "$W/statement" \
		    >"$W/statement2"
		ssh-keygen -q -Y sign -n guard-grant -f "$W/mallory" \
		    <"$W/statement2" >"$W/signature" 2>/dev/null
		cat "$W/statement2" "$W/signature" >"$grant" ;;
	esac
	run probe drop plan
	refused "a forged grant: $way" 75 'does not count'
	rm -f "$grant"
done
run probe drop table
other=$(asked)
cp "$request" "$(ls "$state/$(echo "$other" | tr -d -)"*-0.request)"
run probe drop table
refused "an edited request" 75 'cannot be read'
rm -rf "$state"

# Standard input: psql and others read what to do from it.
run_with() {
	input=$1
	shift
	forget
	(cd "$WORK" && exec env -i PATH="$RUN_PATH" HOME="$HOME_DIR" "$@") \
	    >"$W/out" 2>"$W/err" <"$input"
	status=$?
}
echo one >"$W/input"
run_with "$W/input" probe drop input
id=$(asked)
yes_to "$id" --confirm input
echo two >"$W/input"
run_with "$W/input" probe drop input
refused "another text on standard input" 75 'since then standard input is'
run probe drop input
refused "no standard input" 75 'request='
echo one >"$W/input"
run_with "$W/input" probe drop input
ran "the one that was seen" probe drop input
mkfifo "$W/pipe"
(echo x >"$W/pipe") &
run_with "$W/pipe" probe drop piped
wait
guard show "$(asked)"
expect "what comes through a pipe is told to be unknown" \
    grep -q 'a pipe or device: what comes through it' "$W/guard.out"

# Keys that change.
run probe drop users
id=$(asked)
yes_to "$id" --confirm users
cp "$keys/alice.pub" "$W/alice.pub"
cp "$W/mallory.pub" "$keys/alice.pub"
run probe drop users
refused "another key under the approver's name" 75 'signature is not'
cp "$W/alice.pub" "$keys/alice.pub"
cp "$W/mallory.pub" "$keys/mallory.pub"
run probe drop users
refused "a second key that nobody endorsed" 75 'may approve'
rm "$keys/mallory.pub"
chmod 666 "$keys/alice.pub"
run probe drop users
refused "a key that anybody could have written" 75 'not safe'
chmod 644 "$keys/alice.pub"
touch "$keys/alice.revoked"
run probe drop users
refused "a revoked key" 75 'revoked'
rm "$keys/alice.revoked"
run probe drop users
ran "the key as it was" probe drop users

# No.
run probe drop users
id=$(asked)
yes_to "$id" --confirm users
guard deny "$id" --because "not on a Friday"
run probe drop users
refused "a no outweighs a yes" 77 'not on a Friday'
yes_to "$id" --confirm users
expect "and stays" grep -q denied "$W/guard.err"
run probe drop users
refused "for the command too" 77 'A human said no'

# Time.
run probe drop slow
id=$(asked)
yes_to "$id" --confirm slow --ttl 1
sleep 2
run probe drop slow
refused "a yes that is too old" 75 'expired'

# Uses.
run probe touch x y
id=$(asked)
yes_to "$id" --uses 2
run probe touch x y
ran "a yes for two uses" probe touch x y
run probe touch x y
ran "the second" probe touch x y
run probe touch x y
refused "no third" 75 "request=$id"
run probe drop z
id=$(asked)
yes_to "$id" --uses 2 --confirm z
expect "not for what cannot be undone" grep -q 'once at a time' "$W/guard.err"
# The note that says so is not signed; what counts is the rule book.
request=$(ls "$state/$(echo "$id" | tr -d -)"*.request)
LC_ALL=C sed -i 's/F\x00\x00\x00\x00\x01\x00\x00\x00z$//' "$request"
yes_to "$id" --uses 2
expect "a request without the note can be approved so" \
    grep -q Approved "$W/guard.out"
run probe drop z
ran "but runs" probe drop z
run probe drop z
refused "once" 75 "request=$id"

# An ssh key.
if command -v ssh-keygen >/dev/null; then
	ssh-keygen -q -t ed25519 -N '' -f "$W/bob" </dev/null
	echo "$pass" | guard keygen --name bob --register "$W/bob.pub" \
	    --by alice --passphrase-stdin
	expect "an ssh key becomes an approver by another's word" \
	    sh -c "'$P/bin/guard' approvers | grep -q 'bob: valid, endorsed by alice'"
	run probe drop ssh
	guard approve "$(asked)" --name bob --ssh "$W/bob" --confirm ssh
	run probe drop ssh
	ran "and approves" probe drop ssh
	run probe drop again
	id=$(asked)
	yes_to "$id" --name alice --confirm again
	sed -n '1,/^because/p' "$(ls "$state/$(echo "$id" | tr -d -)"*.grant-alice)" \
	    >"$W/statement"
	sed '1,/^because/d' "$(ls "$state/$(echo "$id" | tr -d -)"*.grant-alice)" \
	    >"$W/signature"
	printf 'alice %s\n' "$(cat "$keys/alice.pub")" >"$W/signers"
	expect "ssh-keygen verifies what guard signs" ssh-keygen -q -Y verify \
	    -f "$W/signers" -I alice -n guard-grant -s "$W/signature" \
	    <"$W/statement"
	run probe pair x
	id=$(asked)
	yes_to "$id" --name alice
	run probe pair x
	refused "where two must say yes, one is not enough" 75 "request=$id"
	yes_to "$id" --name alice
	run probe pair x
	refused "nor the same one twice" 75 "request=$id"
	guard approve "$id" --name bob --ssh "$W/bob"
	run probe pair x
	ran "two are" probe pair x
	run timeout 9 sh -c 'probe drop parts; probe pair parts'
	id=$(asked)
	yes_to "$id" --name alice --confirm parts
	run timeout 9 sh -c 'probe drop parts; probe pair parts'
	refused "of several parts the one that needs most counts" 75 \
	    "request=$id"
	rm -f "$keys/bob.pub"
else
	skipped "ssh keys" "no ssh-keygen"
fi

# Many at once: one wins.
won=0
for round in 1 2 3; do
	run probe drop "race$round"
	yes_to "$(asked)" --confirm "race$round"
	forget
	for n in $(seq 1 20); do
		(cd "$WORK" && env -i PATH="$RUN_PATH" HOME="$HOME_DIR" \
		    probe drop "race$round" >/dev/null 2>&1 </dev/null) &
	done
	wait
	[ "$(cat "$REAL/runs")" != x ] || won=$((won + 1))
done
expect "of twenty at once one runs" test "$won" = 3

# What is granted to a launcher includes what that starts, once.
cat >"$REAL/launch" <<'EOF'
#!/bin/sh
probe drop inner
probe drop inner
EOF
chmod 755 "$REAL/launch"
mv "$REAL/sh" "$W/sh.bak" 2>/dev/null
run env probe drop inner
id=$(asked)
yes_to "$id" --confirm inner
run env probe drop inner
ran "a launcher and what it starts are approved as one" probe drop inner
run env probe drop inner
refused "once" 75 "request=$id"
run probe drop inner
refused "and not what it starts by itself" 75 'request='

# Waiting: as long as it takes until the command says that it does.
: >"$W/err"
answer_wait() {
	awaited grep -q '^guard: wait request=' "$W/err" || return
	id=$(sed -n 's/^guard: wait request=\([0-9A-Z-]*\).*/\1/p' "$W/err")
	[ "$1" = no ] || echo "$pass" |
	    "$P/bin/guard" approve "$id" --passphrase-stdin || set -- no
	[ "$1" = yes ] || "$P/bin/guard" deny "$id" --because no
}
answer_wait yes >/dev/null 2>&1 &
run probe hold
wait
expect "a command that waits goes on by itself when it is approved" \
    same_argv probe hold
expect "and says meanwhile that it waits" grep -q '^guard: wait request=' "$W/err"
run /usr/bin/timeout 1 probe hold
expect "a signal ends the wait, and nothing ran" \
    test "$status" = 124 -a ! -e "$REAL/runs"
start=$(date +%s)
run probe pause
refused "without an answer it is refused" 75 'request='
expect "when the time is over" test $(($(date +%s) - start)) -ge 2
: >"$W/err"
answer_wait no >/dev/null 2>&1 &
run probe hold
wait
refused "a no ends the wait" 77 'A human said no'

# Notification.
cat >"$P/etc/guard/notify" <<EOF2
#!/bin/sh
cat >"$W/told"
echo noise; echo noise >&2
sleep 60
EOF2
chmod 755 "$P/etc/guard/notify"
run probe drop told --token=hunter2
refused "a program is told, and its slowness changes nothing" 75 'request='
expect "nor does its noise" sh -c "! grep -q noise '$W/err'"
expect "it gets the request as JSON" awaited sh -c \
    "[ \"\$(jq -r '.argv[2], .rule' '$W/told' | tr '\n' ' ')\" = 'told probe.drop ' ]"
expect "without secrets" sh -c "! grep -q hunter2 '$W/told'"
rm -f "$W/told"
run probe drop told --token=hunter2
sleep 0.3
expect "a repeated try is not told" test ! -e "$W/told"
chmod 777 "$P/etc/guard/notify"
run probe drop open-to-all
sleep 0.3
expect "one that anybody could have written is not run" test ! -e "$W/told"
printf '#!/nonexistent\n' >"$P/etc/guard/notify"
chmod 755 "$P/etc/guard/notify"
run probe drop broken
refused "one that is broken changes nothing" 75 'request='
rm -f "$P/etc/guard/notify"
pkill -f "$P/etc/guard/notify" 2>/dev/null

# The place for requests.
rm -rf "$state"
ln -s "$W/elsewhere" "$state"
run probe drop users
refused "a link instead of the place" 75 'No request could be made'
rm "$state"
mkdir -m 777 "$state"
chmod 777 "$state"
run probe drop users
refused "a place that is open to others" 75 'not safe'
rm -rf "$state"
n=0
while [ $n -lt 61 ]; do
	run probe drop "flood$n"
	n=$((n + 1))
done
refused "a flood of requests ends" 75 'too many new requests'
expect "without filling the disk" \
    test "$(ls "$state" | grep -c request)" -le 60
rm -rf "$state" "$keys"
