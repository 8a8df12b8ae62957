#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What an installed guard costs: an allowed command through it against the
# same through a static shim that only calls execve, in interleaved pairs on
# one processor. The program behind both does nothing. Then what it takes to
# the exec, and how the cost grows with the rules.
#
#   ROUNDS=2000 bench.sh

set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
B=${B:-$TOP/build/release}
ROUNDS=${ROUNDS:-2000}
LC_ALL=C
export LC_ALL
cd "$TOP"
make --no-print-directory VARIANT=release B="$B" bench-tools >/dev/null
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
trap 'exit 1' INT TERM HUP
T=$B/tests
missed=

# prefix NAME: a guard that is installed there, with the shipped rules.
prefix() {
	make --no-print-directory -C "$TOP" VARIANT=release B="$B" \
	    PREFIX="$W/$1" DESTDIR= install >/dev/null
	ln -s share/guard/shims "$W/$1/shims"
	ln -s ../../../bin/guard "$W/$1/shims/probe"
}

# pairs STATUS_A FILE_A STATUS_B FILE_B ARGV…
pairs() {
	env -i PATH="$W/real:/usr/bin:/bin" HOME="$W" \
	    LANG=C.UTF-8 USER=someone BENCH_TARGET="$W/real/nop" \
	    "$T/pairs" "$ROUNDS" "$@"
}

# hook_pairs: a hook's call that passes, against a program that does nothing.
hook_pairs() {
	env -i PATH="$W/shipped/shims:$W/real:/usr/bin:/bin" HOME="$W" \
	    LANG=C.UTF-8 USER=someone PAIRS_INPUT="$W/call.json" \
	    "$T/pairs" "$ROUNDS" 0 "$W/real/nop" 0 "$W/shipped/bin/guard" \
	    guard hook claude-code
}

steps() {
	env -i PATH="$W/real:/usr/bin:/bin" HOME="$W" \
	    LANG=C.UTF-8 USER=someone BENCH_TARGET="$W/real/nop" \
	    "$T/steps" "$@"
}

# row TEXT "A B RATIO LOW HIGH" [TARGET]
row() {
	# shellcheck disable=SC2086
	set -- "$1" "${3:-}" $2
	verdict=
	if [ -n "$2" ]; then
		verdict="target <= $2"
		if awk -v x="$5" -v t="$2" 'BEGIN { exit !(x > t) }'; then
			verdict="$verdict MISSED"
			missed="$missed
  $1: ratio $5, target $2"
		fi
	fi
	printf '%-38s %6s %6s  %6s  %s-%s  %s\n' "$1" "$3" "$4" "$5" "$6" \
	    "$7" "$verdict"
}

# figure TEXT VALUE TARGET
figure() {
	verdict="target <= $3"
	if [ "$2" -gt "$3" ]; then
		verdict="$verdict MISSED"
		missed="$missed
  $1: $2, target $3"
	fi
	printf '%-38s %13s  %s\n' "$1" "$2" "$verdict"
}

mkdir -p "$W/real" "$W/work"
cp "$T/nop" "$W/real/nop"
ln "$W/real/nop" "$W/real/terraform"
ln "$W/real/nop" "$W/real/probe"
cd "$W/work"

prefix shipped
for n in 10 20000 100000; do
	prefix "$n"
	mkdir "$W/$n/rules"
	awk -v rules="$n" -v folder="$W/$n/rules" -f "$TOP/tests/bench/rules.awk"
	"$W/$n/bin/guard" compile "$W/$n/rules" \
	    -o "$W/$n/etc/guard/policy.image" >/dev/null
done

printf 'guard against a static no-op shim, %s pairs a row, one processor\n' \
    "$ROUNDS"
printf '(A and B: medians in microseconds from fork to wait; ratio: median of\n'
printf 'B/A of each pair, with the middle half of them)\n\n'
printf '%-38s %6s %6s  %6s  %s\n' "A / B" A B B/A "middle half"
plan="terraform plan -out=x.tfplan"
probe="probe c1 --name=x y"
shim=$T/nopshim
# Unquoted: the words of the command.
# shellcheck disable=SC2086
{
	row "no-op shim / the same" "$(pairs 0 "$shim" 0 "$shim" $plan)"
	row "no-op shim / guard, shipped rules" "$(pairs 0 "$shim" \
	    0 "$W/shipped/shims/terraform" $plan)" 1.15
	for n in 10 20000 100000; do
		row "no-op shim / guard, $n rules" "$(pairs 0 "$shim" \
		    0 "$W/$n/shims/probe" $probe)" 1.15
	done
	row "10 rules / 100000 rules" "$(pairs 0 "$W/10/shims/probe" \
	    0 "$W/100000/shims/probe" $probe)" 1.03
	ROUNDS=$((ROUNDS / 4 + 1))
	row "no-op shim / a refusal (by the engine)" "$(pairs 0 "$shim" \
	    75 "$W/shipped/shims/terraform" terraform destroy)"
}
printf '{"session_id":"1","cwd":"%s","hook_event_name":"PreToolUse",
"tool_name":"Bash","tool_input":{"command":"git log --oneline -5"}}\n' \
    "$W/work" >"$W/call.json"
hook=$(hook_pairs)
row "no-op / a hook's call that passes" "$hook"

printf '\nTo the exec of an allowed command, shipped rules:\n\n'
if [ -x "$T/steps" ]; then
	# shellcheck disable=SC2086
	set -- $(steps "$W/shipped/shims/terraform" $plan)
	figure "user instructions" "$1" 8000
	figure "system calls" "$2" 14
	figure "CPUID instructions (they trap in a VM)" "$3" 0
	# shellcheck disable=SC2086
	set -- $(steps "$shim" $plan)
	printf '%-38s %13s\n' "the no-op shim: user instructions" "$1"
	printf '%-38s %13s\n' "the no-op shim: system calls" "$2"
	printf '%-38s %13s\n' "the no-op shim: CPUID instructions" "$3"
else
	echo "not counted: tests/bench/steps.c is for x86-64"
fi
printf '\n'
figure "a hook's own cost, in microseconds" \
    "$(echo "$hook" | awk '{ printf "%d", $2 - $1 + 0.5 }')" 250
printf '\n%-38s %10s bytes\n' "guard" "$(stat -c %s "$W/shipped/bin/guard")"
printf '%-38s %10s bytes\n' "policy image, shipped rules" \
    "$(stat -c %s "$W/shipped/etc/guard/policy.image")"
printf '%-38s %10s bytes\n' "policy image, 100000 rules" \
    "$(stat -c %s "$W/100000/etc/guard/policy.image")"
if [ -n "$missed" ]; then
	printf '\nFalls short:%s\n' "$missed"
else
	printf '\nEvery target is met.\n'
fi
