/* SPDX-License-Identifier: ISC */
/*
 * What the files that unwrap launchers ask of each other.
 */
#ifndef GUARD_ARGV_UNWRAP_H
#define GUARD_ARGV_UNWRAP_H

#include "argv/internal.h"

/* Adds a problem of the reading as a whole. */
enum err unwrap_problem(struct unwrap *u, enum problem_kind kind,
    struct sv subject) MUST_USE;
/* The text of s as the command, then the words behind it. */
enum err unwrap_named(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* The tool at offset, called with the words behind the start. */
enum err unwrap_as_tool(struct unwrap *u, uint32_t offset,
    const struct start *s, const struct origin *from) MUST_USE;

/* Adds what a container of the image (or service) s->text runs when it is given
 * the words behind it: its entrypoint where a tool's file names the image, else
 * the words themselves. */
enum err unwrap_image(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* Adds the plugin that s->text names, which must be a tool. */
enum err unwrap_plugin(struct unwrap *u, const struct start *s,
    const struct origin *from) MUST_USE;
/* Makes from the surroundings of what inv starts: variables that its options
 * give, and for a command that runs things elsewhere none but these. */
enum err unwrap_environment(struct unwrap *u, const struct invocation *inv,
    struct origin *from) MUST_USE;

#endif
