/* SPDX-License-Identifier: ISC */
/*
 * SSHSIG, as PROTOCOL.sshsig of OpenSSH describes it:
 *
 *   "SSHSIG" version public-key namespace reserved hash-name signature
 *
 * What is signed is "SSHSIG" namespace reserved hash-name hash(message). A
 * security key signs the hash of its application, its flags, a counter and the
 * hash of that (PROTOCOL.u2f).
 */
#include "guard/grant.h"

#include <sodium.h>
#include <string.h>

#include "grant/wire.h"

#define MAGIC "SSHSIG"
#define VERSION 1u
#define BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define END "-----END SSH SIGNATURE-----"
#define LINE_WIDTH 68u /* characters; any is as good */
#define TOUCHED 1u     /* of the flags: somebody was there */

struct signature {
	struct sv key;  /* wire format */
	struct sv hash_name;
	struct sv ed25519; /* 64 bytes */
	uint8_t flags;
	struct sv counter; /* 4 bytes, of a security key */
};

/* What stands between the two lines. */
static bool
take_armor(struct sv text, struct sv *out)
{
	text = sv_trim(text);
	if (!sv_starts(text, SV(BEGIN)) || !sv_ends(text, SV(END)) ||
	    text.n < sizeof(BEGIN) + sizeof(END))
		return false;
	text = sv_skip(text, sizeof(BEGIN) - 1);
	*out = sv_take(text, text.n - (sizeof(END) - 1));
	return true;
}

static bool
take_inner(struct sv inner, bool touch, struct signature *out)
{
	struct sv type, flags;

	if (!wire_string(&inner, &type) ||
	    !wire_string(&inner, &out->ed25519) ||
	    out->ed25519.n != crypto_sign_BYTES)
		return false;
	if (!touch)
		return sv_eq(type, SV("ssh-ed25519")) && !inner.n;
	if (!sv_eq(type, SV("sk-ssh-ed25519@openssh.com")) ||
	    !wire_bytes(&inner, 1, &flags) ||
	    !wire_bytes(&inner, 4, &out->counter) || inner.n)
		return false;
	out->flags = (uint8_t)flags.p[0];
	return true;
}

static enum err
take_signature(struct sv armored, bool touch, struct sv name_space,
    struct arena *arena, struct signature *out)
{
	struct sv text, rest, magic, space, reserved, inner;
	uint32_t version;

	if (armored.n > SIGNATURE_MAX || !take_armor(armored, &text) ||
	    !wire_decode(text, arena, &rest))
		return ERR_SYNTAX;
	if (!wire_bytes(&rest, sizeof(MAGIC) - 1, &magic) ||
	    !sv_eq(magic, SV(MAGIC)) || !wire_u32(&rest, &version) ||
	    version != VERSION || !wire_string(&rest, &out->key) ||
	    !wire_string(&rest, &space) || !wire_string(&rest, &reserved) ||
	    !wire_string(&rest, &out->hash_name) ||
	    !wire_string(&rest, &inner) || rest.n || reserved.n ||
	    !take_inner(inner, touch, out))
		return ERR_SYNTAX;
	return sv_eq(space, name_space) ? OK : ERR_ACCESS;
}

/* What the key signs, without what a security key adds. */
static enum err
put_signed(struct sv name_space, struct sv hash_name, struct sv message,
    struct buf *out)
{
	unsigned char hash[crypto_hash_sha512_BYTES];
	size_t n = crypto_hash_sha512_BYTES;

	if (sv_eq(hash_name, SV("sha512"))) {
		crypto_hash_sha512(hash, (const unsigned char *)message.p,
		    message.n);
	} else if (sv_eq(hash_name, SV("sha256"))) {
		crypto_hash_sha256(hash, (const unsigned char *)message.p,
		    message.n);
		n = crypto_hash_sha256_BYTES;
	} else {
		return ERR_SYNTAX;
	}
	buf_str(out, MAGIC);
	wire_put_string(out, name_space);
	wire_put_string(out, SV(""));
	wire_put_string(out, hash_name);
	wire_put_string(out, (struct sv){(const char *)hash, n});
	return out->full ? ERR_LIMIT : OK;
}

static void
put_hash(struct sv s, struct buf *out)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)s.p, s.n);
	buf_sv(out, (struct sv){(const char *)hash, sizeof(hash)});
}

static bool
is_signed(const struct public_key *key, struct sv bytes,
    const struct signature *s)
{
	return crypto_sign_verify_detached((const unsigned char *)s->ed25519.p,
	           (const unsigned char *)bytes.p, bytes.n,
	           key->ed25519) == 0;
}

enum err
signature_verify(const struct public_key *key, const char *name_space,
    struct sv message, struct sv armored, struct arena *arena)
{
	char memory[512], touched[256];
	struct signature s = {.flags = 0};
	struct buf bytes, around;
	enum err e = take_signature(armored, key->touch, sv_from(name_space),
	    arena, &s);

	if (e)
		return e;
	if (!sv_eq(s.key, key->blob))
		return ERR_ACCESS;
	buf_init(&bytes, memory, sizeof(memory));
	if ((e = put_signed(sv_from(name_space), s.hash_name, message, &bytes)))
		return e;
	if (!key->touch)
		return is_signed(key, buf_view(&bytes), &s) ? OK : ERR_ACCESS;
	if (!(s.flags & TOUCHED))
		return ERR_ACCESS;
	buf_init(&around, touched, sizeof(touched));
	put_hash(key->application, &around);
	buf_c(&around, (char)s.flags);
	buf_sv(&around, s.counter);
	put_hash(buf_view(&bytes), &around);
	return is_signed(key, buf_view(&around), &s) ? OK : ERR_ACCESS;
}

static void
put_inner(const struct secret_key *key, struct sv bytes, struct buf *out)
{
	unsigned char signature[crypto_sign_BYTES];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(public, secret, key->seed);
	crypto_sign_detached(signature, NULL, (const unsigned char *)bytes.p,
	    bytes.n, secret);
	sodium_memzero(secret, sizeof(secret));
	wire_put_string(out, SV("ssh-ed25519"));
	wire_put_string(out,
	    (struct sv){(const char *)signature, sizeof(signature)});
}

enum err
signature_make(const struct secret_key *key, const char *name_space,
    struct sv message, struct buf *out)
{
	char memory[512], inner_memory[128], blob_memory[1024], key_memory[64];
	struct buf bytes, inner, blob, public;
	enum err e;

	buf_init(&bytes, memory, sizeof(memory));
	e = put_signed(sv_from(name_space), SV("sha512"), message, &bytes);
	if (e)
		return e;
	buf_init(&inner, inner_memory, sizeof(inner_memory));
	put_inner(key, buf_view(&bytes), &inner);
	buf_init(&public, key_memory, sizeof(key_memory));
	wire_put_string(&public, SV("ssh-ed25519"));
	wire_put_string(&public,
	    (struct sv){(const char *)key->public, sizeof(key->public)});
	buf_init(&blob, blob_memory, sizeof(blob_memory));
	buf_str(&blob, MAGIC);
	wire_put_u32(&blob, VERSION);
	wire_put_string(&blob, buf_view(&public));
	wire_put_string(&blob, sv_from(name_space));
	wire_put_string(&blob, SV(""));
	wire_put_string(&blob, SV("sha512"));
	wire_put_string(&blob, buf_view(&inner));
	buf_str(out, BEGIN);
	wire_encode(buf_view(&blob), LINE_WIDTH, out);
	buf_str(out, "\n" END "\n");
	return out->full || blob.full || public.full ? ERR_LIMIT : OK;
}
