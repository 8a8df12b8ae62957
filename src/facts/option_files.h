/* SPDX-License-Identifier: ISC */
/*
 * option_files: what MySQL's and MariaDB's option files say of one option, in
 * the order in which their clients read them, with what these include.
 */
#ifndef FACTS_OPTION_FILES_H
#define FACTS_OPTION_FILES_H

#include "facts/source.h"

/* Unknown when a file cannot be read, or what counts cannot be told. */
enum err option_files_find(struct sources *s, struct sv key,
    struct finding *out) MUST_USE;

#endif
