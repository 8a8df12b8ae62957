# SPDX-License-Identifier: ISC
#
# One line a decision, written before the tool runs, secrets left out; what
# cannot be put on record does not run.

log=$P/var/guard/audit.jsonl

last() {
	tail -n 1 "$log"
}

# field NAME: of the last line.
field() {
	last | jq -r ".$1"
}

rm -f "$log"
run probe read "a b" "$(printf 'x\377\033')"
expect "an allow is on record" test "$(field verdict)" = allow
expect "the line is JSON, and one line" test "$(wc -l <"$log")" = 1
expect "it names the rule" test "$(field rule)" = probe.read
expect "it names the tool" test "$(field tool)" = probe
expect "it holds the arguments" test "$(field 'argv[2]')" = "a b"
expect "it holds the process" test "$(field pid)" = "$(cat "$REAL/pid")"
expect "it holds the time" test -n "$(field time)"
expect "bytes that are no text are escaped" \
    test -z "$(last | tr -d '\n -~')"
expect "only the owner may read it" test "$(stat -c %a "$log")" = 600
run probe drop users
expect "an ask is on record" test "$(field verdict)" = ask
expect "with its rule" test "$(field rule)" = probe.drop
run probe burn
expect "a deny is on record" test "$(field verdict)" = deny
run probe match --name=abc
expect "so is an allow of the engine" test "$(field verdict)" = allow

run probe read --token=hunter2 --token hunter2 DB_PASSWORD=hunter2 \
    postgres://app:hunter2@db.example.com/app
expect "secrets are not on record" test -z "$(grep hunter2 "$log")"
expect "what is around them is" test -n "$(last | grep db.example.com)"
run probe drop --token=hunter2 postgres://app:hunter2@db.example.com/app
expect "nor those of a refusal" test -z "$(grep hunter2 "$log")"
run probe read "$(printf '","verdict":"ask"}\n{"x":"')"
expect "an argument cannot forge a line" \
    test "$(field verdict)$(jq -s length "$log")" = "allow$(wc -l <"$log")"
# shellcheck disable=SC2046
run probe read $(seq 1 5000)
expect "a long line is cut, and still JSON" test "$(field cut)" -gt 100
expect "to what one append takes" test "$(last | wc -c)" -le 4096

before=$(wc -l <"$log")
for n in 1 2 3 4 5 6 7 8; do
	(for m in 1 2 3 4 5; do
		cd "$WORK" && env -i PATH="$RUN_PATH" probe read "$n" \
		    >/dev/null 2>&1
	done) &
done
wait
expect "lines of many processes do not mix" \
    test "$(jq -c .verdict "$log" | wc -l)" = $((before + 40))

# It cannot be written.
rm -f "$log"
mkdir "$log"
run probe read
refused "a directory instead of the log" 70 'log|audit'
run probe drop
expect "a refusal without a log is still one" test "$status" != 0 -a \
    ! -e "$REAL/runs"
rmdir "$log"
mv "$P/var/guard" "$W/var"
run probe read
refused "no folder for the log" 70 'log|audit'
run probe match --name=abc
refused "no folder for the log, through the engine" 70 'log|audit'
mv "$W/var" "$P/var/guard"
ln -s /dev/full "$log"
run probe read
refused "a log that takes nothing" 70 'log|audit'
run probe match --name=abc
refused "a log that takes nothing, through the engine" 70 'log|audit'
rm -f "$log"

# A full disk: a line that was cut short must not count as written.
mkdir -p "$W/full"
if [ "$(id -u)" = 0 ] && command -v mountpoint >/dev/null &&
    mount -t tmpfs -o size=16k,mode=755 tmpfs "$W/full" 2>/dev/null; then
	mv "$P/var/guard" "$W/var"
	ln -s "$W/full" "$P/var/guard"
	head -c 20000 /dev/zero >"$W/full/filler" 2>/dev/null
	run probe read
	refused "a full disk" 70 'log|audit'
	rm -f "$P/var/guard"
	mv "$W/var" "$P/var/guard"
	umount "$W/full"
else
	skipped "a full disk" "cannot mount a small file system here"
fi
run probe read
ran "with the log back it runs" probe read
