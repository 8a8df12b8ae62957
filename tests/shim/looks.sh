# SPDX-License-Identifier: ISC
#
# What people read: no line is wider than the terminal, or than 80 columns where
# there is none, if it could have been broken; no colour where none is wanted;
# and what is left to do is said. With requests, a log and rules as they are.

run probe drop looks
look_id=$(sed -n '1s/.* request=//p' "$W/err")
LOOK_PATH=$P/bin:/usr/bin:/bin
looks="help|help approve|help setup|rules|rules probe|rules git|requests --all|
show $look_id|explain --request $look_id|explain -- git clean -fdx|
explain --shell 'cd infra && terraform destroy'|log|log verify|approvers|learn|
explain -- psql -h db.example.com -c 'drop table users, orders'|explain -- nope|
target -- terraform plan|explain -- npx prisma migrate reset --force|target -- psql|
show|explain --shell|approve|rules gti|no-such|log --since x|version|trust --list"

guard() {
	"$P/bin/guard" "$@" >"$W/guard.out" 2>"$W/guard.err"
}

# broken_at WIDTH <TEXT: no line is wider that has a blank before its end.
broken_at() {
	tr -d '\r' | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' |
	    awk -v w="$1" 'length($0) > w {
		line = $0
		# Behind a label; a line of a shell is copied as it stands.
		sub(/^ +/, "", line)
		sub(/^.*  +/, "", line)
		room = w - (length($0) - length(line))
		if (line !~ /^guard / && index(substr(line, 1, room), " ")) {
			print
			wide = 1
		}
	    } END { exit wide }'
}

# on_columns N LINE: what `guard LINE` puts on a terminal that wide.
on_columns() {
	(cd "$WORK" && exec env -i PATH="$LOOK_PATH" HOME="$HOME_DIR" \
	    TERM="${LOOK_TERM:-xterm}" ${LOOK_SET:-_=} script -qec \
	    "stty cols $1 rows 50; guard $2" /dev/null) </dev/null
}

printf '%s' "$looks" | tr '|' '\n' | grep . >"$W/looks"
for columns in 40 80 200; do
	: >"$W/wide"
	while read -r line; do
		on_columns $columns "$line" >"$W/seen"
		[ -s "$W/seen" ] || echo "nothing: $line" >>"$W/wide"
		broken_at $columns <"$W/seen" >"$W/lines" ||
		    sed "s/^/guard $line: /" "$W/lines" >>"$W/wide"
	done <"$W/looks"
	if [ ! -s "$W/wide" ]; then
		ok "every line fits a terminal of $columns columns"
	else
		bad "every line fits a terminal of $columns columns" \
		    "$(head -n 12 "$W/wide")"
	fi
done
wide_is_seen() {
	! echo "a line that could have been broken ahead of this" |
	    broken_at 40 >/dev/null
}
check "what is too wide would be seen" wide_is_seen

: >"$W/wide"
while read -r line; do
	(cd "$WORK" && exec env -i PATH="$LOOK_PATH" HOME="$HOME_DIR" \
	    sh -c "guard $line") >"$W/seen" 2>/dev/null </dev/null
	broken_at 80 <"$W/seen" >"$W/lines" ||
	    sed "s/^/guard $line: /" "$W/lines" >>"$W/wide"
	! grep -q "$(printf '\033')" "$W/seen" ||
	    echo "colour: $line" >>"$W/wide"
done <"$W/looks"
if [ ! -s "$W/wide" ]; then
	ok "through a pipe 80 columns do, and there is no colour"
else
	bad "through a pipe 80 columns do, and there is no colour" \
	    "$(head -n 12 "$W/wide")"
fi

colour=$(printf '\033\\[[0-9;]*m')
LOOK_LINE='explain -- git clean -fdx'
on_columns 80 "$LOOK_LINE" >"$W/seen"
check "a verdict is in colour on a terminal" grep -q "$colour" "$W/seen"
LOOK_SET=NO_COLOR=1 on_columns 80 "$LOOK_LINE" >"$W/seen"
check "not with NO_COLOR" sh -c "! grep -q '$colour' '$W/seen'"
LOOK_TERM=dumb on_columns 80 "$LOOK_LINE" >"$W/seen"
check "nor on a dumb one" sh -c "! grep -q '$colour' '$W/seen'"

# What is not known stands in one line, and what can be done is said.
guard explain --shell 'cd infra && terraform destroy'
check "explain folds what is not known" \
    test "$(grep -c 'not known' "$W/guard.out")" = 1
check "and names all of it" grep -q 'terraform.stateful$' "$W/guard.out"
guard show "$look_id"
check "show ends with how to answer" sh -c "tail -n 2 '$W/guard.out' |
    grep -c 'guard \(approve\|deny\) $look_id' | grep -qx 2"
on_columns 80 requests >"$W/seen"
check "requests says on a terminal what comes next" \
    grep -q 'guard show ID' "$W/seen"
guard requests
check "and through a pipe its rows alone" \
    sh -c "! grep -q 'guard show' '$W/guard.out'"
