/* SPDX-License-Identifier: ISC */
/*
 * The table of subcommands, and the way from arguments to one of them.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "complaint.h"
#include "text.h"

enum { HELP_MAX = 16384, FAIL_MAX = 4096 /* bytes */ };

const struct cmd *const commands[] = {
    &cmd_setup, &cmd_run, &cmd_doctor,
    &cmd_explain, &cmd_watch, &cmd_requests, &cmd_show, &cmd_approve,
    &cmd_deny,
    &cmd_ask, &cmd_hook,
    &cmd_learn, &cmd_log, &cmd_keygen, &cmd_approvers, &cmd_target, &cmd_trust,
    &cmd_rules, &cmd_replay, &cmd_check, &cmd_compile, &cmd_dump,
    &cmd_agents_md, &cmd_iam,
    &cmd_completions, &cmd_version, &cmd_help, NULL,
};

const struct cmd *
commands_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const char *
commands_nearest(const char *name)
{
	const char *names[ARRAY_LEN(commands)] = {NULL};

	for (size_t i = 0; i < ARRAY_LEN(commands) - 1; i++)
		names[i] = commands[i]->name;
	return opt_nearest(name, names);
}

/* From that column on. */
static void
put_prose(struct out *out, const char *text, size_t column)
{
	char memory[256];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	text_wrap(sv_from(text), column, column, &b);
	out_sv(out, buf_view(&b));
	out_c(out, '\n');
}

void
commands_list(struct out *out)
{
	out_str(out, "usage: ");
	put_prose(out, "guard COMMAND [OPTION...] [ARGUMENT...]", 7);
	out_c(out, '\n');
	for (size_t i = 0; commands[i]; i++) {
		out_str(out, "  ");
		out_str(out, commands[i]->name);
		out_spaces(out, 12 - strlen(commands[i]->name));
		put_prose(out, commands[i]->summary, 14);
	}
	out_c(out, '\n');
	put_prose(out, "`guard help COMMAND` tells about one of them; guard(1) "
	    "about the whole.", 0);
}

int
cli_fail(int status, const char *format, ...)
{
	char memory[FAIL_MAX], folded[2 * FAIL_MAX];
	struct buf b;
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(memory, sizeof(memory), format, ap);
	va_end(ap);
	buf_init(&b, folded, sizeof(folded));
	buf_str(&b, "guard: ");
	/* What reads it by lines gets one line. */
	if (isatty(STDERR_FILENO))
		text_wrap(sv_from(memory), 7, 2, &b);
	else
		buf_str(&b, memory);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stderr);
	return status;
}

int
cli_fail_on(int status, const char *subject, enum err e)
{
	char memory[1024];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(sv_from(subject), 200));
	return cli_fail(status, "'%.*s': %s", (int)b.n, b.p, err_text(e));
}

void
cli_diagnostics(const struct diag_sink *sink)
{
	static char memory[HELP_MAX];

	for (const struct diag *d = sink->first; d; d = d->next) {
		struct buf b;

		buf_init(&b, memory, sizeof(memory));
		diag_render(d, &b);
		fwrite(b.p, 1, b.n, stderr);
	}
	if (sink->n_dropped)
		fprintf(stderr, "guard: %u more not shown\n", sink->n_dropped);
}

static int
print_help(struct cli *cli, const struct cmd *cmd)
{
	static char memory[HELP_MAX];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	opt_help(cmd, &b);
	out_sv(&cli->out, buf_view(&b));
	return EXIT_FINE;
}

void
cli_json_aside(struct cli *cli)
{
	if (!cli->args.json)
		return;
	if (out_flush(&cli->out) == OK)
		cli->out.file = stderr;
}

struct emit
cli_json_open(struct cli *cli)
{
	struct emit j = {.out = &cli->out};

	/* What people should have read and did not is no reason to be silent
	 * towards programs. */
	if (cli->out.file == stderr && out_flush(&cli->out))
		cli->out.failed = false;
	cli->out.file = stdout;
	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	return j;
}

void
cli_json_close(struct emit *j)
{
	emit_end_object(j);
	out_c(j->out, '\n');
}

int
cli_unknown_command(const char *name)
{
	const char *nearest = commands_nearest(name);
	char memory[512];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(sv_from(name), 100));
	return cli_fail(EXIT_WRONG_USAGE, "unknown command '%.*s'%s%s%s",
	    (int)b.n, b.p, nearest ? "; did you mean " : "",
	    nearest ? nearest : "", nearest ? "?" : " (see guard help)");
}

/* The policy that a subcommand reads: rule files, an image, the installed. */
static int
take_policy(struct cli *cli)
{
	const struct opt_list *rules = &cli->args.rules;
	const char *path = cli->args.policy;
	struct rulebook book;
	enum err e = OK;

	if (rules->n && path)
		return cli_fail(EXIT_WRONG_USAGE,
		    "--rules and --policy exclude each other");
	if (!rules->n) {
		e = load_image(&cli->policy, &cli->arena, path);
		return e ? complain_no_policy(path, e) : EXIT_FINE;
	}
	rulebook_init(&book, &cli->arena);
	for (size_t i = 0; !e && i < rules->n; i++)
		e = rulebook_add(&book, rules->items[i], LAYER_SHIPPED);
	if (!e)
		e = rulebook_compile(&book);
	cli_diagnostics(&book.sink);
	if (!e)
		e = load_bytes(&cli->policy, book.image);
	return e ? cli_fail(EXIT_FINDINGS, "the rules cannot be used: %s",
	    err_text(e)) : EXIT_FINE;
}

static int
run_command(struct cli *cli, char **argv)
{
	char memory[1024];
	struct buf complaint;
	int status;
	enum err e;

	buf_init(&complaint, memory, sizeof(memory));
	e = opt_parse(&cli->arena, cli->cmd, argv, &cli->args, &complaint);
	if (e == ERR_USAGE)
		return cli_fail(EXIT_WRONG_USAGE,
		    "%s: %.*s (see guard help %s)", cli->cmd->name,
		    (int)complaint.n, complaint.p, cli->cmd->name);
	if (e)
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	if (cli->args.help)
		return print_help(cli, cli->cmd);
	if ((cli->cmd->needs & NEED_POLICY) && (status = take_policy(cli)))
		return status;
	return cli->cmd->run(cli);
}

int
cli_run(struct cli *cli, char **argv)
{
	const char *name = argv[0] ? argv[0] : "";
	void *memory = os_reserve(LOAD_JOB_SPACE);
	unsigned rows, columns;
	int status;

	if (!memory)
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	arena_init(&cli->arena, memory, LOAD_JOB_SPACE);
	out_init(&cli->out, stdout);
	if (isatty(STDOUT_FILENO)) {
		os_screen_size(&rows, &columns);
		text_fit(columns);
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = cmd_help.name;
	if (strcmp(name, "--version") == 0)
		name = cmd_version.name;
	cli->cmd = commands_find(name);
	if (!*name)
		status = cli_fail(EXIT_WRONG_USAGE,
		    "a command is missing (see guard help)");
	else if (!cli->cmd)
		status = cli_unknown_command(name);
	else
		status = run_command(cli, argv + 1);
	if (out_flush(&cli->out))
		return cli_fail(EXIT_GUARD_FAILED, "output cannot be written");
	return status;
}
