/* SPDX-License-Identifier: ISC */
/*
 * guard trust: pins what the commands of this directory act on, so that
 * another target is noticed. A human's act.
 */
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "explain.h"
#include "signing.h"
#include "trust.h"

enum { NS_PER_S = 1000000000 };

/* One part a line. */
static void
put_pin(struct out *out, const struct pin *pin)
{
	out_visible(out, pin->directory);
	out_str(out, pin->disposable ? "  disposable\n" : "\n");
	for (uint32_t i = 0; i < pin->n; i++)
		for (uint32_t k = 0; k < pin->targets[i].n; k++) {
			const struct pin_part *part =
			    &pin->targets[i].parts[k];

			out_str(out, "  ");
			out_visible(out, part->name);
			out_spaces(out, part->name.n < 20 ? 20 - part->name.n
			                                  : 1);
			out_visible(out, part->value);
			out_c(out, '\n');
		}
}

static void
put_pin_json(struct emit *j, const struct pin *pin)
{
	emit_object(j, NULL);
	emit_text(j, "directory", pin->directory);
	emit_flag(j, "disposable", pin->disposable);
	if (pin->sealed)
		emit_text(j, "approver", pin->approver);
	else
		emit_none(j, "approver");
	emit_array(j, "targets");
	for (uint32_t i = 0; i < pin->n; i++) {
		emit_array(j, NULL);
		for (uint32_t k = 0; k < pin->targets[i].n; k++) {
			const struct pin_part *part =
			    &pin->targets[i].parts[k];

			emit_object(j, NULL);
			emit_text(j, "name", part->name);
			emit_text(j, "value", part->value);
			emit_end_object(j);
		}
		emit_end_array(j);
	}
	emit_end_array(j);
	emit_end_object(j);
}

static int
pins_json(struct cli *cli, const struct pin *pins, uint32_t n)
{
	struct emit j = cli_json_open(cli);

	emit_array(&j, "pins");
	for (uint32_t i = 0; i < n; i++)
		put_pin_json(&j, &pins[i]);
	emit_end_array(&j);
	cli_json_close(&j);
	return EXIT_FINE;
}

static bool
same_target(const struct pin_target *a, const struct pin_target *b)
{
	if (a->kind != b->kind || a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++)
		if (!sv_eq(a->parts[i].name, b->parts[i].name) ||
		    !sv_eq(a->parts[i].value, b->parts[i].value))
			return false;
	return true;
}

/* Copied: what facts hand out lives for one decision. */
static enum err
add_target(struct arena *arena, struct pin *pin, const struct pin_target *t)
{
	struct pin_target *kept = &pin->targets[pin->n];

	for (uint32_t i = 0; i < pin->n; i++)
		if (same_target(&pin->targets[i], t))
			return OK;
	if (pin->n == PIN_MAX_TARGETS)
		return ERR_LIMIT;
	kept->kind = t->kind;
	kept->n = t->n;
	kept->parts = ARENA_NEW(arena, t->n + 1, struct pin_part);
	if (!kept->parts)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < t->n; i++) {
		kept->parts[i].name = arena_dup(arena, t->parts[i].name);
		kept->parts[i].value = arena_dup(arena, t->parts[i].value);
		if (!kept->parts[i].name.p || !kept->parts[i].value.p)
			return ERR_LIMIT;
	}
	pin->n++;
	return OK;
}

static enum err
add_reading(struct cli *cli, struct pin *pin, const struct reading *reading)
{
	struct pin_target *targets;
	uint32_t n;
	enum err e = OK;

	for (uint32_t i = 0; i < reading->n && !e; i++) {
		e = facts_pinnable(&cli->policy.world.facts,
		    &reading->invocations[i], &targets, &n);
		for (uint32_t k = 0; k < n && !e; k++)
			e = add_target(&cli->arena, pin, &targets[k]);
	}
	return e;
}

static enum err
take_pin(struct cli *cli, struct pin *pin)
{
	struct explanation x = {
	    .out = &cli->out,
	    .policy = &cli->policy,
	    .trace = {.arena = &cli->arena},
	};
	enum err e;

	*pin = (struct pin){
	    .directory = {cli->policy.world.cwd.p, cli->policy.world.cwd.n},
	    .disposable = cli->args.disposable,
	    .time_s = os_wall_clock_ns() / NS_PER_S,
	    .targets = ARENA_NEW(&cli->arena, PIN_MAX_TARGETS,
		struct pin_target),
	};
	if (!pin->targets)
		return ERR_LIMIT;
	if ((e = explain_decide(cli, &x)))
		return e;
	return add_reading(cli, pin, &x.outcome.reading);
}

/* Whether every kind of target in old is in pin, too. */
static bool
replaces(const struct pin *pin, const struct pin *old)
{
	struct pin copy = *pin;
	const struct pins one = {.list = &copy, .n = 1};

	if (!sv_eq(pin->directory, old->directory))
		return false;
	for (uint32_t i = 0; i < old->n; i++)
		if (!pins_find(&one, pin->directory, old->targets[i].kind))
			return false;
	return true;
}

/* Behind all others, where it counts ahead of them for what it has. What was
 * pinned here of other kinds stays. */
static enum err
add_pin(struct cli *cli, struct pins *pins, const struct pin *pin)
{
	struct pin *list = ARENA_NEW(&cli->arena, pins->n + 1u, struct pin);
	uint32_t n = 0;

	if (!list)
		return ERR_LIMIT;
	for (uint32_t i = 0; i < pins->n; i++)
		if (!replaces(pin, &pins->list[i]))
			list[n++] = pins->list[i];
	if (n == PINS_MAX)
		return ERR_LIMIT;
	list[n++] = *pin;
	pins->list = list;
	pins->n = n;
	return OK;
}

/*
 * Where there are approvers one of them has to sign, a pin as well as that it
 * is forgotten. An exit status.
 */
static int
sign(struct cli *cli, struct pin *pin)
{
	static char text[TRUST_STATEMENT_MAX], armored[SIGNATURE_MAX];
	static struct approval a;
	const struct approver *who;
	struct os_path bad;
	struct buf b, out;
	int status;
	enum err e;

	if ((e = os_prefix(&a.prefix)) || (e = approvers_read(&a.prefix,
	         &cli->arena, &a.approvers, &bad)))
		return cli_fail(EXIT_GUARD_FAILED, "trust: the approvers: %s",
		    err_text(e));
	if (!a.approvers.n)
		return EXIT_FINE;
	if (!(who = signing_who(cli, &a)))
		return EXIT_DENIED;
	buf_init(&b, text, sizeof(text));
	buf_init(&out, armored, sizeof(armored));
	if (pin_statement(pin, &b))
		return cli_fail(EXIT_GUARD_FAILED, "trust: too large to sign");
	status = signing_sign(cli, &a, who,
	    &(struct to_sign){TRUST_NAMESPACE, buf_view(&b)}, &out);
	if (status)
		return status;
	pin->approver = arena_dup(&cli->arena, sv_from(who->name));
	pin->signature = arena_dup(&cli->arena, buf_view(&out));
	pin->sealed = pin->approver.p && pin->signature.p;
	return EXIT_FINE;
}

static int
show_pins(struct cli *cli, const struct pins *pins)
{
	if (cli->args.json)
		return pins_json(cli, pins->list, pins->n);
	for (uint32_t i = 0; i < pins->n; i++) {
		put_pin(&cli->out, &pins->list[i]);
		out_str(&cli->out, pins->list[i].sealed ? "  signed by "
		    : pins->signed_only
		    ? "  not signed: it does not count until an approver "
		      "signs it (guard trust)"
		    : "  not signed");
		if (pins->list[i].sealed)
			out_visible(&cli->out, pins->list[i].approver);
		out_c(&cli->out, '\n');
	}
	if (!pins->n)
		out_str(&cli->out, "nothing is trusted yet\n");
	return EXIT_FINE;
}

static uint32_t
drop_pins(struct pins *pins, struct sv directory)
{
	uint32_t n = 0, before = pins->n;

	for (uint32_t i = 0; i < before; i++)
		if (!sv_eq(pins->list[i].directory, directory))
			pins->list[n++] = pins->list[i];
	pins->n = n;
	return before - n;
}

static int
forget_pins(struct cli *cli, struct pins *pins)
{
	struct sv here = {cli->policy.world.cwd.p, cli->policy.world.cwd.n};
	struct pin forgotten = {.directory = here};
	int status;
	enum err e;

	if (!drop_pins(pins, here))
		return cli_fail(EXIT_FINDINGS,
		    "trust: nothing is trusted in this directory");
	if ((status = sign(cli, &forgotten)))
		return status;
	if ((e = trust_save(pins)))
		return cli_fail(EXIT_GUARD_FAILED, "trust: %s", err_text(e));
	if (cli->args.json)
		return pins_json(cli, &forgotten, 1);
	out_str(&cli->out, "forgotten\n");
	return EXIT_FINE;
}

static int
save_pin(struct cli *cli, struct pins *pins)
{
	struct pin pin;
	enum err e = take_pin(cli, &pin);
	int status;

	if (e)
		return cli_fail(EXIT_GUARD_FAILED, "trust: %s", err_text(e));
	if (!pin.n)
		return cli_fail(EXIT_FINDINGS,
		    "trust: what that acts on is not known");
	cli_json_aside(cli);
	put_pin(&cli->out, &pin);
	if (out_flush(&cli->out))
		return EXIT_GUARD_FAILED;
	if ((status = sign(cli, &pin)))
		return status;
	if ((e = add_pin(cli, pins, &pin)) || (e = trust_save(pins)))
		return cli_fail(EXIT_GUARD_FAILED, "trust: %s", err_text(e));
	if (cli->args.json)
		return pins_json(cli, &pin, 1);
	out_str(&cli->out, pin.sealed ? "trusted, signed by "
	                              : "trusted, not signed");
	out_visible(&cli->out, pin.approver);
	out_c(&cli->out, '\n');
	if (!pin.sealed)
		out_str(&cli->out, "There is no approver here to sign it, so "
		    "whoever runs as you,\nan agent too, could have written "
		    "it. guard keygen makes a key to sign with.\n");
	if (pin.disposable && !pin.sealed)
		out_str(&cli->out, "It is not signed by an approver: what it "
		    "says is disposable still asks.\n");
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	bool command = cli->args.shell || cli->args.n_operands;
	struct pins pins;
	enum err e;

	if (cli->args.list + cli->args.forget + command != 1 ||
	    (cli->args.shell && cli->args.n_operands))
		return cli_fail(EXIT_WRONG_USAGE, "trust: give a command, "
		    "--shell TEXT, --list or --forget");
	if (!cli->policy.world.cwd.n)
		return cli_fail(EXIT_GUARD_FAILED,
		    "trust: the current directory cannot be told");
	if ((e = trust_load(&cli->arena, &pins)))
		return cli_fail(EXIT_GUARD_FAILED, "trust: the file of pins: "
		    "%s", err_text(e));
	if (cli->args.list)
		return show_pins(cli, &pins);
	if (cli->args.forget)
		return forget_pins(cli, &pins);
	return save_pin(cli, &pins);
}

static const struct opt options[] = {
    OPT_ROW(0, "shell", "TEXT", "a line of shell text", OPT_TEXT, shell),
    OPT_ROW(0, "disposable", NULL,
	"what is lost there is no loss: resets of it may pass", OPT_FLAG,
	disposable),
    OPT_ROW(0, "list", NULL, "show what is trusted", OPT_FLAG, list),
    OPT_ROW(0, "forget", NULL, "take this directory's pins away", OPT_FLAG,
	forget),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_ROW(0, "name", "APPROVER", "who says so", OPT_TEXT, name),
    OPT_SIGNER_ROWS,
    OPT_POLICY_ROWS,
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_trust = {
    .name = "trust",
    .usage = "[[--] COMMAND [ARGUMENT...]]",
    .summary = "pin what the commands of this directory act on",
    .about = "Keeps what a command would act on in this directory: the "
	     "lineage and backend of a state, a database, an account, each "
	     "beside the others. From "
	     "then on a command that would act on another one says so, and "
	     "asks if it changes anything. To be given by a human, with a "
	     "command that is right as it stands; where there are approvers "
	     "one of them signs. Nothing is run.",
    .examples = EXAMPLES(
	"guard trust -- terraform plan",
	"guard trust --list"),
    .options = options,
    .needs = NEED_POLICY | OPTIONS_FIRST,
    .max_operands = SIZE_MAX,
    .run = run,
};
