# SPDX-License-Identifier: ISC
#
# A part of what was approved passes if it finds the directory and the variables
# that the approved text gives it, and no others.

state=$P/var/guard/user-$(id -u)
keys=$P/etc/guard/approvers
pass='correct horse battery'

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# approved WORD COMMAND…: is refused, approved, and run again.
approved() {
	word=$1
	shift
	run "$@"
	id=$(sed -n '1s/.* request=//p' "$W/err")
	echo "$pass" | guard approve "$id" --passphrase-stdin --confirm "$word"
	run "$@"
}

rm -rf "$state" "$keys"
echo "$pass" | guard keygen --name alice --passphrase-stdin
mkdir -p "$WORK/sub" "$WORK/other"

approved way sh -c 'A=1 probe drop way'
ran "a variable that the text sets" probe drop way
approved way sh -c 'export A=2; probe drop way'
ran "or exports" probe drop way
approved way A=0 env -u A B=1 probe drop way
ran "or that a launcher sets and takes away" probe drop way
approved way sh -c 'cd sub && probe drop way'
ran "a directory that the text enters" probe drop way
expect "and it runs there" test "$(cat "$REAL/cwd")" = "$WORK/sub"
approved way sh -c 'cd sub && A=1 probe drop way'
ran "and both" probe drop way

echo A=file >"$WORK/.env"
approved way sh -c 'set -a; . ./.env; probe drop way'
ran "variables that the text takes from a file" probe drop way
run sh -c 'set -a; . ./.env; probe drop way'
id=$(sed -n '1s/.* request=//p' "$W/err")
echo "$pass" | guard approve "$id" --passphrase-stdin --confirm way
echo A=other >"$WORK/.env"
run sh -c 'set -a; . ./.env; probe drop way'
refused "and not when the file has changed since" 75 'nearly the same as'
rm "$WORK/.env"

# The real launcher does something else than what it was asked for.
mkdir "$W/fake"
RUN_PATH=$SHIMS:$W/fake:$REAL:/usr/bin:/bin
cat >"$W/fake/env" <<'EOF'
#!/bin/sh
shift
A=2 exec "$@"
EOF
chmod 755 "$W/fake/env"
approved way env A=1 probe drop way
refused "another value does not" 75 'request='
cat >"$W/fake/env" <<'EOF'
#!/bin/sh
shift
exec "$@"
EOF
approved way env A=1 probe drop way
refused "nor none" 75 'request='
cat >"$W/fake/env" <<'EOF'
#!/bin/sh
cd ../other && exec "$@"
EOF
approved way sh -c 'cd sub && env probe drop way'
refused "nor another directory" 75 'request='
rm "$W/fake/env"
rm -r "$WORK/sub" "$WORK/other"
RUN_PATH=$SHIMS:$REAL:/usr/bin:/bin
approved way sh -c 'A=$$ probe drop way'
refused "nor a value that only the shell knows" 75 'request='
rm -rf "$state" "$keys"
