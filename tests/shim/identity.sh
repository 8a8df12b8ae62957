# SPDX-License-Identifier: ISC
#
# Which tool a name stands for, and which file is the real one: by device and
# inode, never by spelling.

ln -s "$SHIMS/probe" "$SHIMS/renamed"
run renamed read
refused "a link of another name" 77 'renamed'
run renamed drop
refused "a link of another name, with what would be refused" 77 'renamed'
rm "$SHIMS/renamed"
mkdir -p "$W/links"
ln -s "$SHIMS/probe" "$W/links/probe"
run PATH="$W/links:$SHIMS:$REAL:/usr/bin:/bin" probe read
ran "a link to a shim is that shim" probe read
run PATH="$W/links:$SHIMS:$REAL:/usr/bin:/bin" probe drop
refused "a link to a shim refuses as the shim does" 75

# started WHAT STATUS FILE [ARGV…]: an argument vector that no shell makes.
started() {
	what=$1
	expected=$2
	shift 2
	forget
	(cd "$WORK" && env -i PATH="$RUN_PATH" "$TOOLS/start" "$W/report" \
	    "$@") >"$W/out" 2>"$W/err"
	status=$(sed -n 's/^exit //p' "$W/report")
	refused "$what" "$expected"
}

started "an empty argument vector" 77 "$SHIMS/probe"
started "an empty name" 77 "$SHIMS/probe" "" read
started "a name that is a slash" 77 "$SHIMS/probe" / read
started "a name that ends in a slash" 77 "$SHIMS/probe" probe/ read
started "a name with a control character" 77 "$SHIMS/probe" \
    "$(printf 'pro\nbe')" read
started "a name in other case" 77 "$SHIMS/probe" PROBE read
started "a tool that is not installed, by another tool's shim" 127 \
    "$SHIMS/probe" tofu version

# By a path: a name behind the last slash is still a name.
run "$SHIMS/probe" read
ran "a shim started by its path" "$SHIMS/probe" read
run "$SHIMS/probe" drop
refused "a shim started by its path refuses" 75
forget
(cd "$SHIMS" && env -i PATH="$RUN_PATH" ./probe drop) >"$W/out" 2>"$W/err"
status=$?
refused "a shim started by a relative path refuses" 75

# A shell as in "exec -a": the name decides, never more than it may.
forget
(cd "$WORK" && env -i PATH="$RUN_PATH" "$TOOLS/start" "$W/report" \
    "$SHIMS/terraform" probe read) >"$W/out" 2>"$W/err"
status=$(sed -n 's/^exit //p' "$W/report")
ran "a shim started under the name of another tool is that tool" probe read

# Other guards on PATH are no real tools.
if ! text=$(install_guard "$W/second" 2>&1); then
	bad "a second guard cannot be installed" "$text"
fi
run PATH="$SHIMS:$W/second/share/guard/shims:$REAL:/usr/bin:/bin" probe read
ran "two shim directories find the real tool" probe read
run PATH="$SHIMS:$W/second/share/guard/shims:/usr/bin:/bin" probe read
refused "two shim directories and no real tool do not loop" 127
mkdir -p "$W/copies" "$W/hard"
cp "$P/bin/guard" "$W/copies/probe"
run PATH="$SHIMS:$W/copies:$REAL:/usr/bin:/bin" probe read
ran "a copy of guard is no real tool" probe read
run PATH="$SHIMS:$W/copies:/usr/bin:/bin" probe read
refused "a copy of guard and no real tool" 127
ln "$P/bin/guard" "$W/hard/probe"
run PATH="$SHIMS:$W/hard:$REAL:/usr/bin:/bin" probe read
ran "a hard link to guard is no real tool" probe read
run PATH="$W/hard:$SHIMS:$REAL:/usr/bin:/bin" probe drop
expect "a hard link to guard elsewhere refuses" test "$status" != 0 -a \
    ! -e "$REAL/runs"
run PATH="$W/copies:$REAL:/usr/bin:/bin" probe drop
refused "a copy of guard without its files" 70
run PATH="$W/copies:$REAL:/usr/bin:/bin" probe read
refused "a copy of guard without its files refuses reads too" 70
rm -rf "$W/copies" "$W/hard" "$W/links" "$W/second"

# Entries of PATH that are no directory, relative or empty.
run PATH=":$SHIMS::/nowhere:/dev/null:$W/input:$REAL:/usr/bin:/bin" probe read
ran "odd entries of PATH are passed over" probe read
WORK_KEPT=$WORK
WORK=$REAL
run PATH="$SHIMS:.:/usr/bin:/bin" probe read
ran "a relative entry of PATH is where the shell would look" probe read
run PATH="$SHIMS::/usr/bin:/bin" probe read
ran "an empty entry of PATH is the current directory" probe read
run PATH="$SHIMS:$REAL/../real" probe read
ran "an entry of PATH with dots in it" probe read
WORK=$WORK_KEPT
run PATH="$SHIMS:$SHIMS:$SHIMS" probe read
refused "the shim directory alone, several times" 127

forget
(cd "$WORK" && env -i "$SHIMS/probe" read) >"$W/out" 2>"$W/err"
status=$?
refused "PATH is not set: the tool is not found, nothing else runs" 127
forget
(cd "$WORK" && env -i PATH= "$SHIMS/probe" read) >"$W/out" 2>"$W/err"
status=$?
refused "PATH is empty" 127
long=$(head -c 20000 /dev/zero | tr '\0' x)
run PATH="$SHIMS:/$long:$REAL:/usr/bin:/bin" probe read
ran "an entry of PATH that is too long for a path" probe read

# The directory is gone, or may not be read.
mkdir -p "$W/gone"
forget
(cd "$W/gone" && rmdir "$W/gone" && env -i PATH="$RUN_PATH" probe drop) \
    >"$W/out" 2>"$W/err"
status=$?
expect "a directory that was removed: a refusal stays one" \
    test "$status" != 0 -a ! -e "$REAL/runs"
