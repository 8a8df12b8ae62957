/* SPDX-License-Identifier: ISC */
/*
 * Keys are in memory for as long as one signature takes, and never in a
 * process that can be looked into.
 */
#include "signing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 4096 };

static bool
key_path(struct cli *cli, const struct approval *a, const char *name,
    struct os_path *out)
{
	char file[APPROVER_NAME_MAX + 64];
	struct buf b;

	memset(file, 0, sizeof(file));
	if (cli->args.key) {
		struct sv path = sv_from(cli->args.key);

		if (path.n >= sizeof(out->p))
			return false;
		memcpy(out->p, path.p, path.n + 1);
		out->n = path.n;
		return true;
	}
	buf_init(&b, file, sizeof(file) - 1);
	buf_str(&b, "etc/guard/approvers/");
	buf_str(&b, name);
	buf_str(&b, ".key");
	return !os_prefix_join(&a->prefix, file, out);
}

static bool
has_key(struct cli *cli, const struct approval *a, const char *name)
{
	struct os_status s;
	struct os_path path;

	return key_path(cli, a, name, &path) && !os_status(path.p, &s) &&
	    s.kind == OS_FILE;
}

const struct approver *
signing_who(struct cli *cli, const struct approval *a)
{
	const struct approver *only = NULL;
	size_t n = 0;

	if (!a->approvers.n) {
		cli_fail(0, "nobody may approve yet: run guard keygen first");
		return NULL;
	}
	for (size_t i = 0; i < a->approvers.n; i++) {
		const struct approver *who = &a->approvers.list[i];

		if (!who->valid || who->revoked)
			continue;
		if (cli->args.name ? strcmp(who->name, cli->args.name) != 0
		                   : !has_key(cli, a, who->name))
			continue;
		only = who;
		n++;
	}
	if (n == 1)
		return only;
	cli_fail(0, cli->args.name ? "nobody of this name may approve"
	    : "say who you are: --name NAME (see guard approvers)");
	return NULL;
}

char *
signing_passphrase(struct cli *cli, const char *prompt, size_t *out_n)
{
	char *p = secret_text_new(PASSPHRASE_MAX);
	enum err e;

	if (!p) {
		cli_fail(0, "memory for the passphrase cannot be locked");
		return NULL;
	}
	e = os_read_secret(prompt, cli->args.passphrase_stdin, p,
	    PASSPHRASE_MAX, out_n);
	if (!e)
		return p;
	secret_text_free(p);
	cli_fail(0, e == ERR_NOT_FOUND
	    ? "there is no terminal to ask for the passphrase "
	      "(--passphrase-stdin reads it from standard input)"
	    : "the passphrase cannot be read");
	return NULL;
}

static int
open_key(struct cli *cli, const struct os_path *path, const char *name,
    struct secret_key *key)
{
	char file[KEY_FILE_MAX], prompt[APPROVER_NAME_MAX + 32];
	struct buf b;
	char *passphrase;
	size_t n, length;
	enum err e = os_read_file(path->p, file, sizeof(file), &n);

	if (e)
		return cli_fail_on(EXIT_GUARD_FAILED, path->p, e);
	memset(prompt, 0, sizeof(prompt));
	buf_init(&b, prompt, sizeof(prompt) - 1);
	buf_str(&b, "Passphrase of ");
	buf_str(&b, name);
	buf_str(&b, ": ");
	passphrase = signing_passphrase(cli, prompt, &length);
	if (!passphrase)
		return EXIT_GUARD_FAILED;
	e = secret_key_open((struct sv){file, n},
	    (struct sv){passphrase, length}, key);
	secret_text_free(passphrase);
	if (e == ERR_ACCESS)
		return cli_fail(EXIT_DENIED, "that is not the passphrase");
	return e ? cli_fail_on(EXIT_GUARD_FAILED, path->p, e) : EXIT_FINE;
}

static int
sign_sealed(struct cli *cli, const struct os_path *path, const char *name,
    const struct to_sign *what, struct buf *out)
{
	struct secret_key *key = secret_key_new();
	int status;

	if (!key || os_hide_memory())
		return cli_fail(EXIT_GUARD_FAILED,
		    "memory for the key cannot be locked and hidden");
	status = open_key(cli, path, name, key);
	if (!status && signature_make(key, what->name_space,
	    what->message, out))
		status = cli_fail(EXIT_GUARD_FAILED, "signing failed");
	secret_key_free(key);
	return status;
}

/* ssh-keygen asks for its passphrase or touch by itself. */
static int
sign_ssh(struct cli *cli, const struct to_sign *what, struct buf *out)
{
	static char tool[] = "ssh-keygen", y[] = "-Y", sign[] = "sign",
	    f[] = "-f", n[] = "-n", q[] = "-q";
	char *argv[] = {tool, y, sign, f, NULL, n, NULL, q, NULL};
	struct os_child child = {.argv = argv, .envp = environ,
	    .input = what->message, .out = out->p + out->n,
	    .cap = out->cap - out->n};
	const char *path = getenv("PATH");
	struct sv file = arena_dup(&cli->arena, sv_from(cli->args.ssh));
	struct sv space = arena_dup(&cli->arena, sv_from(what->name_space));
	struct os_path found;
	size_t from = 0, size;
	int status;

	if (!file.p || !space.p)
		return cli_fail(EXIT_GUARD_FAILED, "%s", err_text(ERR_LIMIT));
	memcpy(&argv[4], &file.p, sizeof(argv[4]));
	memcpy(&argv[6], &space.p, sizeof(argv[6]));
	if (os_find_tool(sv_from(path ? path : "/usr/bin:/bin"),
	        sv_from(tool), NULL, &from, &found))
		return cli_fail(EXIT_GUARD_FAILED, "ssh-keygen is not on PATH");
	child.path = found.p;
	if (os_run(&child, &size, &status) || status)
		return cli_fail(EXIT_GUARD_FAILED, "ssh-keygen did not sign");
	out->n += size;
	return EXIT_FINE;
}

int
signing_sign(struct cli *cli, const struct approval *a,
    const struct approver *who, const struct to_sign *what, struct buf *out)
{
	struct os_path path;
	size_t from = out->n;
	int status;

	if (cli->args.ssh)
		status = sign_ssh(cli, what, out);
	else if (!key_path(cli, a, who->name, &path))
		status = cli_fail(EXIT_WRONG_USAGE,
		    "the key's path is too long");
	else
		status = sign_sealed(cli, &path, who->name, what, out);
	if (status)
		return status;
	/* Another's key must be noticed here, not at the next try. */
	if (out->full || signature_verify(&who->key, what->name_space,
	        what->message,
	        (struct sv){out->p + from, out->n - from}, &cli->arena))
		return cli_fail(EXIT_FINDINGS,
		    "this key is not the one that %s approves with",
		    who->name);
	return EXIT_FINE;
}
