# SPDX-License-Identifier: ISC
#
# A human at a terminal: the passphrase prompt, and guard watch as a screen, as
# lines and as JSON.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# at WHAT COMMAND…: plays the lines on standard input at a terminal.
at() {
	what=$1
	shift
	if text=$(env -i PATH=/usr/bin:/bin TERM="${TERM_IS-xterm}" TZ=UTC \
	    ${NO_COLOR_IS:+NO_COLOR=1} "$TOOLS/pty" "$@" 2>&1); then
		ok "$what"
	else
		bad "$what" "$(printf '%s\n' "$text" | sed 's/\x1b/^[/g')"
	fi
}

# The id that the last refusal names, and the refusal.
wants() {
	run "$@"
	id=$(sed -n '1s/.* request=//p' "$W/err")
}

was_approved() {
	ls "$state" | grep -q "^$(echo "$1" | tr -d -).*grant-alice"
}

rm -rf "$state" "$keys"
echo "$pass" | guard keygen --name alice --passphrase-stdin

# The passphrase.
wants probe touch x y
at "a passphrase is not shown, and approves" "$P/bin/guard" approve "$id" <<EOF2
see Passphrase of alice:
echo off
type $pass\\r
see Approved $id
echo on
ends 0
EOF2
expect "so the request is approved" was_approved "$id"
run probe touch x y
ran "and passes" probe touch x y
wants probe touch x z
at "a wrong passphrase is told" "$P/bin/guard" approve "$id" <<'EOF2'
see Passphrase
echo off
type wrong\r
see that is not the passphrase
echo on
ends 77
EOF2
for way in 'type \x03' 'signal 15' 'signal 1' 'type \x1c'; do
	case $way in
	*x03) ends=130 ;;
	*x1c) ends=131 ;;
	*15) ends=143 ;;
	*) ends=129 ;;
	esac
	at "the terminal shows what is typed again after: $way" \
	    "$P/bin/guard" approve "$id" <<EOF2
see Passphrase
echo off
type half
$way
ends $ends
echo on
EOF2
done
at "a stop at the prompt, too" sh -i <<EOF2
type $P/bin/guard approve $id\\r
see Passphrase
echo off
type \\x1a
see topped
echo on
type fg\\r
see Passphrase
echo off
type $pass\\r
see Approved
echo on
EOF2
wants probe drop nobody
if command -v script >/dev/null; then
	printf 'nobody\nyes\ny\n\n' | timeout 20 script -qec \
	    "'$P/bin/guard' approve '$id'" /dev/null >"$W/out" 2>&1
	expect "answers from a terminal of the agent's approve nothing" \
	    sh -c "grep -q Passphrase '$W/out'"
	if was_approved "$id"; then
		bad "and leave no grant"
	else
		ok "and leave no grant"
	fi
fi
run probe drop nobody
refused "nor does the command pass" 75 "request=$id"

# The screen.
rm -rf "$state"
TOP_OF="guard watch:"
(
	sleep 1
	cd "$WORK" && exec env -i PATH="$RUN_PATH" HOME="$HOME_DIR" \
	    probe drop first </dev/null >/dev/null 2>"$W/err"
) &
at "a request appears while it is watched, and is looked at" \
    "$P/bin/guard" watch <<EOF2
lines off
echo off
see $TOP_OF 0 requests wait
see Nothing waits for you
see 1 request waits
see probe drop first
see asks: probe drop first
type \\r
see one request
see >drop<
type q
see 1 request waits
type q
ends 0
lines on
echo on
EOF2
wait
id=$(sed -n '1s/.* request=//p' "$W/err")
at "it is approved there, by name and passphrase" "$P/bin/guard" watch <<EOF2
see probe drop first
type a
lines on
see cannot be undone
type first\\r
see Passphrase of alice
echo off
type $pass\\r
see Approved $id
see Enter goes back
type \\r
lines off
see approved
see was approved
type q
ends 0
EOF2
run probe drop first
ran "and passes" probe drop first
wants probe drop second
at "another name or passphrase approves nothing" "$P/bin/guard" watch <<EOF2
see probe drop second
type a
see cannot be undone
type other\\r
see nothing was approved
see Enter goes back
type \\r
lines off
see 1 request waits
type a
see cannot be undone
type second\\r
see Passphrase
type wrong\\r
see not the passphrase
see Enter goes back
type \\r
lines off
type a
see cannot be undone
type \\x03
see not approved
see Enter goes back
type \\r
lines off
type a
see cannot be undone
type second\\r
see Passphrase
echo off
type \\x03
see cannot be read
echo on
see Enter goes back
type \\r
lines off
type q
ends 0
EOF2
if was_approved "$id"; then
	bad "no grant came of it"
else
	ok "no grant came of it"
fi
at "it is denied there, and why" "$P/bin/guard" watch <<'EOF2'
see probe drop second
type d
see Why?
type \x03
see 1 request waits
lines off
type d
see Why?
type not on a Friday\r
see Denied
type \r
see Nothing waits
see was denied
type e
see denied
type q
ends 0
EOF2
run probe drop second
refused "so the agent is told" 77 'not on a Friday'

for n in 2 15 1 3; do
	at "signal $n gives the terminal back" "$P/bin/guard" watch <<EOF2
see $TOP_OF
lines off
signal $n
ends $((128 + n))
see ?1049l
lines on
echo on
EOF2
done
for n in 11 6; do
	at "a crash by signal $n does, too" "$P/bin/guard" watch <<EOF2
see $TOP_OF
lines off
signal $n
signal $n
see ?1049l
ends $((128 + n))
lines on
echo on
EOF2
done
at "a stop gives it back, and fg takes it" sh -i <<EOF2
type $P/bin/guard watch\\r
see $TOP_OF
lines off
type \\x1a
see ?1049l
see topped
type fg\\r
see ?1049h
see $TOP_OF
type q
see ?1049l
EOF2
wants probe drop "$(printf 'a\033]0;owned\007b\302\233c\nd')"
at "nothing of a request reaches the terminal as it is" \
    "$P/bin/guard" watch <<'EOF2'
see a\x1b]0;owned\x07b\xc2\x9bc\x0ad
type \r
see a\x1b]0;owned\x07b\xc2\x9bc\x0ad
type qq
ends 0
EOF2
TERM_IS=dumb
at "a dumb terminal gets lines" "$P/bin/guard" watch <<'EOF2'
see 1 request waits. A line follows
see has waited for
signal 2
ends 130
EOF2
TERM_IS=xterm
NO_COLOR_IS=1
env -i PATH=/usr/bin:/bin TERM=xterm NO_COLOR=1 "$TOOLS/pty" "$P/bin/guard" \
    watch >"$W/out" 2>&1 <<'EOF2'
see 1 request waits
type \r
see one request
see nothing like this
EOF2
expect "with NO_COLOR there is no colour" \
    sh -c "grep -q 'one request' '$W/out' &&
    ! LC_ALL=C grep -qE '\[([1-9][0-9;]*)m' '$W/out'"
NO_COLOR_IS=

# As people see it.
if command -v tmux >/dev/null; then
	screen="tmux -L guard-$$ -f /dev/null"
	rm -rf "$state"
	run probe drop users
	run probe touch x y
	env -i PATH=/usr/bin:/bin HOME="$W" LC_ALL=C.UTF-8 $screen new-session \
	    -d -x 80 -y 24 "$P/bin/guard watch; echo ended \$?; sleep 60"
	shows() {
		n=0
		until $screen capture-pane -p >"$W/out" 2>&1 &&
		    grep -qE -e "$1" "$W/out"; do
			n=$((n + 1))
			[ $n -lt 100 ] || return 1
			sleep 0.1
		done
	}
	expect "24 lines of 80 columns hold the list" shows '2 requests wait'
	expect "with the reason of the chosen one" shows '^Why: .'
	expect "and its keys" shows 'a approve  d deny .* q quit'
	$screen send-keys Up
	expect "an arrow key chooses another" shows '^> .*(touch x y|drop users)$'
	$screen resize-window -x 40 -y 8
	expect "a small terminal shows less" shows '^Enter look a yes d no'
	expect "and still the list" grep -qE '^  .* probe' "$W/out"
	$screen resize-window -x 20 -y 3
	expect "a tiny one does no harm" shows '^guard watch'
	$screen resize-window -x 120 -y 40
	expect "a larger one is used" shows '^Up/Down choose'
	$screen send-keys '?'
	expect "the keys are explained" shows 'Nothing can be approved without'
	$screen send-keys '?'
	$screen send-keys q
	expect "q ends it" shows '^ended 0'
	$screen kill-server
else
	skipped "guard watch in tmux" "no tmux"
fi

# Lines.
rm -rf "$state"
"$P/bin/guard" watch --plain >"$W/lines" 2>&1 &
plain=$!
"$P/bin/guard" watch --json >"$W/json" 2>&1 &
json=$!
# has FILE REGEX: it comes to be there.
has() {
	awaited grep -qE -e "$2" "$1"
}
# Each follows at its own pace: what is answered before it looked it never saw.
seen() {
	has "$W/json" "\"event\": ?\"$1\""
}
has "$W/lines" Nothing
wants probe drop "$(printf 'users\033[31m')"
expect "a request is a line" \
    has "$W/lines" "^[0-9:]{8} $id asks: probe drop .*In $WORK\. Why: it "
seen asked
echo "$pass" | guard approve "$id" --passphrase-stdin \
    --confirm "$(printf 'users\033[31m')"
expect "so is a yes" has "$W/lines" "^[0-9:]{8} $id was approved: probe drop"
seen approved
run probe drop "$(printf 'users\033[31m')"
expect "and its use" has "$W/lines" "^[0-9:]{8} $id was run: probe drop"
seen used
wants probe drop users
expect "and the next request" has "$W/lines" "^[0-9:]{8} $id asks: "
awaited sh -c "test \"\$(grep -c asked '$W/json')\" = 2"
guard deny "$id"
expect "and a no" has "$W/lines" "^[0-9:]{8} $id was denied"
expect "without a single escape" \
    sh -c "! LC_ALL=C grep -q '[^ -~]' '$W/lines'"
seen denied
expect "programs get them as JSON" test "$(jq -r \
    '.event + " " + .request.argv[1] + " " + (.schema | tostring)' "$W/json" |
    tr '\n' ,)" = \
    'asked drop 1,approved drop 1,used drop 1,asked drop 1,denied drop 1,'
kill $plain $json
wait $plain $json 2>/dev/null
"$P/bin/guard" watch --plain 2>&1 | head -n 1 >/dev/null &
reader=$!
sleep 0.5
if pgrep -f "^$P/libexec/guard/guard-engine.* watch" >/dev/null ||
    pgrep -f "^$P/bin/guard watch" >/dev/null; then
	bad "it ends when nobody reads any more"
else
	ok "it ends when nobody reads any more"
fi
wait $reader

rm -rf "$state" "$keys"
