/* SPDX-License-Identifier: ISC */
/*
 * json: a strict look into a JSON text where it lies. No tree is built: a
 * value is the piece of text that it stands in.
 */
#ifndef HOOK_JSON_H
#define HOOK_JSON_H

#include "guard/base.h"

#define JSON_MAX_DEPTH 64

enum json_kind {
	JSON_NONE = 0, /* there is no such value */
	JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT
};

struct json_value {
	enum json_kind kind;
	struct sv text; /* with its quotes or brackets */
};

/* The value that text is, with blanks around it. ERR_SYNTAX for anything else,
 * ERR_LIMIT when it is nested deeper than JSON_MAX_DEPTH. */
enum err jtext_read(struct sv text, struct json_value *out) MUST_USE;

/* The member of an object that jtext_read has seen; kind is JSON_NONE without
 * one. ERR_SYNTAX when there are two. */
enum err jtext_member(struct json_value object, struct sv name,
    struct json_value *out) MUST_USE;

/* The items of an array, one after the other: *at is 0 first. False behind the
 * last. */
bool jtext_item(struct json_value array, size_t *at, struct json_value *out);

/*
 * What a string says, in arena. Half a surrogate pair becomes U+FFFD, as where
 * such text is turned into UTF-8. ERR_LIMIT; ERR_SYNTAX for one with a NUL.
 */
enum err jtext_unquoted(struct json_value string, struct arena *arena,
    struct sv *out) MUST_USE;

#endif
