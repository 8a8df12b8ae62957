# SPDX-License-Identifier: ISC
#
# Checks the budgets of size over C files in the project's format (the brace
# of a function alone in column 1, as its closing one):
#
#   awk -v max_file=500 -v max_function=60 -v max_median=20 -f sizes.awk FILE…
#
# Files named *_table.c hold data and have no limit. Blank lines count.

function complain(text) {
	printf "%s\n", text
	wrong = 1
}

function end_of_file() {
	if (file != "" && file !~ /_table\.c$/ && lines > max_file)
		complain(sprintf("%s: %d lines, more than %d", file, lines,
		    max_file))
}

FNR == 1 {
	end_of_file()
	file = FILENAME
	inside = 0
}

{ lines = FNR }

# Tabs are 8 wide; a table of text may be wider than 80.
{
	text = $0
	width = 0
	while (match(text, /\t/)) {
		width += RSTART - 1
		width += 8 - width % 8
		text = substr(text, RSTART + 1)
	}
	# Continuation bytes of UTF-8 take no column.
	gsub(/[\200-\277]/, "", text)
	width += length(text)
	if (width > max_width && file !~ /_table\.c$/)
		complain(sprintf("%s:%d: %d columns, more than %d", file, FNR,
		    width, max_width))
}

/^[a-z_][a-z0-9_]*\(/ { name = $0; sub(/\(.*/, "", name) }

/^\{/ { inside = 1; start = FNR }

/^\}/ && inside {
	inside = 0
	size = FNR - start - 1
	sizes[n++] = size
	if (size > max_function)
		complain(sprintf("%s:%d: %s has %d lines, more than %d", file,
		    start, name, size, max_function))
}

/goto / && !/\*.*goto/ { complain(sprintf("%s:%d: goto", file, FNR)) }

END {
	end_of_file()
	for (i = 1; i < n; i++) {
		size = sizes[i]
		for (j = i - 1; j >= 0 && sizes[j] > size; j--)
			sizes[j + 1] = sizes[j]
		sizes[j + 1] = size
	}
	median = n ? sizes[int(n / 2)] : 0
	if (median > max_median)
		complain(sprintf("median function has %d lines, more than %d",
		    median, max_median))
	exit wrong
}
