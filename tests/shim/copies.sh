# SPDX-License-Identifier: ISC
#
# Copies of the record for syslog and journald: what is synced, and nothing that
# happens to them changes a decision.

settings=$P/etc/guard/copies

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# heard FILE REGEX: within five seconds.
heard() {
	n=0
	until grep -qE -e "$2" "$1"; do
		n=$((n + 1))
		[ $n -lt 50 ] || return 1
		sleep 0.1
	done
}

rm -rf "$P/var/guard"/user-*
: >"$W/syslog"
"$TOOLS/datagrams" "$W/log.socket" >"$W/syslog" 2>&1 &
syslog=$!
"$TOOLS/datagrams" "$W/journal.socket" >"$W/journal" 2>&1 &
journal=$!
heard "$W/syslog" ready
heard "$W/journal" ready
run probe drop users
refused "without the setting nothing is copied" 75 'request='
cat >"$settings" <<EOF2
# copies
syslog $W/log.socket   # here
journald $W/journal.socket
unknown $W/log.socket
EOF2
run probe read
run probe drop users
id=$(sed -n '1s/.* request=//p' "$W/err")
expect "syslog gets what is asked" heard "$W/syslog" \
    "^<85>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} guard\[[0-9]+\]: \{.*\"ask\".*$id"
expect "journald, too, in fields" heard "$W/journal" '^GUARD_VERDICT=ask$'
expect "with the request" grep -qx "GUARD_REQUEST=$id" "$W/journal"
expect "and the line as it stands in the log" \
    sh -c "grep '^MESSAGE=' '$W/journal' | cut -d= -f2- |
    jq -e '.argv[1] == \"drop\" and .verdict == \"ask\"'"
guard deny "$id"
expect "and a human's no" heard "$W/syslog" '"refuse"'
run probe burn
expect "and what is denied, as a warning" heard "$W/syslog" '^<84>.*"deny"'
expect "but no plain allow" sh -c "! grep -q '\"read\"' '$W/syslog'"
run probe drop "$(printf 'x\nGUARD_RULE=forged')"
expect "a newline in an argument makes no field" heard "$W/journal" 'forged'
expect "of its own" sh -c "! grep -q '^GUARD_RULE=forged' '$W/journal'"

before=$(grep -c . "$W/syslog")
chmod 666 "$settings"
run probe drop other
refused "a setting that anybody could have written" 75 'request='
sleep 0.2
expect "does not count" test "$(grep -c . "$W/syslog")" = "$before"
chmod 644 "$settings"
kill $syslog $journal
wait $syslog $journal 2>/dev/null
run probe drop gone
refused "a socket that nobody listens to changes nothing" 75 'request='
rm -f "$W/log.socket" "$W/journal.socket"
"$TOOLS/datagrams" "$W/log.socket" deaf >"$W/deaf" 2>&1 &
deaf=$!
heard "$W/deaf" ready
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	run /usr/bin/timeout 20 probe drop gone
done
refused "nor does one that is full" 75 'request='
kill $deaf
wait $deaf 2>/dev/null
head -c 5000 /dev/zero >"$settings"
run probe drop gone
refused "nor a setting that is no text" 75 'request='
rm -rf "$settings" "$P/var/guard"/user-*
