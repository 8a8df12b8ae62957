/* SPDX-License-Identifier: ISC */
/*
 * guard log: what was decided, and whether the record of it is whole.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "complaint.h"
#include "log_files.h"
#include "log_verify.h"
#include "log_view.h"
#include "report.h"

enum { FOLLOW_NS = 300000000, PAGE_MAX = 16 << 20 /* bytes */ };

static enum err
view_all(struct cli *cli, const struct log_filter *filter,
    const struct log_files *files)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < files->n; i++) {
		size_t mark = cli->arena.used;
		struct sv text;

		e = log_files_read(files, i, &cli->arena, &text);
		/* Another user's, if it may not be read, is no business. */
		if (e == ERR_ACCESS) {
			e = OK;
			continue;
		}
		if (!e)
			log_view(cli, filter, files->names[i], text);
		cli->arena.used = mark;
	}
	return e;
}

/* Shows whole lines that were added behind *offset. */
static enum err
view_added(struct cli *cli, const struct log_filter *filter,
    const struct os_path *path, uint64_t *offset)
{
	static char memory[1 << 20];
	struct os_status s;
	struct sv text;
	size_t n;
	enum err e = os_status(path->p, &s);

	if (e || s.kind != OS_FILE || s.size == *offset)
		return e;
	/* It was put aside, and a new one begins. */
	if (s.size < *offset)
		*offset = 0;
	if ((e = os_read_part(path->p, *offset, memory, sizeof(memory), &n)))
		return e;
	text = (struct sv){memory, n};
	while (n && memory[n - 1] != '\n')
		n--;
	log_view(cli, filter, "audit.jsonl", sv_take(text, n));
	*offset += n;
	return out_flush(&cli->out);
}

/* Until it is interrupted. */
static enum err
follow(struct cli *cli, const struct log_filter *filter,
    const struct log_files *files)
{
	const struct timespec nap = {.tv_nsec = FOLLOW_NS};
	struct os_status s;
	struct os_path path;
	uint64_t offset = 0;
	enum err e;

	if ((e = os_join(&files->dir, "audit.jsonl", &path)) ||
	    (e = os_status(path.p, &s)) || (e = out_flush(&cli->out)))
		return e;
	if (s.kind == OS_FILE)
		offset = s.size;
	while (!(e = view_added(cli, filter, &path, &offset)))
		nanosleep(&nap, NULL);
	return e;
}

/* The page of what passes the filter. */
static int
write_report(struct cli *cli, const struct log_filter *filter,
    const struct log_files *files, uint64_t now_s)
{
	static struct report report;
	const char *file = cli->args.report;
	char *memory = os_reserve(PAGE_MAX);
	struct buf page;
	enum err e = report_init(&report);

	for (size_t i = 0; !e && i < files->n; i++) {
		size_t mark = cli->arena.used;
		struct sv text;

		e = log_files_read(files, i, &cli->arena, &text);
		if (!e)
			log_each(filter, files->names[i], text, report_line,
			    &report);
		/* Another user's, if it may not be read, is no business. */
		e = e == ERR_ACCESS ? OK : e;
		cli->arena.used = mark;
	}
	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, files->dir.p, e);
	buf_init(&page, memory, memory ? PAGE_MAX : 0);
	report_page(&report, filter->since, now_s, &page);
	e = page.full ? ERR_LIMIT
	    : os_replace_file(file, page.p, page.n, 0600, 0);
	if (e)
		return complain_writing(file, e);
	if (cli->args.json) {
		struct emit j = cli_json_open(cli);

		emit_str(&j, "report", file);
		cli_json_close(&j);
		return EXIT_FINE;
	}
	out_visible(&cli->out, sv_from(file));
	out_str(&cli->out, " is written; any browser shows it.\n");
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	static struct log_files files;
	struct log_filter filter = {cli->args.tool, cli->args.verdict,
	    cli->args.request, ""};
	uint64_t now_s = os_wall_clock_ns() / 1000000000u;
	enum err e;

	if (cli->args.n_operands &&
	    strcmp(cli->args.operands[0], "verify") != 0)
		return cli_fail(EXIT_WRONG_USAGE,
		    "log: the only word it takes is verify");
	if (cli->args.since && !log_since(cli->args.since, now_s, filter.since))
		return cli_fail(EXIT_WRONG_USAGE, "log: --since takes 10m, 2h, "
		    "3d, or a time as 2026-01-31T08:00");
	if (cli->args.report && (cli->args.n_operands || cli->args.follow))
		return cli_fail(EXIT_WRONG_USAGE,
		    "log: --report goes with neither verify nor --follow");
	if ((e = log_files_find(&files)))
		return cli_fail_on(EXIT_GUARD_FAILED, files.dir.p, e);
	if (cli->args.n_operands)
		return log_verify(cli, &files);
	if (cli->args.report)
		return write_report(cli, &filter, &files, now_s);
	e = view_all(cli, &filter, &files);
	if (!e && cli->args.follow)
		e = follow(cli, &filter, &files);
	return e ? cli_fail_on(EXIT_GUARD_FAILED, files.dir.p, e) : EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "tool", "TOOL", "only this tool's", OPT_TEXT, tool),
    OPT_ROW(0, "verdict", "VERDICT", "allow, ask, deny, approve or refuse",
	OPT_TEXT, verdict),
    OPT_ROW(0, "request", "ID", "only what is about this request", OPT_TEXT,
	request),
    OPT_ROW(0, "since", "WHEN", "10m, 2h, 3d ago, or a time", OPT_TEXT,
	since),
    OPT_ROW(0, "json", NULL,
	"print the lines as they are; with verify, an object", OPT_FLAG, json),
    OPT_ROW(0, "report", "FILE", "write a page about it: HTML in one file",
	OPT_TEXT, report),
    OPT_ROW(0, "follow", NULL, "go on with what is added", OPT_FLAG, follow),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_log = {
    .name = "log",
    .usage = "[verify]",
    .summary = "show what was decided, or verify that the record is whole",
    .about = "A line each: time, verdict, request, command. `guard log "
	     "verify` checks the chain of hashes that holds the lines "
	     "together; it finds edits and losses, but not by somebody who "
	     "computes the whole chain anew.",
    .examples = EXAMPLES(
	"guard log --since 2h --verdict ask",
	"guard log --since 7d --report week.html",
	"guard log verify"),
    .options = options,
    .max_operands = 1,
    .run = run,
};
