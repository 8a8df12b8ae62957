#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The shipped rules: no finding, every example decided as it says, the same
# image from the same files, and the same image again from what the image
# prints.

. "$(dirname "$0")/report.sh"
stage rules
cd "$TOP" || exit 1
guard=$B/bin/guard
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

check "guard check --strict rules" "$guard" check --strict rules

"$guard" check --format=tap rules >"$W/tap" 2>"$W/err"
while read -r line; do
	case $line in
	"ok "*"# SKIP"*) skipped "example" "${line#* - }" ;;
	"ok "*) ok "${line#* - }" ;;
	"not ok "*) bad "${line#* - }" ;;
	esac
done <"$W/tap"
planned=$(sed -n 's/^1\.\.//p' "$W/tap")
told=$(grep -cE '^(not )?ok ' "$W/tap")
check "every example was decided" test "${planned:-0}" -gt 0 -a \
    "${planned:-0}" = "$told"

# What may be added to them, together with all that its examples start.
mkdir "$W/both"
cp rules/*.yaml "$W/both/"
for file in rules/before/*.yaml; do
	cp "$file" "$W/both/before-$(basename "$file")"
done
check "the examples of rules/before are decided as they say" \
    "$guard" check "$W/both"
check "they compile as rules of the site" "$guard" compile rules \
    --site rules/before -o "$W/site.image"

# Names for targets: each fault has its line.
printf '# names\nprod database.host=*.prod.example.com\ndev database.place=loopback\n' \
    >"$W/environments"
check "names for targets are checked" "$guard" check "$W/environments"
for fault in 'prod' 'prod nothing=x' 'prod database.host=' 'unknown cwd=/x' \
    'pr/od cwd=/x'; do
	printf '# names\ndev cwd=/x\n%s\n' "$fault" >"$W/environments"
	"$guard" check "$W/environments" >"$W/names" 2>&1
	check "and a fault is told with its line: $fault" sh -c \
	    "test $? = 1 && grep -q 'environments:3:1: error: .*NAME PART=GLOB' '$W/names'"
done
printf 'dev cwd=/x\001\n' >"$W/environments"
"$guard" check "$W/environments" >"$W/names" 2>&1
check "bytes that are no text are told" sh -c \
    "test $? = 1 && grep -q 'no text' '$W/names'"

check "the rules compile" "$guard" compile rules -o "$W/one.image"
"$guard" explain --policy "$W/one.image" -- minikube docker-env >"$W/typed"
check "a command is shown by the name that was typed" \
    grep -q 'command  minikube docker-env$' "$W/typed"
"$guard" dump "$W/one.image" | awk -f tests/run/instead.awk >"$W/instead"
"$guard" replay --rules rules "$W/instead" 2>"$W/err" |
    grep -v "^allow	" >"$W/asking"
check "what a rule names as safe passes" sh -c \
    "test -s '$W/instead' && ! cat '$W/asking' | grep ."
check "and once more" "$guard" compile rules -o "$W/two.image"
check "to the same bytes" cmp "$W/one.image" "$W/two.image"

# One document a tool; a rule file holds one.
printed_again() {
	mkdir "$W/printed"
	"$guard" dump "$W/one.image" >"$W/one.yaml" || return 1
	awk -v folder="$W/printed" '
		/^---$/ || NR == 1 { file = folder "/" ++n ".yaml" }
		!/^---$/ { print > file }' "$W/one.yaml"
	"$guard" compile "$W/printed" -o "$W/three.image" &&
	    "$guard" dump "$W/three.image" | cmp - "$W/one.yaml"
}

check "what is printed compiles to what prints the same" printed_again
finish
