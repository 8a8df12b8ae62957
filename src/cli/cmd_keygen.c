/* SPDX-License-Identifier: ISC */
/*
 * guard keygen: who may say yes. Makes a key that is sealed with a passphrase,
 * or takes an SSH key's public half. All but the first need the signature of
 * one who may already.
 */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "signing.h"
#include "text.h"

enum {
	KEY_LINE_MAX = 1024,
	FILE_MAX = 8192,
};

struct keygen {
	struct cli *cli;
	struct approval approval;
	const char *name;
	char line[KEY_LINE_MAX];  /* the public key's */
	size_t line_n;
	char sealed[FILE_MAX]; /* the sealed key; n 0: none */
	size_t sealed_n;
};

/* Two times the same, unless it comes from a program. */
static char *
new_passphrase(struct cli *cli, size_t *out_n)
{
	char *first = signing_passphrase(cli, "New passphrase: ", out_n);
	char *second;
	size_t n = 0;
	bool same;

	if (!first)
		return NULL;
	if (*out_n < PASSPHRASE_MIN) {
		cli_fail(0, "a passphrase has at least %d bytes",
		    PASSPHRASE_MIN);
		secret_text_free(first);
		return NULL;
	}
	if (cli->args.passphrase_stdin)
		return first;
	second = signing_passphrase(cli, "The same again: ", &n);
	same = second && n == *out_n && memcmp(first, second, n) == 0;
	if (second)
		secret_text_free(second);
	if (same)
		return first;
	cli_fail(0, "they are not the same");
	secret_text_free(first);
	return NULL;
}

static int
make_key(struct keygen *k)
{
	struct secret_key *key = secret_key_new();
	struct buf line, sealed;
	char *passphrase;
	size_t n;
	enum err e;

	if (!key || os_hide_memory())
		return cli_fail(EXIT_GUARD_FAILED,
		    "memory for the key cannot be locked and hidden");
	passphrase = new_passphrase(k->cli, &n);
	if (!passphrase) {
		secret_key_free(key);
		return EXIT_GUARD_FAILED;
	}
	secret_key_make(key);
	buf_init(&line, k->line, sizeof(k->line));
	buf_init(&sealed, k->sealed, sizeof(k->sealed));
	e = public_key_write(key->public, &line);
	if (!e)
		e = secret_key_seal(key, (struct sv){passphrase, n},
		    &key_cost_default, &sealed);
	secret_text_free(passphrase);
	secret_key_free(key);
	k->line_n = line.n;
	k->sealed_n = sealed.n;
	return e ? cli_fail(EXIT_GUARD_FAILED, "the key cannot be sealed: %s",
	    err_text(e)) : EXIT_FINE;
}

/* The first line of an SSH public key's file. */
static int
take_key(struct keygen *k, const char *path)
{
	struct public_key key;
	enum err e = os_read_file(path, k->line, sizeof(k->line), &k->line_n);

	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, path, e);
	k->line_n = sv_find((struct sv){k->line, k->line_n}, 0, '\n');
	if (public_key_read((struct sv){k->line, k->line_n}, &k->cli->arena,
	        &key))
		return cli_fail(EXIT_FINDINGS, "this is not the public half of "
		    "an ed25519 or ed25519-sk key of ssh");
	return EXIT_FINE;
}

/* Adds "endorsed-by" and a signature of one who may approve. */
static int
endorse(struct keygen *k, struct buf *file)
{
	struct cli *cli = k->cli;
	const char *key = cli->args.key, *name = cli->args.name;
	char memory[2048];
	struct buf statement;
	const struct approver *by;
	int status;

	/* The new key's options are not the endorser's. */
	cli->args.key = NULL;
	cli->args.name = cli->args.by;
	by = signing_who(cli, &k->approval);
	if (!by)
		return EXIT_FINDINGS;
	buf_init(&statement, memory, sizeof(memory));
	if (approver_statement(k->name, (struct sv){k->line, k->line_n},
	        &statement))
		return cli_fail(EXIT_FINDINGS, "the key is too long");
	buf_str(file, "endorsed-by ");
	buf_str(file, by->name);
	buf_c(file, '\n');
	status = signing_sign(cli, &k->approval, by,
	    &(struct to_sign){APPROVER_NAMESPACE, buf_view(&statement)}, file);
	cli->args.key = key;
	cli->args.name = name;
	return status;
}

static enum err
place(const struct keygen *k, const char *suffix, struct os_path *out)
{
	char file[APPROVER_NAME_MAX + 64];
	struct buf b;

	memset(file, 0, sizeof(file));
	buf_init(&b, file, sizeof(file) - 1);
	buf_str(&b, "etc/guard/approvers/");
	buf_str(&b, k->name);
	buf_str(&b, suffix);
	return os_prefix_join(&k->approval.prefix, file, out);
}

static int
write_key(const struct keygen *k)
{
	const char *path = k->cli->args.key;
	struct os_path own;
	enum err e = OK;

	if (!k->sealed_n)
		return EXIT_FINE;
	if (!path && !(e = place(k, ".key", &own)))
		path = own.p;
	if (!e)
		e = os_create_file(path, k->sealed, k->sealed_n, 0600);
	return e ? cli_fail_on(EXIT_GUARD_FAILED, path ? path : k->name, e)
	         : EXIT_FINE;
}

static int
write_public(const struct keygen *k, const struct buf *file)
{
	struct os_path path;
	enum err e = place(k, ".pub", &path);

	if (!e)
		e = os_create_file(path.p, file->p, file->n, 0644);
	return e ? cli_fail_on(EXIT_GUARD_FAILED, path.p, e) : EXIT_FINE;
}

static void
tell(struct keygen *k)
{
	struct out *out = &k->cli->out;
	char memory[256];
	struct public_key key;
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	if (!public_key_read((struct sv){k->line, k->line_n}, &k->cli->arena,
	        &key))
		public_key_fingerprint(&key, &b);
	if (k->cli->args.json) {
		struct emit j = cli_json_open(k->cli);

		emit_str(&j, "name", k->name);
		emit_text(&j, "key", buf_view(&b));
		cli_json_close(&j);
		return;
	}
	out_str(out, k->name);
	out_str(out, " may approve, with the key\n  ");
	out_sv(out, buf_view(&b));
	buf_init(&b, memory, sizeof(memory));
	text_wrap(SV("Keep the passphrase where no agent can read it. `guard "
	    "requests` shows what waits."), 0, 0, &b);
	out_c(out, '\n');
	out_sv(out, buf_view(&b));
	out_c(out, '\n');
}

static int
check_name(struct keygen *k)
{
	const char *user = getenv("USER");
	struct os_status s;
	struct os_path path;

	/* A label only: what counts is the key. */
	k->name = k->cli->args.name ? k->cli->args.name : user ? user : "owner";
	if (!approver_name_ok(sv_from(k->name)))
		return cli_fail(EXIT_WRONG_USAGE, "--name takes up to %u "
		    "letters, digits, '-', '_' and '.', a letter first",
		    APPROVER_NAME_MAX);
	if (place(k, ".pub", &path) || os_status(path.p, &s))
		return cli_fail(EXIT_GUARD_FAILED, "etc/guard cannot be read");
	if (s.kind != OS_NOTHING)
		return cli_fail(EXIT_FINDINGS,
		    "there is an approver %s already", k->name);
	return EXIT_FINE;
}

static int
run(struct cli *cli)
{
	static struct keygen k;
	static char memory[FILE_MAX];
	struct os_path directory;
	struct buf file;
	bool none;
	int status;

	k.cli = cli;
	if ((status = approval_open(cli, &k.approval, &none)) ||
	    (status = check_name(&k)))
		return status;
	buf_init(&file, memory, sizeof(memory));
	if (os_prefix_join(&k.approval.prefix, "etc/guard/approvers",
	    &directory) ||
	    os_shared_directory(directory.p))
		return cli_fail_on(EXIT_GUARD_FAILED, directory.p, ERR_ACCESS);
	status = cli->args.register_key ? take_key(&k, cli->args.register_key)
	                                : make_key(&k);
	if (status)
		return status;
	buf_sv(&file, (struct sv){k.line, k.line_n});
	buf_c(&file, '\n');
	if (k.approval.approvers.n && (status = endorse(&k, &file)))
		return status;
	if ((status = write_key(&k)) || (status = write_public(&k, &file)))
		return status;
	tell(&k);
	return EXIT_FINE;
}

static const struct opt options[] = {
    OPT_ROW(0, "name", "NAME", "who the key belongs to (default: $USER)",
	OPT_TEXT, name),
    OPT_ROW(0, "register", "FILE.pub",
	"take the public half of an ssh key instead of making one", OPT_TEXT,
	register_key),
    OPT_ROW(0, "key", "FILE",
	"where the sealed key goes (default: beside the public one)", OPT_TEXT,
	key),
    OPT_ROW(0, "by", "APPROVER", "the approver who signs the new key", OPT_TEXT,
	by),
    OPT_ROW(0, "ssh", "KEY", "that approver's ssh key", OPT_TEXT, ssh),
    OPT_ROW(0, "passphrase-stdin", NULL,
	"read passphrases from standard input: the new key's, then the "
	"signer's", OPT_FLAG, passphrase_stdin),
    OPT_ROW(0, "json", NULL, "print JSON", OPT_FLAG, json),
    OPT_HELP_ROW,
    {.kind = OPT_END},
};

const struct cmd cmd_keygen = {
    .name = "keygen",
    .usage = "",
    .summary = "make a key with which a human can approve requests",
    .about = "Makes an Ed25519 key sealed with a passphrase, or registers the "
	     "public half of an ssh key (ed25519 or a security key). The "
	     "first approver needs nobody; every further key must be signed "
	     "by one who may approve already.",
    .examples = EXAMPLES(
	"guard keygen --name ada",
	"guard keygen --name ada --register id_ed25519.pub"),
    .options = options,
    .run = run,
};
