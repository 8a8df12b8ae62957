# SPDX-License-Identifier: ISC
#
# The place for requests and the log when it is full, read-only, somebody
# else's or not what it was: refused, with what failed, and nothing is lost.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

rm -rf "$state" "$keys" "$P/var/guard"/audit*
echo "$pass" | guard keygen --name alice --passphrase-stdin

# A link or something else in the place.
mkdir -m 700 "$W/other"
ln -s "$W/other" "$state"
run probe drop users
refused "a link instead of the directory of requests" 75 'var/guard, cannot be'
expect "and nothing is written where it leads" test -z "$(ls -A "$W/other")"
rm "$state"
: >"$state"
run probe drop users
refused "a file instead of it" 75 'var/guard, cannot be'
rm "$state"
mkdir -m 750 "$state"
run probe drop users
refused "one that others may read" 75 'var/guard, cannot be'
rmdir "$state"
if [ "$(id -u)" = 0 ]; then
	mkdir -m 700 "$state"
	chown 65533 "$state"
	run probe drop users
	refused "one of another owner" 75 'var/guard, cannot be'
	rmdir "$state"
else
	skipped "a directory of another owner" "only root can make one"
fi

# small SIZE: a file system of that size in the place of the state.
small() {
	[ "$(id -u)" = 0 ] && command -v mountpoint >/dev/null &&
	    mount -t tmpfs -o "size=$1,mode=755" tmpfs "$P/var/guard" \
	        2>/dev/null
}

fill() {
	head -c 4000000 /dev/zero >"$P/var/guard/filler" 2>/dev/null
}

small_cleanup() {
	! mountpoint -q "$P/var/guard" || umount "$P/var/guard"
	cleanup
}

if small 256k; then
	trap small_cleanup EXIT
	run probe drop users
	id=$(sed -n '1s/.* request=//p' "$W/err")
	echo "$pass" | guard approve "$id" --passphrase-stdin --confirm users
	expect "approved while there is room" grep -q Approved "$W/guard.out"
	lines=$(wc -l <"$P/var/guard/audit.jsonl")
	fill
	run probe drop users
	refused "a use that the full disk cannot hold" 75 'cannot be put on record'
	expect "the yes is not taken" test -z "$(ls "$state" | grep used)"
	run probe drop other
	refused "a request that the full disk cannot hold" 75 \
	    'cannot be written to var/guard'
	run probe read
	case $status in
	0) ok "a read passes while its line fits" ;;
	70) refused "a read without a line" 70 'log' ;;
	*) bad "a read on a full disk" "$(evidence)" ;;
	esac
	rm "$P/var/guard/filler"
	guard log verify
	expect "the log is whole" grep -q '^audit.jsonl: whole' "$W/guard.out"
	expect "and kept what it had" test \
	    "$(wc -l <"$P/var/guard/audit.jsonl")" -ge "$lines"
	run probe drop users
	ran "with room again the yes counts" probe drop users
	run probe drop users
	refused "once" 75 "request=$id"

	echo "$pass" | guard approve "$id" --passphrase-stdin --confirm users
	mount -o remount,ro "$P/var/guard"
	run probe drop users
	refused "a use on a read-only disk" 75 'cannot be put on record'
	run probe drop other
	refused "a request on a read-only disk" 75 'var/guard'
	run probe read
	refused "a read that cannot be put on record" 70 'log'
	mount -o remount,rw "$P/var/guard"
	run probe drop users
	ran "when it can be written again the yes counts" probe drop users
	guard log verify
	expect "and the log is whole still" \
	    grep -q '^audit.jsonl: whole' "$W/guard.out"
	umount "$P/var/guard"
else
	skipped "a full and a read-only disk" \
	    "cannot mount a small file system here"
fi
rm -rf "$state" "$keys" "$P/var/guard"/audit*
