# SPDX-License-Identifier: ISC
#
# The options of guard(1), a line "COMMAND OPTION" each (letters as they are):
# those of the synopsis with -v part=synopsis, else those that the text about a
# command tells of. What follows the name of another command is that one's.

function options(first,    i, own) {
	own = 1
	for (i = first; i <= NF; i++) {
		if ($i == "Cm")
			own = $(i + 1) == command
		else if (($i == "Fl" || $i == ".Fl") && own)
			flag($(i + 1))
		else if (part == "synopsis" && $i == "|" && $(i + 1) !~ /^[A-Z]/)
			flag($(i + 1))
	}
}

function flag(word) {
	sub(/^-/, "", word)
	if (word != "" && word !~ /^(Ar|Op|,)$/)
		print command, word
}

/^\.Sh / { section = $2; command = "" }
part == "synopsis" && section == "SYNOPSIS" && /^\.Nm/ { command = "" }
part == "synopsis" && section == "SYNOPSIS" && /^\.Cm/ { command = $2; next }
section == "COMMANDS" && /^\.Bl/ { depth++ }
section == "COMMANDS" && /^\.El/ { depth-- }
section == "COMMANDS" && depth == 1 && /^\.It Cm/ { command = $3; next }
section == "COMMANDS" && depth == 0 { command = "" }
section != (part == "synopsis" ? "SYNOPSIS" : "COMMANDS") || !command { next }
/^\.(Op|Fl|It)/ { options(1) }
