#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Runs the stages named (all of them without a name) one after the other and
# ends with one line, "N passed, N failed". A stage that ends without having
# counted is one failure: nothing is taken as passed that did not say so.

set -u
TOP=$(cd "$(dirname "$0")/../.." && pwd)
B=${B:-$TOP/build/release}
export TOP B
cd "$TOP" || exit 1

passed=0
failed=0
left_out=0

run_stage() {
	rm -f "$B/counts/$1"
	case $1 in
	shim | real) script=tests/$1/run.sh ;;
	demo) script=tests/demo/stage.sh ;;
	*) script=tests/run/$1.sh ;;
	esac
	timeout -k 10 "${STAGE_SECONDS:-1200}" sh "$script" </dev/null
	if ! read -r good wrong without 2>/dev/null <"$B/counts/$1"; then
		printf '    FAILED   stage %s ended before it was done\n' "$1"
		good=0 wrong=1 without=0
	fi
	passed=$((passed + good))
	failed=$((failed + wrong))
	left_out=$((left_out + without))
}

[ $# -gt 0 ] || set -- build unit prog arch rules decide mutate facts target trust turned variables contexts plan shim \
    cases docs help completions json page ci action contributing clients real \
    demo san
mkdir -p "$B/counts"
rm -f "$B/counts/total"
for name; do
	printf '%s\n' "$name"
	run_stage "$name"
	# Without the programs nothing else can say anything.
	[ "$name" != build ] || [ "$failed" = 0 ] || break
done

total="$passed passed, $failed failed"
[ "$left_out" = 0 ] || total="$total, $left_out skipped"
printf '%s\n' "$total" | tee "$B/counts/total"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
