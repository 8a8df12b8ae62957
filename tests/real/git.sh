# SPDX-License-Identifier: ISC
#
# git in front of a bare repository: commits that were pushed stay.

if [ ! -e rules/git.yaml ] || [ ! -e "$SHIMS/git" ]; then
	skipped "git" "no rules for it are shipped"
else
	rm -rf "$W/project"
	mkdir -p "$W/project"
	plain sh -c 'git init -q --bare "$HOME/origin.git" &&
	    git config --global user.email a@example.com &&
	    git config --global user.name A && git init -q -b main . &&
	    git remote add origin "$HOME/origin.git" &&
	    echo 1 >a && git add a && git commit -q -m one &&
	    echo 2 >a && git commit -q -a -m two && git push -q origin main &&
	    git reset -q --hard HEAD~1'
	pushed=$(git -C "$W/home/origin.git" rev-parse main)

	# keeps WHAT COMMAND…: refused, and origin has what it had.
	keeps() {
		what=$1
		shift
		guarded "$@"
		if [ "$status" = 75 ] &&
		    [ "$(git -C "$W/home/origin.git" rev-parse main 2>&1)" = \
		    "$pushed" ]; then
			ok "stopped: $what"
		else
			bad "stopped: $what" "$(evidence)"
		fi
	}

	passes "git status" "On branch main" git status
	passes "git log" "one" git log --oneline
	keeps "git push --force" git push --force origin main
	keeps "git push origin +main" git push origin +main
	keeps "git push --delete" git push origin --delete main
	keeps "git push origin :main" git push origin :main
	keeps "git push --mirror" git push --mirror origin
	keeps "an alias on the command line" git -c alias.x='push --force' x
	plain git push -q --force origin main
	if [ "$(git -C "$W/home/origin.git" rev-parse main)" != "$pushed" ]; then
		ok "without guard it is gone: git push --force"
	else
		bad "without guard: git push --force" "$(evidence)"
	fi
fi
