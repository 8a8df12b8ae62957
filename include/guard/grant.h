/* SPDX-License-Identifier: ISC */
/*
 * grant: a request for a human's yes, the yes itself, and where both lie until
 * they are used. Knows no rules: what a request binds is a list of items that
 * somebody else made, and everybody compares by its digest alone.
 *
 *   request   what one command would do, and all that its effect hangs on
 *   grant     a statement on one request, signed by an approver's key
 *   store     a directory of one user's with both, and with what became of them
 *
 * Signatures are SSHSIG (PROTOCOL.sshsig of OpenSSH), so that a key of guard's
 * and a key of ssh's are verified by the same code, and anybody can check a
 * grant with `ssh-keygen -Y verify`.
 */
#ifndef GUARD_GRANT_H
#define GUARD_GRANT_H

#include "guard/base.h"
#include "guard/os.h"

/* ---- requests ---- */

#define REQUEST_MAX (1u << 18)    /* bytes of an encoded one;
				   * more cannot be asked */
#define REQUEST_MAX_ITEMS 4096u
#define REQUEST_LIFE_S (12u * 3600u)
#define DIGEST_SIZE 32u           /* BLAKE2b-256 */
#define NONCE_SIZE 16u
#define ID_LENGTH 12u             /* characters of a full id; 60 bits */
#define ID_SHOWN 6u               /* of them people need, while
				   * it is the only one */

/*
 * What an item is. Those below NOTE_FIRST are bound: a grant fits only a
 * request with exactly the same ones. Notes are for people.
 */
#define ITEM_LIST(X) \
	X(BOUND_TOOL, 1, "tool") \
	/* value: the bytes; one an argument */ \
	X(BOUND_ARGUMENT, 2, "argument") \
	/* name: path; value: identity and content */ \
	X(BOUND_EXECUTABLE, 3, "executable") \
	/* name: path; value: device and inode */ \
	X(BOUND_DIRECTORY, 4, "directory") \
	X(BOUND_USER, 5, "user") \
	X(BOUND_VARIABLE, 6, "variable") /* name; value: a hash */ \
	/* name as given; value: identity and content */ \
	X(BOUND_FILE, 7, "file") \
	/* name: the tool; value: what guard read */ \
	X(BOUND_COMMAND, 8, "command") \
	X(BOUND_TARGET, 9, "target") /* name: which part; value */ \
	X(BOUND_POLICY, 10, "policy") /* value: the image's digest */ \
	X(BOUND_INPUT, 11, "standard input") /* value: what it is */ \
	/* name: its directory; value: what runs */ \
	X(BOUND_STEP, 12, "step before") \
	X(BOUND_STEP_PROGRAM, 13, "program of a step") /* as executable */ \
	/* see cli/asking_way.c */ \
	X(BOUND_ASSIGNED, 14, "variable on the way") \
	X(BOUND_ENTERED, 15, "directory on the way") /* as above */ \
	X(NOTE_RULE, 64, "rule") /* value: its id */ \
	X(NOTE_BECAUSE, 65, "because") \
	X(NOTE_INSTEAD, 66, "instead") \
	/* who asked; one a process, the nearest first */ \
	X(NOTE_PROCESS, 67, "process") \
	/* name: a target's part; value: where it was read */ \
	X(NOTE_SOURCE, 68, "source") \
	/* value: the number of an argument that matters */ \
	X(NOTE_MARK, 69, "mark") \
	/* irreversible; value: what is to be typed */ \
	X(NOTE_CONFIRM, 70, "confirm") \
	/* value: how many approvers it takes */ \
	X(NOTE_APPROVALS, 71, "approvals")

#define NOTE_FIRST 64

enum item_kind {
#define X(name, number, text) name = (number),
	ITEM_LIST(X)
#undef X
};

/* "variable"; NULL for a number that is no kind. */
const char *item_kind_name(unsigned kind);

struct item {
	enum item_kind kind;
	struct sv name;  /* n may be 0 */
	struct sv value; /* any bytes; n may be 0 */
};

struct request {
	struct arena *arena;
	struct item *items; /* in the order of their kinds */
	size_t n;
	uint8_t digest[DIGEST_SIZE]; /* over the bound items */
	uint8_t nonce[NONCE_SIZE];   /* of this asking */
	uint64_t made_s, until_s;    /* wall clock; nobody can
				      * say yes afterwards */
};

void request_init(struct request *r, struct arena *arena);
/* Copies name and value. Kinds must not go down. ERR_LIMIT past
 * REQUEST_MAX_ITEMS or when the arena is full, ERR_USAGE for another order. */
enum err request_add(struct request *r, enum item_kind kind, struct sv name,
    struct sv value) MUST_USE;
/* Sets the digest, a fresh nonce, and its life from now_s on. */
void request_seal(struct request *r, uint64_t now_s);

/* ERR_LIMIT when it does not fit into out. */
enum err request_encode(const struct request *r, struct buf *out) MUST_USE;
/* Views into bytes. ERR_SYNTAX for anything but what request_encode writes:
 * the digest is computed anew and must be the one that is written down. */
enum err request_decode(struct sv bytes, struct arena *arena,
    struct request *out) MUST_USE;

/* The first item of a kind, NULL when there is none. */
const struct item *request_item(const struct request *r, enum item_kind kind);

/* How many approvers it takes: its NOTE_APPROVALS, 1 without. */
uint32_t request_approvals(const struct request *r);

/*
 * What keeps b from being a: the first bound item of either that the other has
 * not, in out_a and out_b (one may be NULL). False when they are the same.
 */
bool request_differ(const struct request *a, const struct request *b,
    const struct item **out_a, const struct item **out_b);

/* The first ID_LENGTH characters of a digest in Crockford's base 32. */
void id_of(const uint8_t digest[DIGEST_SIZE], char out[ID_LENGTH + 1]);
/* The first n characters with dashes that help to say it: 7F3K-QD. */
void id_show(const char *id, size_t n, struct buf *out);
/* What a person typed: any case, dashes and blanks left out, O for 0, I and L
 * for 1. At least ID_SHOWN characters. False if it is none. */
bool id_read(struct sv text, char out[ID_LENGTH + 1]);

/* A hash as text, for values that must be bound and not be kept. 32 digits. */
#define HASH_TEXT 32u
void hash_text(struct sv value, char out[HASH_TEXT + 1]);
/*
 * A file or directory as text: device, inode, and for a file its size and a
 * hash of its content. A file larger than what budget still has (in bytes; what
 * is read is taken off) shows its times instead. ERR_NOT_FOUND.
 */
#define HASH_FILE_MAX ((uint64_t)256 << 20)
enum err hash_file(const char *path, uint64_t *budget,
    struct buf *out) MUST_USE;

/*
 * What a descriptor leads to, as text: a file as above and where in it, content
 * from there on; else "nothing", "a terminal", or "a pipe or device", whose
 * content nobody can tell.
 */
enum err hash_stream(int fd, uint64_t *budget, struct buf *out) MUST_USE;

/* ---- keys and signatures ---- */

#define GRANT_NAMESPACE "guard-grant"
#define APPROVER_NAMESPACE "guard-approver"
#define APPROVER_NAME_MAX 32u
#define APPROVERS_MAX 64u
#define SIGNATURE_MAX 4096u /* bytes of an armored one */

/* A public key in OpenSSH's format, ed25519 or sk-ssh-ed25519@openssh.com. */
struct public_key {
	uint8_t ed25519[32];
	bool touch;              /* of a security key: each
				  * use is confirmed there */
	struct sv application;   /* touch only; "ssh:" mostly */
	struct sv blob;          /* its wire format */
};

/* A line as ssh-keygen writes it; what is decoded lives in arena. ERR_SYNTAX,
 * ERR_LIMIT. */
enum err public_key_read(struct sv line, struct arena *arena,
    struct public_key *out) MUST_USE;
/* "ssh-ed25519 AAAA…" of a key of guard's own. */
enum err public_key_write(const uint8_t ed25519[32], struct buf *out) MUST_USE;
/* "SHA256:…" as ssh-keygen -l shows it. */
void public_key_fingerprint(const struct public_key *key, struct buf *out);

/*
 * Whether armored is key's signature over message in this namespace. ERR_SYNTAX
 * when it is not even a signature, ERR_ACCESS when it is not this key's or
 * not of this message; of a security key only if it was touched.
 */
enum err signature_verify(const struct public_key *key, const char *name_space,
    struct sv message, struct sv armored, struct arena *arena) MUST_USE;

/* A secret key in memory that is locked and never dumped. */
struct secret_key {
	uint8_t seed[32];
	uint8_t public[32];
};

/* ERR_LIMIT when out is full. */
enum err signature_make(const struct secret_key *key, const char *name_space,
    struct sv message, struct buf *out) MUST_USE;

/* How dear a guess of the passphrase is: argon2id's operations and bytes. */
struct key_cost {
	uint64_t operations;
	uint64_t memory;
};
extern const struct key_cost key_cost_default;

/* NULL when memory cannot be locked. */
struct secret_key *secret_key_new(void);
void secret_key_free(struct secret_key *key);
void secret_key_make(struct secret_key *key); /* a fresh one */
/* Locked memory for a passphrase; released and wiped by secret_key_forget. */
char *secret_text_new(size_t n);
void secret_text_free(char *p);
void secret_wipe(void *p, size_t n);

/* The sealed key as the text of a file. ERR_LIMIT. */
enum err secret_key_seal(const struct secret_key *key, struct sv passphrase,
    const struct key_cost *cost, struct buf *out) MUST_USE;
/* ERR_SYNTAX for another file (costs beyond 4 GiB or 64
 * passes too), ERR_ACCESS for another passphrase. */
enum err secret_key_open(struct sv file, struct sv passphrase,
    struct secret_key *out) MUST_USE;

/* ---- approvers ---- */

/*
 * Who may say yes: PREFIX/etc/guard/approvers holds NAME.pub each, the key's
 * line and, of all but the first approver, "endorsed-by OTHER" and a signature
 * of the other's key over approver_statement. NAME.revoked takes the right away
 * from then on.
 */
struct approver {
	char name[APPROVER_NAME_MAX + 1];
	char by[APPROVER_NAME_MAX + 1]; /* who endorsed it; "" for the first */
	struct public_key key;
	bool revoked;
	bool valid;      /* the first, or endorsed by a valid one */
};

struct approvers {
	struct approver list[APPROVERS_MAX];
	size_t n;
};

/* Letters, digits, '-', '_' and '.', a letter first. */
bool approver_name_ok(struct sv name);
/* What an endorser signs. */
enum err approver_statement(const char *name, struct sv key_line,
    struct buf *out) MUST_USE;
/*
 * All of them, sorted by name; keys live in arena. None is no error.
 * ERR_INSECURE when the directory or a file could have been written by somebody
 * who is neither root nor its owner's own user; ERR_SYNTAX and out_bad for a
 * file that is none.
 */
enum err approvers_read(const struct os_path *prefix, struct arena *arena,
    struct approvers *out, struct os_path *out_bad) MUST_USE;
const struct approver *approvers_find(const struct approvers *all,
    const char *name);

/* ---- grants ---- */

#define GRANT_TTL_S 600u           /* what a grant lives unless told */
#define GRANT_TTL_MAX_S (24u * 3600u)
#define GRANT_USES_MAX 100u
#define GRANT_MAX 8192u            /* bytes of a file */
#define GRANT_REASON_MAX 500u

/* What a yes is worth against the one who asked. */
#define GRANT_SAME_USER "same-user"
#define GRANT_SYSTEM "system"

/* What an approver signs, as lines of text. */
struct grant {
	char id[ID_LENGTH + 1];
	uint8_t digest[DIGEST_SIZE];
	uint8_t nonce[NONCE_SIZE];
	char approver[APPROVER_NAME_MAX + 1];
	uint64_t from_s, until_s;         /* wall clock */
	char boot[40];                    /* os_boot */
	uint64_t boot_from_s, boot_until_s;
	uint32_t uses;                    /* 1 but for narrow cases */
	const char *assurance;            /* GRANT_SAME_USER or GRANT_SYSTEM */
	struct sv because;                /* one line; n may be 0 */
};

enum err grant_write(const struct grant *g, struct buf *out) MUST_USE;
/* A statement, exactly as grant_write writes it. ERR_SYNTAX. */
enum err grant_read(struct sv text, struct grant *out) MUST_USE;

/* Why a grant is none for this request now. */
#define GRANT_FAULT_LIST(X) \
	X(GRANT_FITS, "it fits") \
	X(GRANT_MALFORMED, "it is not a grant") \
	X(GRANT_OTHER_REQUEST, "it is for another request") \
	X(GRANT_UNKNOWN_APPROVER, "nobody of this name may approve") \
	X(GRANT_REVOKED, "the approver's key was revoked") \
	X(GRANT_FORGED, "the signature is not the approver's") \
	X(GRANT_EARLY, "it is not valid yet, or the clock was moved") \
	X(GRANT_EXPIRED, "it has expired") \
	X(GRANT_REBOOTED, "the machine was started anew since") \
	X(GRANT_WIDE, "it is wider than a grant may be")

enum grant_fault {
#define X(name, text) name,
	GRANT_FAULT_LIST(X)
#undef X
};

const char *grant_fault_text(enum grant_fault fault);

struct moment {
	uint64_t wall_s;
	struct os_boot boot;
};
enum err moment_now(struct moment *out) MUST_USE;

/* By what grants are judged. */
struct judging {
	const struct approvers *approvers;
	const struct moment *now;
	uint64_t grace_s; /* how long past its end one still counts
	                   * (for what the granted command starts) */
	struct arena *arena;
};

/* Judges a grant file: the statement, an armored signature behind it. */
enum grant_fault grant_judge(struct sv file, const struct request *r,
    const struct judging *j, struct grant *out);

/* ---- the store ---- */

#define STORE_MAX_REQUESTS 256u  /* in all; a new one makes
				  * room or is refused */
#define STORE_RATE 60u           /* new requests in STORE_RATE_S */
#define STORE_RATE_S 600u
#define STORE_KEEP_S (7u * 24u * 3600u) /* ended ones */
#define STORE_TRIES_MAX 10000u

struct store {
	struct os_path dir;
	struct os_path tokens; /* n is 0: there can be none */
	uint32_t user;
};

/* One asking: its id, and which one of this id. */
struct asking {
	char id[ID_LENGTH + 1];
	uint32_t round; /* 0 first */
};

enum asking_state {
	ASKING_OPEN = 0,
	ASKING_GRANTED, /* as many grant files lie there as it
			 * takes, or more: to be judged */
	ASKING_DENIED,
	ASKING_USED,
	ASKING_EXPIRED
};
const char *asking_state_name(enum asking_state state);

/*
 * The store of a user below prefix, var/guard/user-UID. With make it is made
 * if it is missing (only for this user). ERR_NOT_FOUND, ERR_INSECURE.
 */
enum err store_open(const struct os_path *prefix, uint32_t user, bool make,
    struct store *out) MUST_USE;

/* The last round of every id, sorted by id; the list is in arena. */
enum err store_list(const struct store *s, struct arena *arena,
    struct asking **out, size_t *out_n) MUST_USE;
/* The last round of a full id. ERR_NOT_FOUND. */
enum err store_last(const struct store *s, const char *id, struct asking *out)
    MUST_USE;

enum err store_read(const struct store *s, const struct asking *a,
    struct arena *arena, struct request *out) MUST_USE;
enum err store_state(const struct store *s, const struct asking *a,
    const struct request *r, uint64_t now_s, enum asking_state *out) MUST_USE;

/*
 * Puts a sealed request there as the given round. ERR_EXISTS if another process
 * was faster; ERR_LIMIT when the store is full; ERR_USAGE when too many are
 * new.
 */
enum err store_put(const struct store *s, const struct request *r,
    const struct asking *a) MUST_USE;
/* Counts one more try; STORE_TRIES_MAX is the end of counting. */
enum err store_try(const struct store *s, const struct asking *a) MUST_USE;
uint32_t store_tries(const struct store *s, const struct asking *a);
/* When the request's file was written, in ns since the epoch; 0: unknown. */
uint64_t store_written_ns(const struct store *s, const struct asking *a);

enum err store_deny(const struct store *s, const struct asking *a,
    struct sv because) MUST_USE;
/* The reason of a denial in arena; n 0 when there is none. */
struct sv store_denial(const struct store *s, const struct asking *a,
    struct arena *arena);

/* file: statement and signature. A newer
 * one of the same approver replaces it. */
enum err store_grant(const struct store *s, const struct asking *a,
    const char *approver, struct sv file) MUST_USE;
/* A number that changes whenever a yes or no to the asking comes or goes. */
enum err store_mark(const struct store *s, const struct asking *a,
    uint64_t *out) MUST_USE;
/* Calls each with every grant file of the asking. */
typedef void (*store_grant_fn)(void *ctx, struct sv file);
enum err store_grants(const struct store *s, const struct asking *a,
    struct arena *arena, store_grant_fn each, void *ctx) MUST_USE;

/*
 * Tokens: what keeps the uses of a system-wide guard from the user who takes
 * them. root puts a file of its own, named by the request's nonce, into
 * var/guard/tokens-UID, a sticky directory of root's. A use is a further name
 * of that file: one of many makes it, and the user, who owns neither the file
 * nor the directory, cannot take it away.
 */
/* By root, with a yes. Clears away what is older than STORE_KEEP_S. ERR_ACCESS
 * for anybody else, ERR_INSECURE when something else lies in the place. */
enum err store_token(const struct store *s, const uint8_t nonce[NONCE_SIZE])
    MUST_USE;
/* What guard's own files are worth against this user: whether root alone can
 * change programs, rules, keys and tokens. */
bool store_is_system(const struct os_path *prefix, uint32_t user);

/*
 * The point at which one of many wins: takes use number 0 to uses-1 of the
 * asking, the first that is free. what is kept in it. On OK it is on the disk.
 * nonce: by the token, as a grant of that level demands; NULL: without.
 * ERR_EXISTS when all are taken; ERR_INSECURE when the token is not root's.
 */
enum err store_take(const struct store *s, const struct asking *a,
    const uint8_t *nonce, uint32_t uses, struct sv what) MUST_USE;
/* Whether one of so many uses is free; takes nothing. */
bool store_is_left(const struct store *s, const struct asking *a,
    uint32_t uses);
/* What was kept in the last use that was taken, in arena. ERR_NOT_FOUND. */
enum err store_taken(const struct store *s, const struct asking *a,
    struct arena *arena, struct sv *out) MUST_USE;
/* The same for what a granted command starts; once each key (of letters and
 * digits). ERR_EXISTS. */
enum err store_pass(const struct store *s, const struct asking *a,
    const uint8_t *nonce, const char *key) MUST_USE;

#endif
