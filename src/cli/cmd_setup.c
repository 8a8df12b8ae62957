/* SPDX-License-Identifier: ISC */
/*
 * guard setup: the shims, the policy image, the shells' startup files, agents'
 * configuration. First the plan, then the diff, then the question, then the
 * writing, then what is left to do.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agents.h"
#include "commands.h"
#include "complaint.h"
#include "setup.h"
#include "text.h"

/* What may stand in a path that goes into files of several languages. */
static bool
is_plain(struct sv path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:,";

	for (size_t i = 0; i < path.n; i++)
		if (!memchr(plain, path.p[i], sizeof(plain) - 1))
			return false;
	return true;
}

/* Files of the person's home are theirs to look at first. */
static size_t
show_plan(struct setup *s)
{
	struct out *out = &s->cli->out;
	size_t shown = 0;

	for (size_t i = 0; i < s->plan.n; i++) {
		const struct change *c = &s->plan.list[i];

		if (c->kind != CHANGE_FILE && c->kind != CHANGE_EDIT)
			continue;
		diff_show(out, s->arena, sv_from(c->path), c->before,
		    c->after);
		out_c(out, '\n');
		shown++;
	}
	return shown;
}

static bool
agreed(struct setup *s, size_t n)
{
	char answer[16] = "";

	if (!n || s->cli->args.yes)
		return true;
	if (!isatty(STDIN_FILENO) || out_flush(&s->cli->out))
		return false;
	fprintf(stderr, "Write %zu file%s? [y/N] ", n, n == 1 ? "" : "s");
	return fgets(answer, sizeof(answer), stdin) &&
	    (answer[0] == 'y' || answer[0] == 'Y');
}

static void
row(struct out *out, const char *label)
{
	out_str(out, "  ");
	out_str(out, label);
	out_spaces(out, 10 - strlen(label));
}

static void
tell_prefix(struct setup *s)
{
	struct out *out = &s->cli->out;
	bool dry = s->cli->args.dry_run;

	out_str(out, dry ? "guard setup would do this:\n"
	    : "guard is set up.\n");
	row(out, "shims");
	out_u64(out, s->n_shims);
	out_str(out, " commands, ");
	out_u64(out, s->n_new_shims);
	out_str(out, " of them new, in\n");
	out_spaces(out, 12);
	out_visible(out, sv_from(s->front.shims.p));
	out_c(out, '\n');
	row(out, "rules");
	out_str(out, !s->compiled ? "the policy image is up to date\n"
	    : dry ? "the policy image is older than the rules: made anew\n"
	    : "the policy image was made anew\n");
	if (!s->own_prefix) {
		row(out, "");
		out_str(out, "(the prefix is not yours to write: shims and "
		    "rules are as it has them)\n");
	}
}

static void
tell_files(struct setup *s)
{
	static const char *const names[] = {
	    [CHANGE_FILE] = "new", [CHANGE_EDIT] = "changed",
	};

	for (size_t i = 0; i < s->plan.n; i++) {
		const struct change *c = &s->plan.list[i];

		if (c->kind != CHANGE_FILE && c->kind != CHANGE_EDIT)
			continue;
		row(&s->cli->out, names[c->kind]);
		out_visible(&s->cli->out, sv_from(c->path));
		out_c(&s->cli->out, '\n');
	}
}

static bool
has_approver(struct setup *s)
{
	static struct approvers approvers;
	struct os_path bad;

	return !approvers_read(&s->front.prefix, s->arena, &approvers, &bad) &&
	    approvers.n;
}

static void
tell_notes(struct setup *s)
{
	static char memory[OUT_BUFFER];
	struct out *out = &s->cli->out;

	if (!has_approver(s) && !s->cli->args.make_key)
		setup_note(s, "Make a key, with which you say yes to what "
		    "asks:\n`guard keygen`, in a terminal of your own.");
	setup_note(s, SETUP_TEXT(s->arena, "Start the agent with `guard run -- "
	    "AGENT`, or put the shims first where its environment is made:\n"
	    "PATH=\"", s->front.shims.p, ":$PATH\""));
	setup_note(s, "Let guard prove that it is in front: `guard doctor`.");
	out_str(out, "\nLeft to do:\n");
	for (size_t i = 0; i < s->n_notes; i++) {
		struct buf b;

		buf_init(&b, memory, sizeof(memory));
		buf_str(&b, "  ");
		buf_u64(&b, i + 1);
		buf_str(&b, ". ");
		text_wrap(sv_from(s->notes[i]), 5, 5, &b);
		buf_c(&b, '\n');
		out_sv(out, buf_view(&b));
	}
}

static void
tell_json(struct setup *s)
{
	struct emit j = cli_json_open(s->cli);

	emit_flag(&j, "done", !s->cli->args.dry_run);
	emit_str(&j, "shims", s->front.shims.p);
	emit_u64(&j, "commands", s->n_shims);
	emit_u64(&j, "new", s->n_new_shims);
	emit_flag(&j, "compiled", s->compiled);
	emit_array(&j, "files");
	for (size_t i = 0; i < s->plan.n; i++) {
		const struct change *c = &s->plan.list[i];

		if (c->kind != CHANGE_FILE && c->kind != CHANGE_EDIT)
			continue;
		emit_object(&j, NULL);
		emit_str(&j, "path", c->path);
		emit_str(&j, "change",
		    c->kind == CHANGE_FILE ? "new" : "changed");
		emit_end_object(&j);
	}
	emit_end_array(&j);
	cli_json_close(&j);
}

static int
plan(struct setup *s)
{
	const struct cli_args *args = &s->cli->args;
	int status = setup_plan_prefix(s);
	enum err e;

	if (status)
		return status;
	if (!args->rc && !args->agents.n)
		return EXIT_FINE;
	if (!s->home.n)
		return cli_fail(EXIT_FINDINGS, "HOME is not set: set it, or "
		    "leave out --rc and --agent");
	if (!is_plain((struct sv){s->front.prefix.p, s->front.prefix.n}))
		return cli_fail(EXIT_FINDINGS, "the path of guard's prefix has "
		    "characters that need quotes; install it elsewhere");
	if (args->rc && (e = setup_plan_shells(s)))
		return cli_fail(EXIT_GUARD_FAILED,
		    "startup files of shells: %s", err_text(e));
	for (size_t i = 0; i < args->agents.n; i++)
		if ((status = agent_plan(s, args->agents.items[i])))
			return status;
	return EXIT_FINE;
}

/* keygen asks for a passphrase, so it comes last. */
static int
make_key(struct setup *s)
{
	if (!s->cli->args.make_key || has_approver(s))
		return EXIT_FINE;
	out_c(&s->cli->out, '\n');
	if (out_flush(&s->cli->out))
		return EXIT_GUARD_FAILED;
	return cmd_keygen.run(s->cli);
}

static int
write_plan(struct setup *s)
{
	const char *path = "";
	struct change *image = NULL;
	struct os_path p;
	int status;
	enum err e;

	if (s->compiled && !os_prefix_join(&s->front.prefix,
	    "etc/guard/policy.image", &p) && os_is_missing(p.p) &&
	    (image = changes_add(s->arena, &s->done))) {
		image->kind = CHANGE_FILE;
		image->path = SETUP_TEXT(s->arena, p.p);
	}
	if (s->compiled && (status = setup_compile(s)))
		return status;
	if (image && ((e = setup_hash(s->arena, p.p, image->hash)) ||
	    (e = record_save(s))))
		return cli_fail_on(EXIT_GUARD_FAILED, p.p, e);
	if ((e = setup_apply(s, &path)))
		return complain_writing(path, e);
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	static struct setup s;
	size_t shown;
	int status = setup_open(&s, cli);

	if (status)
		return status;
	if (cli->args.json && cli->args.make_key)
		return cli_fail(EXIT_WRONG_USAGE,
		    "setup: --json excludes --key; see guard keygen --json");
	if (cli->args.remove) {
		for (size_t i = 0; i < cli->args.agents.n; i++)
			if (!agent_find(cli->args.agents.items[i]))
				return agent_plan(&s,
				    cli->args.agents.items[i]);
		return setup_remove(&s);
	}
	if ((status = plan(&s)))
		return status;
	cli_json_aside(cli);
	shown = show_plan(&s);
	if (!cli->args.dry_run) {
		if (!agreed(&s, shown))
			return cli_fail(EXIT_FINDINGS, "nothing was written; "
			    "with --yes it is written without a question");
		if ((status = write_plan(&s)))
			return status;
	}
	tell_prefix(&s);
	tell_files(&s);
	tell_notes(&s);
	if (cli->args.json) {
		tell_json(&s);
		return EXIT_FINE;
	}
	return cli->args.dry_run ? EXIT_FINE : make_key(&s);
}

static const struct opt options[] = {
    OPT_ROW(0, "agent", "AGENT",
	"also write this agent's own configuration: claude-code, codex, "
	"gemini, copilot, cursor, opencode, goose, aider", OPT_LIST, agents),
    OPT_ROW(0, "rc", NULL,
	"also add a last line to the startup files of bash, sh and zsh that "
	"keeps the shims in front for agents", OPT_FLAG, rc),
    OPT_ROW(0, "tools", "TOOLS",
	"shims for these commands only, instead of all that are shipped",
	OPT_LIST, tools),
    OPT_ROW(0, "files", NULL, "shims for rm, mv, rsync and the like too",
	OPT_FLAG, files),
    OPT_ROW(0, "key", NULL, "make a key if nobody can approve yet", OPT_FLAG,
	make_key),
    OPT_ROW(0, "passphrase-stdin", NULL,
	"read its passphrase from standard input", OPT_FLAG, passphrase_stdin),
    OPT_ROW(0, "dry-run", NULL, "show what would be done", OPT_FLAG, dry_run),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW('y', "yes", NULL, "write without asking", OPT_FLAG, yes),
    OPT_ROW(0, "remove", NULL,
	"take out all that setup ever made; with --agent, what it made for "
	"that one", OPT_FLAG,
	remove),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_setup = {
    .name = "setup",
    .usage = "",
    .summary = "make the shims, the policy and an agent's configuration",
    .about =
	"Makes the links that stand in front of commands, and compiles the "
	"rules if they are newer than the policy image. With --agent and --rc "
	"it changes files in your home: the difference is shown first, a copy "
	"of the file is kept beside it, and nothing but guard's own pieces is "
	"put in. What was written stands in a record, by which --remove takes "
	"it out again. Setting up twice changes nothing.",
    .examples = EXAMPLES(
	"guard setup --agent claude-code --rc",
	"guard setup --remove --agent codex"),
    .options = options,
    .run = run,
};
