#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Mutation of the rule book: of the patterns and classes that are taken out one
# at a time, nine in ten must change what an example or a line of tests/decide
# comes to. Survivors are shown with V=1.

. "$(dirname "$0")/report.sh"
stage mutate
cd "$TOP" || exit 1

if ! text=$(make -j2 VARIANT=release mutate-programs 2>&1); then
	bad "the program builds" "$text"
	finish
fi
text=$("$TOP/build/release/tests/mutate/mutate" rules tests/decide 90 2>&1)
status=$?
[ -z "${V:-}" ] || printf '%s\n' "$text" | sed 's/^/    /'
printf '    %s\n' "$(printf '%s\n' "$text" | tail -n 1)"
if [ "$status" = 0 ]; then
	ok "nine mutants in ten are noticed"
else
	bad "nine mutants in ten are noticed" "$text"
fi
finish
