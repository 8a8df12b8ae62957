/* SPDX-License-Identifier: ISC */
/*
 * record: a line of the log that is synced, and its copies.
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "guard/audit.h"

/*
 * Appends the line of record to the log, with its link, on the disk. Then
 * sends copies to where PREFIX/etc/guard/copies says: a line each, "syslog" or
 * "journald", the path of a socket behind it where it is another than usual;
 * "#" begins a comment. What becomes of them changes nothing, and nobody waits
 * for it. The file counts if it is root's or this user's own, and nobody else
 * may write it.
 */
enum err record_append(const struct os_path *prefix,
    const struct audit_record *record, struct sv line) MUST_USE;

/* A copy as each of them takes it. ERR_LIMIT. */
enum err record_syslog(const struct audit_record *record, struct sv line,
    struct buf *out) MUST_USE;
enum err record_journald(const struct audit_record *record, struct sv line,
    struct buf *out) MUST_USE;

#endif
