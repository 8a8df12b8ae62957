#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Static analysis of src and tests: clang-tidy (one file a process: with
# several, version 14 reports false va_list errors), cppcheck and gcc's
# analyzer. Any finding fails.

. "$(dirname "$0")/report.sh"
stage analyze
cd "$TOP" || exit 1

flags="-std=c11 -D_GNU_SOURCE -Iinclude -Isrc"

tidy() {
	clang-tidy --quiet "$1" -- $flags 2>/dev/null
}

analyze() {
	gcc $flags -O1 -fanalyzer -Werror -c -o /dev/null "$1"
}

check_with() {
	text=$("$1" "$2" 2>&1)
	if [ $? = 0 ] && ! printf '%s\n' "$text" |
	    grep -qE '(warning|error):'; then
		ok "$1 $2"
	else
		bad "$1 $2" "$text"
	fi
}

for file in src/*/*.c; do
	check_with tidy "$file"
	check_with analyze "$file"
done
check "cppcheck" cppcheck --quiet --error-exitcode=1 --std=c11 -D_GNU_SOURCE \
    -Iinclude -Isrc --enable=warning,performance,portability \
    --inline-suppr --suppress=missingIncludeSystem \
    --suppressions-list=tests/arch/cppcheck.txt \
    --library=posix src
finish
