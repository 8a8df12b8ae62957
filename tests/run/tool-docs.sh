#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Writes what is generated from the rule book: a page a tool and an index into
# FOLDER/tools, AGENTS.md.example into FOLDER/..; `make tool-docs` names docs.
#
#     tool-docs.sh FOLDER

set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
guard=${B:-$TOP/build/release}/bin/guard
folder=$1
mkdir -p "$folder/tools"
rm -f "$folder"/tools/*.md

image=$(mktemp)
trap 'rm -f "$image"' EXIT
(cd "$TOP" && "$guard" compile rules -o "$image")
"$guard" rules --json --policy "$image" >"$folder/tools/all.json"

{
	printf '# Tools\n\nMade from the rule files by `make tool-docs`. '
	printf 'Numbers are patterns.\n\n| tool | freely | asks | what it does |\n'
	printf '|---|---|---|---|\n'
	jq -r '.tools[] | select(.allow + .ask + .deny > 0) |
	    "| [\(.tool)](\(.tool).md) | \(.allow) | \(.ask + .deny) | " +
	    (.summary | gsub("\\|"; "\\|")) + " |"' "$folder/tools/all.json"
	printf '\nWithout rules of their own, judged by what they start: '
	jq -r '[.tools[] | select(.allow + .ask + .deny == 0) | "`\(.tool)`"] |
	    join(", ") + "."' "$folder/tools/all.json"
} >"$folder/tools/README.md"

"$guard" rules --markdown --policy "$image" |
    awk -v to="$folder/tools/" '
	/^# / { close(file); file = to $2 ".md" }
	{ print >file }'
rm "$folder/tools/all.json"
"$guard" agents-md --policy "$image" git prisma terraform psql \
    >"$folder/../AGENTS.md.example"
