/* SPDX-License-Identifier: ISC */
/*
 * guard replay: a verdict for each command line of a log, and what would have
 * been asked, by tool and rule. For trying rules on what was really run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "commands.h"
#include "lines.h"
#include "progress.h"
#include "reason.h"

enum { TALLIES_MAX = 4096 /* pairs of tool and rule that are told apart */ };

/* How often a rule stopped a tool. */
struct tally {
	struct sv tool;
	struct sv rule;
	enum verdict verdict;
	uint64_t n;
};

struct replay {
	struct cli *cli;
	uint64_t n[3]; /* by enum verdict */
	uint64_t n_unread;
	struct tally *tallies;
	size_t n_tallies;
	uint64_t n_more; /* stopped, past TALLIES_MAX */
};

/* One line of input. */
struct entry {
	uint64_t line;
	struct sv command;
	enum err error; /* why it could not be read */
	/* A log says nothing of the facts that were, unless it states them. */
	struct stated stated;
};

static void
count(struct replay *r, struct sv tool, struct sv rule, enum verdict v)
{
	struct arena *arena = &r->cli->arena;
	struct tally *t;

	r->n[v]++;
	if (v == VERDICT_ALLOW)
		return;
	for (size_t i = 0; i < r->n_tallies; i++) {
		t = &r->tallies[i];
		if (t->verdict == v && sv_eq(t->rule, rule) &&
		    sv_eq(t->tool, tool)) {
			t->n++;
			return;
		}
	}
	if (r->n_tallies == TALLIES_MAX) {
		r->n_more++;
		return;
	}
	r->tallies[r->n_tallies++] = (struct tally){
	    .tool = arena_dup(arena, tool),
	    .rule = arena_dup(arena, rule),
	    .verdict = v,
	    .n = 1,
	};
}

static void
put_json(struct replay *r, const struct entry *entry,
    const struct gate_outcome *o, struct sv tool)
{
	struct emit j = {.out = &r->cli->out};

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_u64(&j, "line", entry->line);
	emit_str(&j, "verdict", verdict_name(o->verdict));
	emit_text(&j, "rule", ruling_id(&o->final));
	if (tool.n)
		emit_text(&j, "tool", tool);
	else
		emit_none(&j, "tool");
	emit_str(&j, "reason", o->error ? "error"
	    : reason_kind_name(o->final.reason));
	if (o->error)
		emit_str(&j, "error", err_text(o->error));
	emit_text(&j, "command", entry->command);
	emit_end_object(&j);
	out_c(j.out, '\n');
}

static void
put_line(struct replay *r, const struct entry *entry,
    const struct gate_outcome *o)
{
	struct out *out = &r->cli->out;

	out_str(out, verdict_name(o->verdict));
	out_c(out, '\t');
	out_visible(out, ruling_id(&o->final));
	out_c(out, '\t');
	out_visible(out, entry->command);
	out_c(out, '\n');
}

/* A line that is no command is refused as one that guard cannot read. */
static void
fail_entry(struct gate_outcome *o, enum err e)
{
	struct buf id;

	memset(o, 0, sizeof(*o));
	o->error = e;
	buf_init(&id, o->final.buffer, sizeof(o->final.buffer));
	buf_str(&id, "guard.error");
	o->final.id_length = id.n;
}

static void
replay_entry(struct replay *r, const struct entry *entry)
{
	struct policy *policy = &r->cli->policy;
	const struct invocation *inv;
	struct gate_outcome o;
	struct sv tool = {NULL, 0};

	policy->world.stated = &entry->stated;
	if (entry->error)
		fail_entry(&o, entry->error);
	else
		gate_decide(&policy->context,
		    &(struct gate_command){.shell_text = entry->command},
		    NULL, &o);
	inv = reason_decisive(&o);
	if (inv)
		tool = inv->tool;
	count(r, tool, ruling_id(&o.final), o.verdict);
	if (!r->cli->args.summary && r->cli->args.json)
		put_json(r, entry, &o, tool);
	else if (!r->cli->args.summary)
		put_line(r, entry, &o);
	load_reset(policy);
}

/*
 * A line of JSON if it is an object with a command; *out_json then holds the
 * text. Text that begins as JSON does and is none cannot be read.
 */
static bool
read_json(struct entry *entry, json_t **out_json)
{
	json_t *json, *command;

	if (!sv_starts(entry->command, SV("{")))
		return false;
	json = json_loadb(entry->command.p, entry->command.n, JSON_ALLOW_NUL,
	    NULL);
	command = json_object_get(json, "command");
	if (!json_is_string(command)) {
		if (json || sv_starts(entry->command, SV("{\"")))
			entry->error = ERR_SYNTAX;
		json_decref(json);
		return entry->error != OK;
	}
	entry->command.p = json_string_value(command);
	entry->command.n = json_string_length(command);
	*out_json = json;
	return true;
}

/* Facts are kept until the entry is decided. */
static enum err
read_facts(struct arena *arena, json_t *json, struct stated *out)
{
	json_t *value;
	const char *name;
	enum err e;

	json_object_foreach(json_object_get(json, "facts"), name, value) {
		if (!json_is_string(value))
			return ERR_SYNTAX;
		e = stated_set(arena, out, sv_from(name),
		    (struct sv){json_string_value(value),
		        json_string_length(value)});
		if (e)
			return e;
	}
	return OK;
}

static void
replay_line(struct replay *r, const struct lines *l)
{
	struct entry entry = {
	    .line = l->number,
	    .command = sv_trim(l->text),
	    .error = l->too_long ? ERR_LIMIT : OK,
	};
	json_t *json = NULL;

	if (!entry.command.n)
		return;
	if (!entry.error && !read_json(&entry, &json) &&
	    entry.command.p[0] == '#')
		return;
	if (!entry.error)
		entry.error = read_facts(&r->cli->policy.arena, json,
		    &entry.stated);
	if (entry.error)
		r->n_unread++;
	replay_entry(r, &entry);
	json_decref(json);
}

static int
by_count(const void *a, const void *b)
{
	const struct tally *x = a;
	const struct tally *y = b;
	int order;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	order = sv_cmp(x->tool, y->tool);
	return order ? order : sv_cmp(x->rule, y->rule);
}

static void
put_summary(const struct replay *r, struct out *out)
{
	out_u64(out, r->n[0] + r->n[1] + r->n[2]);
	out_str(out, " commands: ");
	out_u64(out, r->n[VERDICT_ALLOW]);
	out_str(out, " allow, ");
	out_u64(out, r->n[VERDICT_ASK]);
	out_str(out, " ask, ");
	out_u64(out, r->n[VERDICT_DENY]);
	out_str(out, " deny");
	if (r->n_unread) {
		out_str(out, "; ");
		out_u64(out, r->n_unread);
		out_str(out, " of them could not be read");
	}
	out_c(out, '\n');
	for (size_t i = 0; i < r->n_tallies; i++) {
		const struct tally *t = &r->tallies[i];

		out_u64_pad(out, t->n, 8);
		out_str(out, "  ");
		out_str(out, verdict_name(t->verdict));
		out_str(out, t->verdict == VERDICT_ASK ? "   " : "  ");
		out_visible(out, t->tool.n ? t->tool : SV("-"));
		out_str(out, "  ");
		out_visible(out, t->rule);
		out_c(out, '\n');
	}
	if (r->n_more) {
		out_u64_pad(out, r->n_more, 8);
		out_str(out, "  by other rules\n");
	}
}

static void
put_summary_json(const struct replay *r)
{
	struct emit j = {.out = &r->cli->out};

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_u64(&j, "commands", r->n[0] + r->n[1] + r->n[2]);
	emit_u64(&j, "allow", r->n[VERDICT_ALLOW]);
	emit_u64(&j, "ask", r->n[VERDICT_ASK]);
	emit_u64(&j, "deny", r->n[VERDICT_DENY]);
	emit_u64(&j, "unread", r->n_unread);
	emit_array(&j, "stopped");
	for (size_t i = 0; i < r->n_tallies; i++) {
		const struct tally *t = &r->tallies[i];

		emit_object(&j, NULL);
		if (t->tool.n)
			emit_text(&j, "tool", t->tool);
		else
			emit_none(&j, "tool");
		emit_text(&j, "rule", t->rule);
		emit_str(&j, "verdict", verdict_name(t->verdict));
		emit_u64(&j, "count", t->n);
		emit_end_object(&j);
	}
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(j.out, '\n');
}

static enum err
summarize(struct replay *r)
{
	static struct out err;
	enum err e;

	if (r->n_tallies)
		qsort(r->tallies, r->n_tallies, sizeof(*r->tallies), by_count);
	if (r->cli->args.summary) {
		if (r->cli->args.json)
			put_summary_json(r);
		else
			put_summary(r, &r->cli->out);
		return OK;
	}
	/* Verdicts first, also where both streams are one. */
	if ((e = out_flush(&r->cli->out)))
		return e;
	out_init(&err, stderr);
	put_summary(r, &err);
	return out_flush(&err);
}

static int
replay_stream(struct cli *cli, FILE *file)
{
	struct replay r = {.cli = cli};
	struct lines lines;
	struct progress progress;

	r.tallies = ARENA_NEW(&cli->arena, TALLIES_MAX, struct tally);
	if (!r.tallies || lines_init(&lines, file, &cli->arena))
		return cli_fail(EXIT_GUARD_FAILED, "out of memory");
	progress_begin(&progress, "reading commands", 0);
	while (lines_next(&lines)) {
		replay_line(&r, &lines);
		if (cli->args.summary) /* else it shows its lines */
			progress_step(&progress);
	}
	progress_end(&progress);
	if (summarize(&r))
		return EXIT_GUARD_FAILED;
	if (lines.failed)
		return cli_fail(EXIT_GUARD_FAILED,
		    "the input cannot be read to its end");
	return r.n_unread ? EXIT_FINDINGS : EXIT_FINE;
}

static int
run(struct cli *cli)
{
	const char *path = cli->args.n_operands ? cli->args.operands[0] : "-";
	FILE *file = stdin;
	int status;

	/* A log says nothing about the environment that was. */
	cli->policy.context.envp = NULL;
	if (strcmp(path, "-") == 0)
		return replay_stream(cli, file);
	file = fopen(path, "re");
	if (!file)
		return cli_fail_on(EXIT_FINDINGS, path,
		    errno == ENOENT ? ERR_NOT_FOUND : ERR_ACCESS);
	status = replay_stream(cli, file);
	fclose(file);
	return status;
}

static const struct opt options[] = {
    OPT_ROW(0, "json", NULL, "print one JSON object a command", OPT_FLAG,
	json),
    OPT_ROW(0, "summary", NULL, "print only the summary", OPT_FLAG, summary),
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_replay = {
    .name = "replay",
    .usage = "[FILE]",
    .summary = "give a verdict on each command of a log",
    .about = "Reads shell command lines from FILE or standard input, one a "
	     "line, or JSON objects with a \"command\", and prints for each "
	     "its verdict, the rule that decided and the command, separated "
	     "by tabs. A summary of what would have been stopped follows on "
	     "standard error. Empty lines and lines that begin with # are "
	     "skipped. The environment counts as empty; package.json is that "
	     "of the current directory. Nothing is run.",
    .examples = EXAMPLES(
	"guard replay --summary history.txt"),
    .options = options,
    .needs = NEED_POLICY,
    .max_operands = 1,
    .run = run,
};
