#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Programs with a main of their own (tests/prog): no heap, faults injected and
# the like. 0 is passed, 77 is not possible here, all else has failed.

. "$(dirname "$0")/report.sh"
stage prog
cd "$TOP" || exit 1

build() {
	make -j2 VARIANT=release prog-programs >"$B/counts/$stage_name.log" 2>&1 || {
		tail -n 30 "$B/counts/$stage_name.log"
		return 1
	}
}

if ! text=$(build 2>&1); then
	bad "the programs do not build" "$text"
	finish
fi
for source in tests/prog/*.c; do
	[ -e "$source" ] || continue
	name=$(basename "$source" .c)
	text=$(timeout -k 5 300 "$TOP/build/release/tests/prog/$name" 2>&1 \
	    </dev/null)
	case $? in
	0) ok "$name" ;;
	77) skipped "$name" "$text" ;;
	*) bad "$name" "$text" ;;
	esac
done
finish
