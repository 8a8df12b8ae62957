/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as what lies in the store or beside the keys, the first one saying
 * as what: nothing that was not signed holds, and what is read is written the
 * same.
 */
#include <string.h>

#include "guard/grant.h"

#include "require.h"

static unsigned char memory[1 << 20];
static char again[1 << 19];

static void
fuzz_request(struct sv bytes, struct arena *arena)
{
	struct request r;
	struct buf b;

	if (request_decode(bytes, arena, &r))
		return;
	buf_init(&b, again, sizeof(again));
	REQUIRE(!request_encode(&r, &b));
	REQUIRE(sv_eq(buf_view(&b), bytes));
}

static void
fuzz_statement(struct sv text)
{
	struct grant g;
	struct buf b;

	if (grant_read(text, &g))
		return;
	buf_init(&b, again, sizeof(again));
	REQUIRE(!grant_write(&g, &b));
	REQUIRE(sv_eq(buf_view(&b), text));
}

/* A key whose secret half nobody has. */
static void
fuzz_grant(struct sv file, struct arena *arena)
{
	static struct approvers all = {.n = 1,
	    .list = {{.name = "alice", .valid = true}}};
	struct request r = {.n = 0};
	struct moment now = {.wall_s = 1};
	struct judging judging = {.approvers = &all, .now = &now,
	    .arena = arena};
	struct grant g;

	memset(all.list[0].key.ed25519, 9, 32);
	all.list[0].key.blob = SV("no blob");
	REQUIRE(grant_judge(file, &r, &judging, &g) != GRANT_FITS);
}

static void
fuzz_key(struct sv text, struct arena *arena)
{
	struct public_key key;

	if (public_key_read(text, arena, &key))
		return;
	REQUIRE(key.blob.n > 32);
	REQUIRE(signature_verify(&key, GRANT_NAMESPACE, SV("m"), text, arena));
}

static void
fuzz_sealed(struct sv text)
{
	static struct secret_key *key;

	/* What costs nothing to refuse; a right form costs a second each. */
	if (text.n > 40)
		text.n = 40;
	if (!key)
		key = secret_key_new();
	REQUIRE(key && secret_key_open(text, SV("x"), key) == ERR_SYNTAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv bytes = {(const char *)data + 1, size - 1};
	char id[ID_LENGTH + 1];
	struct arena arena;

	if (!size || size > sizeof(again) / 4)
		return 0;
	arena_init(&arena, memory, sizeof(memory));
	switch (data[0] % 6) {
	case 0:
		fuzz_request(bytes, &arena);
		break;
	case 1:
		fuzz_statement(bytes);
		break;
	case 2:
		fuzz_grant(bytes, &arena);
		break;
	case 3:
		fuzz_key(bytes, &arena);
		break;
	case 4:
		fuzz_sealed(bytes);
		break;
	default:
		if (id_read(bytes, id))
			REQUIRE(strlen(id) >= ID_SHOWN);
	}
	return 0;
}
