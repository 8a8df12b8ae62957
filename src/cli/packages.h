/* SPDX-License-Identifier: ISC */
/*
 * packages: the packages of a repository that holds several. They are what the
 * patterns of package.json's "workspaces" (npm, yarn, bun), of
 * pnpm-workspace.yaml or of lerna.json match; patterns that take packages away
 * again are not heeded. The package at the root is found by a selector alone.
 */
#ifndef CLI_PACKAGES_H
#define CLI_PACKAGES_H

#include "guard/argv.h"
#include "guard/os.h"

/* See argv_world's packages; dir is an absolute path without links. What is
 * handed out lives in the arena. */
enum err packages_find(struct arena *arena, const struct os_path *dir,
    struct sv selector, struct argv_packages *out) MUST_USE;

#endif
