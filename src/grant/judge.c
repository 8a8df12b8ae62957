/* SPDX-License-Identifier: ISC */
/*
 * Whether a grant holds. The signature comes first: of what is not signed
 * nothing is believed but the name under which to look for the key.
 */
#include "guard/grant.h"

#include <sodium.h>
#include <string.h>

const char *
grant_fault_text(enum grant_fault fault)
{
	static const char *const texts[] = {
#define X(name, text) [name] = text,
		GRANT_FAULT_LIST(X)
#undef X
	};

	return (size_t)fault < ARRAY_LEN(texts) ? texts[fault]
	                                        : "it is not a grant";
}

enum err
moment_now(struct moment *out)
{
	out->wall_s = os_wall_clock_ns() / 1000000000u;
	return out->wall_s ? os_boot(&out->boot) : ERR_IO;
}

/* The statement ends where the signature begins. */
static bool
split(struct sv file, struct sv *out_statement, struct sv *out_signature)
{
	static const struct sv begin = {"-----BEGIN ", 11};

	for (size_t at = 0; at < file.n; at = sv_find(file, at, '\n') + 1) {
		if (!sv_starts(sv_skip(file, at), begin))
			continue;
		*out_statement = sv_take(file, at);
		*out_signature = sv_skip(file, at);
		return true;
	}
	return false;
}

static enum grant_fault
judge_signer(struct sv statement, struct sv signature,
    const struct judging *j, const struct grant *g)
{
	const struct approver *a = approvers_find(j->approvers, g->approver);

	if (!a || !a->valid)
		return GRANT_UNKNOWN_APPROVER;
	if (a->revoked)
		return GRANT_REVOKED;
	return signature_verify(&a->key, GRANT_NAMESPACE, statement, signature,
	    j->arena) ? GRANT_FORGED : GRANT_FITS;
}

static enum grant_fault
judge_request(const struct grant *g, const struct request *r)
{
	char id[ID_LENGTH + 1];

	id_of(r->digest, id);
	if (sodium_memcmp(g->digest, r->digest, DIGEST_SIZE) ||
	    sodium_memcmp(g->nonce, r->nonce, NONCE_SIZE) ||
	    strcmp(g->id, id) != 0)
		return GRANT_OTHER_REQUEST;
	return GRANT_FITS;
}

/* Both clocks must agree: one of them anybody with the right can move. */
static enum grant_fault
judge_time(const struct grant *g, const struct moment *now, uint64_t grace_s)
{
	if (g->until_s < g->from_s || g->boot_until_s < g->boot_from_s ||
	    g->until_s - g->from_s > GRANT_TTL_MAX_S ||
	    g->boot_until_s - g->boot_from_s > GRANT_TTL_MAX_S)
		return GRANT_WIDE;
	if (!g->uses || g->uses > GRANT_USES_MAX)
		return GRANT_WIDE;
	if (strcmp(g->boot, now->boot.id) != 0)
		return GRANT_REBOOTED;
	if (now->wall_s < g->from_s || now->boot.seconds < g->boot_from_s)
		return GRANT_EARLY;
	if (now->wall_s >= g->until_s + grace_s ||
	    now->boot.seconds >= g->boot_until_s + grace_s)
		return GRANT_EXPIRED;
	return GRANT_FITS;
}

enum grant_fault
grant_judge(struct sv file, const struct request *r,
    const struct judging *j, struct grant *out)
{
	struct sv statement, signature;
	enum grant_fault fault;

	if (file.n > GRANT_MAX || !split(file, &statement, &signature) ||
	    grant_read(statement, out))
		return GRANT_MALFORMED;
	fault = judge_signer(statement, signature, j, out);
	if (!fault)
		fault = judge_request(out, r);
	return fault ? fault : judge_time(out, j->now, j->grace_s);
}
