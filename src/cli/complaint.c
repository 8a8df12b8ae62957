/* SPDX-License-Identifier: ISC */
#include "complaint.h"

enum { TOOLS_MAX = 4096, SHOWN_MAX = 200, TEXT_MAX = 1024 };

int
complain_no_command(const struct cli *cli, const char *name)
{
	const char *nearest = commands_nearest(cli->commands, name);
	char memory[TEXT_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(sv_from(name), 100));
	return cli_fail(EXIT_WRONG_USAGE, "unknown command '%.*s'%s%s%s",
	    (int)b.n, b.p, nearest ? "; did you mean " : "",
	    nearest ? nearest : "", nearest ? "?" : " (see guard help)");
}

int
complain_no_tool(struct cli *cli, const char *name)
{
	const char **names = ARENA_NEW(&cli->arena, TOOLS_MAX + 1,
	    const char *);
	const char *nearest = NULL;
	char memory[TEXT_MAX];
	struct sv *items = NULL;
	size_t n = 0, known = 0;
	struct buf b;

	if (names && !rules_list_names(&cli->policy.image, &items, &n)) {
		for (size_t i = 0; i < n && known < TOOLS_MAX; i++) {
			struct sv copy = arena_dup(&cli->arena, items[i]);

			if (copy.p)
				names[known++] = copy.p;
		}
		names[known] = NULL;
		nearest = opt_nearest(name, names);
	}
	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(sv_from(name), SHOWN_MAX));
	return cli_fail(EXIT_FINDINGS, "there are no rules for '%.*s'%s%s%s "
	    "(guard rules lists the tools)", (int)b.n, b.p,
	    nearest ? "; did you mean " : "", nearest ? nearest : "",
	    nearest ? "?" : "");
}

int
complain_no_policy(const char *path, enum err e)
{
	if (path)
		return cli_fail_on(EXIT_NO_POLICY, path, e);
	return e == ERR_NOT_FOUND
	    ? cli_fail(EXIT_NO_POLICY, "there is no policy yet: guard setup "
		"compiles the rules")
	    : cli_fail(EXIT_NO_POLICY, "the policy cannot be used: %s; guard "
		"setup compiles the rules anew", err_text(e));
}

int
complain_writing(const char *path, enum err e)
{
	const char *next = e == ERR_NOT_FOUND
	    ? "; there is no such directory"
	    : e == ERR_ACCESS ? "; take another place, or its owner's rights"
	    : e == ERR_IO ? "; is the disk full?" : "";
	char memory[TEXT_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(sv_from(path), SHOWN_MAX));
	return cli_fail(EXIT_GUARD_FAILED, "'%.*s' cannot be written: %s%s",
	    (int)b.n, b.p, err_text(e), next);
}

int
complain_no_agent(const char *where, const char *name,
    const char *const *names)
{
	const char *nearest = opt_nearest(name, names);
	char memory[TEXT_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	for (size_t i = 0; names[i]; i++) {
		buf_str(&b, i ? ", " : "");
		buf_str(&b, names[i]);
	}
	return cli_fail(EXIT_WRONG_USAGE, "%s: that agent is not known%s%s%s "
	    "(guard knows %.*s)", where, nearest ? "; did you mean " : "",
	    nearest ? nearest : "", nearest ? "?" : "", (int)b.n, b.p);
}
