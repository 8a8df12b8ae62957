# SPDX-License-Identifier: ISC
#
# Checks the includes of src against layers.txt:
#
#   awk -f layers.awk layers.txt src/*/*.[ch]
#
# 1. another module is reached only through "guard/MODULE.h";
# 2. arrows point down: only to the modules that layers.txt names;
# 3. libraries and system headers only where layers.txt lets them.

function complain(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text
	wrong = 1
}

# What layers.txt says of a system header; "" when it says nothing.
function rule_of(header,    key) {
	if (("<" header ">") in allowed)
		return "<" header ">"
	for (key in allowed)
		if (key ~ /^<.*\/>$/ &&
		    index(header, substr(key, 2, length(key) - 2)) == 1)
			return key
	return ""
}

# The first file is the table.
FNR == NR {
	sub(/#.*/, "")
	if (NF == 0)
		next
	key = $1
	sub(/:$/, "", key)
	allowed[key] = " "
	for (i = 2; i <= NF; i++)
		allowed[key] = allowed[key] $i " "
	next
}

FNR == 1 {
	n = split(FILENAME, part, "/")
	module = part[n - 1]
	if (!(module in allowed))
		complain("module '" module "' is not in layers.txt")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	header = $0
	sub(/^[^<]*</, "", header)
	sub(/>.*/, "", header)
	key = rule_of(header)
	if (key != "" && index(allowed[key], " " module " ") == 0)
		complain("<" header "> is only for" allowed[key])
	next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	header = $0
	sub(/^[^"]*"/, "", header)
	sub(/".*/, "", header)
	other = header
	sub(/^guard\//, "", other)
	sub(/\.h$/, "", other)
	if (header !~ /^guard\//) {
		# A private header: of the same folder, or spelled with it.
		if (other ~ /\// && index(other, module "/") != 1)
			complain("\"" header "\" is private to another module")
		next
	}
	if (other == "err" || other == module)
		next
	if (other == "diag") {
		if (index(allowed["diag"], " " module " ") == 0)
			complain("\"" header "\" is only for" allowed["diag"])
		next
	}
	if (index(allowed[module], " " other " ") == 0)
		complain("'" module "' may not use '" other "'")
}

END { exit wrong }
