/* SPDX-License-Identifier: ISC */
/*
 * chain: a link as text, for those who write and those who verify.
 */
#ifndef AUDIT_CHAIN_H
#define AUDIT_CHAIN_H

#include "guard/audit.h"

/* What a line says of the chain. */
struct link {
	struct sv body;    /* the line up to the link */
	uint64_t to;
	struct sv hash;    /* AUDIT_HASH digits */
	struct sv previous; /* of a first link: the hash it goes on from */
	struct sv file;    /* … and the file that holds that, or n 0 */
};

/* Takes a line without its newline apart; false when it has no link. */
bool link_read(struct sv line, struct link *out);

/* hash over the previous hash, the bytes of one span and a line's body. */
struct link_hash {
	_Alignas(64) unsigned char state[512];
};
void link_hash_begin(struct link_hash *h, struct sv previous);
void link_hash_add(struct link_hash *h, struct sv bytes);
void link_hash_end(struct link_hash *h, char out[AUDIT_HASH + 1]);

#endif
