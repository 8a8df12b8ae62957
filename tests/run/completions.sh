#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Completions in the shells themselves: bash, zsh and fish as they are
# installed here, with the scripts as make install puts them.

. "$(dirname "$0")/report.sh"
stage completions
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

# A guard of its own, in which one command waits for a human.
P=$W/prefix
mkdir -p "$P/bin" "$P/libexec/guard" "$P/etc/guard/approvers" \
    "$P/share/guard/shims" "$W/work"
mkdir -m 700 -p "$P/var/guard"
cp "$B/bin/guard" "$P/bin/"
cp "$B/libexec/guard/guard-engine" "$P/libexec/guard/"
if ! text=$("$P/bin/guard" compile rules/terraform.yaml rules/git.yaml \
    -o "$P/etc/guard/policy.image" 2>&1) ||
    ! text=$(make --no-print-directory VARIANT=release PREFIX="$P" \
    install-share 2>&1); then
	bad "a guard with its completions" "$text"
	finish
fi
touch "$W/work/a-file"
(cd "$W/work" && "$P/bin/guard" ask -- terraform destroy) >"$W/asked" 2>&1
PATH=$P/bin:/usr/bin:/bin
export PATH
HOME=$W
export HOME

id=$(guard requests | head -n 1 | cut -d' ' -f1)

# in_SHELL: reads lines, prints what is offered for each.
in_bash() {
	bash "$TOP/tests/completions/complete.bash" \
	    "$P/share/bash-completion/completions/guard"
}
in_zsh() {
	zsh -f "$TOP/tests/completions/complete.zsh" \
	    "$P/share/zsh/site-functions"
}
# The whole word, where the others have what stands behind "=".
in_fish() {
	fish --no-config "$TOP/tests/completions/complete.fish" \
	    "$P/share/fish/vendor_completions.d/guard.fish" |
	    sed 's/\t--[a-z-]*=/\t/'
}

# What is typed, and all that may be offered.
cat >"$W/cases" <<END
guard ex|explain
guard explain --ex|--exit-code
guard check --format gi|github
guard check --format=j|json junit
guard setup --agent cl|claude-code
guard explain te|terraform
guard explain --json te|terraform
guard explain --user 7 te|terraform
guard explain -- te|terraform
guard explain terraform a|a-file
guard rules te|terraform
guard rules terraform te|
guard show |$id
guard approve --because x |$id
guard explain --request |$id
guard log v|verify
guard log --verdict d|deny
guard check a|a-file
guard compile -o a|a-file
guard help req|requests
guard completions z|zsh
guard nosuch a|
END
guard help --json >"$W/table"
# Then each subcommand's options, and the subcommands.
{
	cut -d'|' -f1 "$W/cases"
	jq -r '.commands[] | "guard \(.name) --"' "$W/table"
	echo 'guard '
} >"$W/typed"
{
	n=0
	while IFS='|' read -r typed wanted; do
		n=$((n + 1))
		for word in $wanted; do
			printf '%d\t%s\n' "$n" "$word"
		done
	done <"$W/cases"
	jq -r --argjson n "$(wc -l <"$W/cases")" '
	    (.commands | to_entries[] | .key as $k | .value.options[] |
	        "\($n + 1 + $k)\t--\(.name)"),
	    (.commands | length as $k | .[] |
	        "\($n + 1 + $k)\t\(.name)")' "$W/table"
} | sort -u >"$W/wanted"

for shell in bash zsh fish; do
	if ! command -v "$shell" >/dev/null; then
		skipped "completion in $shell" "no $shell"
		continue
	fi
	(cd "$W/work" && "in_$shell" <"$W/typed") 2>"$W/err" | sort -u >"$W/got"
	n=0
	while IFS= read -r typed; do
		n=$((n + 1))
		grep "^$n	" "$W/wanted" | cut -f2 >"$W/wanted-here"
		grep "^$n	" "$W/got" | cut -f2 >"$W/got-here"
		if cmp -s "$W/wanted-here" "$W/got-here"; then
			ok "$shell: $typed"
		else
			bad "$shell: $typed" \
			    "$(diff "$W/wanted-here" "$W/got-here"; cat "$W/err")"
		fi
	done <"$W/typed"
done
check "guard completions knows no other shell" sh -c \
    "guard completions csh 2>&1 | grep -q 'for bash, zsh or fish'"
finish
