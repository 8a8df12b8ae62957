#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Runs every cmocka program of tests/unit and counts its tests, one by one. A
# program that dies before it told of all its tests has failed those too.
#
#   unit.sh [VARIANT [STAGE]]

. "$(dirname "$0")/report.sh"
variant=${1:-release}
programs=$TOP/build/$variant/tests/unit
stage "${2:-unit}"
cd "$TOP" || exit 1

build() {
	make -j2 VARIANT="$variant" unit-programs >"$B/counts/$stage_name.log" 2>&1 || {
		tail -n 30 "$B/counts/$stage_name.log"
		return 1
	}
}

# Reads the TAP text of one program: "ok", "not ok" and the plan "1..N".
count() {
	awk -v status="$2" '
	/^1\.\.[0-9]+/ { plan += substr($0, 4); planned = 1 }
	/^(not )?ok .*# SKIP/ { without++; next }
	/^ok / { good++ }
	/^not ok / { wrong++ }
	END {
		told = good + wrong + without
		if (!planned)
			wrong++
		else if (told < plan)
			wrong += plan - told
		if (status != 0 && !wrong)
			wrong = 1
		print good + 0, wrong + 0, without + 0
	}' "$1"
}

run_program() {
	name=${1##*/}
	log=$B/counts/$stage_name.$name.log
	CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 5 120 "$1" >"$log" 2>&1 </dev/null
	status=$?
	set -- $(count "$log" "$status")
	n_ok=$((n_ok + $1))
	n_bad=$((n_bad + $2))
	n_skipped=$((n_skipped + $3))
	[ -z "${V:-}" ] || printf '    %-14s %4d ok\n' "$name" "$1"
	[ "$2" = 0 ] && return
	printf '    FAILED   %s (%d, exit status %d)\n' "$name" "$2" "$status"
	grep -a -A 12 -E '^not ok|^#|ERROR|runtime error' "$log" |
	    cut -c1-200 | head -n 40 | sed 's/^/             /'
}

if ! text=$(build 2>&1); then
	bad "the unit programs do not build ($variant)" "$text"
	finish
fi
for source in tests/unit/*.c; do
	[ -e "$source" ] || continue
	program=$programs/$(basename "$source" .c)
	if [ -x "$program" ]; then
		run_program "$program"
	else
		bad "$source was not built"
	fi
done
finish
