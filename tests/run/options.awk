# SPDX-License-Identifier: ISC
#
# The options of guard(1), a line "COMMAND OPTION" each (letters as they are):
# those of the synopsis with -v part=synopsis, else those that the text about a
# command tells of. What follows the name of another command is that one's. With
# -v arguments=1 "COMMAND OPTION ARGUMENT" for options that take one, and of the
# synopsis "COMMAND - OPERAND".

function options(first,    i, own) {
	own = 1
	for (i = first; i <= NF; i++) {
		if ($i == "Cm")
			own = $(i + 1) == command
		else if (($i == "Fl" || $i == ".Fl") && own)
			flag($(i + 1), $(i + 2) == "Ar" ? $(i + 3) : "")
		else if (part == "synopsis" && $i == "|" && $(i + 1) !~ /^[A-Z]/)
			flag($(i + 1), "")
		else if (part == "synopsis" && ($i == "Ar" || $i == ".Ar") &&
		    (i < 3 || $(i - 2) !~ /Fl$/) && arguments)
			operand($(i + 1))
	}
}

function flag(word, argument) {
	sub(/^-/, "", word)
	if (word == "" || word ~ /^(Ar|Op|,)$/)
		return
	if (!arguments)
		print command, word
	else if (argument != "")
		print command, word, argument
}

function operand(word) {
	if (word != "option") # it stands for the others
		print command, "-", word
}

/^\.Sh / { section = $2; command = "" }
part == "synopsis" && section == "SYNOPSIS" && /^\.Nm/ { command = "" }
part == "synopsis" && section == "SYNOPSIS" && /^\.Cm/ { command = $2; next }
section == "COMMANDS" && /^\.Bl/ { depth++ }
section == "COMMANDS" && /^\.El/ { depth-- }
section == "COMMANDS" && depth == 1 && /^\.It Cm/ { command = $3; next }
section == "COMMANDS" && depth == 0 { command = "" }
section != (part == "synopsis" ? "SYNOPSIS" : "COMMANDS") || !command { next }
/^\.(Op|Fl|It)/ || (arguments && /^\.Ar/) { options(1) }
