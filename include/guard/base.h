/* SPDX-License-Identifier: ISC */
/*
 * base: views of bytes, arenas, a bounded text buffer. Knows no policy and
 * makes no system call; everything here works without a heap.
 */
#ifndef GUARD_BASE_H
#define GUARD_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guard/byte.h"
#include "guard/err.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A view of n bytes that somebody else owns; no terminating NUL is implied. */
struct sv {
	const char *p;
	size_t n;
};

#define SV(literal) ((struct sv){(literal), sizeof(literal) - 1})

struct sv sv_from(const char *cstr);
bool sv_eq(struct sv a, struct sv b);
bool sv_eq_cstr(struct sv a, const char *b);
/* Whether it is one of the n words of list. */
bool sv_is_any(struct sv s, const char *const *list, size_t n);
/* Byte order, a shorter prefix first; <0, 0, >0. */
int sv_cmp(struct sv a, struct sv b);
bool sv_starts(struct sv s, struct sv prefix);
bool sv_ends(struct sv s, struct sv suffix);
/* Index of the first byte c at or after from; s.n when there is none. */
size_t sv_find(struct sv s, size_t from, char c);
/* Whether needle occurs in s; an empty needle does. */
bool sv_contains(struct sv s, struct sv needle);
/* s without its first n bytes (all of them when n is larger). */
struct sv sv_skip(struct sv s, size_t n);
/* The first n bytes of s. */
struct sv sv_take(struct sv s, size_t n);
/* The part after the last '/', the whole when there is none. */
struct sv sv_basename(struct sv path);
/* s without spaces, tabs, CR and LF at both ends. */
struct sv sv_trim(struct sv s);
/* s without the two quotes, ' or ", that it begins and ends with. */
struct sv sv_unquoted(struct sv s);
/* Decimal digits only, no sign; false on overflow or anything else. */
bool sv_u64(struct sv s, uint64_t *out);
/* Edits from a to b, where two letters swapped are one; SV_EDITS_MAX, which is
 * near nothing, when one of them is longer than that. */
enum { SV_EDITS_MAX = 48 };
size_t sv_edits(struct sv a, struct sv b);

/*
 * A bump allocator over memory of the caller's. Nothing is freed singly.
 * It never grows: when it is full an allocation is NULL, which callers
 * report as ERR_LIMIT.
 */
struct arena {
	unsigned char *base;
	size_t size; /* bytes */
	size_t used; /* bytes */
};

void arena_init(struct arena *a, void *memory, size_t size);
/* n zeroed objects of size bytes, aligned to 16; NULL when full. */
void *arena_alloc(struct arena *a, size_t n, size_t size);
/* n bytes as they happen to be, for what is overwritten at once; aligned to 16;
 * NULL when full. */
void *arena_take(struct arena *a, size_t n);
/* A copy of s with a NUL behind it (the NUL is not counted); p is NULL when
 * full. */
struct sv arena_dup(struct arena *a, struct sv s);
/* The same as a string, for what takes no views; NULL when full. */
char *arena_string(struct arena *a, struct sv s);
#define ARENA_NEW(a, n, type) ((type *)arena_alloc((a), (n), sizeof(type)))

/*
 * Text that is put together in memory of the caller's. Once something did
 * not fit, full is set and stays, and what follows is dropped: check once at
 * the end.
 */
struct buf {
	char *p;
	size_t cap;
	size_t n;
	bool full;
};

void buf_init(struct buf *b, char *memory, size_t cap);
void buf_c(struct buf *b, char c);
void buf_sv(struct buf *b, struct sv s);
void buf_str(struct buf *b, const char *cstr);
void buf_u64(struct buf *b, uint64_t v);
/*
 * s as the inside of a JSON string: quotes, backslashes and control bytes
 * escaped; bytes that are not UTF-8 become \udcXX (XX the byte), so that the
 * bytes can be told from the text.
 */
void buf_json(struct buf *b, struct sv s);
/*
 * s for a terminal: printable UTF-8 as it is; control characters (C0, C1, DEL),
 * bidirectional and zero-width formatting characters, and bytes that are not
 * UTF-8 as \xXX. Never emits an escape sequence or a line break.
 */
void buf_visible(struct buf *b, struct sv s);
/* s as one shell word, quoted only if it must be, made visible as above. */
void buf_shell_word(struct buf *b, struct sv s);
struct sv buf_view(const struct buf *b);

/* Bytes of the UTF-8 sequence at p (1 to 4), 0 if there is no valid one.
 * out_cp may be NULL. */
size_t utf8_length(const unsigned char *p, size_t n, uint32_t *out_cp);

/*
 * Whole-string match of a glob: * any run of bytes but '/', ** any run,
 * ? one byte but '/', [a-z] and [!a-z] sets, \ quotes. Work is bounded by
 * pattern length times text length.
 */
bool glob_match(struct sv pattern, struct sv text);

#endif
