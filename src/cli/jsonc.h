/* SPDX-License-Identifier: ISC */
/*
 * jsonc: places in JSON text, with the comments and trailing commas that
 * agents' settings may have, so that it can be changed without being written
 * anew. Text is bytes of a person's file: nothing about it is taken for
 * granted.
 */
#ifndef CLI_JSONC_H
#define CLI_JSONC_H

#include "edit.h"

/* The bytes of a value, from the first to behind the last. */
struct json_span {
	size_t start, end; /* start == end: there is none */
};

/* The one value of a text, which must be whole. ERR_SYNTAX. */
enum err jsonc_root(struct sv text, struct json_span *out) MUST_USE;
/* The last member of that name. ERR_NOT_FOUND; ERR_SCHEMA when the value is
 * no object; ERR_SYNTAX. */
enum err jsonc_member(struct sv text, struct json_span object, const char *name,
    struct json_span *out) MUST_USE;
/* Item number i, from 0. ERR_NOT_FOUND behind the last; ERR_SCHEMA when the
 * value is no array; ERR_SYNTAX. */
enum err jsonc_item(struct sv text, struct json_span array, size_t i,
    struct json_span *out) MUST_USE;
/* The value at a path of names, "" for the root: "hooks.PreToolUse". */
enum err jsonc_find(struct sv text, const char *path, struct json_span *out)
    MUST_USE;

/*
 * Adds to the end of an object or array. model is a member ("\"x\": 1") or an
 * item, its further lines and its tabs as edit_put_indented has them.
 */
enum err jsonc_append(struct edit *e, struct json_span group,
    const char *model) MUST_USE;

#endif
