# SPDX-License-Identifier: ISC
#
# The harness of the end-to-end tests, sourced by run.sh: an installed guard
# in a folder of its own, recorders that play the real tools, and what may be
# expected of a run.
#
#   run [NAME=VALUE…] TOOL [ARG…]    as a shell would start it, clean environment
#   ran WHAT [ARG…]                  the real tool ran, with exactly this argv
#   refused WHAT STATUS [REGEX]      it did not, and guard said so
#
# P the installed prefix, SHIMS its shims, REAL the recorders, W all of it.

W=$(mktemp -d)
chmod 755 "$W"
trap 'cleanup' EXIT
trap 'exit 1' INT TERM HUP
P=$W/prefix
SHIMS=$P/share/guard/shims
REAL=$W/real
HOME_DIR=$W/home
WORK=$W/work
RUN_PATH=$SHIMS:$REAL:/usr/bin:/bin
TOOLS=$B/tests
EXPECT_STATUS=0

cleanup() {
	! mountpoint -q "$W/full" 2>/dev/null || umount "$W/full"
	rm -rf "$W"
}

# A guard as it is installed, with the rules of the tests added.
install_guard() {
	mkdir -p "$1/bin" "$1/libexec/guard" "$1/etc/guard" "$1/var/guard" \
	    "$1/share/guard/rules" "$1/share/guard/shims"
	cp "$B/bin/guard" "$1/bin/"
	cp "$B/libexec/guard/guard-engine" "$1/libexec/guard/"
	cp "$TOP"/rules/*.yaml "$TOP"/tests/shim/rules/*.yaml \
	    "$1/share/guard/rules/"
	"$1/bin/guard" compile "$1/share/guard/rules" \
	    -o "$1/etc/guard/policy.image" || return 1
	cp -a "$B/share/guard/shims/." "$1/share/guard/shims/"
	for name in probe probe-too; do
		ln -s ../../../bin/guard "$1/share/guard/shims/$name"
	done
}

# The recorder under the name of a tool.
real_tool() {
	mkdir -p "$REAL"
	for name; do
		ln -f "$REAL/.recorder" "$REAL/$name" 2>/dev/null || {
			cp "$TOOLS/recorder" "$REAL/.recorder"
			ln -f "$REAL/.recorder" "$REAL/$name"
		}
	done
}

forget() {
	rm -f "$REAL/argv" "$REAL/env" "$REAL/cwd" "$REAL/pid" "$REAL/fds" \
	    "$REAL/runs"
}

run() {
	forget
	(cd "$WORK" && exec env -i PATH="$RUN_PATH" HOME="$HOME_DIR" "$@") \
	    >"$W/out" 2>"$W/err" </dev/null
	status=$?
}

# What there is to say when an expectation fails.
evidence() {
	echo "exit status $status"
	sed 's/^/stderr: /' "$W/err" | head -n 12
	if [ -e "$REAL/argv" ]; then
		printf 'ran: '
		tr '\0' ' ' <"$REAL/argv" | cut -c1-200
		echo
	else
		echo "the real tool did not run"
	fi
}

# Whether the real tool ran once, with exactly this argv.
same_argv() {
	[ -e "$REAL/argv" ] || return 1
	[ "$(cat "$REAL/runs")" = x ] || return 1
	if [ $# -gt 0 ]; then
		printf '%s\0' "$@" | cmp -s - "$REAL/argv"
	fi
}

ran() {
	what=$1
	shift
	if same_argv "$@" && [ "$status" = "$EXPECT_STATUS" ] &&
	    ! grep -q '^guard: ' "$W/err"; then
		ok "$what"
	else
		bad "$what" "$(evidence)"
	fi
}

refused() {
	if [ ! -e "$REAL/runs" ] && [ "$status" = "$2" ] &&
	    head -n 1 "$W/err" | grep -q '^guard: ' &&
	    grep -qE -e "${3:-.}" "$W/err"; then
		ok "$1"
	else
		bad "$1" "expected $2 and ${3:-a text}
$(evidence)"
	fi
}

# expect WHAT COMMAND…: like check, with the evidence of the run.
expect() {
	what=$1
	shift
	if "$@" >/dev/null 2>&1; then
		ok "$what"
	else
		bad "$what" "$(evidence)"
	fi
}

# awaited COMMAND…: tries it until it holds; bounded by tries, not by the clock,
# since a loaded machine is slow.
awaited() {
	tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || return 1
		sleep 0.1
	done
}
