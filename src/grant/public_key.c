/* SPDX-License-Identifier: ISC */
/*
 * Public keys as ssh-keygen writes them: "ssh-ed25519 BASE64 comment"; those of
 * security keys have the application behind the key (PROTOCOL.u2f of OpenSSH).
 */
#include "guard/grant.h"

#include <sodium.h>
#include <string.h>

#include "grant/wire.h"

#define PLAIN "ssh-ed25519"
#define TOUCH "sk-ssh-ed25519@openssh.com"

static enum err
read_blob(struct sv blob, struct public_key *out)
{
	struct sv rest = blob, type, key;

	if (!wire_string(&rest, &type) || !wire_string(&rest, &key) ||
	    key.n != sizeof(out->ed25519))
		return ERR_SYNTAX;
	out->touch = sv_eq(type, SV(TOUCH));
	if (!out->touch && !sv_eq(type, SV(PLAIN)))
		return ERR_SYNTAX;
	if (out->touch && !wire_string(&rest, &out->application))
		return ERR_SYNTAX;
	if (rest.n)
		return ERR_SYNTAX;
	memcpy(out->ed25519, key.p, sizeof(out->ed25519));
	out->blob = blob;
	return OK;
}

enum err
public_key_read(struct sv line, struct arena *arena, struct public_key *out)
{
	size_t blank = sv_find(line, 0, ' ');
	struct sv type = sv_take(line, blank), text, blob;
	enum err e;

	memset(out, 0, sizeof(*out));
	text = sv_skip(line, blank + 1);
	text = sv_take(text, sv_find(text, 0, ' '));
	if (!text.n || sv_find(line, 0, '\n') < line.n ||
	    !wire_decode(text, arena, &blob))
		return ERR_SYNTAX;
	if ((e = read_blob(blob, out)))
		return e;
	return sv_eq(type, out->touch ? SV(TOUCH) : SV(PLAIN)) ? OK
	                                                       : ERR_SYNTAX;
}

enum err
public_key_write(const uint8_t ed25519[32], struct buf *out)
{
	char memory[128];
	struct buf blob;

	buf_init(&blob, memory, sizeof(memory));
	wire_put_string(&blob, SV(PLAIN));
	wire_put_string(&blob, (struct sv){(const char *)ed25519, 32});
	buf_str(out, PLAIN " ");
	wire_encode(buf_view(&blob), 0, out);
	return out->full ? ERR_LIMIT : OK;
}

void
public_key_fingerprint(const struct public_key *key, struct buf *out)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[64];

	crypto_hash_sha256(hash, (const unsigned char *)key->blob.p,
	    key->blob.n);
	sodium_bin2base64(text, sizeof(text), hash, sizeof(hash),
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	buf_str(out, "SHA256:");
	buf_str(out, text);
}
