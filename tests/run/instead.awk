# SPDX-License-Identifier: ISC
#
# From the rules as an image prints them: what they name as safe, one command a
# line, where a part of it begins with the tool's own name. Sentences, and what
# a human is to run, are none.

/^tool: / {
	delete names
	names[$2] = 1
}

/^aliases: / {
	gsub(/[][",]/, " ")
	for (i = 2; i <= NF; i++)
		names[$i] = 1
}

/^ +instead: / {
	sub(/^ +instead: /, "")
	gsub(/^"|"$/, "")
	gsub(/\\"/, "\"")
	if (/by a human|by hand/)
		next
	n = split($0, parts, /[,;] (or )?| or |: | and | shows | with | keeps | first| without | of | for | to /)
	for (i = 1; i <= n; i++) {
		split(parts[i], words, " ")
		if ((words[1] in names) && words[2] != "" && !(parts[i] in told)) {
			told[parts[i]] = 1
			print parts[i]
		}
	}
}
