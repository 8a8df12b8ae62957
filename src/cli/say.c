/* SPDX-License-Identifier: ISC */
/*
 * What every subcommand says alike: failures on standard error, and one object
 * of JSON on standard output.
 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli.h"
#include "text.h"

enum { FAIL_MAX = 4096, DIAG_MAX = 16384 /* bytes */ };

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
	static char memory[DIAG_MAX];

	for (const struct diag *d = sink->first; d; d = d->next) {
		struct buf b;

		buf_init(&b, memory, sizeof(memory));
		diag_render(d, &b);
		fwrite(b.p, 1, b.n, stderr);
	}
	if (sink->n_dropped)
		fprintf(stderr, "guard: %u more not shown\n", sink->n_dropped);
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
