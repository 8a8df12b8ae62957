/* SPDX-License-Identifier: ISC */
/*
 * Secret keys: in locked memory (sodium_malloc: guard pages around it, left out
 * of core files, wiped when it is freed), and sealed with a passphrase in a
 * file. A line a field:
 *
 *   guard-key 1
 *   argon2id OPERATIONS BYTES
 *   salt, nonce, box: base64
 *
 * The box is the seed under XChaCha20-Poly1305; the first line is bound to it.
 */
#include "guard/grant.h"

#include <sodium.h>
#include <string.h>

#include "grant/lines.h"
#include "grant/wire.h"

#define FIRST_LINE "guard-key 1"
#define OPERATIONS_MAX 64u
#define MEMORY_MAX ((uint64_t)4 << 30)
#define SEED_SIZE 32u
#define BOX_SIZE (SEED_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define SALT_SIZE crypto_pwhash_SALTBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define BOX_KEY_SIZE crypto_aead_xchacha20poly1305_ietf_KEYBYTES

/* Three passes over 256 MiB: most of a second for a guess. */
const struct key_cost key_cost_default = {
	crypto_pwhash_OPSLIMIT_MODERATE,
	crypto_pwhash_MEMLIMIT_MODERATE,
};

struct secret_key *
secret_key_new(void)
{
	struct secret_key *key;

	if (sodium_init() < 0 || !(key = sodium_malloc(sizeof(*key))))
		return NULL;
	memset(key, 0, sizeof(*key));
	return key;
}

void
secret_key_free(struct secret_key *key)
{
	sodium_free(key);
}

char *
secret_text_new(size_t n)
{
	return sodium_init() < 0 ? NULL : sodium_malloc(n);
}

void
secret_text_free(char *p)
{
	sodium_free(p);
}

void
secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

static void
set_public(struct secret_key *key)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(key->public, secret, key->seed);
	sodium_memzero(secret, sizeof(secret));
}

void
secret_key_make(struct secret_key *key)
{
	randombytes_buf(key->seed, sizeof(key->seed));
	set_public(key);
}

struct sealed {
	struct key_cost cost;
	unsigned char salt[SALT_SIZE];
	unsigned char nonce[NONCE_BYTES];
	unsigned char box[BOX_SIZE];
};

/* The key of the box, from a passphrase, in locked memory. */
static enum err
stretch(const struct sealed *s, struct sv passphrase, unsigned char **out)
{
	*out = sodium_malloc(BOX_KEY_SIZE);
	if (!*out)
		return ERR_LIMIT;
	if (crypto_pwhash(*out, BOX_KEY_SIZE, passphrase.p, passphrase.n,
	        s->salt, s->cost.operations, (size_t)s->cost.memory,
	        crypto_pwhash_ALG_ARGON2ID13) == 0)
		return OK;
	sodium_free(*out);
	return ERR_LIMIT;
}

static void
put_field(struct buf *out, const char *name, const unsigned char *p, size_t n)
{
	buf_str(out, name);
	buf_c(out, ' ');
	wire_encode((struct sv){(const char *)p, n}, 0, out);
	buf_c(out, '\n');
}

enum err
secret_key_seal(const struct secret_key *key, struct sv passphrase,
    const struct key_cost *cost, struct buf *out)
{
	struct sealed s = {.cost = *cost};
	unsigned char *box_key;
	enum err e;

	if (sodium_init() < 0)
		return ERR_INTERNAL;
	randombytes_buf(s.salt, sizeof(s.salt));
	randombytes_buf(s.nonce, sizeof(s.nonce));
	if ((e = stretch(&s, passphrase, &box_key)))
		return e;
	crypto_aead_xchacha20poly1305_ietf_encrypt(s.box, NULL, key->seed,
	    SEED_SIZE, (const unsigned char *)FIRST_LINE,
	    sizeof(FIRST_LINE) - 1, NULL, s.nonce, box_key);
	sodium_free(box_key);
	buf_str(out, FIRST_LINE "\nargon2id ");
	buf_u64(out, cost->operations);
	buf_c(out, ' ');
	buf_u64(out, cost->memory);
	buf_c(out, '\n');
	put_field(out, "salt", s.salt, sizeof(s.salt));
	put_field(out, "nonce", s.nonce, sizeof(s.nonce));
	put_field(out, "box", s.box, sizeof(s.box));
	return out->full ? ERR_LIMIT : OK;
}

static bool
take_bytes(struct sv *rest, const char *name, unsigned char *out, size_t size)
{
	struct sv text;
	size_t n;

	return line_take(rest, name, &text) &&
	    sodium_base642bin(out, size, text.p, text.n, "", &n, NULL,
	        sodium_base64_VARIANT_ORIGINAL) == 0 && n == size;
}

static bool
take_cost(struct sv *rest, struct key_cost *out)
{
	struct sv text;
	size_t blank;

	if (!line_take(rest, "argon2id", &text))
		return false;
	blank = sv_find(text, 0, ' ');
	return sv_u64(sv_take(text, blank), &out->operations) &&
	    sv_u64(sv_skip(text, blank + 1), &out->memory) &&
	    out->operations <= OPERATIONS_MAX && out->memory <= MEMORY_MAX;
}

enum err
secret_key_open(struct sv file, struct sv passphrase, struct secret_key *out)
{
	unsigned char *box_key;
	struct sealed s;
	enum err e;

	if (!sv_starts(file, SV(FIRST_LINE "\n")))
		return ERR_SYNTAX;
	file = sv_skip(file, sizeof(FIRST_LINE));
	if (!take_cost(&file, &s.cost) ||
	    !take_bytes(&file, "salt", s.salt, sizeof(s.salt)) ||
	    !take_bytes(&file, "nonce", s.nonce, sizeof(s.nonce)) ||
	    !take_bytes(&file, "box", s.box, sizeof(s.box)) || file.n)
		return ERR_SYNTAX;
	if ((e = stretch(&s, passphrase, &box_key)))
		return e;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out->seed, NULL, NULL,
	        s.box, sizeof(s.box), (const unsigned char *)FIRST_LINE,
	        sizeof(FIRST_LINE) - 1, s.nonce, box_key))
		e = ERR_ACCESS;
	sodium_free(box_key);
	if (!e)
		set_public(out);
	return e;
}
