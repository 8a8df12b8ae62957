/* SPDX-License-Identifier: ISC */
/*
 * wire: strings and numbers as the SSH protocols write them (RFC 4251,
 * section 5), and the two base64 texts that hold them.
 */
#ifndef GRANT_WIRE_H
#define GRANT_WIRE_H

#include "guard/base.h"

/* Take from the front of rest. False when it is too short. */
bool wire_string(struct sv *rest, struct sv *out);
bool wire_u32(struct sv *rest, uint32_t *out);
bool wire_bytes(struct sv *rest, size_t n, struct sv *out);

void wire_put_string(struct buf *out, struct sv s);
void wire_put_u32(struct buf *out, uint32_t v);

/* base64 (line breaks are skipped) into arena; false for anything else. */
bool wire_decode(struct sv text, struct arena *arena, struct sv *out);
/* As base64, broken after every width characters; 0: not at all. */
void wire_encode(struct sv bytes, size_t width, struct buf *out);

#endif
