/* SPDX-License-Identifier: ISC */
/*
 * guard target: what a command would act on, and where each part was learnt.
 * Runs nothing but `terraform show` of a saved plan.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "commands.h"
#include "explain.h"
#include "named.h"
#include "plan_show.h"
#include "reason.h"
#include "target_view.h"
#include "text.h"

/* What is written while targets are listed. */
struct listing_job {
	struct cli *cli;
	struct emit j;
	size_t n_shown;
	struct out block; /* of one tool */
};

static void
put_invocation(struct listing_job *job, const struct invocation *inv)
{
	struct cli *cli = job->cli;
	char memory[1024];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	reason_command(inv, &b);
	if (cli->args.json) {
		emit_object(&job->j, NULL);
		emit_text(&job->j, "tool", inv->tool);
		emit_text(&job->j, "command", buf_view(&b));
		target_view_json(&job->j, &cli->policy, inv, "parts");
		emit_end_object(&job->j);
	} else {
		if (job->n_shown)
			out_c(&cli->out, '\n');
		out_sv(&cli->out, buf_view(&b));
		out_c(&cli->out, '\n');
		target_view_text(&cli->out, &cli->policy, inv, 2);
	}
	job->n_shown++;
}

static enum err
put_reading(struct listing_job *job, const struct reading *reading, bool all)
{
	struct cli *cli = job->cli;
	const struct target_part *parts;
	uint32_t n;
	enum err e = OK;

	for (uint32_t i = 0; i < reading->n && !e; i++) {
		const struct invocation *inv = &reading->invocations[i];

		e = facts_target(&cli->policy.world.facts, inv, &parts, &n);
		if (!e && n && (all || target_view_says(&cli->policy, inv)))
			put_invocation(job, inv);
	}
	return e;
}

/* What is told of a tool, as text that stays. */
static enum err
take_block(struct listing_job *job, const struct reading *reading,
    struct sv *out_text)
{
	struct policy *policy = &job->cli->policy;
	char *memory = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&memory, &n);
	enum err e = file ? OK : ERR_LIMIT;

	if (e)
		return e;
	out_init(&job->block, file);
	for (uint32_t i = 0; i < reading->n; i++)
		if (target_view_says(policy, &reading->invocations[i]))
			target_view_text(&job->block, policy,
			    &reading->invocations[i], 2);
	e = out_flush(&job->block);
	if (fclose(file))
		e = ERR_IO;
	if (!e) {
		*out_text = arena_dup(&job->cli->arena, (struct sv){memory, n});
		e = out_text->p ? OK : ERR_LIMIT;
	}
	free(memory);
	return e;
}

/* Tools that find the same stand together: a .env serves them all. */
static void
put_groups(struct listing_job *job, struct sv *names, struct sv *blocks,
    size_t n)
{
	char memory[4096];
	struct out *out = &job->cli->out;

	for (size_t i = 0; i < n; i++) {
		struct buf title, wrapped;
		char lines[4096];

		if (!blocks[i].n)
			continue;
		buf_init(&title, memory, sizeof(memory));
		buf_visible(&title, names[i]);
		for (size_t k = i + 1; k < n; k++) {
			if (!sv_eq(blocks[k], blocks[i]))
				continue;
			buf_str(&title, ", ");
			buf_visible(&title, names[k]);
			blocks[k].n = 0;
		}
		buf_init(&wrapped, lines, sizeof(lines));
		text_wrap(buf_view(&title), 0, 0, &wrapped);
		out_str(out, job->n_shown++ ? "\n" : "");
		out_sv(out, buf_view(&wrapped));
		out_c(out, '\n');
		out_sv(out, blocks[i]);
	}
}

/* Every tool by itself: what it would find in this directory. */
static enum err
put_tools(struct listing_job *job)
{
	struct cli *cli = job->cli;
	struct sv *names, *blocks;
	size_t n;
	enum err e = rules_list_names(&cli->policy.image, &names, &n);

	if (e)
		return e;
	/* What is listed from here on stays. */
	cli->policy.mark = cli->policy.arena.used;
	if (!(blocks = ARENA_NEW(&cli->arena, n + 1, struct sv)))
		return ERR_LIMIT;
	for (size_t i = 0; i < n && !e; i++) {
		struct word word = {.text = names[i], .known = names[i].n};
		struct reading reading = {0};

		load_reset(&cli->policy);
		e = argv_read(&cli->policy.context, &word, 1, &reading);
		if (!e)
			e = cli->args.json
			    ? put_reading(job, &reading, false)
			    : take_block(job, &reading, &blocks[i]);
	}
	if (!e && !cli->args.json)
		put_groups(job, names, blocks, n);
	return e;
}

static enum err
put_command(struct listing_job *job)
{
	struct explanation x = {
	    .out = &job->cli->out,
	    .policy = &job->cli->policy,
	    .trace = {.arena = &job->cli->arena},
	};
	enum err e = explain_decide(job->cli, &x);

	return e ? e : put_reading(job, &x.outcome.reading, true);
}

static int
fail_unread(enum err e)
{
	char memory[128];
	struct buf where;

	buf_init(&where, memory, sizeof(memory));
	if (named_fault(&where))
		buf_str(&where, ": ");
	return cli_fail(EXIT_GUARD_FAILED, "%.*s%s", (int)where.n, memory,
	    err_text(e));
}

static int
run(struct cli *cli)
{
	static struct listing_job job;
	bool command = cli->args.shell || cli->args.n_operands;
	enum err e;

	job = (struct listing_job){.cli = cli, .j = {.out = &cli->out}};
	if (cli->args.shell && cli->args.n_operands)
		return cli_fail(EXIT_WRONG_USAGE,
		    "target: give a command or --shell TEXT");
	if (cli->args.json) {
		emit_object(&job.j, NULL);
		emit_u64(&job.j, "schema", CLI_SCHEMA);
		emit_array(&job.j, "targets");
	}
	cli->policy.context.envp = environ;
	cli->policy.world.facts.plan = plan_show;
	e = command ? put_command(&job) : put_tools(&job);
	if (e)
		return fail_unread(e);
	if (cli->args.json) {
		emit_end_array(&job.j);
		emit_end_object(&job.j);
		out_c(&cli->out, '\n');
	} else if (!job.n_shown) {
		out_str(&cli->out, command
		    ? "nothing in it has a target that guard knows of\n"
		    : "guard knows of no target here\n");
	}
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "shell", "TEXT", "a line of shell text", OPT_TEXT, shell),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_target = {
    .name = "target",
    .usage = "[[--] COMMAND [ARGUMENT...]]",
    .summary = "tell what a command would act on, and where that was learnt",
    .about = "Tells which database, state, account or cluster a command would "
	     "act on, and for each part of that where it was learnt: an "
	     "option, a variable, a line of a file. Without a command it tells "
	     "what the tools would find in this directory. The environment and "
	     "the current directory count as they would if it were run. "
	     "Nothing is run but `terraform show` of a saved plan, nothing is "
	     "asked over a network, and no password is shown.",
    .examples = EXAMPLES(
	"guard target",
	"guard target -- terraform destroy"),
    .options = options,
    .needs = NEED_POLICY | OPTIONS_FIRST,
    .max_operands = SIZE_MAX,
    .run = run,
};
