#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Facts about real repositories, against what git itself says. First random
# work, after each step of which guard must never call a tree clean that git
# calls dirty; then what is stopped, which must leave every file, and what
# passes. SEED makes another walk, STEPS a longer one.

. "$(dirname "$0")/report.sh"
stage facts
cd "$TOP" || exit 1
if ! command -v git >/dev/null; then
	skipped "facts about repositories" "no git"
	finish
fi
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
HOME=$W/home
export HOME
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE XDG_CONFIG_HOME
mkdir -p "$HOME" "$W/walk"
git config --global user.email a@example.com
git config --global user.name A
git config --global init.defaultBranch main
git config --global advice.detachedHead false
git config --global protocol.file.allow always

# fact NAME COMMAND…: "true", "false", "unknown" or the values.
fact() {
	name=$1
	shift
	"$B/bin/guard" explain --json -- "$@" | jq -r --arg name "$name" '
	    [.invocation.facts[] | select(.name == $name)][0] |
	    if . == null or .state != "known" then "unknown"
	    else .values | join(" ") end'
}

# What git says, without writing the index anew.
git_says() {
	GIT_OPTIONAL_LOCKS=0 git status --porcelain --untracked-files=all
}

random=${SEED:-1}
next() {
	random=$(((random * 1103515245 + 12345) % 2147483648))
	pick=$((random / 65536 % $1))
}

step() {
	next 20
	file=f$((pick % 5))
	dir=d$((random / 7 % 3))
	case $((random / 1000 % 24)) in
	0) echo "$random" >>"$file" ;;
	1) mkdir -p $dir && echo "$random" >"$dir/$file" ;;
	2) git add -A ;;
	3 | 4 | 5) git add -A && git commit -qm "$random" ;;
	6) git rm -q -f --ignore-unmatch "$file" ;;
	7) rm -f "$file" ;;
	8) git stash -q -u ;;
	9) git stash pop -q ;;
	10) echo "/$dir/" >>.gitignore ;;
	11) echo "*$((pick % 5))" >>.gitignore ;;
	12) printf '%s\n' '!f1' "$dir/*" "!$dir/f2" '**/x[a-c]?' >>.gitignore ;;
	13) mkdir -p "$dir/sub" && echo "$random" >"$dir/sub/xb$pick" ;;
	14) git checkout -q -f HEAD 2>/dev/null ;;
	15) git mv -f "$file" "$file.m" 2>/dev/null ;;
	16) chmod +x "$file" 2>/dev/null ;;
	17) rm -f "$file" && ln -s "$dir" "$file" ;;
	18) git update-index -q --index-version "$((2 + pick % 3))" ;;
	19) touch "$file" ;;
	20) git checkout -q -f -b "b$random" ;;
	21) git reset -q ;;
	22) echo "f$((pick % 5))" >"$dir/.gitignore" 2>/dev/null ;;
	23) git clean -q -fd && git pack-refs --all && git gc -q ;;
	esac
	# Time goes by, and git looks: else most files are too young to tell.
	[ $((random / 300 % 2)) = 0 ] || {
		sleep 0.02
		git update-index -q --really-refresh
		sleep 0.02
		git status >/dev/null
	}
}

walk() {
	cd "$W/walk" && git init -q .
	echo 1 >f0 && git add f0 && git commit -qm first
	known=0
	steps=0
	while [ "$steps" -lt "${STEPS:-80}" ]; do
		steps=$((steps + 1))
		step >/dev/null 2>&1
		changed=$(fact git.changed git reset --hard)
		untracked=$(fact git.untracked git clean -fd)
		git_says >"$W/status"
		dirty=false other=false
		! grep -qv '^??' "$W/status" || dirty=true
		! grep -q '^??' "$W/status" || other=true
		for pair in "$changed $dirty changed" \
		    "$untracked $other untracked"; do
			# shellcheck disable=SC2086
			set -- $pair
			case $1,$2 in
			false,false) known=$((known + 1)) ;;
			false,true | true,false)
				bad "git.$3 after step $steps (SEED=${SEED:-1})" \
				    "guard says $1: $(cat "$W/status")"
				return
				;;
			esac
		done
	done
	ok "$steps random steps: never clean where git is not"
	if [ "$known" -gt $((steps / 4)) ]; then
		ok "a clean tree is mostly known to be one"
	else
		bad "a clean tree is mostly known to be one" \
		    "$known of $((2 * steps))"
	fi
}
(walk; printf '%s %s\n' "$n_ok" "$n_bad" >"$W/walked")
read -r n_ok n_bad <"$W/walked"

# Time enough that the index is younger than the files.
settle() {
	sleep 0.03
	git update-index -q --refresh
	touch .git/index 2>/dev/null
}

fresh() {
	rm -rf "$W/repo" && mkdir -p "$W/repo" && cd "$W/repo" || exit 1
	git init -q . && mkdir -p src lib && echo a >src/a.c && echo b >b.txt &&
	    printf '%s\n' 'node_modules/' '.env' 'dist/' >.gitignore &&
	    git add -A && git commit -qm one && git branch other
	mkdir -p node_modules/x && echo n >node_modules/x/i.js
	echo secret >.env
	settle
}

tree() {
	find . -path ./.git -prune -o -type f -exec cksum {} + | sort
	git stash list
	git for-each-ref
}

guarded() {
	PATH="$B/share/guard/shims:$PATH" "$@" >"$W/out" 2>&1
}

stays() {
	before=$(tree)
	guarded "$@"
	status=$?
	if [ "$status" = 75 ] && [ "$before" = "$(tree)" ]; then
		ok "stopped: $state: $*"
	else
		bad "stopped: $state: $*" "$status $(cat "$W/out")"
	fi
}

# says FACT VALUE: of the work tree as it is, and as git has it.
says() {
	value=$(fact "$1" git clean -fd)
	if [ "$value" = "$2" ]; then
		ok "fact: $state: $1 $2"
	else
		bad "fact: $state: $1 $2" "$value"
	fi
}

passes() {
	guarded "$@"
	status=$?
	if [ "$status" = 0 ]; then
		ok "passes: $state: $*"
	else
		bad "passes: $state: $*" "$status $(cat "$W/out")"
	fi
}

state="clean"
fresh
passes git status
passes git reset --hard
passes git checkout -- src
passes git checkout .
passes git restore b.txt
passes git checkout other
passes git clean -fd
passes git checkout -f main
passes git -C src reset --hard
stays git clean -fdx
stays git reset --hard HEAD~1
stays git branch -D other
state="changed"
echo more >>b.txt
stays git reset --hard
stays git reset --hard HEAD
stays git checkout -- b.txt
stays git checkout b.txt
stays git checkout .
stays git checkout -f other
stays git restore b.txt
stays git restore .
stays git -C src checkout ..
stays git --git-dir=.git --work-tree=. reset --hard
stays sh -c 'git stash list && git checkout -- .'
stays env GIT_DIR="$W/repo/.git" git reset --hard
stays git switch --discard-changes other
stays git rm -f b.txt
passes git checkout -- src
passes git restore --staged b.txt
passes git stash push -u
stays git stash drop
stays git stash clear
state="staged"
fresh
echo more >>b.txt && git add b.txt
settle
stays git reset --hard
stays git restore --source=HEAD b.txt
stays git restore --staged --worktree b.txt
passes git reset
state="untracked"
fresh
echo u >only.txt
stays git clean -f
stays git clean -fd
stays git clean -fdx
stays git clean -ffdX
passes git clean -nd
passes git add -A
state="a work tree of its own"
fresh
git worktree add -q ../tree -b tree 2>/dev/null
cd ../tree && echo more >>b.txt
stays git reset --hard
stays git worktree remove --force ../repo
cd "$W/repo" || exit 1
stays git worktree remove --force ../tree
state="aliases"
fresh
cd "$W/repo" || exit 1
git config alias.st 'status -sb'
git config --global alias.co checkout
git config alias.back 'reset --hard'
git config alias.all '!git clean -fdx && git reset --hard'
printf '[include]\n\tpath = more\n' >>.git/config
printf '[alias]\n\twipe = "!rm -rf .git # \\"x\\""\n' >.git/more
passes git st
passes git -C src st
echo more >>b.txt
stays git co -- b.txt
stays git -C src co -- ../b.txt
stays git back
stays git all
stays git wipe
stays git -c alias.x='!git reset --hard' x
git config --global --unset alias.co
printf '[include]\n\tpath = %%(prefix)/x\n' >>.git/config
stays git st
state="the person's ignore file"
fresh
mkdir -p "$HOME/.config/git"
echo '*.person' >"$HOME/.config/git/ignore"
echo x >a.person
says git.untracked false
echo '*.other' >"$W/other"
git config core.excludesFile "$W/other"
says git.untracked true
mv a.person a.other
says git.untracked false
rm -rf "$HOME/.config/git"
# Steps of the same text that come ahead: the answer of before is none.
state="steps ahead"
fresh
here=$(git rev-parse --abbrev-ref HEAD)
echo x >new.txt
git add new.txt
git commit -qm new
mkdir -p "$W/elsewhere"
git init -q "$W/elsewhere"
# told NAME WANTED TEXT: of the last command of TEXT.
told() {
	got=$("$B/bin/guard" explain --json --shell "$3" | jq -r \
	    --arg name "$1" '[.. | .facts? | arrays | .[] |
	    select(.name == $name)] | last | if . == null then "none"
	    elif .state == "known" then .values | join(" ")
	    else .state end')
	if [ "$got" = "$2" ]; then
		ok "$1 is $2: $3"
	else
		bad "$1 is $2: $3" "$got"
	fi
}
while IFS='|' read -r name wanted text; do
	told $name $(eval "echo $wanted") "${text# }"
done <<'ROWS'
git.branch | unknown | git checkout other && git push --force
git.branch | unknown | git switch other; git push --force
git.branch | unknown | sh -c 'git switch other' && git push --force
git.branch | unknown | git branch -m x && git push --force
git.branch | unknown | git stash branch x && git push --force
git.branch | unknown | git rebase main other && git push --force
git.branch | unknown | gh pr checkout 3 && git push --force
git.branch | unknown | for b in other; do git push -f; git checkout $b; done
git.upstream | unknown | git branch -u origin/x && git push --force
git.upstream | unknown | git config branch.x.remote y; git push --force
git.upstream | absent | git config user.name && git push --force
git.branch | $here | git add . && git commit -m x && git push --force
git.branch | $here | git checkout -- b.txt && git push --force
git.branch | $here | git pull --rebase && git push --force
git.branch | $here | git fetch; git rebase origin/main && git push --force
git.branch | $here | git status && cat b.txt && git log && git push --force
git.branch | $here | gh pr view && git push --force
git.branch | $here | git branch -d other && npm test && git push --force
git.branch | $here | git -C ../elsewhere checkout x && git push --force
git.branch | $here | (cd ../elsewhere; git checkout x); git push --force
git.changed | unknown | touch x && git reset --hard
git.changed | unknown | echo x >b.txt; git reset --hard
git.changed | unknown | git stash pop && git reset --hard
git.changed | unknown | git stash && git reset --hard
git.changed | unknown | git add -A && git reset --hard
git.changed | unknown | git -C . cherry-pick -n x; git reset --hard
git.changed | unknown | make && git reset --hard
git.changed | unknown | cd src && cp /etc/hosts .. && git reset --hard
git.untracked | unknown | touch x && git clean -fd
git.untracked | unknown | git rm --cached b.txt && git clean -fd
git.changed | false | git status >/dev/null && ls && git reset --hard
git.changed | false | git fetch && git branch x && git reset --hard
git.changed | false | git stash list | head -1; sleep 1; git reset --hard
git.changed | false | touch /tmp/x && git reset --hard
git.changed | false | git -C ../elsewhere stash pop; git reset --hard
git.untracked | false | cat b.txt | tee /tmp/x && git clean -fd
paths | unknown | git stash pop && git checkout -- b.txt
paths | unknown | git reset --soft HEAD~1; git restore b.txt
paths | tracked:b.txt | git fetch && git checkout -- b.txt
paths | tracked:b.txt | git switch other && git checkout -- b.txt
ROWS
for text in 'echo ref: refs/heads/x >.git/HEAD; git push' \
    'cp x .git/HEAD && git push'; do
	got=$("$B/bin/guard" target --json --shell "$text" | jq -c '
	    .targets[-1].parts[] | select(.name == "git.branch") | .known')
	check "git.branch is unknown: $text" test "$got" = false
done
state="bounds"
fresh
printf 'DIRCjunk' >.git/index
stays git reset --hard
rm -f .git/index
stays git reset --hard
rm -rf "$W/tree"
cd "$TOP" || exit 1
finish
