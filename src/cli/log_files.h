/* SPDX-License-Identifier: ISC */
/*
 * log_files: the logs of one prefix: the one that is written, those that were
 * put aside, and those of other users.
 */
#ifndef CLI_LOG_FILES_H
#define CLI_LOG_FILES_H

#include "guard/os.h"

enum { LOG_FILES_MAX = 512, LOG_NAME_MAX = 64 };

struct log_files {
	struct os_path dir;
	size_t n;
	/* Base names: of each log those put aside first, in their order. */
	char names[LOG_FILES_MAX][LOG_NAME_MAX];
};

/* ERR_LIMIT past LOG_FILES_MAX. */
enum err log_files_find(struct log_files *out) MUST_USE;

/* The whole file at once, in arena. */
enum err log_files_read(const struct log_files *f, size_t i,
    struct arena *arena, struct sv *out) MUST_USE;

#endif
