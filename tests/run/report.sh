# SPDX-License-Identifier: ISC
#
# How a stage of the tests counts and reports, sourced by every stage:
#
#   stage NAME              begins; what is printed goes through here
#   ok WHAT                 passed (shown with V=1 only)
#   bad WHAT [DETAIL]       failed
#   skipped WHAT WHY        not run on this machine, and why
#   finish                  prints the sum, leaves it for all.sh, exits
#
# B is the build folder, TOP the source tree; both absolute.

set -u
TOP=$(cd "$(dirname "$0")/../.." && pwd)
B=${B:-$TOP/build/release}
LC_ALL=C
export LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS CDPATH

n_ok=0
n_bad=0
n_skipped=0
stage_name=

stage() {
	stage_name=$1
	mkdir -p "$B/counts"
	rm -f "$B/counts/$stage_name"
}

ok() {
	n_ok=$((n_ok + 1))
	[ -z "${V:-}" ] || printf '    ok       %s\n' "$1"
}

bad() {
	n_bad=$((n_bad + 1))
	printf '    FAILED   %s\n' "$1"
	[ -z "${2:-}" ] || printf '%s\n' "$2" | cut -c1-300 | head -n 40 |
	    sed 's/^/             /'
}

skipped() {
	n_skipped=$((n_skipped + 1))
	printf '    skipped  %s: %s\n' "$1" "$2"
}

# check WHAT COMMAND…: passes when the command does.
check() {
	check_what=$1
	shift
	if check_text=$("$@" 2>&1 </dev/null); then
		ok "$check_what"
	else
		bad "$check_what" "$check_text"
	fi
}

finish() {
	printf '%d %d %d\n' "$n_ok" "$n_bad" "$n_skipped" \
	    >"$B/counts/$stage_name"
	printf '  %-9s %5d ok %4d failed %4d skipped\n' "$stage_name" \
	    "$n_ok" "$n_bad" "$n_skipped"
	[ "$n_bad" = 0 ]
	exit
}
