#!/bin/sh
# SPDX-License-Identifier: ISC
#
#   session.sh           prints the session that README.md shows
#   session.sh README    puts it there (make session)
#
# From a real run: guard in front of git, a request, a human's yes. "$" is the
# agent's shell, "#" the human's. What differs from run to run (the id, the age)
# stands there as one that was chosen.

set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
B=${B:-$TOP/build/release}
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
if [ $# -gt 0 ]; then
	sh "$0" >"$W/session"
	awk -v session="$W/session" '
	    /^<!-- session/ { print; getline; print
	        while ((getline line < session) > 0) print line
	        skip = 1; next }
	    skip && /^```$/ { skip = 0 }
	    !skip' "$1" >"$W/new"
	cat "$W/new" >"$1"
	exit
fi
. "$TOP/tests/run/small-guard.sh"
ID=7F3K-QD
passphrase='correct horse battery'
app=$W/home/app
mkdir "$app"

# As in the agent's shell, and as in the human's.
agent() {
	printf '$ %s\n' "$1"
	(cd "$app" && env -i PATH="$P/share/guard/shims:/usr/bin:/bin" \
	    HOME="$W/home" USER=ada COLUMNS=80 /bin/sh -c "$1" 2>&1 || :)
}
human() {
	printf '# %s\n' "$1"
	(cd "$app" && printf '%s\n' "$passphrase" | env -i \
	    PATH="$P/bin:/usr/bin:/bin" HOME="$W/home" USER=ada COLUMNS=80 \
	    sh -c "$2" 2>&1 || :)
}

cd "$app"
git -c init.defaultBranch=main init -q
printf 'node_modules\n.env\n' >.gitignore
git add .gitignore
git -c user.name=ada -c user.email=ada@example.com commit -q -m first
echo 'KEY=1' >.env
echo 'draft' >notes.md
human x "guard keygen --name ada --passphrase-stdin" >/dev/null
agent 'git clean -fdx' >"$W/refusal"
id=$(sed -n 's/.* request=//p' "$W/refusal")
[ -n "$id" ] || { cat "$W/refusal"; ls "$P/share/guard/shims" | head -3; exit 1; }
{
	agent 'git status --short'
	echo
	cat "$W/refusal"
	echo
	human 'guard requests' 'guard requests'
	human "guard approve $id" \
	    "guard approve --passphrase-stdin $id | tail -n 1"
	echo
	agent 'git clean -fdx'
	agent 'echo draft >notes.md; git clean -fdx' | head -n 2
} | sed -e "s|$id|$ID|g" -e "s|$W/home|/home/ada|g" \
    -e 's/[0-9]* seconds\{0,1\} *git/9 seconds   git/' -e 's/[ ]*$//'
