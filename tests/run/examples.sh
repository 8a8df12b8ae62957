#!/bin/sh
# SPDX-License-Identifier: ISC
#
# examples.sh PAGE: checks every rule file that stands in a page, by the mark
# above it:
#
#   <!-- rules -->                      alone
#   <!-- rules with FILE... -->         together with shipped files
#   <!-- rules user with FILE... -->    as a file of the user, on top of those
#   <!-- rules project with FILE... --> as a project's
#   <!-- rules settings -->             compiled only: it has no rules
#
# Prints what is wrong; the status says whether that is nothing, and standard
# output ends with how many there were.

set -eu
page=$1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
awk -v folder="$W" '
	/^<!-- rules.* -->$/ {
		mark = $0
		gsub(/^<!-- rules *| *-->$/, "", mark)
	}
	/^```yaml$/ {
		file = sprintf("%s/%02d.yaml", folder, ++n)
		print (mark == "" ? "alone" : mark) > (file ".mark")
		close(file ".mark")
		next
	}
	/^```$/ && file { close(file); file = mark = ""; next }
	file { print > file }
' "$page"
mkdir "$W/shipped"
wrong=0 n=0
for file in "$W"/*.yaml; do
	mark=$(cat "$file.mark")
	n=$((n + 1))
	shipped=
	case $mark in
	*with*)
		for name in ${mark#*with }; do
			for path in rules/$name; do
				# Without their own examples, which a file on
				# top of them may well decide otherwise.
				sed '/^examples:/,$d' "$path" \
				    >"$W/shipped/${path#rules/}"
				shipped="$shipped $W/shipped/${path#rules/}"
			done
		done
		;;
	esac
	case $mark in
	settings) set -- compile rules/git.yaml --user "$file" -o "$W/image" ;;
	user*) set -- check $shipped --user "$file" ;;
	project*)
		"$B/bin/guard" compile $shipped --project "$file" -o "$W/image"
		set -- check $shipped --user "$file"
		;;
	with*) set -- check "$file" $shipped ;;
	*) set -- check --strict "$file" ;;
	esac
	if ! "$B/bin/guard" "$@" >"$W/out" 2>&1 ||
	    grep -E "$(basename "$file"):[0-9]+" "$W/out" >"$W/about"; then
		echo "$page, file $n ($mark):"
		grep -E "$(basename "$file"):[0-9]+|guard: " "$W/out" || cat "$W/out"
		wrong=1
	fi
done
echo "$n"
exit $wrong
