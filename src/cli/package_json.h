/* SPDX-License-Identifier: ISC */
/*
 * package_json: small files and package.json, read as node's tools do.
 */
#ifndef CLI_PACKAGE_JSON_H
#define CLI_PACKAGE_JSON_H

#include <jansson.h>

#include "guard/os.h"

/* A file of less than 1 MiB; out is good until the next call. Errors: those of
 * os_read_file. */
enum err package_read(const char *path, struct sv *out) MUST_USE;

/* What is left of the regular file that fd leads to, in the same memory. */
enum err package_read_rest(int fd, struct sv *out) MUST_USE;

/* The package.json in dir, an object that the caller releases. ERR_SYNTAX if it
 * is none. */
enum err package_json(const struct os_path *dir, json_t **out) MUST_USE;

/* The next one at or above dir, which becomes its directory. */
enum err package_json_above(struct os_path *dir, json_t **out) MUST_USE;

/* dir becomes its parent; false at the root. */
bool package_go_up(struct os_path *dir);

#endif
