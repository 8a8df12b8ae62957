/* SPDX-License-Identifier: ISC */
/*
 * guard approvers: who may say yes, and taking that right away.
 */
#include <string.h>

#include "approval.h"
#include "commands.h"

static const char *
state_of(const struct approver *who)
{
	if (who->revoked)
		return "revoked";
	return who->valid ? "valid" : "not endorsed";
}

static void
put_text(struct cli *cli, const struct approver *who, struct sv fingerprint)
{
	struct out *out = &cli->out;

	out_str(out, who->name);
	out_str(out, ": ");
	out_str(out, state_of(who));
	if (who->by[0]) {
		out_str(out, ", endorsed by ");
		out_str(out, who->by);
	}
	out_str(out, who->key.touch ? ", security key\n  " : "\n  ");
	out_sv(out, fingerprint);
	out_c(out, '\n');
}

static void
put_json(struct emit *j, const struct approver *who, struct sv fingerprint)
{
	emit_object(j, NULL);
	emit_str(j, "name", who->name);
	emit_str(j, "state", state_of(who));
	emit_str(j, "endorsed_by", who->by);
	emit_flag(j, "security_key", who->key.touch);
	emit_text(j, "key", fingerprint);
	emit_end_object(j);
}

static int
list(struct cli *cli, const struct approval *a)
{
	struct emit j = {.out = &cli->out};

	if (cli->args.json) {
		emit_object(&j, NULL);
		emit_u64(&j, "schema", CLI_SCHEMA);
		emit_array(&j, "approvers");
	} else if (!a->approvers.n) {
		out_str(&cli->out,
		    "Nobody may approve: run guard keygen.\n");
	}
	for (size_t i = 0; i < a->approvers.n; i++) {
		const struct approver *who = &a->approvers.list[i];
		char memory[128];
		struct buf b;

		buf_init(&b, memory, sizeof(memory));
		public_key_fingerprint(&who->key, &b);
		if (cli->args.json)
			put_json(&j, who, buf_view(&b));
		else
			put_text(cli, who, buf_view(&b));
	}
	if (cli->args.json) {
		emit_end_array(&j);
		emit_end_object(&j);
		out_c(j.out, '\n');
	}
	return EXIT_FINE;
}

static int
revoke(struct cli *cli, const struct approval *a, const char *name)
{
	char file[APPROVER_NAME_MAX + 64];
	struct os_path path;
	struct buf b;
	enum err e;

	if (!approvers_find(&a->approvers, name))
		return cli_fail(EXIT_FINDINGS, "no approver has that name "
		    "(guard approvers lists them)");
	memset(file, 0, sizeof(file));
	buf_init(&b, file, sizeof(file) - 1);
	buf_str(&b, "etc/guard/approvers/");
	buf_str(&b, name);
	buf_str(&b, ".revoked");
	if (!(e = os_prefix_join(&a->prefix, file, &path)))
		e = os_create_file(path.p, "", 0, 0644);
	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, name, e);
	if (cli->args.json) {
		struct emit j = cli_json_open(cli);

		emit_str(&j, "name", name);
		emit_str(&j, "state", "revoked");
		cli_json_close(&j);
		return EXIT_FINE;
	}
	out_str(&cli->out, name);
	out_str(&cli->out, " may not approve any more, and what they approved "
	    "and was not used does not count.\n");
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	static struct approval a;
	bool none;
	int status;

	if (cli->args.revoke != (cli->args.n_operands == 1))
		return cli_fail(EXIT_WRONG_USAGE,
		    "approvers: --revoke and NAME belong together");
	if ((status = approval_open(cli, &a, &none)))
		return status;
	return cli->args.revoke ? revoke(cli, &a, cli->args.operands[0])
	                        : list(cli, &a);
}

static const struct opt options[] = {
    OPT_ROW(0, "revoke", NULL, "APPROVER may not approve any more", OPT_FLAG,
	revoke),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_approvers = {
    .name = "approvers",
    .usage = "[APPROVER]",
    .summary = "list who may approve, or revoke a key",
    .about = "Lists the approvers, whose word made each of them one, and "
	     "their keys' fingerprints as `ssh-keygen -l` shows them.",
    .examples = EXAMPLES(
	"guard approvers",
	"guard approvers --revoke ada"),
    .options = options,
    .max_operands = 1,
    .run = run,
};
