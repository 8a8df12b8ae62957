# SPDX-License-Identifier: ISC
#
# The record: a chain that survives many writers, kills and a full disk, and
# says where it was changed.

log=$P/var/guard/audit.jsonl

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# try TOOL ARG…: as run, but many may do it at once.
try() {
	(cd "$WORK" && exec env -i PATH="$RUN_PATH" HOME="$HOME_DIR" "$@") \
	    >/dev/null 2>&1 </dev/null
}

rm -rf "$log" "$P/var/guard"/user-* "$P/var/guard"/audit*
guard log verify
expect "no log is no finding" grep -q 'no log yet' "$W/guard.out"
run probe read
run probe drop users
run probe burn
expect "what is no plain allow has a link" \
    test "$(grep -c '"chain":{"to":' "$log")" = 2
guard log verify
expect "a log that nobody touched is whole" \
    grep -q '^audit.jsonl: whole, 3 lines, 2 links$' "$W/guard.out"
run probe read
guard log verify
expect "what no link holds yet is told" grep -q 'wait for the next' "$W/guard.out"

guard log
expect "a line a decision" test "$(wc -l <"$W/guard.out")" = 4
expect "no wider than a terminal" \
    test "$(awk 'length > 80' "$W/guard.out" | wc -l)" = 0
guard log --verdict ask
expect "by verdict" grep -q 'ask .*probe drop users' "$W/guard.out"
guard log --request "$(sed -n 's/.* request=//p' "$W/err")x"
guard log --tool probe --since 1h --verdict deny
expect "by tool and time" test "$(wc -l <"$W/guard.out")" = 1
guard log --since 2199
expect "none from the future" test ! -s "$W/guard.out"
guard log --since yesterday
expect "a time it cannot read is told" grep -q -- '--since' "$W/guard.err"
guard log --json --verdict ask
expect "as JSON" jq -e .request "$W/guard.out"

# Changes.
cp "$log" "$W/log"
sed '2s/users/other/' "$W/log" >"$log"
expect "a changed line is found" \
    sh -c "! '$P/bin/guard' log verify >'$W/guard.out'"
expect "and where" grep -q '^audit.jsonl:2: something' "$W/guard.out"
sed 1d "$W/log" >"$log"
expect "a line that was taken out is found" \
    sh -c "! '$P/bin/guard' log verify"
{ sed -n 1p "$W/log"; cat "$W/log"; } >"$log"
expect "a line that was put in is found" sh -c "! '$P/bin/guard' log verify"
cp "$W/log" "$log"

# A line that was not finished.
printf '{"v":1,"time":"2026' >>"$log"
run probe drop users
guard log verify
expect "an unfinished line is closed, kept and told" \
    grep -q 'whole, .* 1 unfinished' "$W/guard.out"
printf '{"v":1,"time":"2026' >>"$log"
run probe read
run probe drop users
guard log verify
expect "one that another line was glued to, too" \
    grep -q 'whole, .* 2 unfinished' "$W/guard.out"

# Many writers, some of them killed.
rm -f "$log"
for n in 1 2 3 4 5 6; do
	(for m in 1 2 3 4 5 6 7 8; do
		try probe drop "many$n"
		try probe read "$m"
	done) &
done
wait
guard log verify
expect "many writers make one chain" grep -q '^audit.jsonl: whole' "$W/guard.out"
expect "in which nothing is missing" test "$(grep -c . "$log")" = 96
n=0
while [ $n -lt 60 ]; do
	(cd "$WORK" && exec env -i PATH="$RUN_PATH" HOME="$HOME_DIR" \
	    probe drop users >/dev/null 2>&1 </dev/null) &
	victim=$!
	[ $((n % 3)) = 0 ] || sleep "0.00$((n % 10))"
	kill -9 $victim 2>/dev/null
	wait $victim 2>/dev/null
	n=$((n + 1))
done
run probe drop users
guard log verify
expect "killed writers leave a whole chain" \
    grep -q '^audit.jsonl: whole' "$W/guard.out"

# Put aside when it is large.
head -c 17000000 /dev/zero | tr '\0' ' ' | sed 's/$/x/' >>"$log"
run probe drop users
expect "a large log is put aside" \
    sh -c "ls '$P/var/guard' | grep -qE '^audit\.[0-9]+\.jsonl$'"
guard log verify
expect "the new one goes on from it" sh -c "tail -n 1 '$W/guard.out' |
    grep -q '^audit.jsonl: whole, 1 lines, 1 links'"
aside=$(ls "$P/var/guard"/audit.[0-9]*.jsonl)
sed -i '1s/many/much/' "$aside"
expect "a change in the old one is found" sh -c "! '$P/bin/guard' log verify"
sed -i '$d' "$aside"
sed -n '/"chain"/p' "$aside" | tail -n 1 | sed 's/.*/{"v":1}/' >"$aside"
expect "one that was replaced, too" sh -c "! '$P/bin/guard' log verify"
rm -f "$aside"

# It cannot be written.
rm -f "$log" "$log.lock"
ln -s /etc/passwd "$log"
run probe drop users
expect "a link instead of the log is refused, and left alone" \
    sh -c "! grep -q probe /etc/passwd"
rm "$log"
if command -v flock >/dev/null; then
	: >"$log.lock"
	flock -o "$log.lock" sleep 8 &
	locker=$!
	sleep 0.3
	run probe drop users
	refused "a lock that is never given back ends in a refusal" 75
	kill $locker 2>/dev/null
	wait $locker 2>/dev/null
fi
rm -rf "$log" "$P/var/guard"/user-*
