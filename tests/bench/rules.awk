# SPDX-License-Identifier: ISC
#
# Makes rule files with as many rules as wanted, up to 1,000 a tool, one rule
# a command:
#
#   awk -v rules=20000 -v folder=DIR -f rules.awk
#
# The last tool is called probe, and its command "c1" is allowed.

BEGIN {
	left = rules
	for (n = 0; left > 0; n++) {
		here = left > 1000 ? 1000 : left
		left -= here
		tool = left > 0 ? sprintf("tool-%d", n) : "probe"
		file = folder "/" tool ".yaml"
		printf "guard: 1\ntool: %s\ncli:\n  style: gnu\n", tool > file
		printf "  commands:\n" > file
		for (i = 1; i <= here; i++)
			printf "    c%d: {options: {--name: text, \"-n, --dry-run\": flag}, operands: any}\n", i > file
		printf "rules:\n" > file
		for (i = 1; i <= here; i++)
			printf "  - {id: %s.c%d, effect: read, allow: [c%d]}\n", tool, i, i > file
		printf "examples:\n  allow: [%s c1 x]\n", tool > file
		close(file)
	}
}
