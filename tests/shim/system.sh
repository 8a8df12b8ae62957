# SPDX-License-Identifier: ISC
#
# guard belongs to root, and somebody else runs the commands: what they can
# reach, what they cannot, and what a yes to them is worth.

agent=65533
state=$P/var/guard/user-$agent
tokens=$P/var/guard/tokens-$agent
keys=$P/etc/guard/approvers
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# as_agent COMMAND…: without any right of root's.
as_agent() {
	setpriv --reuid $agent --regid $agent --clear-groups --inh-caps=-all \
	    --bounding-set=-all --no-new-privs "$@"
}

# run_agent TOOL [ARG…]: as run.
run_agent() {
	forget
	(cd "$WORK" && as_agent env -i PATH="$RUN_PATH" HOME="$HOME_DIR" "$@") \
	    >"$W/out" 2>"$W/err" </dev/null
	status=$?
}

# cannot WHAT COMMAND…: the agent cannot.
cannot() {
	cannot_what=$1
	shift
	if as_agent "$@" >/dev/null 2>&1 </dev/null; then
		bad "$cannot_what" "the agent could"
	else
		ok "$cannot_what"
	fi
}

asked_agent() {
	sed -n '1s/.* request=//p' "$W/err"
}

yes_to_agent() {
	echo "$pass" | guard approve "$@" --user $agent --passphrase-stdin
}

system_cases() {
	rm -rf "$P/var/guard"/* "$keys"
	chmod 1733 "$P/var/guard"
	chmod 777 "$REAL"
	forget
	echo "$pass" | guard keygen --name alice --passphrase-stdin

	run probe drop own
	run_agent probe read x
	ran "a read of another user passes" probe read x
	run_agent probe drop users
	refused "an ask of theirs is a request" 75 'request=[0-9A-Z]{4}-'
	id=$(asked_agent)
	guard requests --user $agent
	expect "which root sees" grep -q "$id" "$W/guard.out"
	guard show "$id" --user $agent
	expect "with the level that a yes will have" \
	    grep -q 'assurance *system' "$W/guard.out"

	cannot "they cannot see the keys' secrets" cat "$keys/alice.key"
	cannot "nor put a key there" touch "$keys/mallory.pub"
	cannot "nor revoke one" touch "$keys/alice.revoked"
	cannot "nor change the rules" sh -c ": >>'$P/etc/guard/policy.image'"
	cannot "nor the program" sh -c ": >>'$P/libexec/guard/guard-engine'"
	cannot "nor root's log" sh -c ": >>'$P/var/guard/audit.jsonl'"
	cannot "nor take it away" mv "$P/var/guard/audit.jsonl" \
	    "$P/var/guard/gone"
	cannot "nor approve" sh -c "echo '$pass' | '$P/bin/guard' approve \
	    '$id' --passphrase-stdin --confirm users"

	cp -a "$state" "$W/before"
	yes_to_agent "$id" --confirm users
	expect "root approves" grep -q Approved "$W/guard.out"
	expect "the yes says its level" grep -q '^assurance system' \
	    "$state"/*.grant-alice
	expect "so does root's log" sh -c "tail -n 1 '$P/var/guard/audit.jsonl' |
	    jq -e '.level == \"system\" and .verdict == \"approve\"'"
	cp -a "$state" "$W/approved"
	run_agent probe drop users
	ran "the command passes" probe drop users
	expect "its line says the level" sh -c "tail -n 1 \
	    '$P/var/guard/audit-$agent.jsonl' | jq -e '.level == \"system\"'"
	run_agent probe drop users
	refused "once" 75 "request=$id"

	# Everything of theirs put back to the moment of the yes.
	as_agent sh -c "rm -rf '$state'/*"
	run_agent cp -a "$W/approved/." "$state"
	rm -rf "$state"
	cp -a "$W/approved" "$state"
	chown -R $agent:$agent "$state"
	run_agent probe drop users
	refused "also when they put their store back" 75 "request=$id"
	for name in "$state"/*-0.*; do
		mv "$name" "$(echo "$name" | sed 's/-0\./-5./')"
	done
	run_agent probe drop users
	refused "or give the request another number" 75 "request=$id"
	used=$(ls "$tokens" | grep used-0)
	cannot "they cannot take the use away" rm -f "$tokens/$used"
	cannot "nor rename it" mv "$tokens/$used" "$tokens/x"
	cannot "nor put another file over it" sh -c \
	    "touch '$tokens/y' && mv '$tokens/y' '$tokens/$used'"
	cannot "nor their directory" mv "$tokens" "$P/var/guard/x"

	# A token of their own making.
	rm -rf "$state" "$tokens" "$W/before" "$W/approved"
	run_agent probe drop table
	id=$(asked_agent)
	nonce=$(od -An -v -tx1 -j40 -N16 "$state"/*.request | tr -d ' \n')
	mkdir "$tokens" && chmod 1777 "$tokens"
	as_agent touch "$tokens/$nonce.token"
	yes_to_agent "$id" --confirm table
	expect "a token that they made is not taken for root's" \
	    grep -q 'not safe' "$W/guard.err"
	rm -f "$tokens/$nonce.token"
	yes_to_agent "$id" --confirm table
	as_agent touch "$tokens/$nonce.used-0"
	run_agent probe drop table
	refused "who takes the name of a use loses it" 75 "request=$id"

	# Not root's alone any more: no level that is not there.
	chmod 777 "$P/etc/guard"
	run_agent probe drop loose
	guard show "$(asked_agent)" --user $agent
	expect "a directory that they could change is no system" \
	    grep -q 'assurance *same-user' "$W/guard.out"
	chmod 755 "$P/etc/guard"
	chown $agent "$P/share/guard/shims"
	guard show "$(asked_agent)" --user $agent
	expect "nor are shims of theirs" \
	    grep -q 'assurance *same-user' "$W/guard.out"
	chown 0 "$P/share/guard/shims"
	guard log verify
	expect "both logs are whole" \
	    test "$(grep -c ': whole' "$W/guard.out")" = 2

	# They were first, and the log is theirs.
	rm -rf "$P/var/guard"/*
	run_agent probe drop users
	yes_to_agent "$(asked_agent)" --confirm users
	expect "what root says is not written to a log of theirs" sh -c "grep -q \
	    '\"approve\"' '$P/var/guard/audit-0.jsonl' && ! grep -q \
	    '\"approve\"' '$P/var/guard/audit.jsonl'"
	forget
	rm -rf "$P/var/guard"/* "$keys"
	chmod 755 "$P/var/guard" "$REAL"
}

if [ "$(id -u)" = 0 ] && as_agent true 2>/dev/null; then
	system_cases
else
	skipped "another user than root" "only root can become one here"
fi
