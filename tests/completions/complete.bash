# SPDX-License-Identifier: ISC
#
# bash complete.bash SCRIPT: for each line of standard input, what bash offers
# at its end, as "LINE-NUMBER<tab>OFFER" lines. "=" is a word of its own, as
# readline has it.
. "$1"
[[ $(complete -p guard) == *'-F _guard guard' ]] || exit 1
n=0
while IFS= read -r line; do
	((++n))
	read -ra COMP_WORDS <<<"${line//=/ = }"
	[[ $line != *' ' ]] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_guard
	for word in "${COMPREPLY[@]}"; do
		printf '%d\t%s\n' "$n" "$word"
	done
done
