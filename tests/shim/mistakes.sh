# SPDX-License-Identifier: ISC
#
# The commonest mistakes of people: each is told in a line or few, no wider than
# the terminal has to fold once, with what to do next, and changes nothing.

M=$W/mistakes
mkdir -p "$M"
cp -R "$B/share/guard/names" "$B/share/guard/shell" "$P/share/guard/"
run probe pair x
id=$(grep -o 'request=[0-9A-Z-]*' "$W/err" | head -n 1)
id=${id#*=}
printf 'guard: 1\ntool: x\n  rules: [' >"$M/bad.yaml"
printf 'guard: 1\ntool: x\nruels: []\n' >"$M/key.yaml"

# mistake WHAT STATUS REGEX LINE: it is told so.
mistake() {
	(cd "$M" && exec env -i PATH="$P/bin:/usr/bin:/bin" HOME="$HOME_DIR" \
	    sh -c "$4") >"$W/out" 2>"$W/err" </dev/null
	status=$?
	cat "$W/out" "$W/err" >"$W/told"
	tr -s ' \n' ' ' <"$W/told" >"$W/line"
	if [ "$status" = "$2" ] && grep -qE -e "$3" "$W/line" &&
	    [ "$(wc -l <"$W/told")" -le 8 ] && ! grep -q '.\{161\}' "$W/told"
	then
		ok "$1"
	else
		bad "$1" "exit status $status
$(cat "$W/told")"
	fi
}

mistake "no subcommand" 2 'see guard help' 'guard'
mistake "a misspelled subcommand" 2 'did you mean explain' 'guard explian'
mistake "a misspelled option" 2 'did you mean --because' \
    'guard deny 7F3K-QD --becuase x'
mistake "an operand that is missing" 2 'guard help approve' 'guard approve'
mistake "too many operands" 2 "beginning with 'x'.*guard help iam" 'guard iam x'
mistake "an id that is too short" 2 'guard requests' 'guard show 7F'
mistake "an id of nothing" 1 'guard requests lists' 'guard show 7F3K-QD'
mistake "two letters that are swapped" 1 'did you mean git' 'guard rules gti'
mistake "a tool that is misspelled" 1 'did you mean terraform' \
    'guard rules terrafrom'
mistake "the same in dump" 1 'did you mean terraform' \
    'guard dump --tool terrafrom'
mistake "and in agents-md" 1 'did you mean terraform' \
    'guard agents-md terrafrom'
mistake "an agent by its program's name" 2 'guard knows claude-code' \
    'guard setup --agent claude'
mistake "the same for a hook" 2 'guard knows claude-code' 'guard hook claude'
mistake "a rule file that is not there" 1 'No such file' 'guard check no.yaml'
mistake "YAML that is none" 1 'bad.yaml:3:8: error: .*\^' 'guard check bad.yaml'
mistake "a key that is misspelled" 1 'key.yaml:3:1: error: .*rules' \
    'guard check key.yaml'
mistake "an image nowhere" 70 'cannot be written.*no such directory' \
    "guard compile '$P/share/guard/rules' -o /nowhere/image"
mistake "a page nowhere" 70 'cannot be written.*no such directory' \
    'guard log --report /nowhere/page.html'
mistake "a time that is none" 2 '10m, 2h, 3d' 'guard log --since yesterday'
mistake "a policy that is not there" 78 "'/nowhere'" \
    'guard explain --policy /nowhere -- ls'
mistake "an approver who is none" 1 'guard approvers lists' \
    'guard approvers --revoke bob'
mistake "a shell without completion" 2 'bash, zsh or fish' \
    'guard completions tcsh'
mistake "an agent that is not installed" 127 'not on PATH; install it' \
    "'$P/bin/guard' run -- no-such-agent"
mv "$P/etc/guard/policy.image" "$W/image"
mistake "no policy yet" 78 'guard setup compiles' 'guard explain -- ls'
mv "$W/image" "$P/etc/guard/policy.image"
mistake "nobody who could approve" 1 'guard keygen first' "guard approve $id"
mistake "no terminal to ask" 70 'passphrase-stdin reads it' 'guard keygen'
mkdir "$W/full"
if mount -t tmpfs -o size=16k tmpfs "$W/full" 2>/dev/null; then
	head -c 20000 /dev/zero >"$W/full/filling" 2>/dev/null
	mistake "a disk that is full" 70 'is the disk full' \
	    "guard log --report '$W/full/page.html'"
	umount "$W/full"
else
	skipped "a disk that is full" "only root can mount one"
fi
rmdir "$W/full"

# Long work is told of on a terminal, and leaves nothing there; nowhere else.
mkdir "$W/long"
for n in 1 2 3 4 5 6; do
	awk -v tool="long$n" 'BEGIN {
		print "guard: 1\ntool: " tool "\ncli: {operands: any}"
		print "rules:\n  - {id: " tool ".all, effect: read, allow: [.]}"
		print "examples:\n  allow:"
		for (i = 0; i < 20000; i++)
			print "    - " tool " a && " tool " b; " tool " " i
	}' >"$W/long/$n.yaml"
done
on_terminal() {
	printf 'see %s\nends 0\n' "$1" | env -i PATH="$P/bin:/usr/bin:/bin" \
	    TERM="$2" HOME="$HOME_DIR" "$TOOLS/pty" "$P/bin/guard" check \
	    "$W/long"
}
check "check tells on a terminal how far it is" \
    on_terminal 'running examples: ' xterm
check "and then what it found" on_terminal ' errors,' xterm
check "but not on one that cannot" sh -c "! script -qec \
    'env TERM=dumb $P/bin/guard check $W/long' /dev/null |
	grep -q 'running examples'"
"$P/bin/guard" check "$W/long" >"$W/out" 2>"$W/err"
check "nor off a terminal" sh -c "! grep -q 'running' '$W/out' '$W/err'"
rm -rf "$W/long"
