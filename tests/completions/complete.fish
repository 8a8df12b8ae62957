# SPDX-License-Identifier: ISC
#
# fish complete.fish SCRIPT: for each line of standard input, what fish offers
# at its end, as "LINE-NUMBER<tab>OFFER" lines.
source $argv[1]
set n 0
while read -l line
	set n (math $n + 1)
	for offer in (complete -C $line)
		printf '%d\t%s\n' $n (string split -m 1 \t -- $offer)[1]
	end
end
