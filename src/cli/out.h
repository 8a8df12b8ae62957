/* SPDX-License-Identifier: ISC */
/*
 * out: buffered output of the subcommands. Text from argv, the environment or
 * files goes through out_visible or out_json, never through the others.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include "guard/base.h"

enum { OUT_BUFFER = 1 << 16 /* bytes */ };

struct out {
	FILE *file;
	bool color;
	bool failed; /* a write failed; what follows is dropped */
	struct buf buf;
	char memory[OUT_BUFFER];
};

/* Whether the terminal takes no escape sequences, by TERM. */
bool out_is_dumb(void);
/* color is on only for a terminal that is not dumb, and never with NO_COLOR
 * set. */
void out_init(struct out *o, FILE *file);
void out_c(struct out *o, char c);
void out_str(struct out *o, const char *s);
void out_sv(struct out *o, struct sv s);
void out_u64(struct out *o, uint64_t v);
/* Right-aligned in width columns. */
void out_u64_pad(struct out *o, uint64_t v, unsigned width);
void out_spaces(struct out *o, size_t n);
void out_visible(struct out *o, struct sv s);
/* s as the inside of a JSON string. */
void out_json(struct out *o, struct sv s);
/* Writes what is held back. ERR_IO if that or an earlier write failed. */
enum err out_flush(struct out *o) MUST_USE;

/* Puts text of any length into the output by pieces that put can enlarge
 * growth times; no piece ends inside a character. */
void out_pieces(struct out *o, struct sv s,
    void (*put)(struct buf *b, struct sv s), size_t growth);

/*
 * A JSON writer. Values take a key inside an object and NULL inside an array
 * or at the top. Keys are guard's own.
 */
struct emit {
	struct out *out;
	bool more; /* a comma is due before the next item */
	bool laid_out; /* an item a line, indented: for people */
	unsigned depth; /* of groups that are open */
};

void emit_object(struct emit *j, const char *key);
void emit_end_object(struct emit *j);
void emit_array(struct emit *j, const char *key);
void emit_end_array(struct emit *j);
void emit_text(struct emit *j, const char *key, struct sv value);
void emit_str(struct emit *j, const char *key, const char *value);
void emit_u64(struct emit *j, const char *key, uint64_t value);
void emit_flag(struct emit *j, const char *key, bool value);
void emit_none(struct emit *j, const char *key);

#endif
