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
recorder_pid=
trap '[ -z "$recorder_pid" ] || kill $recorder_pid; rm -rf "$W"' EXIT
trap 'exit 1' INT TERM HUP
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

# told COMMAND…: reads what guard says of the command.
told() {
	"$guard" target --json -- "$@" | jq -r '.targets[-1].parts[]? |
	    .name + "=" + (if .known then .value else "?" end)' >"$W/told"
}

# part NAME: the value, "?" for one that is not known, or nothing.
part() {
	sed -n "s/^$1=//p" "$W/told"
}

# same NAME THEIRS COMMAND…: guard says of the command what the client says.
same() {
	compared=$1 theirs=$2
	shift 2
	told "$@"
	compare same "$compared" "$theirs" "$*"
}

# compare same|safe NAME THEIRS WHAT: of the last command that was told; safe:
# or that it is not known.
compare() {
	got=$(part "$2")
	if [ "$got" = "$3" ] || { [ "$1" = safe ] && [ "$got" = '?' ]; }; then
		ok "$2 of $4 is '$3' ($got)"
	else
		bad "$2 of $4" "guard '$got', the client '$3'"
	fi
}

# recorder KIND SOCKET: starts a server that tells its clients where they came
# to. PORT and PORT + 1 are its ports.
recorder() {
	for recorder_try in 1 2 3 4 5; do
		PORT=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 9000 * 2))
		rm -f "$2"
		python3 "$TOP/tests/clients/recorder.py" "$1" $PORT "$2" \
		    >"$W/recorder" 2>&1 &
		recorder_pid=$!
		while kill -0 $recorder_pid 2>/dev/null; do
			! grep -q ready "$W/recorder" || return 0
			sleep 0.1
		done
	done
	recorder_pid=
	return 1
}

recorder_stop() {
	kill $recorder_pid
	wait $recorder_pid 2>/dev/null
	recorder_pid=
}

# arrives COMMAND…: where the client comes to is what guard says.
arrives() {
	came=$("$@" 2>&1 </dev/null | sed -n 's/.*came to //p' | head -n 1)
	if [ -z "$came" ]; then
		bad "$* comes to nobody" "$("$@" 2>&1 </dev/null)"
		return
	fi
	# HOST PORT USER DATABASE
	told "$@"
	for arrives_part in host port user name; do
		theirs=${came%% *}
		came=${came#* }
		got=$(part database.$arrives_part)
		case $arrives_part:$got in
		host:localhost | host:*.local) got=127.0.0.1 ;;
		# Without one it is the caller's own name.
		user:) got=$(id -un) ;;
		name:) got=$theirs ;;
		esac
		[ "$got" != "$theirs" ] || theirs=$(part database.$arrives_part)
		compare "${arrives_how:-same}" database.$arrives_part \
		    "$theirs" "$*"
	done
}

for client in ${CASES:-kubectl aws gcloud docker psql mysql az git}; do
	[ ! -e "$TOP/tests/clients/$client.sh" ] ||
	    . "$TOP/tests/clients/$client.sh"
done
finish
