#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The laws of the source tree: who includes whom, how large things may be, and
# what the small program must not hold. The checker itself is checked first:
# planted violations must be found.

. "$(dirname "$0")/report.sh"
stage arch
cd "$TOP" || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

layers() {
	awk -f tests/arch/layers.awk tests/arch/layers.txt "$@"
}

sizes() {
	awk -v max_file=500 -v max_function=60 -v max_median=20 \
	    -v max_width=80 -f tests/arch/sizes.awk "$@"
}

# planted MODULE INCLUDE: the line must be reported in a file of the module.
planted() {
	mkdir -p "$scratch/src/$1"
	printf '#include %s\n' "$2" >"$scratch/src/$1/planted.c"
	if layers "$scratch/src/$1/planted.c" >/dev/null; then
		bad "$2 in $1 is noticed"
	else
		ok "$2 in $1 is noticed"
	fi
}

planted base '"guard/os.h"'
planted reader '"guard/argv.h"'
planted policy '<yaml.h>'
planted gate '"guard/rules.h"'
planted shim '"guard/rules.h"'
planted argv '<sys/stat.h>'
planted audit '"image/layout.h"'
planted nowhere '<stdbool.h>'

check "includes follow layers.txt" layers src/*/*.[ch]
check "sizes are within their budgets" sizes src/*/*.[ch] include/guard/*.h

no_names() {
	! find src include tests -name '*util*' -o -name '*misc*' -o \
	    -name '*common*' -o -name '*helper*' | grep .
}

no_debts() {
	! grep -rnwE '(TODO|FIXME|XXX)' src include rules shims man \
	    2>/dev/null
}

no_slashes() {
	! grep -nE '^[ 	]*//' src/*/*.[ch] include/guard/*.h
}

licensed() {
	status=0
	for file in src/*/*.[ch] include/guard/*.h tests/*/*.[ch]; do
		[ -e "$file" ] || continue
		head -n 1 "$file" | grep -q SPDX-License-Identifier || {
			echo "$file has no licence line"
			status=1
		}
	done
	return $status
}

# The small program: static, without heap, stdio or a library.
small_is_static() {
	! readelf -l "$B/bin/guard" | grep -q INTERP
}

small_holds_none() {
	! nm "$B/bin/guard" | awk '{ print $NF }' | grep -nE \
	    '^(malloc|calloc|realloc|free|printf|fopen|qsort|getpwuid|yaml_|pcre2_|json_|crypto_)'
}

check "no file is called util, misc, common or helper" no_names
check "nothing is left to do" no_debts
check "comments are /* */" no_slashes
check "every C file names its licence" licensed
if command -v musl-gcc >/dev/null; then
	check "the small program needs no loader" small_is_static
	check "the small program holds no heap, stdio or library" \
	    small_holds_none
else
	skipped "symbols of the small program" "no musl-gcc"
fi
finish
