#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The unit programs and the fuzz corpora once more under AddressSanitizer and
# UndefinedBehaviorSanitizer.

B=${B:-$(cd "$(dirname "$0")/../.." && pwd)/build/release}
export B
ASAN_OPTIONS=abort_on_error=0:detect_leaks=0
UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS

sh "$(dirname "$0")/unit.sh" san san-unit
. "$(dirname "$0")/report.sh"
stage san
cd "$TOP" || exit 1

if read -r n_ok n_bad n_skipped 2>/dev/null <"$B/counts/san-unit"; then
	:
else
	bad "the unit programs under the sanitizers ended early"
fi

build() {
	make -j2 VARIANT=san corpus-programs >"$B/counts/$stage_name.log" 2>&1 || {
		tail -n 30 "$B/counts/$stage_name.log"
		return 1
	}
}

if ! text=$(build 2>&1); then
	bad "the fuzz targets do not build under the sanitizers" "$text"
	finish
fi
for source in tests/fuzz/*.c; do
	[ -e "$source" ] || continue
	name=$(basename "$source" .c)
	seeds=$(GUARD=$B/bin/guard sh tests/run/seeds.sh "$name")
	text=$(find "$seeds" -type f -print0 2>/dev/null |
	    timeout -k 5 120 xargs -0 "build/san/corpus/$name" 2>&1) &&
	    ok "corpus of $name" || bad "corpus of $name" "$text"
done
finish
