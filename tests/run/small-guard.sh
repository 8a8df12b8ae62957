# SPDX-License-Identifier: ISC
#
# A small installation for stages that run subcommands: sourced; W is theirs.
# P is its prefix, $W/work a directory to be in, $W/home a home.
#
#   here TEXT    runs a line of shell there, nobody to answer: $W/out, $W/err, status

P=$W/prefix
mkdir -p "$P/bin" "$P/libexec/guard" "$P/etc/guard" "$P/share/guard/rules" \
    "$W/home" "$W/work"
mkdir -m 700 -p "$P/var/guard"
cp "$B/bin/guard" "$P/bin/"
cp "$B/libexec/guard/guard-engine" "$P/libexec/guard/"
cp -R "$B/share/guard/names" "$B/share/guard/shell" "$P/share/guard/"
cp "$TOP"/rules/*.yaml "$P/share/guard/rules/"

here() {
	(cd "$W/work" && exec env -i PATH="$P/bin:/usr/bin:/bin" \
	    HOME="$W/home" USER=ada timeout 20 sh -c "$1" \
	    >"$W/out" 2>"$W/err" </dev/null)
	status=$?
}
here 'guard setup'
