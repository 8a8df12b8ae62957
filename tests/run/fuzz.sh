#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Runs each fuzz target for a time, from its corpus; what it finds new goes
# to build/fuzz/corpus, what breaks to build/fuzz/crash-*.
#
#   fuzz.sh SECONDS [TARGET]

set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-60}
only=${2:-}
failed=0

for source in tests/fuzz/*.c; do
	[ -e "$source" ] || continue
	name=$(basename "$source" .c)
	[ -z "$only" ] || [ "$only" = "$name" ] || continue
	found=build/fuzz/corpus/$name
	seeds=$(sh tests/run/seeds.sh "$name") || exit 1
	words=tests/fuzz/$name.dict
	mkdir -p "$found"
	set -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 \
	    -print_final_stats=1 -artifact_prefix="build/fuzz/crash-$name-"
	[ ! -e "$words" ] || set -- "$@" -dict="$words"
	[ ! -d "$seeds" ] || set -- "$@" "$found" "$seeds"
	[ -d "$seeds" ] || set -- "$@" "$found"
	log=build/fuzz/$name.log
	if "build/fuzz/tests/fuzz/$name" "$@" >"$log" 2>&1; then
		printf '  %-12s %s runs, no finding\n' "$name" \
		    "$(sed -n 's/^stat::number_of_executed_units: //p' "$log")"
	else
		printf '  %-12s FINDING, see %s\n' "$name" "$log"
		tail -n 30 "$log"
		failed=1
	fi
done
exit $failed
