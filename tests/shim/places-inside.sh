# SPDX-License-Identifier: ISC
#
# What places.sh runs in a mount namespace: guard lies in PLACE, as make install
# made it. Prints "ok WHAT", or "bad WHAT" and "detail TEXT".

mount --make-rprivate / && mount -t tmpfs tmpfs "${PLACE%/guard}" &&
    mkdir -p "$PLACE" && cp -a "$W/stage$PLACE/." "$PLACE/" || exit 1
GUARD=$PLACE/bin/guard
PLACE_SHIMS=$PLACE/share/guard/shims
home=$W/place-homes
mkdir -p "$home" && chmod 755 "$home"

ok() {
	echo "ok $1"
}
bad() {
	echo "bad $1"
	printf '%s\n' "$2" | sed 's/^/detail /' | head -n 12
}

# somebody COMMAND…: with the home H (none: H empty), by the user id U.
somebody() {
	(cd / && exec setpriv --reuid "$U" --regid "$U" --clear-groups env -i \
	    ${H:+"HOME=$H"} PATH="$REAL:/usr/bin:/bin" SHELL=/bin/bash "$@") \
	    >"$W/out" 2>"$W/err" </dev/null
	status=$?
}

# says WHAT STATUS [REGEX]
says() {
	if [ "$status" = "$2" ] && {
		[ -z "${3:-}" ] || cat "$W/out" "$W/err" | tr -s '\n ' ' ' |
		    grep -qE -e "$3"
	}; then
		ok "$1"
	else
		bad "$1" "exit status $status
$(cat "$W/out" "$W/err")"
	fi
}

# in_front WHO SHELL…: each shell finds the shim, an ask is refused there, and a
# read reaches the tool.
in_front() {
	who=$1
	shift
	for shell; do
		somebody "$GUARD" run -- ${shell% *} "${shell#* }" \
		    'command -v terraform'
		if [ "$(tail -n 1 "$W/out")" = "$PLACE_SHIMS/terraform" ]; then
			ok "$who: $shell finds the shim"
		else
			bad "$who: $shell finds the shim" "$(cat "$W/out" "$W/err")"
		fi
	done
	rm -f "$REAL/argv" "$REAL/env" "$REAL/cwd" "$REAL/pid" "$REAL/fds" \
	    "$REAL/runs"
	somebody "$GUARD" run -- sh -c 'cd /; terraform destroy'
	says "$who: what asks is refused" 75 '^guard: ask rule=terraform.destroy'
	somebody "$GUARD" run -- sh -c 'terraform version'
	says "$who: a read passes" 0
}

# new_home NAME [LINE…]: H is a new home of U's, with that .bashrc.
new_home() {
	H=$home/$1
	shift
	rm -rf "$H" && mkdir -p "$H"
	[ $# = 0 ] || printf '%s\n' "$@" >"$H/.bashrc"
	chown -R "$U:$U" "$H"
}

# rc WHAT [REGEX]: after setup --rc doctor is content by bash, or names REGEX.
rc() {
	somebody "$GUARD" setup --rc --yes
	somebody "$GUARD" doctor
	if [ -n "${2:-}" ]; then
		says "$1: doctor says so" 1 "FIX[^:]*$2.*fix: "
	elif grep -q 'FIX  *route' "$W/out"; then
		bad "$1: setup's lines work" "$(grep -A3 FIX "$W/out")"
	else
		ok "$1: setup's lines work"
	fi
}

chmod 777 "$REAL"
all="sh -c,bash -c,bash -lc"
! command -v zsh >/dev/null || all="$all,zsh -c,zsh -lc,zsh -ic"
IFS=,
for U in 0 65533; do
	who="user $U"
	new_home "$U"
	in_front "$who" $all
done
unset IFS

U=65533
new_home "no shims"
somebody "$GUARD" setup
says "setup by who may not change the prefix" 0
H='' in_front "without HOME" "sh -c" "bash -c" "bash -lc"
H='' && somebody "$GUARD" setup --rc --yes
says "setup without HOME says what it needs" 1 'HOME is not set.*; set it'
H=$home/nowhere
in_front "a home that is not there" "sh -c" "bash -lc"
new_home 'a home with blanks and ü'
in_front "a home with blanks and UTF-8" "sh -c" "bash -c" "bash -lc"
rc "a home with blanks and UTF-8"
in_front "the same after setup" "bash -ic" "bash -lic" "sh -lc"
new_home read-only 'PATH=/usr/bin:$PATH'
chmod 555 "$H"
in_front "a home that is read-only" "sh -c" "bash -c" "bash -lc"
somebody "$GUARD" setup --rc --yes
says "setup cannot write there, and says where" 70 "bashrc.*ermission|cannot be written"
chmod 755 "$H"

# The rest hangs on no place.
[ "$PLACE" = /usr/local ] || {
	echo end
	exit
}

# Startup files. PATH is put in order anew behind the line of nobody.
new_home link && mkdir "$H/dotfiles"
echo 'PATH=/usr/bin:$PATH' >"$H/dotfiles/bashrc"
ln -s dotfiles/bashrc "$H/.bashrc" && chown -R -h "$U:$U" "$H"
rc "a .bashrc that is a link"
in_front "a .bashrc that is a link" "bash -ic" "bash -lic"
if [ -L "$H/.bashrc" ]; then
	ok "it stays a link"
else
	bad "it stays a link" "$(ls -la "$H")"
fi
new_home locked 'PATH=/usr/bin:$PATH'
chmod 444 "$H/.bashrc"
rc "a .bashrc without leave to write"
in_front "a .bashrc without leave to write" "bash -ic"
new_home early 'case $- in *i*) ;; *) return ;; esac' 'PATH=/usr/bin:$PATH'
rc "a .bashrc that returns early where nobody types"
in_front "a .bashrc that returns early" "bash -c" "bash -lc" "bash -ic" "bash -lic"
new_home returns 'PATH=/usr/bin:$PATH' 'return'
rc "a .bashrc that returns always" 'bash -ic: '
new_home exits '[ -n "$NEVER" ] || exit 0'
rc "a .bashrc that exits" 'bash -ic: ended before'
echo end
