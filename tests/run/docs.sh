#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Documents: every shell block of some says whether it is run here, and
# those that are, work; links lead somewhere; man pages are without fault.

. "$(dirname "$0")/report.sh"
stage docs
cd "$TOP" || exit 1
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT

# Puts each ```sh block into a file of its own, run-N or not-N by the mark
# above it, or bare-N without one.
awk -v folder="$W" '
	/^<!-- run -->$/ { mark = "run"; next }
	/^<!-- not run: .* -->$/ { mark = "not"; next }
	/^<!-- run in a copy: .* -->$/ { mark = "not"; next } # contributing.sh
	/^```sh$/ { file = folder "/" (mark ? mark : "bare") "-" ++n; next }
	/^```/ && file { close(file); file = ""; mark = ""; next }
	file { print > file }
	!file && NF { mark = "" }
' ./*.md docs/*.md

for file in "$W"/run-*; do
	[ -e "$file" ] || continue
	check "block: $(tr '\n' ';' <"$file" | cut -c1-60)" sh -eu "$file"
done
for file in "$W"/bare-*; do
	[ ! -e "$file" ] || bad "a block without a mark" "$(cat "$file")"
done

# Relative links of the documents.
for document in *.md docs/*.md; do
	for link in $(grep -oE '\]\([^)#: ]+\)' "$document" | tr -d '()]'); do
		check "$document links to $link" \
		    test -e "$(dirname "$document")/$link"
	done
done
# What is written of guard's own words anywhere else: they are some.
"$B/bin/guard" help --json | jq -r '.commands[] | "\(.name) ",
    (.name as $c | .options[] | "\($c) --\(.name)", "\($c) -\(.letter)")' |
    sort -u >"$W/words"
{
	awk '/^```/ { fence = !fence } (fence && /^guard /) || /^    guard /' \
	    ./*.md docs/*.md
	grep -hoE '`guard [a-z][^`]*`' ./*.md docs/*.md
} | sed -nE 's/^[ `]*guard ([a-z][^`#|>]*).*/\1/p' | sed -e "s/ -- .*//" -e "s/^\([a-z-]*\):/\1/" | awk '
	{ print $1 " " }
	{ for (i = 2; i <= NF; i++)
		if (match($i, /^--?[a-z][a-z-]*/))
			print $1, substr($i, 1, RLENGTH) }' |
    sort -u | comm -23 - "$W/words" >"$W/strange"
check "documents name subcommands and options that there are" \
    sh -c "! grep . '$W/strange'"
# What is made from the rule book is as it would be made now.
made_pages() {
	mkdir -p "$W/new/docs" && sh tests/run/tool-docs.sh "$W/new/docs" &&
	    diff -r docs/tools "$W/new/docs/tools" &&
	    diff AGENTS.md.example "$W/new/AGENTS.md.example"
}
check "docs/tools and AGENTS.md.example are current (make tool-docs)" made_pages
examples() {
	sh tests/run/examples.sh docs/rules-by-example.md >"$W/examples" ||
	    { cat "$W/examples"; return 1; }
	[ "$(tail -n 1 "$W/examples")" = 12 ]
}
check "docs/rules-by-example.md: every file is right" examples
session() {
	awk '/^<!-- session/ { getline; on = 1; next }
	    on && /^```$/ { exit }
	    on' README.md >"$W/told" && [ -s "$W/told" ] &&
	    sh tests/run/session.sh >"$W/now" && diff "$W/told" "$W/now"
}
check "README.md shows a session as it is now (make session)" session
no_leftovers() {
	! grep -nE '@[A-Z]+@' ./*.md docs/*.md
}
check "no document has a gap" no_leftovers

for page in man/*.[0-9]; do
	[ -e "$page" ] || continue
	if command -v mandoc >/dev/null; then
		check "$page" mandoc -Tlint -Wwarning "$page"
	else
		skipped "$page" "no mandoc"
	fi
done

# The record as the writers write it, and guard-audit(5) tell of the same fields
# and the same copies.
sed -n 's/^\.It Cm //p' man/guard-audit.5 | sort >"$W/told"
{
	cat src/audit/format.c src/audit/chain.c |
	    grep -oE '[{,]\\"[a-z_]+\\":' | tr -d '{,\\":'
	# The words of a verdict.
	printf '%s\n' allow ask deny approve refuse before verify
} | sort -u >"$W/written"
check "guard-audit(5) has the fields that are written" \
    diff "$W/told" "$W/written"
check "these are many" test "$(wc -l <"$W/written")" -gt 20
for name in $(grep -ohE '"GUARD_[A-Z]+"|[nE][A-Z_]{7,}=' src/cli/record.c |
    tr -d '"=' | sed 's/^n//'); do
	check "guard-audit(5) tells of $name" grep -qw -e "$name" \
	    man/guard-audit.5
done
for number in AUDIT_LINE_MAX:4,096 AUDIT_ROTATE:16; do
	check "guard-audit(5) has ${number%:*} right" sh -c "grep -q \
	    '#define ${number%:*}.*\<$(echo "${number#*:}" | tr -d ,)\>' \
	    include/guard/audit.h && grep -q '${number#*:}' man/guard-audit.5"
done

# Each subcommand and each exit status of the program is in its manual.
if [ -e man/guard.1 ]; then
	for name in $("$B/bin/guard" help | awk '/^  / { print $1 }'); do
		check "guard(1) tells of $name" grep -qw -e "$name" man/guard.1
	done
	for number in 70 75 77 78 127; do
		check "guard(1) tells of $number" grep -qw "$number" man/guard.1
	done
fi
finish
