/* SPDX-License-Identifier: ISC */
/*
 * Requests, signatures and grants, without a store: what is bound, what a
 * signature covers, and when a yes does not count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <cmocka.h>

#include "guard/grant.h"

enum { SPACE = 1 << 22 };

static unsigned char memory[SPACE];
static struct arena arena;

static int
set_up(void **state)
{
	(void)state;
	assert_true(sodium_init() >= 0);
	arena_init(&arena, memory, sizeof(memory));
	return 0;
}

static void
add(struct request *r, enum item_kind kind, const char *name,
    const char *value)
{
	assert_int_equal(request_add(r, kind, sv_from(name), sv_from(value)),
	    OK);
}

static struct request
make_request(const char *second)
{
	struct request r;

	request_init(&r, &arena);
	add(&r, BOUND_TOOL, "", "probe");
	add(&r, BOUND_ARGUMENT, "", "probe");
	add(&r, BOUND_ARGUMENT, "", second);
	add(&r, BOUND_VARIABLE, "HOME", "0123");
	add(&r, NOTE_RULE, "", "probe.drop");
	request_seal(&r, 1000);
	return r;
}

static struct sv
encoded(const struct request *r)
{
	char *p = arena_take(&arena, REQUEST_MAX);
	struct buf b;

	buf_init(&b, p, REQUEST_MAX);
	assert_int_equal(request_encode(r, &b), OK);
	return buf_view(&b);
}

static void
keeps_a_request(void **state)
{
	struct request r = make_request("drop"), back;
	const struct item *a, *b;
	struct sv bytes = encoded(&r);

	(void)state;
	assert_int_equal(request_decode(bytes, &arena, &back), OK);
	assert_int_equal(back.n, r.n);
	assert_memory_equal(back.digest, r.digest, DIGEST_SIZE);
	assert_memory_equal(back.nonce, r.nonce, NONCE_SIZE);
	assert_int_equal(back.made_s, 1000);
	assert_false(request_differ(&r, &back, &a, &b));
	assert_true(sv_eq_cstr(request_item(&back, NOTE_RULE)->value,
	    "probe.drop"));
}

/* Every byte that is bound, and every length. */
static void
refuses_a_changed_request(void **state)
{
	struct request r = make_request("drop"), back;
	struct sv bytes = encoded(&r);
	char *copy = malloc(bytes.n);
	size_t notes = bytes.n - sizeof("probe.drop") - 9;

	(void)state;
	for (size_t i = 0; i < bytes.n; i++) {
		size_t mark = arena.used;
		bool of_the_asking = i >= 40 && i < 72; /* nonce and times */

		if (of_the_asking || i >= notes)
			continue;
		memcpy(copy, bytes.p, bytes.n);
		copy[i] = (char)(copy[i] ^ 1);
		assert_int_not_equal(request_decode(
		    (struct sv){copy, bytes.n}, &arena, &back), OK);
		arena.used = mark;
	}
	for (size_t n = 0; n < notes; n++)
		assert_int_not_equal(request_decode((struct sv){bytes.p, n},
		    &arena, &back), OK);
	free(copy);
}

static void
tells_words_from_their_joining(void **state)
{
	struct request one, two;

	(void)state;
	request_init(&one, &arena);
	add(&one, BOUND_ARGUMENT, "", "a b");
	request_seal(&one, 1);
	request_init(&two, &arena);
	add(&two, BOUND_ARGUMENT, "", "a");
	add(&two, BOUND_ARGUMENT, "", "b");
	request_seal(&two, 1);
	assert_memory_not_equal(one.digest, two.digest, DIGEST_SIZE);
}

static void
leaves_notes_out_of_the_digest(void **state)
{
	struct request a = make_request("drop"), b = make_request("drop");

	(void)state;
	add(&b, NOTE_BECAUSE, "", "another reason");
	request_seal(&b, 2000);
	assert_memory_equal(a.digest, b.digest, DIGEST_SIZE);
	assert_memory_not_equal(a.nonce, b.nonce, NONCE_SIZE);
}

static void
names_the_first_difference(void **state)
{
	struct request a = make_request("drop"), b = make_request("dump"), c;
	const struct item *x, *y;

	(void)state;
	assert_true(request_differ(&a, &b, &x, &y));
	assert_int_equal(x->kind, BOUND_ARGUMENT);
	assert_true(sv_eq_cstr(y->value, "dump"));
	request_init(&c, &arena);
	add(&c, BOUND_TOOL, "", "probe");
	add(&c, BOUND_ARGUMENT, "", "probe");
	add(&c, BOUND_ARGUMENT, "", "drop");
	add(&c, BOUND_VARIABLE, "DATABASE_URL", "4567");
	add(&c, BOUND_VARIABLE, "HOME", "0123");
	assert_true(request_differ(&a, &c, &x, &y));
	assert_null(x);
	assert_true(sv_eq_cstr(y->name, "DATABASE_URL"));
	assert_true(request_differ(&c, &a, &x, &y));
	assert_null(y);
}

static void
refuses_items_out_of_order(void **state)
{
	struct request r;

	(void)state;
	request_init(&r, &arena);
	add(&r, BOUND_USER, "", "0");
	assert_int_equal(request_add(&r, BOUND_TOOL, SV(""), SV("x")),
	    ERR_USAGE);
}

static void
reads_ids_as_people_type_them(void **state)
{
	uint8_t digest[DIGEST_SIZE] = {0x3c, 0x87, 0x3b, 0x9a, 0xff};
	char id[ID_LENGTH + 1], typed[ID_LENGTH + 1], shown_memory[32];
	struct buf shown;

	(void)state;
	id_of(digest, id);
	assert_string_equal(id, "7J3KQ6QZ0000");
	buf_init(&shown, shown_memory, sizeof(shown_memory));
	id_show(id, ID_SHOWN, &shown);
	assert_true(sv_eq_cstr(buf_view(&shown), "7J3K-Q6"));
	assert_true(id_read(SV("7j3k-q6"), typed));
	assert_string_equal(typed, "7J3KQ6");
	assert_true(id_read(SV("o1iL 00"), typed));
	assert_string_equal(typed, "011100");
	assert_false(id_read(SV("7J3K"), typed));
	assert_false(id_read(SV("7J3KU6"), typed));
	assert_false(id_read(SV("7J3KQ6QZ00001"), typed));
}

/* Made by ssh-keygen of OpenSSH 9.2: ssh-keygen -Y sign -n guard-grant. */
static const char ssh_key[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJEw0MBtk66MxV6sBzSmXJAFKs5v82QAEbWH"
    "VXWK7kR7 test";
static const char ssh_message[] = "guard grant test\n";
static const char ssh_signature[] =
    "-----BEGIN SSH SIGNATURE-----\n"
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgkTDQwG2TrozFXqwHNKZckAUqzm\n"
    "/zZAARtYdVdYruRHsAAAALZ3VhcmQtZ3JhbnQAAAAAAAAABnNoYTUxMgAAAFMAAAALc3No\n"
    "LWVkMjU1MTkAAABA8Iyr1O4hr5MLaBORwTWmFmhmYAlfGNyRU79p1BzL6VQYeHdfRcrP9h\n"
    "zJvMFja1RJmNgG0EEkPbCzTPDQSS3TDA==\n"
    "-----END SSH SIGNATURE-----\n";
static const char ssh_sha256[] =
    "-----BEGIN SSH SIGNATURE-----\n"
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgkTDQwG2TrozFXqwHNKZckAUqzm\n"
    "/zZAARtYdVdYruRHsAAAALZ3VhcmQtZ3JhbnQAAAAAAAAABnNoYTI1NgAAAFMAAAALc3No\n"
    "LWVkMjU1MTkAAABA8zupXYZ/KlLzB6LzqvUJpYRFl4gNsWotzz7vulXGMFlOEC9iB/E8FO\n"
    "zr/Sjt37oQmIdT04qQdU+WE8oxF+QkAQ==\n"
    "-----END SSH SIGNATURE-----\n";

static void
verifies_what_ssh_keygen_signs(void **state)
{
	struct public_key key;
	char text[128];
	struct buf b;

	(void)state;
	assert_int_equal(public_key_read(sv_from(ssh_key), &arena, &key), OK);
	assert_int_equal(signature_verify(&key, GRANT_NAMESPACE,
	    sv_from(ssh_message), sv_from(ssh_signature), &arena), OK);
	assert_int_equal(signature_verify(&key, GRANT_NAMESPACE,
	    sv_from(ssh_message), sv_from(ssh_sha256), &arena), OK);
	assert_int_equal(signature_verify(&key, APPROVER_NAMESPACE,
	    sv_from(ssh_message), sv_from(ssh_signature), &arena), ERR_ACCESS);
	assert_int_equal(signature_verify(&key, GRANT_NAMESPACE,
	    SV("guard grant Test\n"), sv_from(ssh_signature), &arena),
	    ERR_ACCESS);
	buf_init(&b, text, sizeof(text));
	public_key_fingerprint(&key, &b);
	assert_true(sv_eq_cstr(buf_view(&b),
	    "SHA256:EcpVuhVG6jrNDRao4OWo3jO2TRg++6F7J7s3p2OgZmQ"));
}

static void
refuses_what_is_no_signature(void **state)
{
	struct public_key key;
	struct sv whole = sv_from(ssh_signature);

	(void)state;
	assert_int_equal(public_key_read(sv_from(ssh_key), &arena, &key), OK);
	for (size_t n = 0; n < whole.n - 1; n++) {
		size_t mark = arena.used;

		assert_int_equal(signature_verify(&key, GRANT_NAMESPACE,
		    sv_from(ssh_message), sv_take(whole, n), &arena),
		    ERR_SYNTAX);
		arena.used = mark;
	}
	assert_int_equal(public_key_read(SV("ssh-rsa AAAA x"), &arena, &key),
	    ERR_SYNTAX);
	assert_int_equal(public_key_read(SV("ssh-ed25519"), &arena, &key),
	    ERR_SYNTAX);
	assert_int_equal(public_key_read(sv_take(sv_from(ssh_key), 60), &arena,
	    &key), ERR_SYNTAX);
}

static void
put_u32(struct buf *b, size_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_c(b, (char)(n >> shift));
}

static void
put_text(struct buf *b, const void *p, size_t n)
{
	put_u32(b, n);
	buf_sv(b, (struct sv){p, n});
}

#define SK_TYPE "sk-ssh-ed25519@openssh.com"

/* A security key in software (PROTOCOL.u2f), which signs with these flags. */
static enum err
verify_touch(unsigned char flags)
{
	static const char counter[4] = {0, 0, 0, 7};
	unsigned char public[32], secret[64], hash[64], signature[64];
	char blob_memory[256], sig_memory[1024], signed_memory[512],
	    text[2048], line[512];
	struct buf blob, sig, tbs, armor, l;
	struct public_key key;

	crypto_sign_keypair(public, secret);
	buf_init(&blob, blob_memory, sizeof(blob_memory));
	put_text(&blob, SK_TYPE, sizeof(SK_TYPE) - 1);
	put_text(&blob, public, 32);
	put_text(&blob, "ssh:", 4);
	/* What SSHSIG signs … */
	buf_init(&tbs, signed_memory, sizeof(signed_memory));
	crypto_hash_sha512(hash, (const unsigned char *)"m", 1);
	buf_str(&tbs, "SSHSIG");
	put_text(&tbs, GRANT_NAMESPACE, strlen(GRANT_NAMESPACE));
	put_text(&tbs, "", 0);
	put_text(&tbs, "sha512", 6);
	put_text(&tbs, hash, 64);
	/* … as the key signs it. */
	buf_init(&l, line, sizeof(line));
	crypto_hash_sha256(hash, (const unsigned char *)"ssh:", 4);
	buf_sv(&l, (struct sv){(char *)hash, 32});
	buf_c(&l, (char)flags);
	buf_sv(&l, (struct sv){counter, 4});
	crypto_hash_sha256(hash, (const unsigned char *)tbs.p, tbs.n);
	buf_sv(&l, (struct sv){(char *)hash, 32});
	crypto_sign_detached(signature, NULL, (const unsigned char *)l.p, l.n,
	    secret);
	buf_init(&sig, sig_memory, sizeof(sig_memory));
	buf_str(&sig, "SSHSIG");
	put_u32(&sig, 1);
	put_text(&sig, blob.p, blob.n);
	put_text(&sig, GRANT_NAMESPACE, strlen(GRANT_NAMESPACE));
	put_text(&sig, "", 0);
	put_text(&sig, "sha512", 6);
	put_u32(&sig, 4 + sizeof(SK_TYPE) - 1 + 4 + 64 + 5);
	put_text(&sig, SK_TYPE, sizeof(SK_TYPE) - 1);
	put_text(&sig, signature, 64);
	buf_c(&sig, (char)flags);
	buf_sv(&sig, (struct sv){counter, 4});
	buf_init(&armor, text, sizeof(text));
	buf_str(&armor, "-----BEGIN SSH SIGNATURE-----\n");
	sodium_bin2base64(line, sizeof(line), (unsigned char *)sig.p, sig.n,
	    sodium_base64_VARIANT_ORIGINAL);
	buf_str(&armor, line);
	buf_str(&armor, "\n-----END SSH SIGNATURE-----\n");
	sodium_bin2base64(sig_memory, sizeof(sig_memory),
	    (unsigned char *)blob.p, blob.n, sodium_base64_VARIANT_ORIGINAL);
	buf_init(&l, line, sizeof(line));
	buf_str(&l, SK_TYPE " ");
	buf_str(&l, sig_memory);
	assert_int_equal(public_key_read(buf_view(&l), &arena, &key), OK);
	assert_true(key.touch);
	return signature_verify(&key, GRANT_NAMESPACE, SV("m"),
	    buf_view(&armor), &arena);
}

static void
takes_a_security_key_that_was_touched(void **state)
{
	(void)state;
	assert_int_equal(verify_touch(1), OK);
	assert_int_equal(verify_touch(5), OK);
	assert_int_equal(verify_touch(0), ERR_ACCESS);
	assert_int_equal(verify_touch(4), ERR_ACCESS);
}

static const struct key_cost cheap = {1, 8192};

static void
seals_a_key(void **state)
{
	struct secret_key *key = secret_key_new(), *back = secret_key_new();
	char text[2048];
	struct buf b;

	(void)state;
	secret_key_make(key);
	buf_init(&b, text, sizeof(text));
	assert_int_equal(secret_key_seal(key, SV("a passphrase"), &cheap, &b),
	    OK);
	assert_int_equal(secret_key_open(buf_view(&b), SV("a passphrase"),
	    back), OK);
	assert_memory_equal(key->seed, back->seed, sizeof(key->seed));
	assert_memory_equal(key->public, back->public, sizeof(key->public));
	assert_int_equal(secret_key_open(buf_view(&b), SV("a Passphrase"),
	    back), ERR_ACCESS);
	for (size_t n = 0; n < b.n; n++)
		assert_int_equal(secret_key_open(sv_take(buf_view(&b), n),
		    SV("x"), back), ERR_SYNTAX);
	assert_int_equal(secret_key_open(SV("guard-key 1\nargon2id 9999999999 "
	    "8192\nsalt \nnonce \nbox \n"), SV("x"), back), ERR_SYNTAX);
	secret_key_free(key);
	secret_key_free(back);
}

/* Approvers in memory, and their grant for a request. */
struct scene {
	struct approvers all;
	struct secret_key *key;
	struct request request;
	struct grant grant;
	struct moment now;
	struct judging judging;
	char file[GRANT_MAX];
};

static void
make_scene(struct scene *s)
{
	char *line = arena_take(&arena, 256);
	struct approver *alice = &s->all.list[0];
	struct buf b;

	memset(s, 0, sizeof(*s));
	s->key = secret_key_new();
	secret_key_make(s->key);
	buf_init(&b, line, 256);
	assert_int_equal(public_key_write(s->key->public, &b), OK);
	strcpy(alice->name, "alice");
	alice->valid = true;
	assert_int_equal(public_key_read(buf_view(&b), &arena, &alice->key),
	    OK);
	s->all.n = 1;
	s->request = make_request("drop");
	s->judging = (struct judging){.approvers = &s->all, .now = &s->now,
	    .arena = &arena};
	s->now.wall_s = 5000;
	strcpy(s->now.boot.id, "boot-1");
	s->now.boot.seconds = 100;
	s->grant = (struct grant){.from_s = 5000, .until_s = 5600,
	    .boot_from_s = 100, .boot_until_s = 700, .uses = 1,
	    .assurance = "same-user", .because = SV("")};
	id_of(s->request.digest, s->grant.id);
	memcpy(s->grant.digest, s->request.digest, DIGEST_SIZE);
	memcpy(s->grant.nonce, s->request.nonce, NONCE_SIZE);
	strcpy(s->grant.approver, "alice");
	strcpy(s->grant.boot, "boot-1");
}

/* Signs the grant as it stands and judges it. */
static enum grant_fault
judge(struct scene *s)
{
	struct grant out;
	struct buf b;

	buf_init(&b, s->file, sizeof(s->file));
	assert_int_equal(grant_write(&s->grant, &b), OK);
	assert_int_equal(signature_make(s->key, GRANT_NAMESPACE, buf_view(&b),
	    &b), OK);
	return grant_judge(buf_view(&b), &s->request, &s->judging, &out);
}

static void
takes_a_grant_that_fits(void **state)
{
	static struct scene s;

	(void)state;
	make_scene(&s);
	assert_int_equal(judge(&s), GRANT_FITS);
	s.grant.because = SV("the old table, see the ticket");
	assert_int_equal(judge(&s), GRANT_FITS);
	secret_key_free(s.key);
}

static void
refuses_a_grant_for_something_else(void **state)
{
	static struct scene s;

	(void)state;
	make_scene(&s);
	s.grant.nonce[3] ^= 1;
	assert_int_equal(judge(&s), GRANT_OTHER_REQUEST);
	make_scene(&s);
	s.grant.digest[31] ^= 1;
	assert_int_equal(judge(&s), GRANT_OTHER_REQUEST);
	make_scene(&s);
	s.request = make_request("dump");
	assert_int_equal(judge(&s), GRANT_OTHER_REQUEST);
	make_scene(&s);
	strcpy(s.grant.approver, "bob");
	assert_int_equal(judge(&s), GRANT_UNKNOWN_APPROVER);
	make_scene(&s);
	s.all.list[0].valid = false;
	assert_int_equal(judge(&s), GRANT_UNKNOWN_APPROVER);
	make_scene(&s);
	s.all.list[0].revoked = true;
	assert_int_equal(judge(&s), GRANT_REVOKED);
	make_scene(&s);
	secret_key_make(s.key);
	assert_int_equal(judge(&s), GRANT_FORGED);
}

static void
holds_a_grant_to_both_clocks(void **state)
{
	static struct scene s;

	(void)state;
	make_scene(&s);
	s.now.wall_s = 5599;
	s.now.boot.seconds = 699;
	assert_int_equal(judge(&s), GRANT_FITS);
	s.now.wall_s = 5600;
	assert_int_equal(judge(&s), GRANT_EXPIRED);
	/* The wall clock put back helps nobody. */
	s.now.wall_s = 5001;
	s.now.boot.seconds = 700;
	assert_int_equal(judge(&s), GRANT_EXPIRED);
	s.now.boot.seconds = 200;
	s.now.wall_s = 4999;
	assert_int_equal(judge(&s), GRANT_EARLY);
	s.now.wall_s = 5001;
	strcpy(s.now.boot.id, "boot-2");
	assert_int_equal(judge(&s), GRANT_REBOOTED);
	make_scene(&s);
	s.grant.until_s = s.grant.from_s + GRANT_TTL_MAX_S + 1;
	assert_int_equal(judge(&s), GRANT_WIDE);
	make_scene(&s);
	s.grant.uses = GRANT_USES_MAX + 1;
	assert_int_equal(judge(&s), GRANT_WIDE);
	s.grant.uses = 0;
	assert_int_equal(judge(&s), GRANT_WIDE);
}

/* No byte of a grant can be changed, and none is missing. */
static void
refuses_a_changed_grant(void **state)
{
	static struct scene s;
	struct grant out;
	size_t n;

	(void)state;
	make_scene(&s);
	assert_int_equal(judge(&s), GRANT_FITS);
	n = strlen(s.file);
	n = n < sizeof(s.file) ? n : sizeof(s.file);
	for (size_t i = 0; i < n - 1; i++) {
		size_t mark = arena.used;
		char was = s.file[i];

		s.file[i] = (char)(was ^ 1);
		/* base64 has line breaks that may stand elsewhere. */
		if (was != '\n')
			assert_int_not_equal(grant_judge(
			    (struct sv){s.file, n}, &s.request, &s.judging, &out), GRANT_FITS);
		s.file[i] = was;
		assert_int_not_equal(grant_judge((struct sv){s.file, i},
		    &s.request, &s.judging, &out), GRANT_FITS);
		arena.used = mark;
	}
}

static void
reads_one_way_of_writing_only(void **state)
{
	static struct scene s;
	struct grant out;
	char text[GRANT_MAX];
	struct buf b;

	(void)state;
	make_scene(&s);
	buf_init(&b, text, sizeof(text));
	assert_int_equal(grant_write(&s.grant, &b), OK);
	assert_int_equal(grant_read(buf_view(&b), &out), OK);
	/* A number with a zero in front, a further line. */
	buf_str(&b, "uses 9\n");
	assert_int_equal(grant_read(buf_view(&b), &out), ERR_SYNTAX);
	b.n -= 7;
	assert_int_equal(grant_read(sv_take(buf_view(&b), b.n - 1), &out),
	    ERR_SYNTAX);
	assert_non_null(strstr(text, "uses 1\n"));
	memcpy(strstr(text, "uses 1\n"), "uses 0\n", 7);
	assert_int_equal(grant_read(buf_view(&b), &out), OK);
	assert_int_equal(out.uses, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(keeps_a_request, set_up),
		cmocka_unit_test_setup(refuses_a_changed_request, set_up),
		cmocka_unit_test_setup(tells_words_from_their_joining, set_up),
		cmocka_unit_test_setup(leaves_notes_out_of_the_digest, set_up),
		cmocka_unit_test_setup(names_the_first_difference, set_up),
		cmocka_unit_test_setup(refuses_items_out_of_order, set_up),
		cmocka_unit_test_setup(reads_ids_as_people_type_them, set_up),
		cmocka_unit_test_setup(verifies_what_ssh_keygen_signs, set_up),
		cmocka_unit_test_setup(refuses_what_is_no_signature, set_up),
		cmocka_unit_test_setup(takes_a_security_key_that_was_touched,
		    set_up),
		cmocka_unit_test_setup(seals_a_key, set_up),
		cmocka_unit_test_setup(takes_a_grant_that_fits, set_up),
		cmocka_unit_test_setup(refuses_a_grant_for_something_else,
		    set_up),
		cmocka_unit_test_setup(holds_a_grant_to_both_clocks, set_up),
		cmocka_unit_test_setup(refuses_a_changed_grant, set_up),
		cmocka_unit_test_setup(reads_one_way_of_writing_only, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
