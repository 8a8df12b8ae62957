/* SPDX-License-Identifier: ISC */
/*
 * guard doctor: proves instead of believing. Looks at the install, goes each
 * way to a shell, and tells each finding with its fix.
 */
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "doctor.h"
#include "text.h"

/* The environment of an agent: this one if it is such, else guard run's; for
 * an agent that its own configuration tells, without the PATH of that. */
static enum err
take_environment(struct doctor *d)
{
	struct sv shims = front_get(environ, "GUARD_SHIMS");
	bool told = d->agent && (!strcmp(d->agent->name, "claude-code") ||
	    !strcmp(d->agent->name, "codex"));
	char **env, **own = environ;
	enum err e;

	d->inside = sv_eq_cstr(shims, d->setup.front.shims.p);
	d->envp = environ;
	if (d->inside)
		return OK;
	if ((e = front_environment(d->arena, &d->setup.front, environ, &env)))
		return e;
	d->envp = env;
	for (; told && *env; env++) {
		if (strncmp(*env, "PATH=", 5) != 0)
			continue;
		while (*own && strncmp(*own, "PATH=", 5) != 0)
			own++;
		if (*own)
			*env = *own;
		break;
	}
	return OK;
}

static void
put_row(struct out *out, const struct diagnosis *row)
{
	static char memory[OUT_BUFFER];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, row->fix ? "  FIX  " : "  ok   ");
	buf_str(&b, row->area);
	for (size_t n = strlen(row->area); n < 8; n++)
		buf_c(&b, ' ');
	text_wrap(sv_from(row->text), 15, 15, &b);
	buf_c(&b, '\n');
	if (row->fix) {
		buf_str(&b, "               fix: ");
		text_wrap(sv_from(row->fix), 20, 20, &b);
		buf_c(&b, '\n');
	}
	if (out->color && row->fix)
		out_str(out, "\033[33m");
	out_sv(out, buf_view(&b));
	if (out->color && row->fix)
		out_str(out, "\033[0m");
}

/* The answer ahead of what it rests on. */
static void
put_head(struct doctor *d, struct out *out)
{
	static char memory[OUT_BUFFER];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	if (d->n_findings) {
		buf_u64(&b, d->n_findings);
		buf_str(&b, d->n_findings == 1
		    ? " finding, marked FIX.\n" : " findings, marked FIX.\n");
	} else {
		buf_str(&b, "Guard is in front wherever it was tried.\n");
	}
	text_wrap(sv_from(d->inside
	    ? "Tried in this environment, in which guard run put the shims "
	      "first."
	    : d->agent ? "Tried in the environment that agent is given."
	    : "Tried in the environment of guard run."), 0, 2, &b);
	buf_str(&b, "\nGuard in ");
	buf_visible(&b, sv_from(d->setup.front.prefix.p));
	buf_str(&b, "\nLevel: ");
	text_wrap(sv_from(d->level), 7, 2, &b);
	buf_str(&b, "\n\n");
	out_sv(out, buf_view(&b));
}

static void
put_text(struct doctor *d, struct out *out)
{
	put_head(d, out);
	for (size_t i = 0; i < d->n; i++)
		put_row(out, &d->list[i]);
}

static void
put_json(struct doctor *d, struct out *out)
{
	struct emit j = {.out = out};

	emit_object(&j, NULL);
	emit_u64(&j, "schema", CLI_SCHEMA);
	emit_str(&j, "prefix", d->setup.front.prefix.p);
	emit_str(&j, "level", d->level);
	emit_str(&j, "agent", d->agent ? d->agent->name : NULL);
	emit_u64(&j, "findings", d->n_findings);
	emit_array(&j, "checks");
	for (size_t i = 0; i < d->n; i++) {
		emit_object(&j, NULL);
		emit_str(&j, "area", d->list[i].area);
		emit_flag(&j, "ok", !d->list[i].fix);
		emit_str(&j, "text", d->list[i].text);
		emit_str(&j, "fix", d->list[i].fix);
		emit_end_object(&j);
	}
	emit_end_array(&j);
	emit_end_object(&j);
	out_c(out, '\n');
}

static int
run(struct cli *cli)
{
	static struct doctor d;
	const struct opt_list *names = &cli->args.agents;
	int status;
	enum err e;

	d.arena = &cli->arena;
	if ((status = setup_open(&d.setup, cli)))
		return status;
	if (names->n && !(d.agent = agent_find(names->items[0])))
		return agent_plan(&d.setup, names->items[0]);
	if ((status = setup_plan_prefix(&d.setup)))
		return status;
	if ((e = take_environment(&d)))
		return cli_fail(EXIT_GUARD_FAILED, "environment: %s",
		    err_text(e));
	doctor_files(&d);
	doctor_hooks(&d);
	doctor_routes(&d);
	if (cli->args.json)
		put_json(&d, &cli->out);
	else
		put_text(&d, &cli->out);
	return d.n_findings ? EXIT_FINDINGS : EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "agent", "AGENT",
	"also look at this agent's configuration, and go the ways that it "
	"goes", OPT_LIST, agents),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_doctor = {
    .name = "doctor",
    .usage = "",
    .summary = "prove that guard is in front, or tell what to mend",
    .about =
	"Looks at owners and modes, the policy, the log's place, the "
	"approvers, the shims and other guards. Calls the hooks that agents "
	"are configured with. Then starts sh, bash, zsh and "
	"the package managers in each way that agents do, with your own "
	"startup files, without a terminal and with a time limit, asks each "
	"where the guarded names lead, and starts guard-probe, which must be "
	"refused. Exits with 1 when there is a finding; each names its fix.",
    .examples = EXAMPLES(
	"guard doctor --agent codex"),
    .options = options,
    .run = run,
};
