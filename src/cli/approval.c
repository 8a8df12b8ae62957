/* SPDX-License-Identifier: ISC */
/*
 * From what a person typed to a request.
 */
#include "approval.h"

#include <string.h>

static bool
take_user(struct cli *cli, uint32_t *out)
{
	const char *typed = cli->args.user_id;
	uint64_t id;

	*out = os_user();
	if (!typed)
		return true;
	if (!sv_u64(sv_from(typed), &id) || id > UINT32_MAX - 1)
		return false;
	*out = (uint32_t)id;
	return true;
}

static int
read_approvers(struct cli *cli, struct approval *out)
{
	struct os_path bad;
	enum err e = approvers_read(&out->prefix, &cli->arena, &out->approvers,
	    &bad);

	if (!e)
		return EXIT_FINE;
	return cli_fail_on(EXIT_GUARD_FAILED, bad.n ? bad.p : "approvers", e);
}

int
approval_open(struct cli *cli, struct approval *out, bool *out_none)
{
	enum err e;
	int status;

	if (!take_user(cli, &out->user))
		return cli_fail(EXIT_WRONG_USAGE,
		    "--user takes the number of a user");
	if ((e = os_prefix(&out->prefix)) || (e = moment_now(&out->now)))
		return cli_fail(EXIT_GUARD_FAILED,
		    "guard cannot find its own files: %s", err_text(e));
	if ((status = read_approvers(cli, out)))
		return status;
	e = store_open(&out->prefix, out->user, false, &out->store);
	*out_none = e == ERR_NOT_FOUND;
	if (e && e != ERR_NOT_FOUND)
		return cli_fail_on(EXIT_GUARD_FAILED, out->store.dir.p, e);
	return EXIT_FINE;
}

enum err
approval_read(struct cli *cli, const struct approval *a,
    const struct asking *asking, struct looked_up *out)
{
	enum err e;

	out->asking = *asking;
	if ((e = store_read(&a->store, asking, &cli->arena, &out->request)))
		return e;
	out->tries = store_tries(&a->store, asking);
	return store_state(&a->store, asking, &out->request, a->now.wall_s,
	    &out->state);
}

static int
not_found(const char *typed)
{
	char memory[256];
	struct buf b;

	buf_init(&b, memory, sizeof(memory));
	buf_visible(&b, sv_take(sv_from(typed), 60));
	return cli_fail(EXIT_FINDINGS, "there is no request '%.*s' "
	    "(guard requests lists them; --user those of another user)",
	    (int)b.n, b.p);
}

static int
ambiguous(const struct asking *all, size_t n, const char *prefix)
{
	size_t length = strlen(prefix);

	cli_fail(EXIT_FINDINGS, "more than one request begins like this:");
	for (size_t i = 0; i < n; i++) {
		char memory[ID_LENGTH + 8];
		struct buf b;

		if (strncmp(all[i].id, prefix, length) != 0)
			continue;
		buf_init(&b, memory, sizeof(memory));
		id_show(all[i].id, ID_LENGTH, &b);
		cli_fail(EXIT_FINDINGS, "  %.*s", (int)b.n, b.p);
	}
	return EXIT_FINDINGS;
}

int
approval_find(struct cli *cli, const struct approval *a, const char *typed,
    struct looked_up *out)
{
	char id[ID_LENGTH + 1];
	struct asking *all;
	size_t n, found = 0, hits = 0;
	enum err e;

	if (!id_read(sv_from(typed), id))
		return cli_fail(EXIT_WRONG_USAGE,
		    "an id looks like 7F3K-QD: at least six characters "
		    "(guard requests lists them)");
	if ((e = store_list(&a->store, &cli->arena, &all, &n)))
		return cli_fail_on(EXIT_GUARD_FAILED, a->store.dir.p, e);
	for (size_t i = 0; i < n; i++) {
		if (strncmp(all[i].id, id, strlen(id)) != 0)
			continue;
		found = i;
		hits++;
	}
	if (hits != 1)
		return hits ? ambiguous(all, n, id) : not_found(typed);
	if ((e = approval_read(cli, a, &all[found], out)))
		return cli_fail_on(EXIT_GUARD_FAILED, typed, e);
	return EXIT_FINE;
}

size_t
approval_id_length(const struct asking *all, size_t n, size_t i)
{
	size_t length = ID_SHOWN;

	/* Sorted: only neighbours can begin alike. */
	while (length < ID_LENGTH &&
	    ((i && !strncmp(all[i - 1].id, all[i].id, length)) ||
	        (i + 1 < n && !strncmp(all[i + 1].id, all[i].id, length))))
		length++;
	return length;
}

const char *
approval_assurance(const struct approval *a)
{
	return os_user() == 0 && store_is_system(&a->prefix, a->user)
	    ? GRANT_SYSTEM : GRANT_SAME_USER;
}
