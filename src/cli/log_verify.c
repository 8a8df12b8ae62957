/* SPDX-License-Identifier: ISC */
/*
 * Whether the record is whole: each file's chain, and that each file goes on
 * from the one before it.
 */
#include "log_verify.h"

#include <string.h>

#include "guard/audit.h"
#include "text.h"

/* One file while it is verified. */
struct verifying {
	struct cli *cli;
	struct emit *json; /* NULL: for people */
	const char *name;
	size_t changed, torn;
};

static const struct {
	const char *name, *text;
} faults[] = {
    [AUDIT_TORN] = {"torn",
	": this line was not finished when it was written\n"},
    [AUDIT_CHANGED] = {"changed",
	": something before this line, or it, was changed afterwards\n"},
    [AUDIT_MISPLACED] = {"misplaced",
	": the link of this line points to no place before it\n"},
};

static void
tell_finding(void *ctx, const struct audit_finding *finding)
{
	struct verifying *v = ctx;
	struct out *out = &v->cli->out;
	bool torn = finding->fault == AUDIT_TORN;

	v->changed += !torn;
	v->torn += torn;
	if (v->json) {
		emit_object(v->json, NULL);
		emit_u64(v->json, "line", finding->line);
		emit_str(v->json, "fault", faults[finding->fault].name);
		emit_end_object(v->json);
		return;
	}
	out_str(out, v->name);
	out_c(out, ':');
	out_u64(out, finding->line);
	out_str(out, faults[finding->fault].text);
}

static void
tell_state(struct verifying *v, const struct audit_state *s)
{
	char memory[1024];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	buf_str(&line, v->name);
	buf_str(&line, v->changed ? ": changed, " : ": whole, ");
	buf_u64(&line, s->lines);
	buf_str(&line, " lines, ");
	buf_u64(&line, s->links);
	buf_str(&line, " links");
	if (v->torn) {
		buf_str(&line, ", ");
		buf_u64(&line, v->torn);
		buf_str(&line, " unfinished");
	}
	if (s->unlinked) {
		buf_str(&line, "; the last ");
		buf_u64(&line, s->unlinked);
		buf_str(&line, " bytes wait for the next link");
	}
	text_put(&v->cli->out, &line, 0, 2);
}

static void
state_json(struct verifying *v, const struct audit_state *s, bool on)
{
	emit_end_array(v->json);
	emit_u64(v->json, "lines", s->lines);
	emit_u64(v->json, "links", s->links);
	emit_u64(v->json, "torn", v->torn);
	emit_u64(v->json, "unlinked_bytes", s->unlinked);
	emit_flag(v->json, "goes_on", on);
	emit_flag(v->json, "whole", on && !v->changed);
	emit_end_object(v->json);
}

/* Whether both are of one log: "audit.17.jsonl" and "audit.jsonl". */
static bool
same_log(const char *a, const char *b)
{
	size_t n = strcspn(a, ".");

	return n == strcspn(b, ".") && strncmp(a, b, n) == 0;
}

/* Whether the file goes on from where the one it names ended, and names the
 * one that lies before it, if there is a link in both. */
static bool
goes_on(struct verifying *v, const struct audit_state *s, const char *before,
    const char *last)
{
	struct out *out = &v->cli->out;
	bool names_none = !s->first[0] && s->links && last[0] &&
	    same_log(before, v->name);
	bool fine = !names_none && (!s->first[0] ||
	    (strcmp(s->before, before) == 0 && strcmp(s->first, last) == 0));

	if (fine || v->json)
		return fine;
	out_str(out, v->name);
	out_str(out, ": it does not go on from ");
	out_visible(out, sv_from(names_none ? before : s->before));
	out_str(out, names_none ? "\n" : " as that is now\n");
	return false;
}

/* True when the file is whole; last is the hash at its end. */
static enum err
verify_file(struct verifying *v, const struct log_files *files, size_t i,
    char last[AUDIT_HASH + 1], bool *out_fine)
{
	const char *before = i ? files->names[i - 1] : "";
	struct audit_state s;
	struct sv text;
	bool on;
	enum err e = log_files_read(files, i, &v->cli->arena, &text);

	if (e)
		return e;
	if (v->json) {
		emit_object(v->json, NULL);
		emit_str(v->json, "name", v->name);
		emit_array(v->json, "findings");
	}
	audit_verify(text, tell_finding, v, &s);
	on = goes_on(v, &s, before, last);
	if (v->json)
		state_json(v, &s, on);
	else
		tell_state(v, &s);
	memcpy(last, s.last, sizeof(s.last));
	*out_fine = on && !v->changed;
	return OK;
}

int
log_verify(struct cli *cli, const struct log_files *files)
{
	char last[AUDIT_HASH + 1] = "";
	struct emit j = {.out = &cli->out};
	bool fine = true;
	enum err e = OK;

	if (cli->args.json) {
		j = cli_json_open(cli);
		emit_array(&j, "files");
	}
	for (size_t i = 0; i < files->n; i++) {
		size_t mark = cli->arena.used;
		struct verifying v = {.cli = cli, .name = files->names[i],
		    .json = cli->args.json ? &j : NULL};
		bool whole;

		if ((e = verify_file(&v, files, i, last, &whole)))
			return cli_fail_on(EXIT_GUARD_FAILED, v.name, e);
		fine = fine && whole;
		cli->arena.used = mark;
	}
	if (cli->args.json) {
		emit_end_array(&j);
		emit_flag(&j, "whole", fine);
		cli_json_close(&j);
	} else if (!files->n) {
		out_str(&cli->out, "There is no log yet.\n");
	}
	return fine ? EXIT_FINE : EXIT_FINDINGS;
}
