/* SPDX-License-Identifier: ISC */
/*
 * zip: one member of a zip archive, by name. Pure: bytes in. Knows what saved
 * plans are made of: members that are stored or deflated, not encrypted, not
 * larger than 4 GiB.
 */
#ifndef FACTS_ZIP_H
#define FACTS_ZIP_H

#include "guard/base.h"

bool zip_is(struct sv bytes);

/* The member's bytes into out. ERR_NOT_FOUND if there is none of that name;
 * ERR_SYNTAX for a damaged archive, and for a name that occurs twice;
 * ERR_LIMIT when it does not fit. */
enum err zip_member(struct sv bytes, struct sv name, char *out, size_t cap,
    size_t *out_n) MUST_USE;

#endif
