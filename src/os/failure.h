/* SPDX-License-Identifier: ISC */
/*
 * What the files of os share: what an errno means to guard, and a descriptor
 * that is closed where its scope ends.
 */
#ifndef OS_FAILURE_H
#define OS_FAILURE_H

#include "guard/base.h"

/* The error that the last failed system call amounts to; errno stays. */
enum err os_failure(void);

/* Reads until cap bytes are there or fd ends. ERR_IO. */
enum err os_fill(int fd, char *p, size_t cap, size_t *out_n) MUST_USE;

/* Closes *fd unless it is -1, and leaves errno as it was. */
void os_close(const int *fd);

/*
 * open(2) with O_CLOEXEC and O_NOCTTY, in one system call: musl's open sets
 * the flag a second time. mode counts with O_CREAT only.
 */
int os_open(const char *path, int flags, unsigned mode);

#define scoped_fd __attribute__((cleanup(os_close))) int

#endif
