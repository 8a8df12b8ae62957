/* SPDX-License-Identifier: ISC */
/*
 * A human's yes or no to one request: from the id that was typed, or chosen, to
 * what lies in the store.
 */
#include "answering.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "request_text.h"
#include "signing.h"

/* Nothing that could end the line or mean something else when it is read. */
static bool
is_one_line(struct sv s)
{
	if (s.n > GRANT_REASON_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

static int
take_number(const char *typed, const char *what, uint64_t standard,
    uint64_t most, uint64_t *out)
{
	*out = standard;
	if (!typed)
		return EXIT_FINE;
	if (!sv_u64(sv_from(typed), out) || !*out || *out > most)
		return cli_fail(EXIT_WRONG_USAGE, "%s takes a number from 1 "
		    "to %llu", what, (unsigned long long)most);
	return EXIT_FINE;
}

/* The limits of a yes: how long, how often. */
static int
take_limits(struct cli *cli, const struct looked_up *l, struct grant *g,
    uint64_t *out_ttl)
{
	uint64_t uses;
	int status;

	if ((status = take_number(cli->args.ttl, "--ttl", GRANT_TTL_S,
	         GRANT_TTL_MAX_S, out_ttl)) ||
	    (status = take_number(cli->args.uses, "--uses", 1, GRANT_USES_MAX,
	         &uses)))
		return status;
	if (uses > 1 && request_item(&l->request, NOTE_CONFIRM))
		return cli_fail(EXIT_FINDINGS, "what cannot be undone is "
		    "approved once at a time: leave --uses out");
	g->uses = (uint32_t)uses;
	return EXIT_FINE;
}

static int
check_state(const struct looked_up *l)
{
	switch (l->state) {
	case ASKING_OPEN:
	case ASKING_GRANTED:
		return EXIT_FINE;
	case ASKING_DENIED:
		return cli_fail(EXIT_FINDINGS, "this request was denied, and "
		    "stays so for its lifetime");
	case ASKING_USED:
		return cli_fail(EXIT_FINDINGS, "this request was approved and "
		    "used; the next try makes a new one");
	case ASKING_EXPIRED:
		break;
	}
	return cli_fail(EXIT_FINDINGS,
	    "this request has expired; the next try makes a new one");
}

/* What cannot be undone is approved by its name, so that nobody says yes by
 * habit. */
static int
confirm(struct cli *cli, const struct looked_up *l)
{
	const struct item *word = request_item(&l->request, NOTE_CONFIRM);
	char typed[256];
	struct sv answer;

	if (!word)
		return EXIT_FINE;
	if (cli->args.confirm) {
		answer = sv_from(cli->args.confirm);
	} else if (!isatty(STDIN_FILENO)) {
		return cli_fail(EXIT_WRONG_USAGE, "this cannot be undone: say "
		    "what it is about with --confirm, or approve it on a "
		    "terminal, which tells the word");
	} else {
		out_str(&cli->out, "\nThis cannot be undone. To approve it, "
		    "type what it is about: ");
		out_visible(&cli->out, word->value);
		out_str(&cli->out, "\n> ");
		if (out_flush(&cli->out) ||
		    !fgets(typed, sizeof(typed), stdin))
			return cli_fail(EXIT_FINDINGS, "not approved");
		answer = sv_trim(sv_from(typed));
	}
	return sv_eq(answer, word->value) ? EXIT_FINE
	    : cli_fail(EXIT_FINDINGS, "that is not what it is about; "
	          "nothing was approved");
}

static int
sign(struct cli *cli, struct approval *a, const struct looked_up *l,
    struct grant *g, uint64_t ttl)
{
	const struct approver *who = approvers_find(&a->approvers,
	    g->approver);
	static char memory[GRANT_MAX];
	struct buf file;
	enum err e;
	int status;

	/* The passphrase may have taken a while: the clock is read again. */
	if ((e = moment_now(&a->now)))
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(e));
	memcpy(g->id, l->asking.id, sizeof(g->id));
	memcpy(g->digest, l->request.digest, sizeof(g->digest));
	memcpy(g->nonce, l->request.nonce, sizeof(g->nonce));
	memcpy(g->boot, a->now.boot.id, sizeof(g->boot));
	g->from_s = a->now.wall_s;
	g->until_s = g->from_s + ttl;
	g->boot_from_s = a->now.boot.seconds;
	g->boot_until_s = g->boot_from_s + ttl;
	g->assurance = approval_assurance(a);
	buf_init(&file, memory, sizeof(memory));
	if (grant_write(g, &file))
		return cli_fail(EXIT_GUARD_FAILED, "the grant is too long");
	status = signing_sign(cli, a, who,
	    &(struct to_sign){GRANT_NAMESPACE, buf_view(&file)}, &file);
	if (status)
		return status;
	if ((e = approval_record(cli, a, l, "approve", sv_from(who->name))))
		return cli_fail(EXIT_GUARD_FAILED,
		    "the approval cannot be put on record: %s", err_text(e));
	if (strcmp(g->assurance, GRANT_SYSTEM) == 0 &&
	    (e = store_token(&a->store, l->request.nonce)))
		return cli_fail_on(EXIT_GUARD_FAILED, a->store.tokens.p, e);
	e = store_grant(&a->store, &l->asking, who->name, buf_view(&file));
	return e ? cli_fail_on(EXIT_GUARD_FAILED, a->store.dir.p, e)
	         : EXIT_FINE;
}

/* The object's first members, for a yes and a no. */
static struct emit
open_json(struct cli *cli, const struct looked_up *l, const char *answer)
{
	struct emit j = cli_json_open(cli);
	char memory[ID_LENGTH + 8];
	struct buf id;

	buf_init(&id, memory, sizeof(memory));
	id_show(l->asking.id, ID_SHOWN, &id);
	emit_text(&j, "request", buf_view(&id));
	emit_str(&j, "answer", answer);
	return j;
}

static void
tell_json(struct cli *cli, const struct looked_up *l, const struct grant *g)
{
	struct emit j = open_json(cli, l, "approve");

	emit_str(&j, "approver", g->approver);
	emit_u64(&j, "uses", g->uses);
	emit_u64(&j, "from", g->from_s);
	emit_u64(&j, "until", g->until_s);
	emit_str(&j, "level", g->assurance);
	cli_json_close(&j);
}

static void
tell(struct cli *cli, const struct looked_up *l, uint64_t ttl, uint32_t uses)
{
	char memory[256];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_str(&b, "Approved ");
	id_show(l->asking.id, ID_SHOWN, &b);
	buf_str(&b, uses > 1 ? ": it passes " : ": it passes once");
	if (uses > 1) {
		buf_u64(&b, uses);
		buf_str(&b, " times");
	}
	buf_str(&b, " within ");
	request_time(ttl, &b);
	buf_str(&b, ", when it is run again.\n");
	out_sv(&cli->out, buf_view(&b));
}

int
answer_yes(struct cli *cli, const char *id)
{
	static struct approval a;
	struct looked_up l;
	const struct approver *who;
	struct grant g = {.because = sv_from(
	    cli->args.because ? cli->args.because : "")};
	uint64_t ttl;
	bool none;
	int status;

	if (!is_one_line(g.because))
		return cli_fail(EXIT_WRONG_USAGE,
		    "--because takes one line of at most %u bytes",
		    GRANT_REASON_MAX);
	if ((status = approval_open(cli, &a, &none)))
		return status;
	if (none)
		return cli_fail(EXIT_FINDINGS, "there are no requests");
	if ((status = approval_find(cli, &a, id, &l)) ||
	    (status = check_state(&l)) ||
	    (status = take_limits(cli, &l, &g, &ttl)))
		return status;
	if (!(who = signing_who(cli, &a)))
		return EXIT_FINDINGS;
	cli_json_aside(cli);
	request_show(cli, &a, &l, &cli->out);
	if ((status = confirm(cli, &l)))
		return status;
	if (out_flush(&cli->out))
		return EXIT_GUARD_FAILED;
	memcpy(g.approver, who->name, sizeof(g.approver));
	if ((status = sign(cli, &a, &l, &g, ttl)))
		return status;
	if (cli->args.json)
		tell_json(cli, &l, &g);
	else
		tell(cli, &l, ttl, g.uses);
	return EXIT_FINE;
}

int
answer_no(struct cli *cli, const char *id)
{
	static struct approval a;
	const char *because = cli->args.because;
	struct looked_up l;
	bool none;
	int status;
	enum err e;

	if ((status = approval_open(cli, &a, &none)))
		return status;
	if (none)
		return cli_fail(EXIT_FINDINGS, "there are no requests");
	if ((status = approval_find(cli, &a, id, &l)))
		return status;
	if (l.state != ASKING_OPEN && l.state != ASKING_GRANTED)
		return cli_fail(EXIT_FINDINGS, "this request is %s already",
		    asking_state_name(l.state));
	e = store_deny(&a.store, &l.asking, sv_from(because ? because : ""));
	if (!e)
		e = approval_record(cli, &a, &l, "refuse", SV(""));
	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, a.store.dir.p, e);
	if (cli->args.json) {
		struct emit j = open_json(cli, &l, "deny");

		cli_json_close(&j);
	} else {
		out_str(&cli->out,
		    "Denied. It stays so until the request expires.\n");
	}
	return EXIT_FINE;
}
