#!/bin/sh
# SPDX-License-Identifier: ISC
#
# What guard says that a command would act on, against what the client itself
# says: each of them in a directory with files and variables as people have
# them. A client that is not installed is skipped.

. "$(dirname "$0")/report.sh"
stage clients
cd "$TOP" || exit 1
W=$(mktemp -d)
W=$(cd "$W" && pwd -P)
trap 'rm -rf "$W"' EXIT
HOME=$W/home
export HOME
guard=$B/bin/guard
# Nothing of the caller's takes part.
for name in $(env | sed -n \
    's/^\(\(AWS\|CLOUDSDK\|DOCKER\|GIT\|KUBE\|MYSQL\|PG\|TF\|AZURE\)[A-Z_0-9]*\)=.*/\1/p'); do
	unset "$name"
done

# begin NAME: an empty home and an empty directory.
begin() {
	rm -rf "$W/home" "$W/$1"
	mkdir -p "$W/home" "$W/$1"
	cd "$W/$1" || exit 1
}

# ours NAME COMMAND…: the value, "?" for one that is not known, or nothing.
ours() {
	ours_name=$1
	shift
	"$guard" target --json -- "$@" | jq -r --arg name "$ours_name" '
	    [.targets[-1].parts[]? | select(.name == $name)][0] |
	    if . == null then "" elif .known then .value else "?" end'
}

# same NAME THEIRS COMMAND…: guard says of the command what the client says.
same() {
	compare same "$@"
}

# The same, or that it is not known.
safe() {
	compare safe "$@"
}

compare() {
	how=$1 name=$2 theirs=$3
	shift 3
	got=$(ours "$name" "$@")
	if [ "$got" = "$theirs" ] || { [ $how = safe ] && [ "$got" = '?' ]; }
	then
		ok "$name of $* is '$theirs' ($got)"
	else
		bad "$name of $*" "guard '$got', the client '$theirs'"
	fi
}

for client in ${CASES:-kubectl aws gcloud docker psql mysql az git}; do
	[ ! -e "$TOP/tests/clients/$client.sh" ] ||
	    . "$TOP/tests/clients/$client.sh"
done
finish
