# SPDX-License-Identifier: ISC
#
# What is allowed runs as if guard were not there.

run probe read
ran "an allowed command runs" probe read
expect "and guard prints nothing" test ! -s "$W/out" -a ! -s "$W/err"

run probe read "" " " "a b" '"' "'" '$HOME' '*' '\' "$(printf 'a\nb')" -- -x
ran "empty, blank and quoted arguments arrive as they are" \
    probe read "" " " "a b" '"' "'" '$HOME' '*' '\' "$(printf 'a\nb')" -- -x

bytes=$(printf 'x\377\376\001\033[31m\200y')
run probe read "$bytes" --name="$bytes"
ran "bytes that are not UTF-8 arrive as they are" \
    probe read "$bytes" --name="$bytes"

# One argument may have 128 KiB on Linux, all of them together more.
long=$(head -c 130000 /dev/zero | tr '\0' a)
run probe read "$long" "$long" "$long" "$long" "$long" "$long" "$long" "$long"
ran "a megabyte of arguments arrives" \
    probe read "$long" "$long" "$long" "$long" "$long" "$long" "$long" "$long"

# shellcheck disable=SC2046
run probe read $(seq 1 5000)
ran "5,000 arguments arrive" probe read $(seq 1 5000)

# More than the small program has room for: the engine decides.
# shellcheck disable=SC2046
run probe read $(seq 1 60000)
ran "60,000 arguments arrive" probe read $(seq 1 60000)
# shellcheck disable=SC2046
run probe drop $(seq 1 60000)
refused "60,000 arguments of a command that needs a human" 75

run A=1 EMPTY= "ODD NAME=x y" BYTES="$bytes" PROBE_MODE=fast probe read
ran "a harmless environment is no reason to ask" probe read
(cd "$WORK" && env -i PATH="$RUN_PATH" HOME="$HOME_DIR" A=1 EMPTY= \
    "ODD NAME=x y" BYTES="$bytes" PROBE_MODE=fast env -0) >"$W/env"
expect "the environment is left as it was, byte for byte and in its order" \
    cmp "$W/env" "$REAL/env"

forget
(cd "$WORK" && env -i PATH="$RUN_PATH" /bin/sh -c 'echo $$; exec probe read') \
    >"$W/pid" 2>"$W/err"
expect "the process stays the same" cmp "$W/pid" "$REAL/pid"
expect "the directory stays the same" test "$(cat "$REAL/cwd")" = "$WORK"

# same_fds WHAT TEXT COMMAND…: TEXT, run by a shell, gives the tool the same
# descriptors with guard as without; $1 and $2 are files in it.
echo text >"$W/input"
same_fds() {
	fds_what=$1
	fds_text=$2
	shift 2
	for first in "$REAL" "$SHIMS"; do
		forget
		(cd "$WORK" && env -i PATH="$first:$REAL" /bin/sh -c \
		    "exec $*$fds_text" sh "$W/input" "$W/output")
		[ "$first" != "$REAL" ] || mv "$REAL/fds" "$W/fds"
	done
	expect "$fds_what" cmp "$W/fds" "$REAL/fds"
}

open=' 7<"$1" 9>>"$2" <"$1" >"$2" 2>&1'
same_fds "descriptors are kept, and none is added" "$open" probe read
expect "all of them" test "$(grep -c "$W/input" "$REAL/fds")" = 2
same_fds "closed standard descriptors stay closed" " <&- >&- 2>&-" probe read

for number in 1 2 75 126 255; do
	echo "$number" >"$REAL/end"
	run probe read
	EXPECT_STATUS=$number
	ran "the tool's exit status $number is passed on" probe read
done
EXPECT_STATUS=0
for number in 2 9 15; do
	echo "s$number" >"$REAL/end"
	forget
	(cd "$WORK" && env -i PATH="$RUN_PATH" "$TOOLS/start" "$W/report" \
	    "$SHIMS/probe" probe read) >"$W/out" 2>"$W/err"
	status=$(tail -n 1 "$W/report")
	expect "death by signal $number is seen" \
	    test "$status" = "signal $number"
done
rm -f "$REAL/end"

run probe -v read --name=x -o y z
ran "options of the tool and of the command" probe -v read --name=x -o y z
run probe --version
ran "help and versions always pass" probe --version
run probe match --name=abc
ran "a pattern that matches: the engine decides, the tool runs" \
    probe match --name=abc
forget
(cd "$WORK" && env -i PATH="$RUN_PATH" /bin/sh -c \
    'echo $$; exec probe match --name=abc') >"$W/pid" 2>"$W/err"
expect "the process stays the same through the engine" cmp "$W/pid" "$REAL/pid"
run A=1 BYTES="$bytes" probe match --name=abc
(cd "$WORK" && env -i PATH="$RUN_PATH" HOME="$HOME_DIR" A=1 BYTES="$bytes" \
    env -0) >"$W/env"
expect "so does the environment" cmp "$W/env" "$REAL/env"
same_fds "and so do the descriptors" "$open" probe match --name=abc
same_fds "closed ones too" " <&- >&- 2>&-" probe match --name=abc
run probe-too read
ran "an alias of the tool runs the tool of that name" probe-too read

# A real tool that is a script: the kernel, not a shell, starts it.
mkdir -p "$W/scripts"
printf '#!/bin/sh\nprintf "%%s|" "$0" "$@" >"%s"\n' "$W/script.out" \
    >"$W/scripts/probe"
chmod 755 "$W/scripts/probe"
run PATH="$SHIMS:$W/scripts:/usr/bin:/bin" probe read "a b"
expect "a real tool that is a script runs" \
    test "$(cat "$W/script.out")" = "$W/scripts/probe|read|a b|"

run terraform -chdir=infra plan -out=x.tfplan
ran "terraform plan passes under the shipped rules" \
    terraform -chdir=infra plan -out=x.tfplan
run psql -X -c "select 1"
ran "a query that only reads passes" psql -X -c "select 1"

# Where nobody has pinned a target, a plan does not need the engine.
mv "$P/libexec/guard/guard-engine" "$W/engine"
run terraform plan
ran "without a pin a plan is decided by the small program" terraform plan
: >"$P/etc/guard/trust.json"
run terraform plan
refused "with one it is not" 70 engine-missing
rm "$P/etc/guard/trust.json"
ln -s nowhere "$P/etc/guard/trust.json"
run terraform plan
refused "nor with a link that leads nowhere" 70 engine-missing
rm "$P/etc/guard/trust.json"
mv "$W/engine" "$P/libexec/guard/guard-engine"
