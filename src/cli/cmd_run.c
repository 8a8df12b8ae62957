/* SPDX-License-Identifier: ISC */
/*
 * guard run -- AGENT: an agent with the shims in front of all that it starts.
 * guard becomes the agent and does not linger: process, terminal, signals and
 * exit status are the agent's own. Other levels of assurance than the same
 * user's belong here, as options, in front of the exec.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "front.h"

enum { CANNOT_RUN = 126, NOT_THERE = 127 };

/* An agent that believes itself guarded is worse than none. */
static int
check_install(const struct front *f)
{
	struct os_path path;
	enum err e;

	if ((e = os_join(&f->shims, "node", &path)))
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	if (os_is_missing(path.p) || !os_is_guard(path.p))
		return cli_fail(EXIT_GUARD_FAILED, "there are no shims in "
		    "%s; make them with guard setup", f->shims.p);
	if ((e = os_join(&f->shell, "front.sh", &path)))
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	if (os_is_missing(path.p))
		return cli_fail(EXIT_GUARD_FAILED, "%s is missing; install "
		    "guard again", path.p);
	if ((e = os_prefix_join(&f->prefix, "etc/guard/policy.image", &path)))
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	if (os_is_missing(path.p))
		return cli_fail(EXIT_NO_POLICY, "there is no policy image; "
		    "make it with guard setup");
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	static struct front front;
	char **argv = cli->args.operands;
	char **env;
	int status;
	enum err e;

	if ((e = front_open(&front)))
		return cli_fail(EXIT_GUARD_FAILED,
		    "guard's own place cannot be told: %s", err_text(e));
	if ((status = check_install(&front)))
		return status;
	if ((e = front_environment(&cli->arena, &front, environ, &env)))
		return cli_fail(EXIT_GUARD_FAILED, "environment: %s",
		    err_text(e));
	argv[cli->args.n_operands] = NULL;
	environ = env;
	/* Found as a shell would: with the shims first, which an agent's own
	 * start through node goes through as well. */
	(void)execvp(argv[0], argv);
	status = errno == ENOENT || errno == ENOTDIR ? NOT_THERE : CANNOT_RUN;
	return status == NOT_THERE
	    ? cli_fail(status, "run: the program is not on PATH; install it, "
		"or give its path")
	    : cli_fail_on(status, argv[0], ERR_ACCESS);
}

static const struct opt options[] = {
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_run = {
    .name = "run",
    .usage = "[--] PROGRAM [ARGUMENT...]",
    .summary = "start an agent with guard's shims in front",
    .about =
	"Becomes PROGRAM, an agent, with guard's shims first on PATH, and "
	"keeps them there in what it starts: bash, sh and zsh, login shells "
	"too, and the scripts of npm, npx, pnpm and yarn. Exit status, signals "
	"and the terminal are the agent's own.\n"
	"`guard doctor` tells which ways of starting a shell lead to the shims "
	"here. An absolute path to a tool does not.",
    .examples = EXAMPLES(
	"guard run -- claude"),
    .prints = "what the program prints",
    .options = options,
    .needs = OPTIONS_FIRST,
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .run = run,
};
