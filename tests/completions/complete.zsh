# SPDX-License-Identifier: ISC
#
# zsh -f complete.zsh FOLDER: for each line of standard input, what an
# interactive zsh offers at its end, as "LINE-NUMBER<tab>OFFER" lines. FOLDER,
# where _guard lies, is in its fpath. What compadd gets goes into a file, since
# what stands on the screen depends on its size.
zmodload zsh/zpty
export hits=$(mktemp) folder=$1
cat >$hits.rc <<'END'
PS1=
n=0
fpath=($folder $fpath)
autoload -Uz compinit && compinit -u -d $hits.dump
compadd() {
	local -a found
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)(| *) ]]; then
		builtin compadd "$@"
		return
	fi
	builtin compadd -A found "$@"
	[[ $#found = 0 ]] || print -l -- $n$'\t'${^found} >>$hits
	builtin compadd "$@"
}
offer() {
	(( ++n ))
	zle list-choices
	zle kill-whole-line
	print >$hits.$n
}
zle -N offer
bindkey '^I' offer
print >$hits.ready
END
zpty -b z zsh -f -i
zpty -w z "source $hits.rc"
wait_for() {
	local -i tries=1000
	while [[ ! -e $1 ]] && (( tries-- )); do
		sleep 0.02
		zpty -r -t z screen
	done
}
wait_for $hits.ready
n=0
while IFS= read -r line; do
	(( ++n ))
	zpty -w -n z "$line"$'\t'
	wait_for $hits.$n
done
zpty -d z
sort -u $hits
rm -f $hits $hits.*
