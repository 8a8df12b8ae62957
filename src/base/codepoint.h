/* SPDX-License-Identifier: ISC */
/*
 * What base's printers agree on about single characters.
 */
#ifndef BASE_CODEPOINT_H
#define BASE_CODEPOINT_H

#include "guard/base.h"

/*
 * Whether a character may not be shown as it is: control characters (C0, DEL,
 * C1), bidirectional, zero-width and other invisible formatting characters,
 * line and paragraph separators, and noncharacters.
 */
bool codepoint_is_hidden(uint32_t cp);

/*
 * Bytes of the character at s (n > 0) if it may be shown as it is; 0 if it may
 * not. *out_len is its length either way; 1 for a byte that is not UTF-8.
 */
size_t codepoint_visible(struct sv s, size_t *out_len, uint32_t *out_cp);

#endif
